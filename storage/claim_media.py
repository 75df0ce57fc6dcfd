"""The files of drafts and claims: whose they are, how long they are kept (``media.erase_at``), and
how they come to a claim."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.tables import ClaimFileRow, LinkRow, MediaRow


@dataclass(frozen=True)
class Handed:
    """How files come to a claim."""

    filed_by: str
    conversation_id: str
    inbound_id: str
    at: datetime


def hand_in(
    session: Session, claim_number: str, files: Sequence[tuple[str, str]], handed: Handed
) -> Sequence[ClaimFileRow]:
    """Put the member's own files (media id, document id) behind those that the claim has, for good;
    those that are new to it."""
    of_claim = ClaimFileRow.claim_number == claim_number
    known = set(session.scalars(select(ClaimFileRow.media_id).where(of_claim)))
    last = session.scalar(select(func.max(ClaimFileRow.position)).where(of_claim)) or 0
    wanted = {media_id: kind for media_id, kind in files if media_id not in known}
    own = own_files(session, wanted.keys(), handed.filed_by, handed.conversation_id)
    keep(session, own)
    new = [(media_id, kind) for media_id, kind in wanted.items() if media_id in own]
    rows = [
        ClaimFileRow(
            claim_number=claim_number,
            media_id=media_id,
            position=position,
            document_id=kind,
            added_at=handed.at,
            inbound_id=handed.inbound_id,
        )
        for position, (media_id, kind) in enumerate(new, last + 1)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def own_files(
    session: Session, media_ids: Collection[str], filed_by: str, conversation_id: str
) -> set[str]:
    """Those of these files that can be read and were sent in this chat, or in another that is or
    was the member's; until the end of the transaction, nobody erases them."""
    chats = select(LinkRow.conversation_id).where(LinkRow.participant_number == filed_by)
    found = session.scalars(
        select(MediaRow.id)
        .where(
            MediaRow.id.in_(media_ids),
            MediaRow.state == "stored",
            or_(MediaRow.conversation_id == conversation_id, MediaRow.conversation_id.in_(chats)),
        )
        .order_by(MediaRow.id)
        .with_for_update()
    )
    return set(found)


def keep(session: Session, media_ids: Collection[str]) -> None:
    """Keep files that a claim has now, for good."""
    _set_erase_at(session, media_ids, None)


def erase_at(session: Session, media_ids: Collection[str], when: datetime) -> None:
    """Have files erased at that time that a draft needs until then, unless a claim has them."""
    in_claim = exists().where(ClaimFileRow.media_id == MediaRow.id)
    _set_erase_at(session, media_ids, when, ~in_claim)


def _set_erase_at(
    session: Session,
    media_ids: Collection[str],
    when: datetime | None,
    *conditions: ColumnElement[bool],
) -> None:
    session.execute(
        update(MediaRow)
        .where(MediaRow.id.in_(media_ids), MediaRow.state == "stored", *conditions)
        .values(erase_at=when)
        .execution_options(synchronize_session=False)
    )
