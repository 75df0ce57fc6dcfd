"""The documents of a claim that is being filed: taken at any step, named, asked for, skipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from actions.claim_files import (
    OTHER,
    Arrival,
    Fate,
    hard_to_read,
    how_to_do_better,
    kept,
    look_at,
    short_name,
    standing,
    taken,
    unnamed,
    what_arrived,
    why_hard_to_read,
)
from actions.claim_form_words import document_in_words
from actions.claim_reading import read_claim
from actions.claim_sitting import DOCUMENT_KIND, DOCUMENTS, POOR_PHOTO, SUMMARY, Sitting
from actions.document_words import (
    documents_lacking,
    documents_named,
    keeps_photo,
    names_no_document,
    resends_photo,
    says_all_sent,
    sends_later,
)
from actions.turn import Button, button
from insurance.claim_drafts import DraftFile
from insurance.claims import MOST_FILES
from insurance.model import BenefitType
from insurance.ports import Upload

LATER = "claim_send_later"
"""The intent of the button "Kirim nanti"."""

SHOWING_FILES = frozenset({DOCUMENTS, DOCUMENT_KIND, POOR_PHOTO, SUMMARY})
"""Questions that tell of the files themselves."""


def take_files(sitting: Sitting) -> bool:
    """Whether files came with the message; they are in the draft then, and what became of each
    is said."""
    uploads = _new_uploads(sitting)
    if not uploads:
        return False
    arrivals = look_at(
        uploads,
        _to_compare_with(sitting),
        lambda upload: _earlier_claim(sitting, upload),
        MOST_FILES,
    )
    names = documents_named(sitting.said.text, document_ids(sitting))
    _keep(sitting, arrivals, taken(arrivals, names, _expected(sitting)))
    sitting.sort_files()
    sitting.heard += what_arrived(sitting.turn, _not_told(sitting, arrivals))
    sitting.turn.tell_gateway(files_told=True)
    return True


def _not_told(sitting: Sitting, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    """Whoever taps "file a claim with this photo" knows already which files were of no use."""
    if "files_of" not in sitting.said.entities:
        return arrivals
    return [each for each in arrivals if each.fate is not Fate.UNUSABLE]


def _to_compare_with(sitting: Sitting) -> Mapping[str, Upload]:
    """A photo that is to be taken again will look like the poor one; only the very file is not."""
    if sitting.said.asked != POOR_PHOTO:
        return sitting.uploads
    poor = {file.media_id for _, file, _ in hard_to_read(sitting.draft.files, sitting.uploads)}
    return {
        name: replace(upload, likeness=None) if name in poor else upload
        for name, upload in sitting.uploads.items()
    }


def _new_uploads(sitting: Sitting) -> Sequence[Upload]:
    there = {file.media_id for file in sitting.draft.files}
    sent = [one for each in sitting.said.files_of for one in sitting.filing.sent_with(each)]
    return [one for one in sent if one.id not in there]


def _earlier_claim(sitting: Sitting, upload: Upload) -> str | None:
    seen = sitting.filing.seen_before(sitting.draft, upload)
    return seen.claim_number if seen else None


def document_ids(sitting: Sitting) -> Sequence[str]:
    """Those of the checklist, also of one that the caption itself tells; else those of all."""
    if sitting.checklist:
        return [document.id for document in sitting.checklist]
    told = read_claim(sitting.said.text, sitting.today).benefit
    kinds = (told,) if told is not None else tuple(BenefitType)
    listed = [sitting.filing.checklist(kind, sitting.turn.language) for kind in kinds]
    return list(dict.fromkeys(document.id for each in listed for document in each or ()))


def _expected(sitting: Sitting) -> str | None:
    missing = sitting.missing if sitting.said.asked == DOCUMENTS and sitting.checklist else ()
    return missing[0].id if missing else None


def _keep(sitting: Sitting, arrivals: Sequence[Arrival], new: Sequence[DraftFile]) -> None:
    """Add the files; where photos were to be sent again, they take the place of the poor ones."""
    uploads = {each.upload.id: each.upload for each in arrivals if each.fate is Fate.TAKEN}
    added = [_named_by_its_name(sitting, file, uploads[file.media_id]) for file in new]
    files = list(sitting.draft.files)
    if sitting.said.asked == POOR_PHOTO:
        for _, poor, _ in hard_to_read(sitting.draft.files, sitting.uploads)[: len(added)]:
            better = added.pop(0)
            document = better.document_id or poor.document_id
            files[files.index(poor)] = replace(better, document_id=document)
    sitting.put(files=(*files, *added), documents_done=False)


def _named_by_its_name(sitting: Sitting, file: DraftFile, upload: Upload) -> DraftFile:
    """ "resume-medis.pdf" says what it is, where nobody else does."""
    if file.document_id is not None or not upload.file_name:
        return file
    words = PurePath(upload.file_name).stem.replace("-", " ").replace("_", " ")
    names = documents_named(words, document_ids(sitting))
    return replace(file, document_id=names[0]) if len(names) == 1 else file


def say_where_files_stand(sitting: Sitting) -> None:
    """What files that came before they were asked for count for, and what is still missing."""
    if sitting.said.files_of and sitting.draft.files and sitting.checklist:
        draft = sitting.draft
        line = standing(sitting.turn, sitting.checklist, draft.files, draft.skipped)
        sitting.heard.append(line)


# --- words without files --------------------------------------------------------------------------


def hears_of_documents(text: str, asked: str | None, among: Sequence[str]) -> bool:
    """Whether a message answers the question about documents that is open."""
    if asked == POOR_PHOTO:
        return keeps_photo(text) or resends_photo(text) or sends_later(text)
    if asked not in (DOCUMENTS, DOCUMENT_KIND):
        return False
    return bool(
        says_all_sent(text)
        or sends_later(text)
        or documents_lacking(text, among)
        or documents_named(text, among)
        or (asked == DOCUMENT_KIND and names_no_document(text))
    )


def hear_about_documents(sitting: Sitting) -> bool:
    """Whether the words say something about documents; it is done then."""
    asked, text = sitting.said.asked, sitting.said.text
    if asked == POOR_PHOTO:
        return _hear_about_poor_photos(sitting)
    if asked not in (DOCUMENTS, DOCUMENT_KIND):
        return False
    ids = document_ids(sitting)
    lacking, named = documents_lacking(text, ids), documents_named(text, ids)
    if lacking:
        for document_id in lacking:
            skip(sitting, document_id)
    elif named and _waiting_for_a_name(sitting):
        name_files(sitting, named[0])
    elif asked == DOCUMENT_KIND and names_no_document(text):
        name_files(sitting, OTHER)
    elif says_all_sent(text):
        all_sent(sitting)
    else:
        return False
    return True


def _waiting_for_a_name(sitting: Sitting) -> bool:
    """Whether a document's name can be of a file: of one without, or of the last that was sent."""
    return bool(sitting.draft.files)


