"""Claims: how they stand for the member, and what the member and the TPA may do to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from insurance.errors import ClaimNotFound, InvalidStatusChange, NotInThatStatus, TooManyFiles
from insurance.matching import plain_number
from insurance.model import Claim, ClaimEvent, ClaimFile, ClaimStatus, Member
from insurance.ports import ClaimsBook, ClaimsWriter, Clock, CoreSystem, Upload
from insurance.seen_files import claim_with

log = structlog.get_logger(__name__)

S = ClaimStatus
_DECISIONS = frozenset({S.APPROVED, S.PAID, S.REJECTED, S.CANCELLED})
NEXT_STATUSES: dict[ClaimStatus, frozenset[ClaimStatus]] = {
    S.SUBMITTED: _DECISIONS | {S.IN_REVIEW, S.PENDING_DOCUMENTS},
    S.IN_REVIEW: _DECISIONS | {S.PENDING_DOCUMENTS},
    S.PENDING_DOCUMENTS: _DECISIONS | {S.IN_REVIEW},
    S.APPROVED: frozenset({S.IN_REVIEW, S.PAID, S.REJECTED, S.CANCELLED}),
    S.PAID: frozenset(),
    S.REJECTED: frozenset({S.IN_REVIEW}),
    S.CANCELLED: frozenset(),
}
"""Which status may follow which: steps may be skipped, as back offices do, but not undone; a
rejected claim goes back into review on appeal."""

NEED_AMOUNT = frozenset({S.APPROVED, S.PAID})
"""Statuses that mean nothing without an approved amount."""
UNDECIDED = frozenset({S.SUBMITTED, S.IN_REVIEW, S.PENDING_DOCUMENTS})
"""Statuses in which a member may cancel a claim, and add documents to it."""
MOST_FILES = 15
"""Files that one claim is filed with."""
MOST_FILES_EVER = 3 * MOST_FILES
"""Files that one claim may have, with all that was asked for later."""
TRIES = 3
"""How often a member's wish is tried while the TPA changes the claim at that very moment."""
MEMBER, OPERATOR, TPA = "member", "operator", "tpa"
"""Who takes steps; see ``ClaimEvent.actor``."""


@dataclass(frozen=True)
class ClaimDetail:
    """One claim with its steps, oldest first."""

    claim: Claim
    history: Sequence[ClaimEvent]


