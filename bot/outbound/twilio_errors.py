"""Twilio's error codes, and what each means for a message of ours.

The same codes come in the answer to a call and, later, in a status callback.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from http import HTTPStatus

import structlog

from bot.outbound.sender import (
    Ambiguous,
    ContentRefused,
    Paused,
    Refused,
    RetryLater,
    SendError,
    Unreachable,
    WindowClosed,
)
from bot.twilio_api import TwilioOutOfReach, TwilioRefused, TwilioTrouble

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
    """The message will never be taken, for its address say."""
    DEGRADE = "degrade"
    """Its buttons, file, place or template are refused; plain text may pass."""
    WINDOW = "window"
    """The member wrote last more than 24 hours ago: approved templates only."""
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
    21655: Meaning.DEGRADE,  # no such ContentSid
    21656: Meaning.DEGRADE,  # ContentVariables that do not fit
    63005: Meaning.DEGRADE,  # the channel did not accept the content
    63006: Meaning.DEGRADE,  # the content could not be formatted for the channel
    63007: Meaning.MISCONFIGURED,  # From is no WhatsApp sender
    63012: Meaning.TRY_AGAIN,
    63013: Meaning.DEGRADE,  # against the channel's policy
    63014: Meaning.SUPPRESS,
    63016: Meaning.WINDOW,
    63018: Meaning.SLOW_DOWN,
    63019: Meaning.DEGRADE,  # the media could not be fetched
    63021: Meaning.DEGRADE,  # content that the channel does not support
    63027: Meaning.DEGRADE,  # no such template in this language
    63028: Meaning.DEGRADE,  # not as many variables as the template has
    63040: Meaning.DEGRADE,  # the template was rejected
    63041: Meaning.DEGRADE,  # the template is paused
    63042: Meaning.DEGRADE,  # the template is disabled
    216602: Meaning.DEGRADE,  # a content type that the channel does not have
}
_NOT_TWILIO = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
)
_ALARMS = (63005, 63012, 63013)


def meaning_of(code: int | None) -> Meaning:
    """What Twilio's ``code`` means; an unknown one is the end of the message."""
    return _MEANINGS.get(code or 0, Meaning.GIVE_UP)


def as_send_error(trouble: TwilioTrouble) -> SendError:
    """What a call that came to nothing means for the message that it was to send.

    Without a code of Twilio's nothing is given up: it was not Twilio that said so.
    """
    if isinstance(trouble, TwilioRefused):
        return _refusal(trouble)
    if isinstance(trouble, TwilioOutOfReach):
        return RetryLater()
    # Twilio itself says that a message answered with 5xx may have gone out.
    log.warning("twilio_silent", why=str(trouble))
    return Ambiguous()


def _refusal(refusal: TwilioRefused) -> SendError:
    code, status = refusal.code, refusal.status
    meaning = meaning_of(code) if code is not None else _without_code(status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        meaning = Meaning.SLOW_DOWN
    sound_alarm(code, meaning)
    return _error(meaning, str(code or status), refusal.retry_after)


def _without_code(status: int) -> Meaning:
    """Not Twilio's words: a proxy's, a captive network's, or an address that is not Twilio's."""
    if status in _NOT_TWILIO or HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Meaning.MISCONFIGURED
    return Meaning.TRY_AGAIN


def sound_alarm(code: int | None, meaning: Meaning) -> None:
    """Log what an operator must see."""
    if code in _ALARMS or meaning in (Meaning.MISCONFIGURED, Meaning.PAUSE):
        log.error("twilio_needs_attention", code=code, meaning=meaning.value)


def _error(meaning: Meaning, code: str, retry_after: float | None) -> SendError:
    errors: dict[Meaning, Callable[[], SendError]] = {
        Meaning.SUPPRESS: lambda: Unreachable(code),
        Meaning.SLOW_DOWN: lambda: RetryLater(retry_after),
        Meaning.TRY_AGAIN: RetryLater,
        Meaning.PAUSE: lambda: Paused(QUEUE_PAUSE_S),
        Meaning.MISCONFIGURED: lambda: Paused(MISCONFIGURED_PAUSE_S),
        Meaning.WINDOW: WindowClosed,
        Meaning.DEGRADE: lambda: ContentRefused(code),
        Meaning.GIVE_UP: lambda: Refused(code),
    }
    return errors[meaning]()
