"""Edited messages: the newest wording is answered, once.

While the message as it was first written still waits, only the new wording is answered, at its
own place. Once it was answered, the new wording is answered too, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from bot.messages import Inbound
from bot.routing.turn import Part
from bot.stored import inbound_from_json
from storage.tables import InboxRow, OutboxRow


def newest_wording() -> ScalarSelect[str | None]:
    """For a select of ``InboxRow``: the content of the last waiting row of the same message."""
    newer = aliased(InboxRow)
    return (
        select(newer.content)
        .where(
            newer.conversation_id == InboxRow.conversation_id,
            newer.message_ref == InboxRow.message_ref,
            newer.state == "received",
            newer.id > InboxRow.id,
        )
        .order_by(newer.id.desc())
        .limit(1)
        .correlate(InboxRow)
        .scalar_subquery()
    )


def is_replaced(head: Part, newest: str | None) -> bool:
    """Whether ``newest`` is a later wording of the same message, which is answered instead."""
    return newest is not None and _replaces(inbound_from_json(newest), head)


def replaced_within(parts: Sequence[Part]) -> Part | None:
    """A message of a burst of which the same burst holds a later wording."""
    for place, part in enumerate(parts):
        if any(_replaces(later.inbound, part) for later in parts[place + 1 :]):
            return part
    return None


def is_answered(session: Session, conversation_id: str, edit: Part) -> bool:
    """Whether an earlier wording of the message was answered."""
    earlier = _earlier(conversation_id, edit).subquery()
    answered = (
        select(OutboxRow.id)
        .join(earlier, earlier.c.turn_id == OutboxRow.inbound_id)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.position >= 0)
    )
    return session.scalar(answered.limit(1)) is not None


def is_unchanged(session: Session, conversation_id: str, edit: Part) -> bool:
    """Whether the wording before it says the same: only how the message is shown has changed."""
    earlier = _earlier(conversation_id, edit).order_by(InboxRow.id.desc()).limit(1)
    row = session.execute(earlier).first()
    if row is None or row.content is None:
        return False
    return _gist(inbound_from_json(row.content)) == _gist(edit.inbound)


def _replaces(later: Inbound, part: Part) -> bool:
    return later.edit_of is not None and later.edit_of == part.inbound.message_ref


def _gist(inbound: Inbound) -> tuple[object, ...]:
    files = tuple(replace(one, source="") for one in inbound.attachments)
    return inbound.kind, inbound.command, inbound.text, files


def _earlier(conversation_id: str, edit: Part) -> Select[str, str | None]:
    turn_id = func.coalesce(InboxRow.burst_id, InboxRow.inbound_id).label("turn_id")
    return select(turn_id, InboxRow.content).where(
        InboxRow.conversation_id == conversation_id,
        InboxRow.message_ref == edit.inbound.edit_of,
        InboxRow.id < edit.row_id,
        InboxRow.state == "done",
    )
