"""One turn of the claim form: the draft as this message makes it, and what is said of it.

The draft in the database is the truth. A turn starts from the draft as it was before its message,
so that a turn asked again ends the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from actions.claim_files import hard_to_read, in_order_asked, unnamed
from actions.claim_said import Said
from actions.turn import Turn
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import ClaimDraft
from insurance.claim_filing import ClaimFiling
from insurance.model import Benefit, Member
from insurance.ports import Upload

PARTIAL = "claim_partial"
"""The slot for what is half known: candidates to choose from, the month of a day."""

RESUME, PARTICIPANT, DETAILS = "claim_resume", "claim_participant", "claim_details"
PHONE, ACCOUNT, BENEFIT, DATE = "claim_phone", "claim_account", "claim_benefit", "claim_date"
PROVIDER, DIAGNOSIS, AMOUNT = "claim_provider", "claim_diagnosis", "claim_amount"
DOCUMENTS, DOCUMENT_KIND = "claim_documents", "claim_document_kind"
POOR_PHOTO, SUMMARY, DECLARATION = "claim_poor_photo", "claim_summary", "claim_declaration"
QUESTIONS = (
    *(RESUME, PARTICIPANT, DETAILS, PHONE, ACCOUNT, BENEFIT, DATE, PROVIDER, DIAGNOSIS, AMOUNT),
    *(DOCUMENTS, DOCUMENT_KIND, POOR_PHOTO, SUMMARY, DECLARATION),
)


@dataclass
class Sitting:
    """What one turn works on."""

    turn: Turn
    said: Said
    member: Member
    """Whose chat it is."""
    family: Sequence[Member]
    """Whom a claim may be for; the member first."""
    filing: ClaimFiling
    today: date
    draft: ClaimDraft
    is_new: bool
    """Whether the draft begins with this message."""
    partial: dict[str, Any]
    heard: list[str] = field(default_factory=list)
    """What is said before the question, a line each."""

    @property
    def participant(self) -> Member | None:
        """Whose treatment it was."""
        number = self.draft.participant_number
        return next((one for one in self.family if one.participant_number == number), None)

    @property
    def benefits(self) -> Sequence[Benefit]:
        """What can be claimed for the participant."""
        return self.filing.benefits(self.participant) if self.participant else ()

    @property
    def checklist(self) -> Sequence[ClaimDocument]:
        """The documents of this claim, required ones first; empty while none is known."""
        kind = self.draft.benefit_type
        known = self.filing.checklist(kind, self.turn.language) if kind else None
        return sorted(known or (), key=lambda document: not document.required)

    @property
    def missing(self) -> Sequence[ClaimDocument]:
        """The documents that are still to come, required ones first."""
        return self.filing.missing(self.draft, self.turn.language)

    @cached_property
    def _found(self) -> dict[str, Upload]:
        return {}

    @property
    def uploads(self) -> Mapping[str, Upload]:
        """What stands about the draft's files."""
        if any(file.media_id not in self._found for file in self.draft.files):
            self._found.update(self.filing.files(self.draft))
        here = {file.media_id for file in self.draft.files}
        return {name: one for name, one in self._found.items() if name in here}

    def put(self, **values: Any) -> None:
        """Change the draft."""
        self.draft = replace(self.draft, **values)

    def note(self, part: str, /, **values: object) -> None:
        """Say this before the question."""
        line = self.turn.part(part, **values)
        if line not in self.heard:
            self.heard.append(line)

    def sort_files(self) -> None:
        """Let files that nobody has named be what was asked for, once that is known."""
        if self.checklist:
            files = in_order_asked(self.draft.files, self.checklist, self.draft.skipped)
            self.put(files=files)
        elif self.draft.benefit_type:
            files = tuple(replace(file, document_id="other") for file in self.draft.files)
            self.put(files=files)

    def save(self) -> None:
        """Keep the draft."""
        self.filing.save(self.draft, self.turn.conversation_id, self.turn.inbound_id)

    @property
    def next_step(self) -> str:
        """What is asked next: the first thing that is not known."""
        draft = self.draft
        if hard_to_read(draft.files, self.uploads):
            return POOR_PHOTO
        for step, is_known in _known(draft):
            if not is_known:
                return step
        if unnamed(draft.files):
            return DOCUMENT_KIND
        required = [document for document in self.missing if document.required]
        if required or not (draft.documents_done or (self.checklist and not self.missing)):
            return DOCUMENTS
        return SUMMARY

    @property
    def is_worth_keeping(self) -> bool:
        """Whether the draft says more than whose chat it is."""
        draft = self.draft
        told = (draft.benefit_type, draft.treatment_date, draft.provider_name, draft.diagnosis)
        return any((*told, draft.amount, draft.files, draft.account_number))


def _known(draft: ClaimDraft) -> Sequence[tuple[str, bool]]:
    account = draft.bank and draft.account_number and draft.account_holder
    return (
        (PARTICIPANT, bool(draft.participant_number)),
        (DETAILS, draft.details_confirmed),
        (PHONE, bool(draft.contact_phone)),
        (ACCOUNT, bool(account)),
        (BENEFIT, bool(draft.benefit_type)),
        (DATE, bool(draft.treatment_date)),
        (PROVIDER, bool(draft.provider_name)),
        (DIAGNOSIS, bool(draft.diagnosis)),
        (AMOUNT, bool(draft.amount)),
    )
