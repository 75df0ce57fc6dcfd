"""The claims that members file, with all that follows from each: ClaimsBook in SQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from insurance.claim_forwarding import ForwardKind
from insurance.claims import MEMBER
from insurance.errors import DraftChanged, DraftIncomplete
from insurance.model import BankAccount, Claim, ClaimDetails, ClaimFile, ClaimStatus
from insurance.ports import Clock, KnownFile, NewClaim
from storage.claim_forwards import added_key
from storage.claim_media import Handed, hand_in
from storage.claim_rows import (
    account_from_json,
    account_to_json,
    claim_of,
    details_from_json,
    event_row,
    new_claim_row,
    status_audit,
    write_claim,
)
from storage.database import Database
from storage.tables import (
    AuditRow,
    BankAccountRow,
    ClaimDraftRow,
    ClaimFileRow,
    ClaimForwardRow,
    ClaimLetterRow,
    ClaimRow,
    MediaRow,
)

PREFIX = "KLM-"
NUMBERS_FROM, NUMBERS_TO = 10_000_000, 99_999_999
"""The digits of our claim numbers."""

TRIES = 3
"""How often a number is sought that another claim does not take at the same moment."""


class SqlClaimsBook:
    """Files claims; every call is one short transaction of its own."""

    def __init__(self, db: Database, clock: Clock, *, is_forwarding: bool = False) -> None:
        """``is_forwarding``: whether an insurer's own system has to be told of each claim."""
        self._db = db
        self._clock = clock
        self._is_forwarding = is_forwarding

    def submit(self, new: NewClaim) -> Claim:
        """Turn a draft into a claim, once: the same draft again is the same claim.

        Raises DraftIncomplete when there is no such open draft or a file of it is not here, and
        DraftChanged when another message has changed it since.
        """
        for _ in range(TRIES):
            with suppress(IntegrityError), self._db.transaction() as session:
                return self._submit(session, new)
        # The number was taken at this very moment, thrice; or it is something else.
        with self._db.transaction() as session:
            return self._submit(session, new)

    def submitted(self, draft_id: str) -> Claim | None:
        """The claim that this draft has become."""
        with self._db.reading() as session:
            return _claim_of_draft(session, draft_id)

    def add_files(
        self,
        before: Claim,
        after: Claim,
        files: Sequence[tuple[str, str]],
        conversation_id: str,
        inbound_id: str,
    ) -> bool:
        """Add files of this chat to a claim and put ``after`` in the place of ``before``, as one;
        a file that it has already is not added again.

        False, and nothing written, when the claim no longer stands as ``before`` says.
        """
        now = self._clock.now()
        with self._db.transaction() as session:
            row = session.get(ClaimRow, before.claim_number, with_for_update=True)
            if row is None or claim_of(row) != before:
                return False
            if after != before:
                write_claim(row, after)
                session.add_all([event_row(after, MEMBER), status_audit(before, after, MEMBER)])
            handed = Handed(_owner(before), conversation_id, inbound_id, now)
            if new := hand_in(session, before.claim_number, files, handed):
                number, first = before.claim_number, new[0].position
                self._forward(session, number, added_key(number, first), now)
                session.add(_audit("claim_files_added", before, conversation_id, now))
            return True

    def note_cancelled(self, session: Session, before: Claim, after: Claim) -> None:
        """The member has withdrawn a claim, in this transaction: the insurer's system is told.

        To be handed to a SqlCoreSystem with which members cancel claims.
        """
        if after.status is ClaimStatus.CANCELLED and before.status is not after.status:
            number = after.claim_number
            key = ForwardKind.CANCELLED, number
            self._forward(session, number, key, after.updated_at)

    def details(self, claim_number: str) -> ClaimDetails | None:
        """What it says beyond ``Claim``; None for a claim that was not filed in a chat."""
        with self._db.reading() as session:
            row = session.get(ClaimRow, claim_number)
            return None if row is None or row.details is None else details_from_json(row.details)

    def files(self, claim_number: str) -> Sequence[ClaimFile]:
        """Its files, in order."""
        query = (
            select(ClaimFileRow, MediaRow)
            .join(MediaRow, MediaRow.id == ClaimFileRow.media_id)
            .where(ClaimFileRow.claim_number == claim_number)
            .order_by(ClaimFileRow.position, ClaimFileRow.id)
        )
        with self._db.reading() as session:
            return [_claim_file(row, media) for row, media in session.execute(query)]

    def known_files(self, participant_numbers: Sequence[str]) -> Sequence[KnownFile]:
        """The files of all claims of these participants, those of cancelled ones excepted."""
        query = (
            select(ClaimFileRow.claim_number, MediaRow.sha256, MediaRow.likeness)
            .join(MediaRow, MediaRow.id == ClaimFileRow.media_id)
            .join(ClaimRow, ClaimRow.claim_number == ClaimFileRow.claim_number)
            .where(
                ClaimRow.participant_number.in_(participant_numbers),
                ClaimRow.status != ClaimStatus.CANCELLED.value,
            )
            .order_by(ClaimFileRow.id)
        )
        with self._db.reading() as session:
            return [KnownFile(*row) for row in session.execute(query)]

    def bank_account(self, participant_number: str) -> BankAccount | None:
        """Where this member last wanted claims to be paid to."""
        with self._db.reading() as session:
            row = session.get(BankAccountRow, participant_number)
            return None if row is None else account_from_json(row.account)

    def _submit(self, session: Session, new: NewClaim) -> Claim:
        # The draft's lock comes first, so that of two who submit it the second finds the claim.
        draft = session.get(ClaimDraftRow, new.draft_id, with_for_update=True)
        if (claim := _claim_of_draft(session, new.draft_id)) is not None:
            return claim
        if draft is None or draft.state != "open" or draft.filed_by != new.claim.filed_by:
            raise DraftIncomplete
        if draft.turn_inbound_id != new.inbound_id and draft.version != new.draft_version:
            raise DraftChanged
        claim = replace(new.claim, claim_number=_free_number(session, new.claim.claim_number))
        self._write(session, claim, new)
        _end_draft(draft, claim, new)
        return claim

    def _write(self, session: Session, claim: Claim, new: NewClaim) -> None:
        number, filed_by, now = claim.claim_number, _owner(claim), claim.submitted_at
        session.add(new_claim_row(claim, new.details, new.draft_id))
        session.flush()
        session.add(event_row(claim, MEMBER))
        handed = Handed(filed_by, new.conversation_id, new.inbound_id, now)
        if len(hand_in(session, number, new.files, handed)) != len(dict(new.files)):
            raise DraftIncomplete
        session.merge(
            BankAccountRow(
                participant_number=filed_by,
                account=account_to_json(new.details.bank_account),
                updated_at=now,
            )
        )
        session.add(
            ClaimLetterRow(claim_number=number, language=new.details.language, created_at=now)
        )
        self._forward(session, number, (ForwardKind.SUBMITTED, new.draft_id), now)
        session.add(_audit("claim_submitted", claim, new.conversation_id, now))

    def _forward(
        self, session: Session, claim_number: str, key: tuple[ForwardKind, str], now: datetime
    ) -> None:
        if self._is_forwarding:
            session.add(
                ClaimForwardRow(
                    claim_number=claim_number,
                    kind=key[0].value,
                    idempotency_key="-".join(key),
                    created_at=now,
                )
            )


