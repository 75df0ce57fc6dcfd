"""What the claim form asks, with the buttons that save typing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from actions.claim_form_documents import (
    documents_question,
    kind_question,
    poor_photo_question,
    wants_to_resend,
)
from actions.claim_form_words import (
    account_in_words,
    account_of,
    benefit_in_words,
    documents_in_words,
    in_one_line,
    masked_number,
    shortened,
)
from actions.claim_sitting import (
    ACCOUNT,
    AMOUNT,
    BENEFIT,
    DATE,
    DECLARATION,
    DETAILS,
    DOCUMENT_KIND,
    DOCUMENTS,
    PARTICIPANT,
    POOR_PHOTO,
    PROVIDER,
    RESUME,
    SUMMARY,
    Sitting,
)
from actions.formats import day, rupiah
from actions.masking import masked
from actions.participants import place_of
from actions.turn import Button, button
from insurance.claim_checks import ClaimWarning, LooksLikeEarlier, OverLimit, OverVisitLimit
from insurance.model import Member

EDITABLE = (
    "participant",
    "contact",
    "benefit",
    "date",
    "provider",
    "diagnosis",
    "amount",
    "documents",
)
"""What the summary's buttons change, in the order in which they stand."""

Asked = tuple[str, Sequence[Button], Mapping[str, object]]
"""A response, the choices before its own buttons, and its values."""


def ask(sitting: Sitting, question: str) -> None:
    """Ask it; what was heard stands before it, in the same bubble."""
    response, choices, values = _asked(sitting, question)
    heard = "\n".join(sitting.heard)
    gap = "\n\n" if heard else ""
    sitting.turn.ask(response, choices, heard=heard + gap, **values)


def explain(sitting: Sitting, question: str, ways: str) -> None:
    """Explain it, with the buttons of the question itself."""
    response, choices, _ = _asked(sitting, question)
    name = f"utter_help_claim_form_{question}"
    sitting.turn.explain(name, response, choices, ways=ways)


def _asked(sitting: Sitting, question: str) -> Asked:
    special = _SPECIAL.get(question)
    if special is not None:
        return special(sitting)
    return f"utter_question_{question}", (), {}


def _choice(title: str, field: str, value: str) -> Button:
    return button(title, "claim_choice", field=field, value=value)


def _resume(sitting: Sitting) -> Asked:
    name = sitting.participant.first_name if sitting.participant else None
    known = in_one_line(sitting.turn, sitting.draft, name)
    return f"utter_question_{RESUME}", (), {"known": known}


def _participant(sitting: Sitting) -> Asked:
    among = sitting.partial.get("among") or ()
    members = [one for one in sitting.family if not among or place_of(one, sitting.family) in among]
    choices = [
        _choice(_titled(sitting, one), "participant", place_of(one, sitting.family))
        for one in members
    ]
    return f"utter_question_{PARTICIPANT}", choices, {}


def _titled(sitting: Sitting, member: Member) -> str:
    relation = sitting.turn.part(f"relation_{member.relation.value}")
    return f"{member.first_name} ({relation.lower()})"


def _details(sitting: Sitting) -> Asked:
    turn, draft, participant = sitting.turn, sitting.draft, sitting.participant
    assert participant is not None
    phone = draft.contact_phone or sitting.member.phone
    account = account_of(draft) or sitting.filing.known_account(sitting.member)
    plans = {benefit.plan_name for benefit in sitting.benefits}
    edits = [
        button(turn.part("claim_edit_phone"), "claim_edit", field="phone"),
        button(turn.part("claim_edit_account"), "claim_edit", field="account"),
    ]
    values = {
        "name": participant.full_name,
        "number": masked("participant_number", participant.participant_number, turn.language),
        "policy": participant.policy_number,
        "plan": next(iter(plans), participant.plan_code),
        "phone": masked_number(phone) if phone else turn.part("claim_none_yet"),
        "account": account_in_words(turn, account),
    }
    right = _choice(turn.part("claim_details_right"), "details", "ok")
    return f"utter_question_{DETAILS}", [right, *edits], values


def _account(sitting: Sitting) -> Asked:
    draft = sitting.draft
    parts = {
        "bank": draft.bank,
        "number": draft.account_number,
        "holder": draft.account_holder,
    }
    missing = [name for name, value in parts.items() if not value]
    if len(missing) in (0, len(parts)):
        return f"utter_question_{ACCOUNT}", (), {}
    turn = sitting.turn
    named = turn.part("media_and").join(turn.part(f"claim_account_{name}") for name in missing)
    choices = []
    if missing == ["holder"]:
        name = sitting.member.full_name
        choices = [_choice(turn.part("claim_holder_self", name=name), "holder", "self")]
    return "utter_question_claim_account_rest", choices, {"missing": named}


