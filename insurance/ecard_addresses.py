"""The address in an eCard's QR code: a random id and its signature, nothing of the member.

It is valid as long as the card has that id and the key that signed it is in force; how the card
stands is looked up each time it is opened.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from hashlib import sha256

from itsdangerous import BadSignature, Signer
from itsdangerous.signer import HMACAlgorithm

PATH = "/verify/"
SIGNATURE_BYTES = 16
"""Of SHA-256's 32: beyond guessing, and a QR code that a phone's screen shows large enough."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{22}")


class CardAddresses:
    """Makes the addresses, and tells which card one stands for."""

    def __init__(self, keys: Sequence[bytes], public_url: str) -> None:
        """``keys``: newest first, of this use alone; ``public_url``: where the world reaches the
        gateway."""
        self._base = public_url.rstrip("/") + PATH
        self._signer = Signer(
            list(keys)[::-1],
            salt="ecard",
            algorithm=_ShortHmac(sha256),  # newest last
        )

    def url(self, card_id: str) -> str:
        """What stands in the card's QR code."""
        return self._base + self._signer.sign(card_id).decode()

    def card_id(self, token: str) -> str | None:
        """The card that an address's last part stands for; None for any that is not ours."""
        if not _TOKEN.fullmatch(token) or not _is_canonical(token):
            return None
        try:
            return self._signer.unsign(token).decode()
        except (BadSignature, UnicodeError):
            return None


class _ShortHmac(HMACAlgorithm):
    """HMAC, cut to SIGNATURE_BYTES."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return super().get_signature(key, value)[:SIGNATURE_BYTES]


def _is_canonical(token: str) -> bool:
    # The last of 22 signs holds 2 bits of 6: others would read the same, and be altered all the
    # same.
    signature = token.rpartition(".")[2]
    decoded = base64.urlsafe_b64decode(signature + "==")
    return base64.urlsafe_b64encode(decoded).decode().rstrip("=") == signature
