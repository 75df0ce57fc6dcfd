"""What the Bot API demands of a file that is uploaded."""

from __future__ import annotations

from bot.sandbox.picture_size import picture_size
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_params import SentFile

MAX_PHOTO = 10_485_760
MAX_SIDES = 10_000
"""Width and height of a photo together, in pixels."""
MAX_RATIO = 20


def checked_document(sent: SentFile) -> SentFile:
    """Any file that is not empty; more than 50 MB never get this far."""
    if not sent.content:
        raise bad_request("file must be non-empty")
    return sent


def checked_photo(sent: SentFile) -> SentFile:
    """A picture that Telegram would make smaller and show."""
    checked_document(sent)
    size = len(sent.content)
    if size > MAX_PHOTO:
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO} bytes"
        )
    sides = picture_size(sent.content)
    if sides is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(sides) > MAX_SIDES or max(sides) > MAX_RATIO * max(min(sides), 1):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return sent
