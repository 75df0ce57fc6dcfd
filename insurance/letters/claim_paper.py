"""The words of the paper about a claim: what stands where is drawn by ``claim_pdf``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import phonenumbers
import yaml

from insurance.claim_summary import ClaimSummary, NamedFile
from insurance.formats import day, day_and_hour, day_of, rupiah
from insurance.model import BankAccount

TEXTS = Path(__file__).parent / "claim_paper.yml"
SHOWN_DIGITS = 4
"""Of an account number: enough for its holder to recognise it."""
KIB = 1024

Row = tuple[str, str]
"""A label and what stands under it."""


@dataclass(frozen=True)
class Block:
    """Some rows under one heading."""

    heading: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class DocumentLine:
    """One line of the list of documents."""

    name: str
    kind: str
    size: str
    added_at: str


@dataclass(frozen=True)
class Declaration:
    """What the member has declared, and when."""

    heading: str
    text: str
    by: str


@dataclass(frozen=True)
class ClaimPaper:
    """All words of the paper, in one language. Personal data: never log it."""

    language: str
    title: str
    number: Row
    amount: Row
    received: str
    blocks: Sequence[Block]
    documents: str
    """The heading of the list."""
    columns: DocumentLine
    """The headings of its columns."""
    lines: Sequence[DocumentLine]
    no_documents: str
    declaration: Declaration | None
    next: str
    """The heading of what happens next."""
    steps: Sequence[str]
    """Empty for a claim that was not filed in a chat: nobody there waits for it."""
    legal: Sequence[str]
    """What stands at the foot of every page, line by line."""
    page: str
    """With ``{page}`` and ``{pages}``."""
    dated: datetime
    """When the claim came; the same claim is the same paper, whenever it is printed."""


def claim_paper(summary: ClaimSummary) -> ClaimPaper:
    """What the paper says of this claim, in the summary's language."""
    return _Writer(summary).paper()


class _Writer:
    """Fills the texts of one language with one claim."""

    def __init__(self, summary: ClaimSummary) -> None:
        texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
        self._language = summary.language if summary.language in texts else "id"
        self._texts: dict[str, str] = texts[self._language]
        self._summary = summary

    def paper(self) -> ClaimPaper:
        texts, claim = self._texts, self._summary.claim
        received = day_and_hour(claim.submitted_at, self._language)
        return ClaimPaper(
            language=self._language,
            title=texts["title"],
            number=(texts["claim_number"], claim.claim_number),
            amount=(texts["amount"], rupiah(claim.amount_claimed)),
            received=texts["received"].format(moment=received),
            blocks=[block for block in self._blocks() if block.rows],
            documents=texts["documents"],
            columns=DocumentLine(
                texts["document"], texts["kind"], texts["size"], texts["added_at"]
            ),
            lines=[self._line(named) for named in self._summary.files],
            no_documents=texts["no_documents"],
            declaration=self._declaration(),
            next=texts["next"],
            steps=self._steps(),
            legal=(texts["legal"], texts["scope"]),
            page=texts["page"],
            dated=claim.submitted_at,
        )

    def _blocks(self) -> Sequence[Block]:
        return [
            self._block("participant", self._participant()),
            self._block("treatment", self._treatment()),
            self._block("payment", self._payment()),
            self._block("contact", self._contact()),
        ]

    def _block(self, heading: str, rows: dict[str, str]) -> Block:
        filled = [(self._texts[key], value) for key, value in rows.items() if value.strip()]
        return Block(self._texts[heading], filled)

    def _participant(self) -> dict[str, str]:
        member, policy = self._summary.participant, self._summary.policy
        company = f"{member.policy_number} · {policy.company}" if policy else member.policy_number
        benefit = self._summary.benefit
        return {
            "name": member.full_name,
            "participant_number": member.participant_number,
            "policy": company,
            "plan": benefit.plan_name if benefit else member.plan_code,
        }

    def _treatment(self) -> dict[str, str]:
        claim, details = self._summary.claim, self._summary.details
        return {
            "benefit": self._benefit_name(),
            "treatment_date": day(claim.treatment_date, self._language),
            "provider": claim.provider_name,
            "diagnosis": details.diagnosis if details else "",
        }

    def _benefit_name(self) -> str:
        benefit = self._summary.benefit
        if benefit is None:
            return self._texts[f"benefit_{self._summary.claim.benefit_type.value}"]
        return benefit.name_en if self._language == "en" else benefit.name_id

    def _payment(self) -> dict[str, str]:
        details = self._summary.details
        if details is None:
            return {}
        account = details.bank_account
        return {
            "account": f"{account.bank} · {masked_account(account)}",
            "account_holder": account.holder,
        }

    def _contact(self) -> dict[str, str]:
        details, member = self._summary.details, self._summary.filed_by
        return {
            "filed_by": member.full_name if member else "",
            "phone": _phone(details.contact_phone) if details else "",
        }

    def _line(self, named: NamedFile) -> DocumentLine:
        texts, file = self._texts, named.file
        kind = {"image": "photo", "application": "pdf"}.get(file.content_type.partition("/")[0])
        return DocumentLine(
            name=named.document or texts["other"],
            kind=texts[kind or "file"],
            size=_size(file.size, self._language),
            added_at=day_of(file.added_at, self._language),
        )

    def _declaration(self) -> Declaration | None:
        details, member = self._summary.details, self._summary.filed_by
        if details is None:
            return None
        name = (member or self._summary.participant).full_name
        moment = _unbroken(day_and_hour(details.declared_at, self._language))
        by = self._texts["declared_by"].format(name=name, moment=moment)
        return Declaration(self._texts["declaration"], self._texts["declared"], by)

    def _steps(self) -> Sequence[str]:
        if self._summary.details is None:
            return []
        days = self._summary.processing_days
        review = self._texts["step_review" if days else "step_review_open"].format(days=days)
        return [review, self._texts["step_news"], self._texts["step_originals"]]


def masked_account(account: BankAccount) -> str:
    """The account's number with all but its last four digits hidden, fewer if it is short."""
    shown = min(SHOWN_DIGITS, len(account.number) // 2)
    hidden = len(account.number) - shown
    return _unbroken(f"{'•' * hidden} {account.number[hidden:]}")


def _phone(number: str) -> str:
    """As people write it; as it is where it is no number that could be called."""
    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _unbroken(words: str) -> str:
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _size(in_bytes: int, language: str) -> str:
    if in_bytes < KIB * KIB:
        return f"{max(1, round(in_bytes / KIB))} KB"
    size = f"{in_bytes / KIB / KIB:.1f} MB"
    return size if language == "en" else size.replace(".", ",")
