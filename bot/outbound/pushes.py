"""Messages that nobody has asked for: in which chat they reach a person, and by which way.

A person who has several chats is told once, in the one that they used last. The outbox decides how
when it sends: in the chat, by an approved template, or by mail.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.choices import keep, offer
from bot.messages import Channel, ConversationId, Draft, Language, OfferedChoice, Reply
from bot.outbound import window
from bot.outbound.templates import is_approved
from bot.stored import draft_to_json
from storage.tables import ConversationRow, LinkRow, MemberRow, OutboxRow

Compose = Callable[[Reply, Sequence[OfferedChoice]], list[Draft]]
"""``Sender.compose`` of a channel."""

POSITION = -2
"""Place in the outbox: a push is no answer, and a number typed after it means the menu above."""
TO_THE_CHAT = -3
"""Place of a push that is for the chat itself, whosever it is or whether it is anybody's."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class Way(StrEnum):
    """By which way a message reaches a chat, as things stand."""

    CHAT = "chats"
    TEMPLATE = "by_template"
    MAIL = "by_mail"
    NONE = "no_address"


def chats_of(
    session: Session, participants: Collection[str], now: datetime
) -> Sequence[tuple[ConversationRow, str]]:
    """For each of these people the chat that they used last, and whose it is.

    Chats that are unlinked, past their 90 days or blocked by the member do not count; whoever has
    no other is left out.
    """
    rows = session.execute(
        select(ConversationRow, LinkRow.participant_number)
        .join(LinkRow, LinkRow.conversation_id == ConversationRow.id)
        .where(
            LinkRow.participant_number.in_(sorted(participants)),
            LinkRow.ended_at.is_(None),
            LinkRow.expires_at > now,
            ConversationRow.suppressed_at.is_(None),
        )
    ).all()
    last: dict[str, ConversationRow] = {}
    for conversation, participant in sorted(rows, key=_when_used):
        last[participant] = conversation
    return [(last[participant], participant) for participant in sorted(last)]


def _when_used(row: Sequence[object]) -> tuple[datetime, str]:
    conversation = row[0]
    assert isinstance(conversation, ConversationRow)
    return conversation.last_inbound_at or _NEVER, conversation.id


def language_of(conversation: ConversationRow) -> Language:
    """What the chat is held in; Indonesian while that is not clear."""
    return Language(conversation.language or Language.INDONESIAN)


def way_to(
    session: Session, conversation: ConversationRow, participant: str, news: str, now: datetime
) -> Way:
    """By which way the outbox would tell this chat the news of that name now."""
    if window.is_open(session, conversation, now):
        return Way.CHAT
    if is_approved(session, news, language_of(conversation)):
        return Way.TEMPLATE
    return Way.MAIL if _has_address(session, participant) else Way.NONE


def stage_push(
    session: Session,
    conversation: ConversationRow,
    reply: Reply,
    compose: Mapping[Channel, Compose],
    now: datetime,
    *,
    position: int = POSITION,
) -> None:
    """Put a message for this chat into ``session``; whichever gateway runs sends it.

    Its buttons can be tapped; they do not take the menu above it away from who types a number.
    ``position``: POSITION for a member's, which nobody else may get; or TO_THE_CHAT.
    """
    offered = offer(reply)
    rows = [
        OutboxRow(
            conversation_id=conversation.id,
            position=position,
            content=draft_to_json(draft),
            created_at=now,
        )
        for draft in compose[Channel(conversation.channel)](reply, offered)
    ]
    session.add_all(rows)
    session.flush()
    if rows:
        keep(session, ConversationId(conversation.id), rows[-1].id, offered, now)


def has_lost_its_member(session: Session, row: OutboxRow, now: datetime) -> bool:
    """Whether this is a push that was not begun, to a chat that is nobody's by now, or another's:
    while a channel or the gateway is away, a push may wait for days."""
    if row.position != POSITION or row.state != "pending":
        return False
    is_theirs = exists().where(
        LinkRow.conversation_id == row.conversation_id,
        LinkRow.linked_at <= row.created_at,
        LinkRow.ended_at.is_(None),
        LinkRow.expires_at > now,
    )
    return not session.scalar(select(is_theirs))


def _has_address(session: Session, participant: str) -> bool:
    """Whether there is an address on file: the member's own, or else the principal's."""
    member = session.get_one(MemberRow, participant)
    if member.email.strip():
        return True
    principal = session.get(MemberRow, member.principal_participant_number)
    return principal is not None and bool(principal.email.strip())
