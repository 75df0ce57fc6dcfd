"""One-time codes: made, and sealed for keeping. Reading them is ``typed_codes``'s business.

A code has a million values, so no hash without a secret protects it from whoever reads the
database: even argon2 is through in hours. It is therefore sealed with HMAC-SHA256 under a subkey
that the database does not hold, over a random salt and the chat, so that equal codes look
different and a seal moved to another chat opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

DIGITS = 6


def new_code() -> str:
    """Six digits that nobody can guess."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


class CodeSeals:
    """Seals codes, and tells whether a code is the sealed one."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys, newest first: the newest seals, all open."""
        if not keys:
            raise ValueError("at least one key is needed")
        self._keys = tuple(keys)

    def seal(self, conversation_id: str, code: str) -> str:
        """What to keep in the place of a code."""
        salt = secrets.token_hex(16)
        return f"{salt}:{_digest(self._keys[0], salt, conversation_id, code)}"

    def opens(self, seal: str, conversation_id: str, code: str) -> bool:
        """Whether ``code`` is the sealed one, in constant time."""
        salt, _, digest = seal.partition(":")
        right = [
            hmac.compare_digest(_digest(key, salt, conversation_id, code), digest)
            for key in self._keys
        ]
        return any(right)


def _digest(key: bytes, salt: str, conversation_id: str, code: str) -> str:
    message = f"{salt}:{conversation_id}:{code}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
