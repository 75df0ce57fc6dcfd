"""Menus once they have been answered: two taps count as one, and on Telegram the buttons go.

A button that nobody here was offered, or whose time is over, goes too, so that none lures.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.choices import menu_of
from bot.messages import Channel, Draft, InboundKind
from bot.outbound.sender import Sender
from bot.routing.turn import Ending, Turn
from bot.stored import draft_from_json
from storage.tables import OutboxRow

TWICE = timedelta(seconds=2)
"""Two taps on one menu within this time are a slip of the thumb: the first counts."""
CAN_CLOSE = frozenset({Channel.TELEGRAM})
"""Channels on which a message of ours can be changed."""


def closing(session: Session, sender: Sender, turn: Turn, ending: Ending) -> Draft | None:
    """The call that takes the buttons away from the menu that this turn answered, if any."""
    if sender.channel not in CAN_CLOSE or not (ending.chosen or ending.closes_tapped):
        return None
    row = _menu_row(session, turn, ending)
    tapped_ref = turn.inbound.tapped_ref if turn.inbound.kind is InboundKind.CHOICE else None
    ref = (row and row.provider_message_id) or (
        tapped_ref if _is_the_tapped(turn, ending) else None
    )
    if ref is None:
        return None  # not sent yet, so it will be answered before it is seen
    if row is None or row.content is None or ending.chosen is None:
        return sender.compose_closed(Draft(), None, ref)
    return sender.compose_closed(draft_from_json(row.content), ending.chosen.choice.title, ref)


def _menu_row(session: Session, turn: Turn, ending: Ending) -> OutboxRow | None:
    if ending.chosen:
        outbox_id = menu_of(session, turn.conversation_id, ending.chosen.token)
        return session.get(OutboxRow, outbox_id) if outbox_id is not None else None
    return session.scalars(
        select(OutboxRow)
        .where(OutboxRow.provider_message_id == turn.inbound.tapped_ref)
        .where(OutboxRow.conversation_id == turn.conversation_id)
        .limit(1)
    ).first()


def _is_the_tapped(turn: Turn, ending: Ending) -> bool:
    return ending.closes_tapped or (turn.tapped is not None and ending.chosen == turn.tapped)
