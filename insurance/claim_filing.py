"""A claim that a member files in a chat: kept as a draft, checked, and submitted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insurance.claim_checks import (
    LARGEST_AMOUNT,
    SMALLEST_AMOUNT,
    ClaimChecks,
    ClaimWarning,
    Cover,
    DateTrouble,
)
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import ClaimDraft
from insurance.claims import MOST_FILES
from insurance.errors import DraftIncomplete
from insurance.model import (
    BankAccount,
    Benefit,
    BenefitType,
    Claim,
    Member,
)
from insurance.new_claims import has_all_words, new_claim
from insurance.ports import (
    ClaimDrafts,
    ClaimsBook,
    Clock,
    CoreSystem,
    Facts,
    Providers,
    Upload,
    Uploads,
)
from insurance.provider_search import ProviderMatch, ProviderNames
from insurance.seen_files import claim_with, is_same_file

JUST_NOW = timedelta(hours=1)
"""For so long a tap on "submit" is taken for a second one on the claim just filed."""


@dataclass(frozen=True)
class SeenBefore:
    """A file that the member has sent already."""

    claim_number: str | None
    """The claim that it came with; None: this very draft."""


class ClaimFiling:
    """What the dialogue asks and tells while a member files a claim."""

    def __init__(
        self,
        core: CoreSystem,
        *,
        drafts: ClaimDrafts,
        book: ClaimsBook,
        uploads: Uploads,
        providers: Providers,
        facts: Facts,
        clock: Clock,
    ) -> None:
        """Read from and write to the ports that are handed in."""
        self._core = core
        self._drafts = drafts
        self._book = book
        self._uploads = uploads
        self._providers = ProviderNames(providers)
        self._checks = ClaimChecks(core, facts, clock)
        self._clock = clock

    # The draft -----------------------------------------------------------------------------------

    def draft(self, member: Member, inbound_id: str) -> ClaimDraft | None:
        """The member's open draft as it was before this message; None when there was none."""
        return self._drafts.as_of(member.participant_number, inbound_id)

    def begin(self, member: Member, inbound_id: str) -> ClaimDraft:
        """A new, empty draft; nothing is kept before ``save``.

        Where another one is open, ``discard`` that first: a member has one at a time.
        """
        return ClaimDraft(inbound_id, member.participant_number)

    def save(self, draft: ClaimDraft, conversation_id: str, inbound_id: str) -> None:
        """Keep the draft as this message has made it; the last ``save`` of a message counts.

        Raises DraftChanged when it was changed or ended from another chat meanwhile.
        """
        self._drafts.save(draft, conversation_id, inbound_id)

    def discard(self, member: Member, inbound_id: str) -> None:
        """Throw the member's open draft away, if there is one; its files are erased soon."""
        self._drafts.discard(member.participant_number, inbound_id)

    # What may be said ----------------------------------------------------------------------------

    def benefits(self, participant: Member) -> Sequence[Benefit]:
        """What the participant's plan holds, in its order."""
        return self._checks.benefits(participant)

    def cover(self, participant: Member) -> Cover:
        """The days on which the participant is insured, first and last."""
        return self._checks.cover(participant)

    def deadline(self, day: date) -> date | None:
        """The last day on which a treatment of ``day`` can be claimed; None: no fact says."""
        return self._checks.deadline(day)

    def check_date(self, participant: Member, day: date) -> DateTrouble | None:
        """What is wrong with it as a day of treatment; None: nothing."""
        return self._checks.check_date(participant, day)

    def find_providers(self, text: str) -> Sequence[ProviderMatch]:
        """The partner providers that may be meant, best first, five at most; exactly one when it
        is clear, none when nobody fits."""
        return self._providers.find(text)

    def known_account(self, member: Member) -> BankAccount | None:
        """Where this member last wanted claims to be paid to."""
        return self._book.bank_account(member.participant_number)

    # Documents -----------------------------------------------------------------------------------

    def checklist(self, kind: BenefitType, language: str) -> Sequence[ClaimDocument] | None:
        """The documents that such a claim needs, in the fact's order; None when it is unset: then
        any files are taken as ``other``, at least one."""
        return self._checks.checklist(kind, language)

    def missing(self, draft: ClaimDraft, language: str) -> Sequence[ClaimDocument]:
        """The documents without a file that can be read and not skipped, required ones first.

        Where no checklist is known and no file is there: one, ``other``, with an empty name.
        """
        return self._checks.missing(draft, self._stored(draft), language)

    def files(self, draft: ClaimDraft) -> Mapping[str, Upload]:
        """What stands about the draft's files, by media id."""
        return self._uploads.find([file.media_id for file in draft.files])

    def sent_with(self, inbound_id: str) -> Sequence[Upload]:
        """The files of the turn that this message is of, in the order in which they were sent."""
        return self._uploads.of(inbound_id)

    def seen_before(self, draft: ClaimDraft, upload: Upload) -> SeenBefore | None:
        """Whether this file, or a picture like it, came before: in this draft before this one, or
        in a claim of anybody whose claims the member may see."""
        own = [file.media_id for file in draft.files]
        earlier = own[: own.index(upload.id)] if upload.id in own else own
        for other in self._uploads.find(earlier).values():
            if is_same_file(upload, other.sha256, other.likeness):
                return SeenBefore(None)
        number = claim_with(self._book, self._visible(draft.filed_by), upload)
        return None if number is None else SeenBefore(number)

    # Submitting ----------------------------------------------------------------------------------

    def warnings(self, draft: ClaimDraft) -> Sequence[ClaimWarning]:
        """What the member should know before filing it; none of it refuses the claim."""
        return self._checks.warnings(draft)

    def submit(
        self, draft: ClaimDraft, conversation_id: str, inbound_id: str, language: str
    ) -> Claim:
        """File the claim, once for each draft: the same again is the claim that it has become.

        The draft has to have been saved by an earlier message or by this one. Raises
        DraftIncomplete when something required is missing, wrong or not declared to be true, and
        DraftChanged when it was changed from another chat meanwhile.
        """
        if (claim := self._book.submitted(draft.id)) is not None:
            return claim
        if not self.is_complete(draft):
            raise DraftIncomplete
        now = self._clock.now()
        return self._book.submit(new_claim(draft, conversation_id, inbound_id, language, now))

    def is_complete(self, draft: ClaimDraft) -> bool:
        """Whether nothing that is required is missing or wrong, the declaration included."""
        participant = self._core.member(draft.participant_number or "")
        if participant is None or participant.participant_number not in self._visible(
            draft.filed_by
        ):
            return False
        return (
            draft.declared
            and has_all_words(draft)
            and draft.treatment_date is not None
            and self.check_date(participant, draft.treatment_date) is None
            and draft.benefit_type
            in {benefit.benefit_type for benefit in self.benefits(participant)}
            and SMALLEST_AMOUNT <= (draft.amount or 0) <= LARGEST_AMOUNT
            and self._has_its_documents(draft)
        )

    def submitted(self, draft_id: str) -> Claim | None:
        """The claim that this draft has become."""
        return self._book.submitted(draft_id)

    def latest_submitted(self, member: Member) -> Claim | None:
        """The claim that the member filed within the last hour, for a late second tap."""
        since = self._clock.now() - JUST_NOW
        filed = [
            claim
            for claim in self._core.claims(self._visible(member.participant_number))
            if claim.filed_by == member.participant_number and claim.submitted_at > since
        ]
        return max(filed, key=lambda claim: claim.submitted_at, default=None)

    def _has_its_documents(self, draft: ClaimDraft) -> bool:
        stored = self._stored(draft)
        required = [
            document for document in self._checks.missing(draft, stored, "id") if document.required
        ]
        return not required and len(draft.files) <= MOST_FILES and len(stored) == len(draft.files)

    def _stored(self, draft: ClaimDraft) -> frozenset[str]:
        found = self.files(draft)
        return frozenset(media_id for media_id, each in found.items() if each.state == "stored")

    def _visible(self, participant_number: str) -> Sequence[str]:
        """A principal's family; of a dependent only themselves."""
        member = self._core.member(participant_number)
        if member is None or not member.is_principal:
            return [participant_number]
        return [each.participant_number for each in self._core.family(participant_number)]
