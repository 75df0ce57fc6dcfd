"""What the Bot API's refusals mean to the outbox."""

from __future__ import annotations

from http import HTTPStatus

import structlog

from bot.outbound.sender import Ambiguous, Paused, Refused, RetryLater, SendError, Unreachable
from bot.telegram_api import TelegramOutOfReach, TelegramRefused, TelegramTrouble

log = structlog.get_logger(__name__)

MISCONFIGURED_PAUSE_S = 60.0
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
_NOT_AS_PHOTO = ("photo", "image", "file is too big", "wrong file")


def as_send_error(trouble: TelegramTrouble) -> SendError:
    """What the outbox is to make of it."""
    if isinstance(trouble, TelegramRefused):
        return _refusal(trouble)
    return RetryLater() if isinstance(trouble, TelegramOutOfReach) else Ambiguous()


def is_about_markup(refusal: TelegramRefused) -> bool:
    """Whether our HTML was not understood."""
    return _says(refusal, "parse entities")


def is_about_photo(refusal: TelegramRefused) -> bool:
    """Whether the same picture may be taken as a file: its sides are too long or too unequal, it
    is too big, or Telegram cannot read it."""
    return refusal.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or _says(refusal, *_NOT_AS_PHOTO)


def is_about_contents(refusal: TelegramRefused) -> bool:
    """Whether it is what was sent that Telegram does not take, now or ever."""
    too_big = refusal.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    bad_request = refusal.code == HTTPStatus.BAD_REQUEST
    return too_big or (bad_request and not _says(refusal, *_GONE))


def _says(refusal: TelegramRefused, *words: str) -> bool:
    description = refusal.description.lower()
    bad_request = refusal.code == HTTPStatus.BAD_REQUEST
    return bad_request and any(word in description for word in words)


def _refusal(refusal: TelegramRefused) -> SendError:
    code = str(refusal.code)
    if refusal.code == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryLater(refusal.retry_after)
    if refusal.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return RetryLater()
    if refusal.code == HTTPStatus.FORBIDDEN or _says(refusal, *_GONE):
        return Unreachable(code)
    if refusal.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        log.error("telegram_token_refused", code=refusal.code)
        return Paused(MISCONFIGURED_PAUSE_S)
    return Refused(code)
