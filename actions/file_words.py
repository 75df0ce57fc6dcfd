"""Files in words: "3 foto dan 1 dokumen", and why one could not be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from actions.turn import Turn
from insurance.ports import LARGEST_UPLOAD_MB, MOST_PAGES, Upload

STORED = "stored"
FAILURES = (
    *("empty", "too_large", "wrong_type", "broken", "too_many_pixels", "too_many_pages"),
    *("password", "active", "gone", "refused", "unavailable"),
)
"""Why a file is not here, in the order in which it is told; any other state is the last."""
KINDS = ("photo", "document")


def files_in_words(turn: Turn, uploads: Iterable[Upload]) -> str:
    """ "3 foto dan 1 dokumen"."""
    counts = Counter(upload.kind for upload in uploads)
    named = [_counted(turn, kind, counts[kind]) for kind in KINDS if counts[kind]]
    return turn.part("media_and").join(named)


def reasons_in_words(turn: Turn, uploads: Iterable[Upload]) -> Sequence[str]:
    """A line for each reason why files are not here, and what helps; none for those that are."""
    failed = [upload for upload in uploads if upload.state != STORED]
    lines = []
    for reason in FAILURES:
        alike = [upload for upload in failed if _reason(upload) == reason]
        if alike:
            told = {"files": files_in_words(turn, alike)}
            bounds = {"limit": LARGEST_UPLOAD_MB, "pages": MOST_PAGES}
            lines.append("• " + turn.part(f"media_{reason}", **told, **bounds))
    return lines


def _reason(upload: Upload) -> str:
    return upload.state if upload.state in FAILURES else FAILURES[-1]


def _counted(turn: Turn, kind: str, count: int) -> str:
    if count == 1:
        return turn.part(f"media_one_{kind}")
    return turn.part(f"media_{kind}s", count=count)
