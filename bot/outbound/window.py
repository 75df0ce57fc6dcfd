"""WhatsApp's window: for 24 hours after a member's message we may write what we like.

Outside it only templates that WhatsApp has approved are taken, and that free text was refused is
told minutes later, by a status callback. So the window is reckoned here, with a margin; and where
WhatsApp has said that it is closed (63016), that is believed until the member writes again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.messages import Channel
from storage.tables import ConversationRow, OutboxRow

LENGTH = timedelta(hours=24)
MARGIN = timedelta(minutes=5)
"""Before the end, in which it counts as closed: clocks differ, and a send takes its time."""
CLOSED_CODE = "63016"
"""Twilio's code for a message that came too late."""

LOOKED_BACK = 20
"""Messages among which one that was refused so is looked for."""
_LAST = (
    select(OutboxRow.error_code, OutboxRow.tried_at)
    .where(OutboxRow.conversation_id == bindparam("conversation_id"))
    .order_by(OutboxRow.id.desc())
    .limit(LOOKED_BACK)
)


def is_open(session: Session, conversation: ConversationRow, now: datetime) -> bool:
    """Whether the conversation may be sent free text at ``now``; on Telegram it always may."""
    if conversation.channel != Channel.WHATSAPP:
        return True
    heard = conversation.last_inbound_at
    if heard is None or now >= heard + LENGTH - MARGIN:
        return False
    return not _was_told_closed(session, conversation.id, heard)


def _was_told_closed(session: Session, conversation_id: str, since: datetime) -> bool:
    """Whether one of the last messages was refused for it, and the member has not written since."""
    last = session.execute(_LAST, {"conversation_id": conversation_id})
    return any(code == CLOSED_CODE and tried and tried >= since for code, tried in last)
