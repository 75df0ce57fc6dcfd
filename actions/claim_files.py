"""Files that a member sends for a claim: which are taken, what each counts for, what is missing.

Nothing here saves or asks: a form hands in the uploads of a message with what it has already, and
gets back the files to keep and the words to say. Shared by the claim form and the form that adds
documents to a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.file_words import STORED, files_in_words, reasons_in_words
from actions.turn import Turn
from insurance import seen_files
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import DraftFile
from insurance.ports import Upload

OTHER = "other"
"""The document of a file that is none of the checklist."""


class Fate(StrEnum):
    """What becomes of one file."""

    TAKEN = "taken"
    TWICE = "twice"
    """The very file is there already, so it is not added."""
    TOO_MANY = "too_many"
    UNUSABLE = "unusable"
    """Its upload's state says why."""


@dataclass(frozen=True)
class Arrival:
    """One file of a message, and what becomes of it."""

    upload: Upload
    fate: Fate
    earlier_claim: str | None = None
    """The claim with which the same picture was sent before; the file is taken all the same."""
    looks_sent: bool = False
    """A picture like it is there already; the file is taken all the same, for two receipts of one
    clinic's form look alike."""


def look_at(
    uploads: Sequence[Upload],
    present: Mapping[str, Upload],
    earlier_claim: Callable[[Upload], str | None],
    most: int,
) -> Sequence[Arrival]:
    """What becomes of each file of a message.

    Args:
        uploads: the message's files, in order.
        present: what stands about the files that are there already, by media id.
        earlier_claim: the number of an earlier claim that has the same picture, if any.
        most: how many files there may be altogether.

    """
    there = [one for one in present.values() if one.state == STORED]
    arrivals: list[Arrival] = []
    for upload in uploads:
        arrival = _arrival(upload, there, earlier_claim, most)
        if arrival.fate is Fate.TAKEN:
            there.append(upload)
        arrivals.append(arrival)
    return arrivals


def _arrival(
    upload: Upload,
    there: Sequence[Upload],
    earlier_claim: Callable[[Upload], str | None],
    most: int,
) -> Arrival:
    if upload.state != STORED:
        return Arrival(upload, Fate.UNUSABLE)
    if upload.sha256 is not None and upload.sha256 in {other.sha256 for other in there}:
        return Arrival(upload, Fate.TWICE)
    if len(there) >= most:
        return Arrival(upload, Fate.TOO_MANY)
    looks_sent = any(is_same_file(upload, other) for other in there)
    return Arrival(upload, Fate.TAKEN, earlier_claim(upload), looks_sent)


def is_same_file(one: Upload, other: Upload) -> bool:
    """Whether it is the very file, or the same photo once more."""
    return seen_files.is_same_file(one, other.sha256, other.likeness)


def taken(
    arrivals: Sequence[Arrival], named: Sequence[str], expected: str | None
) -> tuple[DraftFile, ...]:
    """The files to be kept, with the documents that the caption names.

    Args:
        arrivals: what became of the message's files.
        named: the documents that its words name, in their order.
        expected: the document that was asked for; a single file without words is that.

    """
    usable = [each.upload for each in arrivals if each.fate is Fate.TAKEN]
    documents: Sequence[str | None]
    if len(named) == 1:
        documents = [named[0]] * len(usable)
    elif len(named) == len(arrivals):
        pairs = zip(arrivals, named, strict=True)
        documents = [name for each, name in pairs if each.fate is Fate.TAKEN]
    else:
        documents = [expected if len(usable) == 1 and not named else None] * len(usable)
    return tuple(DraftFile(up.id, doc) for up, doc in zip(usable, documents, strict=True))


def in_order_asked(
    files: Sequence[DraftFile], checklist: Sequence[ClaimDocument], skipped: Collection[str]
) -> tuple[DraftFile, ...]:
    """Files that nobody has named become the documents that are missing, in the order asked.

    Only required ones: what is left over, the member has to name. On a list without required
    documents everything is of its only one.
    """
    known = {document.id for document in checklist} | {OTHER}
    named = [
        file if file.document_id in known else replace(file, document_id=None) for file in files
    ]
    there = {file.document_id for file in named}
    free = [d.id for d in checklist if d.required and d.id not in there and d.id not in skipped]
    if len(checklist) == 1:
        free = [checklist[0].id] * len(named)
    waiting = iter(free)
    return tuple(
        file if file.document_id else replace(file, document_id=next(waiting, None))
        for file in named
    )


