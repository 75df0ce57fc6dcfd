"""What is chosen for a claim is held against the participant's plan and cover at once."""

from __future__ import annotations

from datetime import date

from actions.claim_sitting import Sitting
from actions.formats import day
from insurance.claim_checks import DateTrouble
from insurance.model import BenefitType, Member


def choose_participant(sitting: Sitting, member: Member) -> None:
    """The claim is for them; what was said before is held against their plan and cover."""
    if sitting.draft.participant_number == member.participant_number:
        return
    sitting.partial.pop("among", None)
    sitting.put(participant_number=member.participant_number, details_confirmed=False)
    kind, treated = sitting.draft.benefit_type, sitting.draft.treatment_date
    if kind is not None:
        choose_benefit(sitting, kind)
    if treated is not None:
        choose_date(sitting, treated)


def choose_benefit(sitting: Sitting, kind: BenefitType) -> bool:
    """Whether the plan holds it; if not, that is said and asked again."""
    held = {benefit.benefit_type for benefit in sitting.benefits}
    if sitting.participant is not None and kind not in held:
        name = sitting.turn.part(f"benefit_type_{kind.value}")
        who = sitting.participant.first_name
        sitting.note("claim_not_covered", benefit=name.lower(), name=who)
        sitting.put(benefit_type=None)
        return False
    if kind is not sitting.draft.benefit_type:
        sitting.put(benefit_type=kind, skipped=(), documents_done=False)
    return True


def choose_date(sitting: Sitting, treated: date) -> bool:
    """Whether a treatment on that day can be claimed; if not, why is said."""
    trouble = _date_trouble(sitting, treated)
    if trouble is None:
        sitting.put(treatment_date=treated)
        for known in ("days", "month"):
            sitting.partial.pop(known, None)
        return True
    sitting.put(treatment_date=None)
    _say_date_trouble(sitting, treated, trouble)
    return False


def _date_trouble(sitting: Sitting, treated: date) -> DateTrouble | None:
    if sitting.participant is not None:
        return sitting.filing.check_date(sitting.participant, treated)
    return DateTrouble.FUTURE if treated > sitting.today else None


def _say_date_trouble(sitting: Sitting, treated: date, trouble: DateTrouble) -> None:
    language, values = sitting.turn.language, {}
    if sitting.participant is not None:
        cover = sitting.filing.cover(sitting.participant)
        values["name"] = sitting.participant.first_name
        values["start"], values["end"] = day(cover.start, language), day(cover.end, language)
    deadline = sitting.filing.deadline(treated)
    if deadline is not None:
        values["deadline"] = day(deadline, language)
    sitting.note(f"claim_date_{trouble.value}", treated=day(treated, language), **values)


def choose_provider(sitting: Sitting, name: str, code: str | None) -> None:
    """Where the treatment was: a partner's name with its code, or the member's own words."""
    sitting.partial.pop("provider", None)
    sitting.put(provider_name=name, provider_code=code)
