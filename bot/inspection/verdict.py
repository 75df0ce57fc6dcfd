"""What becomes of a file that was looked into, and how a worker says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from insurance.ports import MOST_PAGES, Finding

JPEG = "image/jpeg"
PDF = "application/pdf"
_LONGEST_LIKENESS = 64


class Unfit(StrEnum):
    """Why a file cannot be used, whatever it looks like."""

    BROKEN = "broken"
    """Cut off, damaged, or nothing that a reader of its kind can open."""
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    PASSWORD = "password"  # noqa: S105 (no secret: it says that there is one)
    ACTIVE = "active"
    """A PDF that would do something, or that has files in it."""


class NotUsable(Exception):
    """The file cannot be used."""

    def __init__(self, state: Unfit, why: str) -> None:
        """``why``: a few words for the log, without content."""
        super().__init__(why)
        self.state = state
        self.why = why


@dataclass(frozen=True)
class Inspected:
    """A file that can be used."""

    content_type: str
    """``image/jpeg`` or ``application/pdf``."""
    content: bytes | None = None
    """What is to be kept in its place; None when it may stay as it is."""
    findings: tuple[Finding, ...] = ()
    likeness: str | None = None
    """Of a picture; see ``insurance.likeness``."""
    pages: int | None = None
    """Of a PDF."""


def said(verdict: Inspected | NotUsable) -> bytes:
    """The verdict without the content, as a worker sends it."""
    if isinstance(verdict, NotUsable):
        return json.dumps({"unfit": verdict.state, "why": verdict.why}).encode()
    return json.dumps(
        {
            "content_type": verdict.content_type,
            "findings": verdict.findings,
            "likeness": verdict.likeness,
            "pages": verdict.pages,
        }
    ).encode()


def heard(head: bytes, content: bytes) -> Inspected | NotUsable:
    """What ``said`` wrote, and the content that came after it.

    Raises ValueError on anything else: who decodes strangers' files may have been taken over, and
    is not believed further than this.
    """
    try:
        told = json.loads(head)
        if "unfit" in told:
            return NotUsable(Unfit(told["unfit"]), str(told["why"])[:100])
        verdict = Inspected(
            content_type=str(told["content_type"]),
            content=content or None,
            findings=tuple(dict.fromkeys(Finding(finding) for finding in told["findings"])),
            likeness=_likeness(told["likeness"]),
            pages=None if told["pages"] is None else int(told["pages"]),
        )
    except (KeyError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError from error
    _check(verdict)
    return verdict


def _likeness(told: object) -> str | None:
    if told is None:
        return None
    text = str(told)[:_LONGEST_LIKENESS]
    int(text, 16)  # or ValueError
    return text


def _check(verdict: Inspected) -> None:
    content = verdict.content
    is_document = verdict.content_type == PDF and content is None
    is_picture = verdict.content_type == JPEG and (content or b"").startswith(b"\xff\xd8\xff")
    has_pages = verdict.pages in range(1, MOST_PAGES + 1) if is_document else verdict.pages is None
    if not (is_document or is_picture) or not has_pages:
        raise ValueError(verdict.content_type)
