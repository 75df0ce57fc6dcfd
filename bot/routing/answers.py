"""What the end of a turn puts into the outbox, in order.

First the menu that was answered loses its buttons, and messages with secrets are deleted; then
come the replies, so that an answer stays the last thing said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel, ConversationId, Draft
from bot.outbound.outbox import Bubble, Outbox
from bot.outbound.queue import WAITING
from bot.outbound.sender import Sender
from bot.routing.taps import closing
from bot.routing.turn import Ending, Turn
from bot.stored import draft_from_json
from storage.tables import OutboxRow

FLOOD = 10
"""Answers waiting to be sent to one chat, from which on the same words are not added again."""
CAN_DELETE = frozenset({Channel.TELEGRAM})
"""Channels on which a member's message can be deleted."""
MOST_CALLS = 4
"""Calls of one answer, of those among which so many answers are looked for."""


@dataclass(frozen=True)
class Answer:
    """The calls to be made, and whether a keyboard of ours stands under the chat after them."""

    bubbles: tuple[Bubble, ...]
    keyboard_shown: bool


def compose(session: Session, outbox: Outbox, turn: Turn, ending: Ending) -> Answer:
    """What the ending comes to; nothing is written yet."""
    channel = turn.inbound.channel
    sender = outbox.sender(channel)
    said = [outbox.compose(channel, reply) for reply in ending.replies]
    if said and _is_folded(session, turn.conversation_id, said):
        said = []
    said, keyboard_shown = _with_keyboard(sender, said, was_shown=turn.keyboard_shown)
    closed = closing(session, sender, turn, ending)
    before = [closed] if closed else []
    if ending.delete_message and channel in CAN_DELETE:
        before += [Draft(delete_ref=ref) for ref in _secret_messages(turn)]
    return Answer((*(Bubble((draft,)) for draft in before), *said), keyboard_shown)


def _secret_messages(turn: Turn) -> list[str]:
    """Of a burst, what was written under the files; where nothing was, the files themselves."""
    written = [part for part in turn.parts if part.inbound.text.strip()]
    refs = [part.inbound.message_ref for part in written or turn.parts]
    return list(dict.fromkeys(ref for ref in refs if ref is not None))


def _with_keyboard(
    sender: Sender, said: Sequence[Bubble], *, was_shown: bool
) -> tuple[list[Bubble], bool]:
    """The keyboard that asks for a place goes away with the next thing that is said."""
    shows = any(draft.location_button for bubble in said for draft in bubble.drafts)
    if not said or not was_shown or shows:
        return list(said), shows or (was_shown and not said)
    first, *others = said
    drafts = tuple(sender.hide_keyboard(first.drafts))
    return [replace(first, drafts=drafts), *others], False


def _is_folded(session: Session, conversation_id: ConversationId, said: Sequence[Bubble]) -> bool:
    """Whether so much waits to be sent that saying the very same once more helps nobody."""
    last = _newest(session, conversation_id, 1)
    if not last or last[0] is None:  # as nearly always: all is sent
        return False
    if len(set(_newest(session, conversation_id, FLOOD * MOST_CALLS)) - {None}) < FLOOD:
        return False
    new = _gist([draft for bubble in said for draft in bubble.drafts])
    return _said(session, last[0]) == new


def _newest(session: Session, conversation_id: ConversationId, rows: int) -> list[str | None]:
    """Which turns the newest calls of a chat belong to; None for one that does not wait."""
    newest = (
        select(OutboxRow.inbound_id, OutboxRow.state)
        .where(OutboxRow.conversation_id == conversation_id)
        .order_by(OutboxRow.id.desc())
        .limit(rows)
    )
    return [turn if state in WAITING else None for turn, state in session.execute(newest)]


def _said(session: Session, inbound_id: str) -> list[Draft]:
    contents = session.scalars(
        select(OutboxRow.content)
        .where(OutboxRow.inbound_id == inbound_id, OutboxRow.position >= 0)
        .order_by(OutboxRow.position)
    )
    return _gist([draft_from_json(content) for content in contents if content])


def _gist(drafts: Sequence[Draft]) -> list[Draft]:
    """What the member sees of it; tokens differ each time."""
    return [
        replace(draft, buttons=tuple((title, "") for title, _ in draft.buttons))
        for draft in drafts
        if draft.delete_ref is None and draft.close_ref is None
    ]
