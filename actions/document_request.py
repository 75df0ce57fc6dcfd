"""What the insurer has asked a member for, and which of it has come since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from actions.document_words import documents_named
from insurance.claim_documents import ClaimDocument
from insurance.claims import ClaimDetail
from insurance.known_facts import CLAIM_DOCUMENTS, known_fact
from insurance.model import ClaimFile, ClaimStatus
from insurance.ports import Facts

LONGEST_ID = 30


@dataclass(frozen=True)
class DocumentRequest:
    """The documents that a claim waits for, and its files."""

    checklist: Sequence[ClaimDocument]
    """In the order asked; empty where the request names none, or there is none."""
    nameable: Sequence[str]
    """Ids of the documents that a caption may mean."""
    files: Sequence[ClaimFile]
    """All files of the claim, in order."""
    added: Sequence[ClaimFile]
    """Those that came since the documents were asked for."""

    @property
    def missing(self) -> Sequence[ClaimDocument]:
        """What was asked for and has not come."""
        there = {file.document_id for file in self.added}
        return [document for document in self.checklist if document.id not in there]


def request_of(
    detail: ClaimDetail, files: Sequence[ClaimFile], facts: Facts, language: str
) -> DocumentRequest:
    """The request that the claim stands under; without one everything is an addition."""
    claim = detail.claim
    known = known_fact(facts, CLAIM_DOCUMENTS[claim.benefit_type], language) or ()
    checklist = _asked_for(claim.documents, known)
    nameable = [document.id for document in (*checklist, *known)]
    asked = [e.at for e in detail.history if e.status is ClaimStatus.PENDING_DOCUMENTS]
    since = asked[-1] if asked else claim.updated_at
    added = [file for file in files if file.added_at >= since]
    return DocumentRequest(checklist, tuple(dict.fromkeys(nameable)), files, added)


def _asked_for(written: Sequence[str], known: Sequence[ClaimDocument]) -> Sequence[ClaimDocument]:
    """What a clerk has written, as documents: those of the checklist where the words say so."""
    found: dict[str, ClaimDocument] = {}
    for words in written:
        meant = _known_as(words, known)
        key = meant.id if meant and meant.id not in found else _id_of(words)
        name = meant.name if meant and words.strip() == meant.id else words
        found[key] = ClaimDocument(key, name, required=True)
    return tuple(found.values())


def _known_as(words: str, known: Sequence[ClaimDocument]) -> ClaimDocument | None:
    plain = words.strip().casefold()
    for document in known:
        if plain in (document.id, document.name.casefold()):
            return document
    named = documents_named(words, [document.id for document in known])
    return next((document for document in known if document.id in named[:1]), None)


def _id_of(words: str) -> str:
    """An id made of a clerk's words: ``Surat rujukan`` is ``surat_rujukan``."""
    return "_".join(re.findall(r"[a-z]+", words.casefold()))[:LONGEST_ID] or "other"
