"""What Twilio's API says when it refuses a call."""

from __future__ import annotations

from typing import Any


class TwilioError(Exception):
    """A refused call: HTTP status, Twilio's code and its message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        """Refuse with HTTP ``status``, ``code`` of Twilio's error list and ``message``."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def as_json(self) -> dict[str, Any]:
        """The error as Twilio's API shows it."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
