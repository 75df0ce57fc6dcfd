"""Signed, expiring addresses under which a provider fetches one of our files."""

from __future__ import annotations

from hashlib import sha256

from itsdangerous import BadSignature, TimestampSigner

from insurance.ports import Clock, SystemClock
from storage.crypto import Keyring

VALID_S = 600
"""A link works for ten minutes: Twilio fetches within seconds, and retries within minutes."""


class MediaLinks:
    """Makes the links, and tells which file one stands for."""

    def __init__(self, keyring: Keyring, public_url: str, clock: Clock | None = None) -> None:
        """``public_url``: where the world reaches the gateway; ``clock``: by default the machine's,
        also where the demo's clock is played with."""
        self._base = f"{public_url.rstrip('/')}/media/"
        self._signer = _Signer(keyring, clock or SystemClock())

    def url(self, media_id: str) -> str:
        """An address that shows this file for the next ten minutes to whoever has it."""
        return self._base + self._signer.sign(media_id).decode()

    def media_id(self, token: str) -> str | None:
        """The file that a link's last part stands for; None for any that is not ours or is old."""
        try:
            return self._signer.unsign(token, max_age=VALID_S).decode()
        except (BadSignature, UnicodeError):
            return None


class _Signer(TimestampSigner):
    """Signs with the newest key, by a clock of ours."""

    def __init__(self, keyring: Keyring, clock: Clock) -> None:
        keys = keyring.fernet_keys("media-links")
        super().__init__(keys[::-1], salt="media", digest_method=sha256)  # newest last
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())
