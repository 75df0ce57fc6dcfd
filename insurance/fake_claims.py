"""Claims being filed, in memory: the twins of ``storage.claim_drafts`` and their neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from insurance.claim_drafts import ClaimDraft
from insurance.errors import DraftChanged, DraftIncomplete
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.model import (
    BankAccount,
    Claim,
    ClaimDetails,
    ClaimEvent,
    ClaimFile,
    ClaimStatus,
    Provider,
)
from insurance.ports import KnownFile, NewClaim, Upload, Uploads


@dataclass
class KeptDraft:
    """What stands about a draft."""

    filed_by: str
    state: str
    content: ClaimDraft | None
    before: ClaimDraft | None
    inbound_id: str
    version: int = 1


class FakeClaimDrafts:
    """ClaimDrafts in memory; ``kept`` shows what stands, by draft id."""

    def __init__(self) -> None:
        """Nobody is filing anything."""
        self.kept: dict[str, KeptDraft] = {}

    def as_of(self, filed_by: str, inbound_id: str) -> ClaimDraft | None:
        """The member's open draft as it was before this message was heard."""
        own = [kept for kept in self.kept.values() if kept.filed_by == filed_by]
        heard = [kept for kept in own if kept.inbound_id == inbound_id]
        if heard:
            return next((kept.before for kept in heard if kept.before is not None), None)
        return next((kept.content for kept in own if kept.state == "open"), None)

    def save(self, draft: ClaimDraft, conversation_id: str, inbound_id: str) -> None:
        """Keep the draft as this message has made it; raises DraftChanged."""
        kept = self.kept.get(draft.id)
        if kept is not None and kept.state == "submitted" and kept.inbound_id == inbound_id:
            return
        if any(
            other.filed_by == draft.filed_by and other.state == "open" and key != draft.id
            for key, other in self.kept.items()
        ):
            raise DraftChanged
        if kept is None:
            kept = self.kept[draft.id] = KeptDraft(draft.filed_by, "open", None, None, inbound_id)
        elif kept.inbound_id != inbound_id:
            if kept.state != "open" or kept.version != draft.version:
                raise DraftChanged
            kept.before, kept.inbound_id, kept.version = kept.content, inbound_id, draft.version + 1
        kept.state, kept.content = "open", replace(draft, version=kept.version)

    def discard(self, filed_by: str, inbound_id: str) -> None:
        """End the member's open draft, if any."""
        own = [kept for kept in self.kept.values() if kept.filed_by == filed_by]
        if any(kept.inbound_id == inbound_id and kept.state == "discarded" for kept in own):
            return
        for kept in own:
            if kept.state == "open":
                self._end(kept, "discarded", inbound_id)

    def submitted(self, draft_id: str, inbound_id: str) -> None:
        """The draft is a claim now."""
        self._end(self.kept[draft_id], "submitted", inbound_id)

    def _end(self, kept: KeptDraft, state: str, inbound_id: str) -> None:
        if kept.inbound_id != inbound_id:
            kept.before, kept.inbound_id, kept.version = kept.content, inbound_id, kept.version + 1
        kept.state, kept.content = state, None