class Claims:
    """Claims for members whom the caller may show, and their status for the TPA."""

    def __init__(
        self,
        core: CoreSystem,
        clock: Clock,
        writer: ClaimsWriter | None = None,
        book: ClaimsBook | None = None,
    ) -> None:
        """Read from ``core``; without a ``writer`` no status can be set, without a ``book`` no
        files added."""
        self._core = core
        self._clock = clock
        self._writer = writer
        self._book = book

    def latest(self, members: Sequence[Member], limit: int = 5) -> Sequence[Claim]:
        """The claims of these members that changed last, newest first."""
        return self._core.claims([member.participant_number for member in members], limit)

    def detail(self, members: Sequence[Member], claim_number: str) -> ClaimDetail:
        """One claim of one of these members, its number in any case and with any separators;
        ClaimNotFound for anybody else's."""
        claim = self._find(members, claim_number)
        return ClaimDetail(claim, self._core.claim_history(claim.claim_number))

    def open_for_documents(
        self, members: Sequence[Member], claim_number: str | None = None
    ) -> Sequence[Claim]:
        """The claims of these members that wait for documents, latest change first.

        With a number: that claim alone, which may also be one that is not decided yet. Raises
        ClaimNotFound, or NotInThatStatus where it can take no documents any more.
        """
        if claim_number is None:
            numbers = [member.participant_number for member in members]
            claims = self._core.claims(numbers)
            return [claim for claim in claims if claim.status is S.PENDING_DOCUMENTS]
        claim = self._find(members, claim_number)
        if claim.status not in UNDECIDED:
            raise NotInThatStatus
        return [claim]

    def files(self, members: Sequence[Member], claim_number: str) -> Sequence[ClaimFile]:
        """The files of one claim of one of these members, in order; raises ClaimNotFound."""
        claim = self._find(members, claim_number)
        return () if self._book is None else self._book.files(claim.claim_number)

    def seen_before(self, members: Sequence[Member], upload: Upload) -> str | None:
        """The number of a claim of these members that holds this file already."""
        numbers = [member.participant_number for member in members]
        return None if self._book is None else claim_with(self._book, numbers, upload)

    def cancel(self, members: Sequence[Member], claim_number: str, inbound_id: str) -> Claim:
        """Withdraw a claim for the member; one that is cancelled already is returned as it is.

        ``inbound_id``: the message that wants it. Raises ClaimNotFound, or NotInThatStatus once
        the claim is decided.
        """
        for _ in range(TRIES):
            before = self._find(members, claim_number)
            if before.status is S.CANCELLED:
                return before
            if before.status not in UNDECIDED:
                raise NotInThatStatus
            after = _changed(before, S.CANCELLED, "", None, ())
            after = replace(after, updated_at=self._moment_after(before))
            if self._writer is not None and self._writer.change_claim(before, after, MEMBER):
                log.info("claim_cancelled", claim=after.claim_number, inbound_id=inbound_id)
                return after
        raise NotInThatStatus

    def add_files(
        self,
        members: Sequence[Member],
        claim_number: str,
        files: Sequence[tuple[str, str]],
        conversation_id: str,
        inbound_id: str,
        *,
        all_there: bool = False,
    ) -> Claim:
        """Add files (media id, document id) of this chat to a claim, each of them once.

        ``all_there``: the member says that nothing is missing any more, so that a claim that waits
        for documents goes back into review. The same message again changes nothing. Raises
        ClaimNotFound, NotInThatStatus (decided) or TooManyFiles.
        """
        book = self._book
        assert book is not None
        for _ in range(TRIES):
            before = self._find(members, claim_number)
            known = {file.media_id for file in book.files(before.claim_number)}
            new = [file for file in files if file[0] not in known]
            goes_on = all_there and before.status is S.PENDING_DOCUMENTS
            if files and not new and not goes_on:
                return before
            if before.status not in UNDECIDED:
                raise NotInThatStatus
            if len(known) + len(new) > MOST_FILES_EVER:
                raise TooManyFiles
            after = self._in_review(before) if goes_on else before
            if book.add_files(before, after, new, conversation_id, inbound_id):
                return after
        raise NotInThatStatus

    def set_status(
        self,
        claim_number: str,
        status: ClaimStatus,
        reason: str = "",
        amount_approved: int | None = None,
        documents: Sequence[str] = (),
        *,
        actor: str = OPERATOR,
    ) -> Claim:
        """Do what the TPA decided and return the claim; the same again changes nothing.

        Raises ClaimNotFound or InvalidStatusChange. ``amount_approved`` in rupiah; ``documents``
        are those still missing; ``actor`` as in ``ClaimEvent``.
        """
        before = self._core.claim(claim_number)
        if before is None:
            raise ClaimNotFound
        after = _changed(before, status, reason, amount_approved, tuple(documents))
        if after == before:
            return before
        _check(before, after)
        after = replace(after, updated_at=self._moment_after(before))
        if self._writer is None or not self._writer.change_claim(before, after, actor):
            raise InvalidStatusChange(f"claim {claim_number} was changed by somebody else just now")
        return after

    def _find(self, members: Iterable[Member], claim_number: str) -> Claim:
        numbers = [member.participant_number for member in members]
        wanted = plain_number(claim_number)
        alike = [c for c in self._core.claims(numbers) if plain_number(c.claim_number) == wanted]
        exact = [claim for claim in alike if claim.claim_number == claim_number]
        for claim in exact or alike:
            return claim
        raise ClaimNotFound

    def _in_review(self, before: Claim) -> Claim:
        after = _changed(before, S.IN_REVIEW, "", None, ())
        return replace(after, updated_at=self._moment_after(before))

    def _moment_after(self, claim: Claim) -> datetime:
        # An imported claim may carry a time that our clock has not reached.
        return max(self._clock.now(), claim.updated_at + timedelta(microseconds=1))


def event_of(claim: Claim, actor: str) -> ClaimEvent:
    """The step that has brought the claim to where it stands."""
    return ClaimEvent(
        claim.claim_number,
        claim.status,
        claim.status_reason,
        claim.updated_at,
        actor,
        claim.amount_approved if claim.status in NEED_AMOUNT else None,
    )


def _changed(
    before: Claim,
    status: ClaimStatus,
    reason: str,
    amount_approved: int | None,
    documents: tuple[str, ...],
) -> Claim:
    return replace(
        before,
        status=status,
        status_reason=reason if reason or status is not before.status else before.status_reason,
        amount_approved=before.amount_approved if amount_approved is None else amount_approved,
        documents=documents or (before.documents if status is before.status else ()),
    )


def _check(before: Claim, after: Claim) -> None:
    if after.status is not before.status and after.status not in NEXT_STATUSES[before.status]:
        raise InvalidStatusChange(
            f"a claim that is {before.status.value} cannot become {after.status.value}"
        )
    if after.documents and after.status is not S.PENDING_DOCUMENTS:
        raise InvalidStatusChange("documents can be asked for with pending_documents only")
    if after.status in NEED_AMOUNT and after.amount_approved is None:
        raise InvalidStatusChange(f"{after.status.value} needs the approved amount")
    if not 0 <= (after.amount_approved or 0) <= after.amount_claimed:
        raise InvalidStatusChange("the approved amount must be between 0 and the amount claimed")
