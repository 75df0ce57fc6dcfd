"""What the TPA decided, read from a body: all of it is checked, and every mistake is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.api.problems import Problem
from insurance.model import ClaimStatus

MOST_REASON = 500
MOST_DOCUMENTS = 15
MOST_DOCUMENT = 100
MOST_RUPIAH = 999_999_999_999
"""Bounds on what an API may write into a claim; characters, entries, characters, rupiah."""
USER_NAME = "has to be a user name: 1 to 64 of the characters A-Z a-z 0-9 . _ @ -"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_UNSEEN = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters but the line break, and what turns the writing direction."""
_TEXT = re.compile(rf"[^\s{_UNSEEN}][^{_UNSEEN}]*")


@dataclass(frozen=True)
class Decision:
    """A status for a claim, and what belongs to it."""

    status: ClaimStatus
    reason: str = ""
    approved: int | None = None
    """Whole rupiah; None: as it was."""
    documents: tuple[str, ...] = ()
    """What is still missing."""
    by: str = ""
    """Who decided it at the TPA, by a staff or user name; empty: not said."""

    @property
    def actor(self) -> str:
        """For the claim's history."""
        return f"tpa:{self.by}" if self.by else "tpa"


def read_decision(raw: Any) -> Decision:
    """The decision that a JSON value tells; a Problem that names what is wrong with it."""
    if not isinstance(raw, dict):
        raise _unfit([("", "has to be an object")])
    errors = [(_pointer(name), "is not known here") for name in raw.keys() - _READERS.keys()]
    read: dict[str, Any] = {}
    for name, reader in _READERS.items():
        if name in raw:
            try:
                read[name] = reader(raw[name])
            except _Wrong as wrong:
                errors.append((_pointer(name), str(wrong)))
    errors += _missing(read, raw)
    if errors:
        raise _unfit(sorted(errors))
    return Decision(**read)


def is_user_name(name: str) -> bool:
    """Whether it can stand in a claim's history as who decided."""
    return bool(_NAME.fullmatch(name))


def _missing(read: Mapping[str, Any], raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "status" not in raw:
        return [("/status", "is missing")]
    if read.get("status") is ClaimStatus.REJECTED and "reason" not in raw:
        return [("/reason", "is missing: the member is told why")]
    return []


class _Wrong(Exception):
    """Says what has to be there; never what is."""


def _status(value: Any) -> ClaimStatus:
    try:
        return ClaimStatus(value)
    except ValueError:
        raise _Wrong(f"has to be one of {', '.join(ClaimStatus)}") from None


def _text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most or not _TEXT.fullmatch(value):
            raise _Wrong(f"has to be a text of 1 to {most} printable characters, no blank first")
        return value.rstrip()

    return read


def _rupiah(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():  # 850000.0 is an integer in JSON
        value = int(value)
    if type(value) is not int or not 0 <= value <= MOST_RUPIAH:
        raise _Wrong(f"has to be whole rupiah from 0 to {MOST_RUPIAH}")
    return value


def _documents(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_DOCUMENTS:
        raise _Wrong(f"has to be a list of 1 to {MOST_DOCUMENTS} documents")
    names = dict.fromkeys(map(_text(MOST_DOCUMENT), value))
    if len(set(value)) < len(value):
        raise _Wrong("has a document twice")
    return tuple(names)


def _by(value: Any) -> str:
    if not isinstance(value, str) or not is_user_name(value):
        raise _Wrong(USER_NAME)
    return value


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "status": _status,
    "reason": _text(MOST_REASON),
    "approved": _rupiah,
    "documents": _documents,
    "by": _by,
}


def _pointer(name: str) -> str:
    """A JSON pointer; a name that nobody knows is told no longer than a known one could be."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "?", name)[:20]
    return f"/{plain}"


def _unfit(errors: list[tuple[str, str]]) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "unfit", "the decision cannot be meant so", errors=errors
    )