class FakeClaimsBook:
    """ClaimsBook in memory; claims go into ``core``, so that everybody sees them.

    ``drafts`` are told of what was submitted; without ``uploads`` every file counts as here.
    """

    def __init__(
        self,
        core: InMemoryCoreSystem,
        drafts: FakeClaimDrafts | None = None,
        uploads: Uploads | None = None,
    ) -> None:
        """No claim was filed yet."""
        self.new: list[NewClaim] = []
        self._core = core
        self._drafts = drafts
        self._uploads = uploads
        self._numbers: dict[str, str] = {}
        self._details: dict[str, ClaimDetails] = {}
        self._files: dict[str, list[ClaimFile]] = {}
        self._accounts: dict[str, BankAccount] = {}

    def submit(self, new: NewClaim) -> Claim:
        """Turn a draft into a claim, once."""
        if (claim := self.submitted(new.draft_id)) is not None:
            return claim
        if self._drafts is not None:
            kept = self._drafts.kept.get(new.draft_id)
            if kept is None or kept.state != "open":
                raise DraftIncomplete
            if kept.inbound_id != new.inbound_id and kept.version != new.draft_version:
                raise DraftChanged
            self._drafts.submitted(new.draft_id, new.inbound_id)
        claim = self._with_free_number(new.claim)
        self.new.append(new)
        self._numbers[new.draft_id] = claim.claim_number
        self._core.add(claim, _event(claim))
        self._details[claim.claim_number] = new.details
        self._accounts[claim.filed_by or ""] = new.details.bank_account
        self._add(claim, new.files)
        return claim

    def submitted(self, draft_id: str) -> Claim | None:
        """The claim that this draft has become."""
        return self._core.claim(self._numbers.get(draft_id, ""))

    def add_files(
        self,
        before: Claim,
        after: Claim,
        files: Sequence[tuple[str, str]],
        conversation_id: str,
        inbound_id: str,
    ) -> bool:
        """Add files to a claim and put ``after`` in the place of ``before``."""
        if after == before:
            if self._core.claim(before.claim_number) != before:
                return False
        elif not self._core.change_claim(before, after, "member"):
            return False
        self._add(after, files)
        return True

    def details(self, claim_number: str) -> ClaimDetails | None:
        """What it says beyond ``Claim``."""
        return self._details.get(claim_number)

    def files(self, claim_number: str) -> Sequence[ClaimFile]:
        """Its files, in order."""
        return tuple(self._files.get(claim_number, ()))

    def known_files(self, participant_numbers: Sequence[str]) -> Sequence[KnownFile]:
        """The files of all claims of these participants, those of cancelled ones excepted."""
        claims = [
            claim.claim_number
            for claim in self._core.claims(participant_numbers)
            if claim.status is not ClaimStatus.CANCELLED
        ]
        stored = self._find([file.media_id for number in claims for file in self.files(number)])
        return [
            KnownFile(number, file.sha256, getattr(stored.get(file.media_id), "likeness", None))
            for number in claims
            for file in self.files(number)
        ]

    def bank_account(self, participant_number: str) -> BankAccount | None:
        """Where this member last wanted claims to be paid to."""
        return self._accounts.get(participant_number)

    def know_account(self, participant_number: str, account: BankAccount) -> None:
        """This member was paid to that account before."""
        self._accounts[participant_number] = account

    def _with_free_number(self, claim: Claim) -> Claim:
        number = claim.claim_number
        while self._core.claim(number) is not None:
            number += "1"
        return replace(claim, claim_number=number)

    def _add(self, claim: Claim, files: Sequence[tuple[str, str]]) -> None:
        known = self._files.setdefault(claim.claim_number, [])
        stored = self._find([media_id for media_id, _ in files])
        for media_id, document_id in files:
            if media_id not in {file.media_id for file in known}:
                upload = stored.get(media_id) or Upload(media_id, "photo", "stored")
                known.append(_file(upload, document_id, len(known) + 1, claim))

    def _find(self, media_ids: Sequence[str]) -> Mapping[str, Upload]:
        return {} if self._uploads is None else self._uploads.find(media_ids)


class FakeProviders:
    """Providers in memory."""

    def __init__(self, providers: Iterable[Provider] = ()) -> None:
        """These are the partners."""
        self._providers = tuple(sorted(providers, key=lambda provider: provider.code))

    def all(self) -> Sequence[Provider]:
        """Every provider, by code."""
        return self._providers


class FakeNewsChoices:
    """NewsChoices in memory."""

    def __init__(self) -> None:
        """Everybody wants news."""
        self._unwanted: set[str] = set()

    def wants_claim_news(self, participant_number: str) -> bool:
        """Yes, unless the member has said no."""
        return participant_number not in self._unwanted

    def set_claim_news(self, participant_number: str, wanted: bool) -> None:
        """What the member wants from now on."""
        if wanted:
            self._unwanted.discard(participant_number)
        else:
            self._unwanted.add(participant_number)


def _event(claim: Claim) -> ClaimEvent:
    return ClaimEvent(claim.claim_number, claim.status, "", claim.submitted_at, "member")


def _file(upload: Upload, document_id: str, position: int, claim: Claim) -> ClaimFile:
    return ClaimFile(
        media_id=upload.id,
        document_id=document_id,
        position=position,
        content_type=upload.content_type or "image/jpeg",
        size=upload.size or 0,
        sha256=upload.sha256 or "",
        added_at=claim.updated_at,
    )