def _hear_about_poor_photos(sitting: Sitting) -> bool:
    if keeps_photo(sitting.said.text):
        keep_poor_photos(sitting)
        return True
    return wants_to_resend(sitting)


def wants_to_resend(sitting: Sitting) -> bool:
    """Whether the member has said, or tapped, that the photo will be sent again."""
    is_asked = sitting.said.asked == POOR_PHOTO and not sitting.said.files_of
    tapped = sitting.said.intent == "claim_resend_file"
    return tapped or (is_asked and resends_photo(sitting.said.text))


def name_files(sitting: Sitting, document_id: str) -> None:
    """All files without a name, or else the last one, are this document."""
    nameless = {file.media_id for file in unnamed(sitting.draft.files)}
    if not nameless:
        nameless = {file.media_id for file in sitting.draft.files[-1:]}
    known = {document.id for document in sitting.checklist} | {OTHER}
    if document_id not in known:
        return
    files = tuple(
        replace(file, document_id=document_id) if file.media_id in nameless else file
        for file in sitting.draft.files
    )
    sitting.put(files=files)
    name = document_in_words(sitting.turn, document_id, sitting.checklist)
    sitting.note("claim_file_named", document=name)


def keep_poor_photos(sitting: Sitting) -> None:
    """Use them as they are."""
    poor = {file.media_id for _, file, _ in hard_to_read(sitting.draft.files, sitting.uploads)}
    sitting.put(files=kept(sitting.draft.files, poor))
    sitting.note("claim_photo_kept")


