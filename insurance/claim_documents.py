"""Which documents a claim needs, by type of benefit: read from facts, so that they are data.

``receipt: Kuitansi asli; prescription?: Salinan resep, bila obat diklaim``: an entry is a short
id, then what a member reads. A question mark says that the document is needed in some cases only.
Entries are separated by semicolons or line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from insurance.errors import BadFact

EXPECTED = "documents like receipt: Original receipt; prescription?: Copy of the prescription"
_SEPARATOR = re.compile(r"[;\n]")
_ENTRY = re.compile(r"(?P<id>[a-z][a-z_]{0,29})(?P<optional>\?)? *: *(?P<name>.{1,120})")


@dataclass(frozen=True)
class ClaimDocument:
    """One document of a claim."""

    id: str
    """The same in every language and for every type of benefit: ``receipt``, ``diagnosis`` …"""
    name: str
    """What a member reads, in their language."""
    required: bool
    """False: only in the cases that ``name`` tells."""

    @property
    def short_name(self) -> str:
        """Without the case: ``Salinan resep``, not ``Salinan resep, bila obat diklaim``."""
        return self.name if self.required else self.name.rpartition(",")[0] or self.name


def read_documents(text: str) -> Sequence[ClaimDocument]:
    """The documents of a fact's text, in its order; BadFact when it is written otherwise."""
    entries = [entry.strip() for entry in _SEPARATOR.split(text) if entry.strip()]
    documents = tuple(_document(entry) for entry in entries)
    if not documents:
        raise BadFact(EXPECTED)
    if len({document.id for document in documents}) < len(documents):
        raise BadFact(f"{EXPECTED}, each id once")
    return documents


def _document(entry: str) -> ClaimDocument:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise BadFact(EXPECTED)
    return ClaimDocument(found["id"], found["name"], required=found["optional"] is None)
