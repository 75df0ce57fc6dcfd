"""Offered choices: what a button or a number stands for is kept here, not in the message.

A tap carries a token that we made; a number refers to the last thing we said. Neither can name
an intent or a value that this very conversation was not offered.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.messages import ConversationId, OfferedChoice, Reply
from bot.stored import choice_from_json, choice_to_json
from storage.tables import ChoiceRow, OutboxRow

_TOKEN_BYTES = 16


def offer(reply: Reply) -> tuple[OfferedChoice, ...]:
    """The reply's choices, each with a fresh token of 22 characters and its number."""
    return tuple(
        OfferedChoice(secrets.token_urlsafe(_TOKEN_BYTES), number, choice)
        for number, choice in enumerate(reply.choices, start=1)
    )


def keep(
    session: Session,
    conversation_id: ConversationId,
    outbox_id: int,
    offered: Sequence[OfferedChoice],
    now: datetime,
) -> None:
    """Remember what was offered with one outbox row."""
    session.add_all(
        ChoiceRow(
            token=one.token,
            conversation_id=conversation_id,
            outbox_id=outbox_id,
            position=one.position,
            content=choice_to_json(one.choice),
            created_at=now,
        )
        for one in offered
    )


@dataclass(frozen=True)
class Tapped:
    """A choice that was tapped on."""

    offered: OfferedChoice
    menu_used_at: datetime | None
    """When the last tap on the same menu came that was answered."""


def tapped(session: Session, conversation_id: ConversationId, token: str) -> Tapped | None:
    """What a tap stands for; None unless this conversation was given that token."""
    other = aliased(ChoiceRow)
    used_at = (
        select(func.max(other.used_at))
        .where(other.conversation_id == conversation_id, other.outbox_id == ChoiceRow.outbox_id)
        .correlate(ChoiceRow)
        .scalar_subquery()
    )
    mine = ChoiceRow.token == token, ChoiceRow.conversation_id == conversation_id
    found = session.execute(select(ChoiceRow, used_at).where(*mine)).first()
    return None if found is None else Tapped(_offered(found[0]), found[1])


def use(session: Session, conversation_id: ConversationId, token: str, at: datetime) -> None:
    """Remember that a tap, which came then, is being answered."""
    session.execute(
        update(ChoiceRow)
        .where(ChoiceRow.token == token, ChoiceRow.conversation_id == conversation_id)
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )


def menu_of(session: Session, conversation_id: ConversationId, token: str) -> int | None:
    """The row of the outbox with which a choice was offered."""
    return session.scalar(
        select(ChoiceRow.outbox_id).where(
            ChoiceRow.token == token, ChoiceRow.conversation_id == conversation_id
        )
    )


def offered_in(
    session: Session, conversation_id: ConversationId, message_id: str
) -> tuple[OfferedChoice, ...]:
    """The choices of the message of ours that the provider calls so; empty when it has none."""
    rows = session.scalars(
        select(ChoiceRow)
        .join(OutboxRow, OutboxRow.id == ChoiceRow.outbox_id)
        .where(OutboxRow.provider_message_id == message_id)
        .where(OutboxRow.conversation_id == conversation_id)
        .order_by(ChoiceRow.position)
    )
    return tuple(map(_offered, rows))


def last_offered(session: Session, conversation_id: ConversationId) -> tuple[OfferedChoice, ...]:
    """The choices of the last thing that we said; empty when that offered none."""
    return tuple(map(_offered, session.execute(_LAST_OFFERED, {"who": conversation_id})))


def _select_last_offered() -> Select[str, int, str]:
    who: BindParameter[str] = bindparam("who")
    # News that nobody asked for leaves the menu above it good, whatever it offers; so does a word
    # that the answer takes longer: the pick may be the very message that waits behind it.
    offers = exists().where(ChoiceRow.conversation_id == who, ChoiceRow.outbox_id == OutboxRow.id)
    is_answer = or_(OutboxRow.inbound_id.is_not(None), offers) & (OutboxRow.position >= 0)
    last = (
        select(OutboxRow.id)
        .where(OutboxRow.conversation_id == who, is_answer)
        .order_by(OutboxRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(ChoiceRow.token, ChoiceRow.position, ChoiceRow.content)
        .where(ChoiceRow.conversation_id == who, ChoiceRow.outbox_id == last)
        .order_by(ChoiceRow.position)
    )


_LAST_OFFERED = _select_last_offered()


def _offered(row: Any) -> OfferedChoice:
    return OfferedChoice(row.token, row.position, choice_from_json(row.content))
