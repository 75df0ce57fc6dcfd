"""Keys: one ``SECRET_KEY``, many uses, none of which can be turned into another.

Subkeys come from HKDF-SHA256 (RFC 5869) with the use's name as info. ``SECRET_KEY`` may hold
several keys, comma-separated, newest first: the newest encrypts and signs, all decrypt and find.
``storage.rekey`` brings what is kept under the newest, after which the others can go.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["InvalidToken", "Keyring"]


class Keyring:
    """Subkeys of the secret keys in force."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        """Take the secret keys, newest first; at least one."""
        if not secret_keys:
            raise ValueError("at least one secret key is needed")
        self._secret_keys = tuple(key.encode() for key in secret_keys)

    def cipher(self, use: str) -> MultiFernet:
        """Encryption for one use, such as ``columns`` or ``files``."""
        return MultiFernet([Fernet(key) for key in self.fernet_keys(use)])

    def fernet_keys(self, use: str) -> list[bytes]:
        """The keys of ``cipher(use)``, newest first, to hand to another process."""
        return [base64.urlsafe_b64encode(_subkey(key, use)) for key in self._secret_keys]

    def token(self, use: str) -> str:
        """A bearer token for one use: 43 URL-safe characters of the newest key."""
        return base64.urlsafe_b64encode(_subkey(self._secret_keys[0], use)).decode().rstrip("=")

    def digest(self, use: str, value: str) -> str:
        """A keyed digest (hex) by which an encrypted value is found again; of the newest key."""
        return self.digests(use, value)[0]

    def digests(self, use: str, value: str) -> list[str]:
        """The digests under every key in force, newest first: what was kept while an older key
        was the newest is found by one of them."""
        return [_digest(_subkey(key, use), value) for key in self._secret_keys]

    def mac(self, use: str) -> hmac.HMAC:
        """A keyed SHA-256 to be fed piece by piece, for what is too long for ``digest``; of the
        newest key."""
        return hmac.new(_subkey(self._secret_keys[0], use), digestmod=hashlib.sha256)


def _digest(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def _subkey(secret_key: bytes, use: str) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=b"iclick/" + use.encode()).derive(
        secret_key
    )