def skip(sitting: Sitting, document_id: str) -> None:
    """Go on without a document, if that is possible."""
    document = next((one for one in sitting.checklist if one.id == document_id), None)
    if document is None:
        return
    if document.required:
        sitting.note("claim_document_needed", document=short_name(document))
    else:
        sitting.put(skipped=tuple(dict.fromkeys((*sitting.draft.skipped, document_id))))


def all_sent(sitting: Sitting) -> None:
    """Nothing more is to come: what is optional is skipped, what is required is named."""
    required = [document for document in sitting.missing if document.required]
    if not required:
        optional = [document.id for document in sitting.missing]
        skipped = tuple(dict.fromkeys((*sitting.draft.skipped, *optional)))
        sitting.put(documents_done=True, skipped=skipped)
    elif sitting.checklist:
        names = ", ".join(short_name(document) for document in required)
        sitting.note("claim_still_missing", documents=names)


def nothing_is_required(sitting: Sitting) -> bool:
    """Whether one can go on without another document; it is done then."""
    if not sitting.draft.files or any(document.required for document in sitting.missing):
        return False
    all_sent(sitting)
    return True


def start_again(sitting: Sitting) -> None:
    """Take all files out, so that they can be sent anew."""
    sitting.put(files=(), skipped=(), documents_done=False)
    sitting.note("claim_files_removed")


# --- questions ------------------------------------------------------------------------------------


def documents_question(sitting: Sitting) -> tuple[str, list[Button], dict[str, object]]:
    """The response, its choices and its values."""
    turn, draft = sitting.turn, sitting.draft
    later = button(turn.part("claim_later"), LATER)
    again = [button(turn.part("claim_files_anew"), "claim_edit", field="files")]
    if not sitting.checklist:
        done = [button(turn.part("claim_all_sent"), "claim_files_done")] if draft.files else []
        return "utter_question_claim_documents_any", [*done, later], {}
    missing = sitting.missing
    stands = standing(turn, sitting.checklist, draft.files, draft.skipped)
    if not missing:
        done = [button(turn.part("claim_all_sent"), "claim_files_done")]
        return "utter_question_claim_documents_done", [*done, *again, later], {"standing": stands}
    if not missing[0].required:
        done = [button(turn.part("claim_go_on_without"), "claim_files_done")]
        values: dict[str, object] = {"standing": stands, "document": missing[0].name}
        return "utter_question_claim_documents_more", [*done, later], values
    values = {"document": short_name(missing[0])}
    if draft.files:
        response = "utter_question_claim_documents_next"
        return response, [later], {**values, "standing": stands}
    lines = "\n".join(f"• {one.name}" for one in sitting.checklist)
    return "utter_question_claim_documents", [later], {**values, "lines": lines}


def kind_question(sitting: Sitting) -> tuple[list[Button], dict[str, object]]:
    """The choices and the values."""
    turn = sitting.turn
    choices = [
        button(short_name(one), "claim_document_kind", document=one.id) for one in sitting.checklist
    ]
    choices.append(button(turn.part("document_other"), "claim_document_kind", document=OTHER))
    count = len(unnamed(sitting.draft.files))
    which = "claim_which_file" if count == 1 else "claim_which_files"
    return choices, {"which": turn.part(which, count=count)}


def poor_photo_question(sitting: Sitting) -> dict[str, object]:
    """The values: which photos, what is wrong with them, and what helps; ``which`` in short."""
    turn = sitting.turn
    poor = hard_to_read(sitting.draft.files, sitting.uploads)
    lines = []
    for place, file, upload in poor:
        name = document_in_words(turn, file.document_id, sitting.checklist)
        part = "claim_poor_named" if file.document_id else "claim_poor_unnamed"
        lines.append(
            turn.part(part, place=place, document=name, why=why_hard_to_read(turn, upload))
        )
    advice = how_to_do_better(turn, poor[0][2]) if poor else ""
    names = [document_in_words(turn, file.document_id, sitting.checklist) for _, file, _ in poor]
    is_one = len(poor) == 1 and poor[0][1].document_id is not None
    which = turn.part("claim_photo_of", document=names[0]) if is_one else turn.part("claim_photos")
    return {"lines": "\n".join(lines), "advice": advice, "which": which}
