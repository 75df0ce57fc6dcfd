"""Files as they lie in the media store: libsodium's secretstream, piece by piece.

A sealed file is MAGIC, the stream's header, and pieces of CHUNK bytes, each with its tag; the last
one says that it is the last. What was cut off, changed, put in another order, or belongs to another
file does not open. A file's key is random, its own, and stands encrypted in the database.
"""

from __future__ import annotations

import base64
from hashlib import blake2b

from nacl import bindings
from nacl.exceptions import CryptoError

_TAG_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_State = bindings.crypto_secretstream_xchacha20poly1305_state
_begin_sealing = bindings.crypto_secretstream_xchacha20poly1305_init_push
_begin_opening = bindings.crypto_secretstream_xchacha20poly1305_init_pull
_seal = bindings.crypto_secretstream_xchacha20poly1305_push
_open = bindings.crypto_secretstream_xchacha20poly1305_pull
_random_key = bindings.crypto_secretstream_xchacha20poly1305_keygen

CHUNK = 64 * 1024
"""Bytes of the file that are sealed, and opened, at a time."""
MAGIC = b"iclick1\n"
_SEALED_CHUNK = CHUNK + _TAG_BYTES


class Damaged(Exception):
    """This is not the file that was sealed under this key, or not all of it."""


def new_data_key() -> str:
    """A random key for one file, as text."""
    return base64.b64encode(_random_key()).decode()


def fingerprint(data_key: str) -> str:
    """16 hex digits that tell keys apart and nothing about them."""
    return blake2b(data_key.encode(), digest_size=8, person=b"iclick-file").hexdigest()


class Seal:
    """Seals one file, written from its beginning to its end."""

    def __init__(self, data_key: str, name: str) -> None:
        """``name`` is bound to the file: under another one it does not open."""
        self._state = _State()
        self._name = name.encode()
        self._begin = MAGIC + _begin_sealing(self._state, base64.b64decode(data_key))
        self._rest = b""

    def add(self, data: bytes) -> bytes:
        """Take more of the file; what of the sealed one is ready, maybe nothing."""
        waiting = self._rest + data
        sealed, at = [self._header()], 0
        while len(waiting) - at > CHUNK:  # at least one byte stays for the last piece
            sealed.append(self._piece(waiting[at : at + CHUNK], _MESSAGE))
            at += CHUNK
        self._rest = waiting[at:]
        return b"".join(sealed)

    def end(self) -> bytes:
        """That was all; the rest of the sealed file."""
        return self._header() + self._piece(self._rest, _FINAL)

    def _piece(self, data: bytes, tag: int) -> bytes:
        sealed: bytes = _seal(self._state, data, self._name, tag)
        return sealed

    def _header(self) -> bytes:
        begin, self._begin = self._begin, b""
        return begin


class Opening:
    """Opens one sealed file, read from its beginning to its end."""

    def __init__(self, data_key: str, name: str) -> None:
        """As it was sealed."""
        self._key = base64.b64decode(data_key)
        self._name = name.encode()
        self._state: _State | None = None
        self._rest = b""
        self._ended = False

    def add(self, sealed: bytes) -> bytes:
        """Take more of the sealed file; what of the file is open by now, maybe nothing.

        Raises Damaged.
        """
        waiting = self._after_header(self._rest + sealed)
        opened, at = list[bytes](), 0
        while len(waiting) - at > _SEALED_CHUNK:
            opened.append(self._piece(waiting[at : at + _SEALED_CHUNK]))
            at += _SEALED_CHUNK
        self._rest = waiting[at:]
        return b"".join(opened)

    def end(self) -> bytes:
        """That was all; the rest of the file. Raises Damaged when it cannot have been all."""
        if self._state is None:
            raise Damaged
        opened = self._piece(self._rest)
        if not self._ended:
            raise Damaged
        return opened

    def _after_header(self, waiting: bytes) -> bytes:
        begin = len(MAGIC) + _HEADER_BYTES
        if self._state is not None or len(waiting) < begin:
            return waiting
        if not waiting.startswith(MAGIC):
            raise Damaged
        self._state = _State()
        _begin_opening(self._state, waiting[len(MAGIC) : begin], self._key)
        return waiting[begin:]

    def _piece(self, sealed: bytes) -> bytes:
        if self._state is None or self._ended or len(sealed) < _TAG_BYTES:
            raise Damaged
        try:
            opened, tag = _open(self._state, sealed, self._name)
        except CryptoError:
            raise Damaged from None
        self._ended = tag == _FINAL
        return bytes(opened)
