"""What the Bot API says when it refuses a call."""

from __future__ import annotations

from typing import Any


class TelegramError(Exception):
    """A refused call: error code and description, and after how long to try again."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        """Refuse with ``code`` (also the HTTP status) and ``description``."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, Any]:
        """The error as the Bot API shows it."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad_request(description: str) -> TelegramError:
    """A call whose parameters are wrong."""
    return TelegramError(400, f"Bad Request: {description}")
