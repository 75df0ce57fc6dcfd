"""How the telemedicine partner and we know each other: one secret signs both ways.

``Telemedicine-Signature: t=<Unix seconds>,v1=<hex HMAC-SHA256 of "t.message">``. Several ``v1``
may stand there while a secret is being changed. A request's message names method and target
besides the body; an event's is its body, which begins with ``{``: neither passes for the other.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from hashlib import sha256

HEADER = "Telemedicine-Signature"
MOST_AGE_S = 300
"""How far the time of a signature may be from ours, either way."""
_WHOLE = re.compile(r"t=([0-9]{1,12})((?:,v1=[0-9a-f]{64}){1,4})")


def request_message(method: str, target: str, body: bytes) -> bytes:
    """What is signed of a call: ``target`` is path and query as sent."""
    return f"{method} {target}.".encode() + body


def signature(secret: str, at: datetime, message: bytes) -> str:
    """The header's value for a message sent ``at``."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(secret, seconds, message)}"


def is_signed(secret: str, header: str, at: datetime, message: bytes) -> bool:
    """Whether ``header`` signs this message with our secret, at most MOST_AGE_S from ``at``."""
    parts = _WHOLE.fullmatch(header.replace(" ", ""))
    if parts is None:
        return False
    seconds, given = int(parts[1]), parts[2].removeprefix(",v1=").split(",v1=")
    expected = _digest(secret, seconds, message)
    matches = [hmac.compare_digest(expected, each) for each in given]
    return any(matches) and abs(at.timestamp() - seconds) <= MOST_AGE_S


def _digest(secret: str, seconds: int, message: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + message, sha256).hexdigest()
