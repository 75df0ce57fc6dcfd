"""How the parts of a claim are named and shown to the member who files it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.claim_files import OTHER, short_name
from actions.formats import day, rupiah
from actions.turn import Turn
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.model import BankAccount, Benefit, BenefitType

SHOWN = 50
"""Characters of the member's own words that are repeated to them."""
LAST = 4
"""Digits of a number that are shown."""


def masked_number(number: str) -> str:
    """A number's last four digits: ``•••• 7890``."""
    return f"•••• {number[-LAST:]}" if len(number) > LAST else "••••"


def account_in_words(turn: Turn, account: BankAccount | None) -> str:
    """ "BCA •••• 7890, Budi Santoso", or that none is known."""
    if account is None:
        return turn.part("claim_none_yet")
    return f"{account.bank} {masked_number(account.number)}, {account.holder}"


def account_of(draft: ClaimDraft) -> BankAccount | None:
    """The draft's account, once it is complete."""
    if draft.bank and draft.account_number and draft.account_holder:
        return BankAccount(draft.bank, draft.account_number, draft.account_holder)
    return None


def benefit_in_words(turn: Turn, kind: BenefitType, benefits: Sequence[Benefit]) -> str:
    """The benefit's name in the plan."""
    named = [each for each in benefits if each.benefit_type is kind]
    if not named:
        return turn.part(f"benefit_type_{kind.value}")
    return named[0].name_en if turn.language == "en" else named[0].name_id


def shortened(words: str) -> str:
    """The member's words, cut where they are long, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


def document_in_words(
    turn: Turn, document_id: str | None, checklist: Sequence[ClaimDocument]
) -> str:
    """A document's name; "dokumen lain" for any other."""
    named = [short_name(one) for one in checklist if one.id == document_id]
    return named[0] if named else turn.part("document_other")


def documents_in_words(
    turn: Turn, files: Sequence[DraftFile], checklist: Sequence[ClaimDocument]
) -> str:
    """ "Kuitansi asli, Rincian biaya (2)"."""
    counts: dict[str, int] = {}
    for file in files:
        name = document_in_words(turn, file.document_id or OTHER, checklist)
        counts[name] = counts.get(name, 0) + 1
    named = (f"{name} ({count})" if count > 1 else name for name, count in counts.items())
    return ", ".join(named) or turn.part("claim_none_yet")


def in_one_line(turn: Turn, draft: ClaimDraft, name: str | None) -> str:
    """What is known so far, for recognising a draft: "Rawat jalan · Siti · Rp850.000"."""
    known = [
        draft.benefit_type and turn.part(f"benefit_type_{draft.benefit_type.value}"),
        name,
        draft.treatment_date and day(draft.treatment_date, turn.language),
        draft.amount and rupiah(draft.amount),
        draft.files and turn.part("claim_files_count", count=len(draft.files)),
    ]
    return " · ".join(str(each) for each in known if each)