def _benefit(sitting: Sitting) -> Asked:
    choices = [
        _choice(
            benefit_in_words(sitting.turn, one.benefit_type, [one]),
            "benefit",
            one.benefit_type.value,
        )
        for one in sitting.benefits
    ]
    return f"utter_question_{BENEFIT}", choices, {}


def _date(sitting: Sitting) -> Asked:
    turn, today = sitting.turn, sitting.today
    days = [date.fromisoformat(each) for each in sitting.partial.get("days") or ()]
    if days:
        choices = [_choice(day(each, turn.language), "date", each.isoformat()) for each in days]
        return "utter_question_claim_date_which", choices, {}
    if sitting.partial.get("month"):
        return "utter_question_claim_date_of_month", (), {}
    choices = [
        _choice(turn.part("claim_today"), "date", today.isoformat()),
        _choice(turn.part("claim_yesterday"), "date", (today - timedelta(days=1)).isoformat()),
    ]
    return f"utter_question_{DATE}", choices, {}


def _provider(sitting: Sitting) -> Asked:
    text = sitting.partial.get("provider")
    matches = sitting.filing.find_providers(text) if text else ()
    if not text or not matches:
        return f"utter_question_{PROVIDER}", (), {}
    choices = [_choice(one.provider.name, "provider", one.provider.code) for one in matches]
    choices.append(_choice(sitting.turn.part("claim_own_words"), "provider", ""))
    return "utter_question_claim_provider_which", choices, {"written": shortened(text)}


def _amount(sitting: Sitting) -> Asked:
    candidates = sitting.partial.get("amounts") or ()
    choices = [_choice(rupiah(int(each)), "amount", str(int(each))) for each in candidates]
    response = "utter_question_claim_amount_which" if choices else f"utter_question_{AMOUNT}"
    return response, choices, {}


def _kind(sitting: Sitting) -> Asked:
    choices, values = kind_question(sitting)
    return f"utter_question_{DOCUMENT_KIND}", choices, values


def _poor(sitting: Sitting) -> Asked:
    again = "utter_question_claim_photo_again"
    response = again if wants_to_resend(sitting) else f"utter_question_{POOR_PHOTO}"
    return response, (), poor_photo_question(sitting)


def _summary(sitting: Sitting) -> Asked:
    turn, draft, participant = sitting.turn, sitting.draft, sitting.participant
    assert participant and draft.benefit_type and draft.treatment_date and draft.amount
    warnings = [_warning(sitting, each) for each in sitting.filing.warnings(draft)]
    values = {
        "name": participant.full_name,
        "benefit": benefit_in_words(turn, draft.benefit_type, sitting.benefits),
        "treated": day(draft.treatment_date, turn.language),
        "provider": shortened(draft.provider_name or ""),
        "diagnosis": shortened(draft.diagnosis or ""),
        "amount": rupiah(draft.amount),
        "phone": masked_number(draft.contact_phone or ""),
        "account": account_in_words(turn, account_of(draft)),
        "documents": documents_in_words(turn, draft.files, sitting.checklist),
        "warnings": "".join(f"\n\n{each}" for each in warnings),
    }
    right = _choice(turn.part("claim_summary_right"), "summary", "ok")
    edits = [button(turn.part(f"claim_edit_{one}"), "claim_edit", field=one) for one in EDITABLE]
    return f"utter_question_{SUMMARY}", [right, *edits], values


def _warning(sitting: Sitting, warning: ClaimWarning) -> str:
    turn = sitting.turn
    match warning:
        case OverLimit():
            left, over = rupiah(warning.left), rupiah(warning.over)
            return turn.part("claim_warning_limit", left=left, over=over)
        case OverVisitLimit():
            return turn.part("claim_warning_visit", limit=rupiah(warning.limit))
        case LooksLikeEarlier():
            return turn.part("claim_warning_earlier", claim_number=warning.claim_number)


def _declaration(sitting: Sitting) -> Asked:
    draft, turn = sitting.draft, sitting.turn
    submit = button(turn.part("claim_submit"), "claim_submit", draft=draft.id)
    change = button(turn.part("claim_change"), "claim_edit", field="summary")
    values = {
        "amount": rupiah(draft.amount or 0),
        "name": sitting.participant.first_name if sitting.participant else "",
    }
    return f"utter_question_{DECLARATION}", [submit, change], values


_SPECIAL: Mapping[str, Callable[[Sitting], Asked]] = {
    RESUME: _resume,
    PARTICIPANT: _participant,
    DETAILS: _details,
    ACCOUNT: _account,
    BENEFIT: _benefit,
    DATE: _date,
    PROVIDER: _provider,
    AMOUNT: _amount,
    DOCUMENTS: documents_question,
    DOCUMENT_KIND: _kind,
    POOR_PHOTO: _poor,
    SUMMARY: _summary,
    DECLARATION: _declaration,
}
