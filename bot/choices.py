"""Offered choices: what a button or a number stands for is kept here, not in the message.

A tap carries a token that we made; a number refers to the last thing we said. Neither can name
an intent or a value that this very conversation was not offered.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.messages import Choice, ConversationId, OfferedChoice, Reply
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


def chosen(session: Session, conversation_id: ConversationId, token: str) -> Choice | None:
    """What a tap stands for; None unless this conversation was given that token."""
    content = session.scalar(
        select(ChoiceRow.content).where(
            ChoiceRow.token == token, ChoiceRow.conversation_id == conversation_id
        )
    )
    return choice_from_json(content) if content else None


def last_offered(session: Session, conversation_id: ConversationId) -> tuple[OfferedChoice, ...]:
    """The choices of the last thing that we said; empty when that offered none."""
    # News that nobody asked for and that offers nothing leaves the menu above it good; so does a
    # word that the answer takes longer: the pick may be the very message that waits behind it.
    offers = exists().where(
        ChoiceRow.conversation_id == conversation_id, ChoiceRow.outbox_id == OutboxRow.id
    )
    is_answer = OutboxRow.inbound_id.is_not(None) & (OutboxRow.position >= 0)
    last = (
        select(OutboxRow.id)
        .where(OutboxRow.conversation_id == conversation_id)
        .where(or_(is_answer, offers))
        .order_by(OutboxRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.scalars(
        select(ChoiceRow)
        .where(ChoiceRow.conversation_id == conversation_id, ChoiceRow.outbox_id == last)
        .order_by(ChoiceRow.position)
    )
    return tuple(
        OfferedChoice(row.token, row.position, choice_from_json(row.content)) for row in rows
    )
