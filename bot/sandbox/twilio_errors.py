"""What Twilio's API says when it refuses a call, or later that it could not deliver."""

from __future__ import annotations

from typing import Any

CONTENT_REFUSED = 63021
WINDOW_CLOSED = 63016
RATE_EXCEEDED = 63018
MEDIA_FAILED = 63019
VARIABLES_DIFFER = 63028
BLOCKED_BY_USER = 63014
UNKNOWN_RECIPIENT = 63024
DELIVERY_ERRORS = {
    63013: "This message send failed because it violates Channel provider's policy",
    BLOCKED_BY_USER: "This message failed because it was blocked by a user action",
    WINDOW_CLOSED: (
        "Failed to send freeform message because you are outside the allowed window. "
        "If you are using WhatsApp, please use a Message Template."
    ),
    RATE_EXCEEDED: "Rate limit exceeded for Channel",
    MEDIA_FAILED: "Media failed to download",
    CONTENT_REFUSED: "Channel invalid content error",
    UNKNOWN_RECIPIENT: "Invalid message recipient",
    VARIABLES_DIFFER: "Number of parameters provided does not match the expected number of params",
    63032: "We cannot send this message to this user because of a WhatsApp limitation",
}


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


def not_found(path: str) -> TwilioError:
    """What is asked for does not exist."""
    return TwilioError(404, 20404, f"The requested resource {path} was not found")


def invalid(message: str) -> TwilioError:
    """A call whose parameters are wrong in a way without a code of its own."""
    return TwilioError(400, 20001, message)
