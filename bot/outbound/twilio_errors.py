"""Twilio's error codes, and what each means for a message of ours.

The same codes come in the answer to a call and, later, in a status callback.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus
from typing import Any

import structlog

from bot.outbound.sender import Paused, Refused, RetryLater, SendError, Unreachable

log = structlog.get_logger(__name__)

HURRIED_PAUSE_S = 6.0
"""WhatsApp lets one message in six seconds to one member through, once its bursts are used up."""
QUEUE_PAUSE_S = 300.0
MISCONFIGURED_PAUSE_S = 60.0


FAILED = ("failed", "undelivered", "canceled")
"""The statuses of a message that reached nobody."""


class Meaning(Enum):
    """What to do about an error."""

    GIVE_UP = "give up"
    """The message will never be taken: a bad address, a closed window, refused content."""
    SUPPRESS = "suppress"
    """The member has blocked us or opted out."""
    SLOW_DOWN = "slow down"
    """Too much at once; this message again, later."""
    PAUSE = "pause"
    """Twilio's queue for our number is full for hours."""
    TRY_AGAIN = "try again"
    """WhatsApp had a bad moment."""
    MISCONFIGURED = "misconfigured"
    """Only the operator can mend this: account, token or number are wrong."""


_MEANINGS = {
    20003: Meaning.MISCONFIGURED,  # wrong account or token
    20404: Meaning.MISCONFIGURED,  # no such account
    20429: Meaning.SLOW_DOWN,
    21610: Meaning.SUPPRESS,
    21611: Meaning.PAUSE,
    63007: Meaning.MISCONFIGURED,  # From is no WhatsApp sender
    63012: Meaning.TRY_AGAIN,
    63014: Meaning.SUPPRESS,
    63018: Meaning.SLOW_DOWN,
}
_MOST_DIGITS = 6
_NOT_TWILIO = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
)
_ALARMS = (63005, 63012, 63013)


def meaning_of(code: int | None) -> Meaning:
    """What Twilio's ``code`` means; an unknown one is the end of the message."""
    return _MEANINGS.get(code or 0, Meaning.GIVE_UP)


def as_send_error(
    status: int, answer: Mapping[str, Any], retry_after: float | None = None
) -> SendError:
    """The error for a call that came back with ``status`` (3xx, 4xx) and ``answer``.

    Without a code of Twilio's nothing is given up: it was not Twilio that said so.
    """
    code = read_code(answer.get("code"))
    meaning = meaning_of(code) if code is not None else _without_code(status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        meaning = Meaning.SLOW_DOWN
    sound_alarm(code, meaning)
    return _error(meaning, str(code or status), retry_after)


def _without_code(status: int) -> Meaning:
    """Not Twilio's words: a proxy's, a captive network's, or an address that is not Twilio's."""
    if status in _NOT_TWILIO or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Meaning.MISCONFIGURED
    return Meaning.TRY_AGAIN


def sound_alarm(code: int | None, meaning: Meaning) -> None:
    """Log what an operator must see."""
    if code in _ALARMS or meaning in (Meaning.MISCONFIGURED, Meaning.PAUSE):
        log.error("twilio_needs_attention", code=code, meaning=meaning.value)


def read_code(value: object) -> int | None:
    """An error code as Twilio's JSON or forms give it; None when there is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _error(meaning: Meaning, code: str, retry_after: float | None) -> SendError:
    match meaning:
        case Meaning.SUPPRESS:
            return Unreachable(code)
        case Meaning.SLOW_DOWN:
            return RetryLater(retry_after)
        case Meaning.TRY_AGAIN:
            return RetryLater()
        case Meaning.PAUSE:
            return Paused(QUEUE_PAUSE_S)
        case Meaning.MISCONFIGURED:
            return Paused(MISCONFIGURED_PAUSE_S)
        case Meaning.GIVE_UP:
            return Refused(code)
