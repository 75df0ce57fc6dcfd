"""Notices that a file was sent before: the same bytes, or a picture of the same photo."""

from __future__ import annotations

from collections.abc import Sequence

from insurance.likeness import look_alike
from insurance.ports import ClaimsBook, Upload


def is_same_file(upload: Upload, sha256: str | None, likeness: str | None) -> bool:
    """Whether it is the one of that digest, or looks like the one of that likeness."""
    if upload.sha256 is not None and upload.sha256 == sha256:
        return True
    return look_alike(upload.likeness, likeness)


def claim_with(book: ClaimsBook, participant_numbers: Sequence[str], upload: Upload) -> str | None:
    """The number of a claim of these participants that holds this file already."""
    for known in book.known_files(participant_numbers):
        if is_same_file(upload, known.sha256, known.likeness):
            return known.claim_number
    return None