def unnamed(files: Sequence[DraftFile]) -> Sequence[DraftFile]:
    """Those of which it is not clear what they are."""
    return [file for file in files if file.document_id is None]


def hard_to_read(
    files: Sequence[DraftFile], uploads: Mapping[str, Upload]
) -> Sequence[tuple[int, DraftFile, Upload]]:
    """Pictures that are hard to read and that the member has not said to keep, with their places,
    counted from 1."""
    placed = [(place, file, uploads.get(file.media_id)) for place, file in enumerate(files, 1)]
    return [
        (place, file, upload)
        for place, file, upload in placed
        if upload is not None and upload.findings and not file.is_kept
    ]


def without(files: Sequence[DraftFile], media_ids: Collection[str]) -> tuple[DraftFile, ...]:
    """The others."""
    return tuple(file for file in files if file.media_id not in media_ids)


def kept(files: Sequence[DraftFile], media_ids: Collection[str]) -> tuple[DraftFile, ...]:
    """The same files, these to be kept although they are hard to read."""
    return tuple(
        replace(file, is_kept=True) if file.media_id in media_ids else file for file in files
    )


# --- words ----------------------------------------------------------------------------------------


def short_name(document: ClaimDocument) -> str:
    """A document's name without the condition behind its comma."""
    return document.name.partition(",")[0].strip()


def standing(
    turn: Turn,
    checklist: Sequence[ClaimDocument],
    files: Sequence[DraftFile],
    skipped: Collection[str],
) -> str:
    """ "Kuitansi ✔ · Resume medis belum": what is there, and what is still missing."""
    return " · ".join(_standings(turn, checklist, files, skipped))


def _standings(
    turn: Turn,
    checklist: Sequence[ClaimDocument],
    files: Sequence[DraftFile],
    skipped: Collection[str],
) -> Iterator[str]:
    counts = [file.document_id for file in files]
    for document in checklist:
        name, count = short_name(document), counts.count(document.id)
        if count:
            yield turn.part("document_there", name=name, count=f" ({count})" if count > 1 else "")
        elif document.id not in skipped:
            part = "document_missing" if document.required else "document_optional"
            yield turn.part(part, name=name)
    others = counts.count(OTHER)
    if others and OTHER not in {document.id for document in checklist}:
        name = turn.part("document_other")
        yield turn.part("document_there", name=name, count=f" ({others})" if others > 1 else "")


def what_arrived(turn: Turn, arrivals: Sequence[Arrival]) -> Sequence[str]:
    """Lines on a message's files: how many were taken, which were not and why."""
    return [*_taken_in_words(turn, arrivals), *_not_taken_in_words(turn, arrivals)]


def _taken_in_words(turn: Turn, arrivals: Sequence[Arrival]) -> Iterator[str]:
    usable = [each for each in arrivals if each.fate is Fate.TAKEN]
    if usable:
        files = files_in_words(turn, [each.upload for each in usable])
        yield turn.part("files_taken", files=files)
    for number in dict.fromkeys(each.earlier_claim for each in usable if each.earlier_claim):
        files = files_in_words(turn, [one.upload for one in usable if one.earlier_claim == number])
        yield turn.part("file_of_earlier_claim", files=files, claim_number=number)
    if alike := [each.upload for each in usable if each.looks_sent]:
        yield turn.part("file_looks_sent", files=files_in_words(turn, alike))


def _not_taken_in_words(turn: Turn, arrivals: Sequence[Arrival]) -> Iterator[str]:
    for fate in (Fate.TWICE, Fate.TOO_MANY):
        alike = [each.upload for each in arrivals if each.fate is fate]
        if alike:
            yield turn.part(f"file_{fate.value}", files=files_in_words(turn, alike))
    yield from reasons_in_words(turn, [one.upload for one in arrivals])


def why_hard_to_read(turn: Turn, upload: Upload) -> str:
    """ "buram dan terlalu gelap", and what helps against the worst of it."""
    found = [turn.part(f"photo_{finding.value}") for finding in upload.findings]
    return turn.part("media_and").join(found[:2])


def how_to_do_better(turn: Turn, upload: Upload) -> str:
    """What helps against the worst finding."""
    return turn.part(f"photo_advice_{upload.findings[0].value}")