def _owner(claim: Claim) -> str:
    return claim.filed_by or claim.participant_number


def _claim_of_draft(session: Session, draft_id: str) -> Claim | None:
    query = select(ClaimRow).where(ClaimRow.draft_id == draft_id)
    row = session.scalars(query).one_or_none()
    return None if row is None else claim_of(row)


def _free_number(session: Session, proposed: str) -> str:
    """The number proposed, or the next that is no claim's."""
    number, digits = proposed, int(proposed.removeprefix(PREFIX))
    while session.get(ClaimRow, number) is not None:
        digits = digits + 1 if digits < NUMBERS_TO else NUMBERS_FROM
        number = f"{PREFIX}{digits}"
    return number


def _end_draft(draft: ClaimDraftRow, claim: Claim, new: NewClaim) -> None:
    if draft.turn_inbound_id != new.inbound_id:
        draft.before, draft.turn_inbound_id = draft.content, new.inbound_id
        draft.version += 1
    draft.state, draft.content, draft.claim_number = "submitted", None, claim.claim_number
    draft.updated_at = claim.submitted_at


def _audit(action: str, claim: Claim, conversation_id: str, now: datetime) -> AuditRow:
    return AuditRow(
        at=now,
        actor=MEMBER,
        action=action,
        conversation_id=conversation_id,
        participant_number=claim.participant_number,
        detail=json.dumps({"claim": claim.claim_number}),
    )


def _claim_file(row: ClaimFileRow, media: MediaRow) -> ClaimFile:
    return ClaimFile(
        media_id=row.media_id,
        document_id=row.document_id,
        position=row.position,
        content_type=media.content_type or "",
        size=media.size or 0,
        sha256=media.sha256 or "",
        added_at=row.added_at,
    )
