"""What files count for, without a conversation: order, captions, repeats, how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.claim_files import (
    Fate,
    hard_to_read,
    in_order_asked,
    kept,
    look_at,
    standing,
    taken,
    unnamed,
    what_arrived,
)
from actions.turn import Turn
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import DraftFile
from insurance.ports import Finding, Upload
from tests.actions.speaking import TEXTS

CHECKLIST = (
    ClaimDocument("receipt", "Kuitansi asli", required=True),
    ClaimDocument("bill", "Rincian biaya", required=True),
    ClaimDocument("prescription", "Salinan resep, bila obat diklaim", required=False),
)


def photo(media_id: str, **values: Any) -> Upload:
    return Upload(media_id, "photo", "stored", "image/jpeg", 1000, **values)


def turn() -> Turn:
    tracker = Tracker("c", {"language": "id"}, {}, [], False, None, {}, None)
    return Turn(CollectingDispatcher(), tracker, TEXTS)


def arrive(*uploads: Upload, present: Sequence[Upload] = (), most: int = 15) -> list[Fate]:
    there = {upload.id: upload for upload in present}
    return [each.fate for each in look_at(uploads, there, lambda _: None, most)]


def documents(files: Sequence[DraftFile]) -> list[str | None]:
    return [file.document_id for file in files]


def test_a_file_that_is_not_there_is_no_document() -> None:
    assert arrive(photo("1"), Upload("2", "document", "password")) == [Fate.TAKEN, Fate.UNUSABLE]


def test_the_same_file_counts_once_within_a_message_and_beside_earlier_ones() -> None:
    same = {"sha256": "ab"}
    assert arrive(photo("1", **same), photo("2", **same)) == [Fate.TAKEN, Fate.TWICE]
    assert arrive(photo("2", **same), present=[photo("1", **same)]) == [Fate.TWICE]


def test_two_receipts_of_one_form_are_both_taken_and_the_member_is_told() -> None:
    alike = {"likeness": "0" * 64}
    first, second = photo("1", sha256="ab", **alike), photo("2", sha256="cd", **alike)
    arrivals = look_at([first, second], {}, lambda _: None, 15)
    assert [(each.fate, each.looks_sent) for each in arrivals] == [
        (Fate.TAKEN, False),
        (Fate.TAKEN, True),
    ]
    assert what_arrived(turn(), arrivals)[1:] == [
        "⚠️ 1 foto mirip dengan yang sudah Anda kirim tadi. Tetap saya catat; periksa dulu ya."
    ]


def test_what_is_above_the_most_is_left_out() -> None:
    assert arrive(photo("1"), photo("2"), photo("3"), most=2) == [
        Fate.TAKEN,
        Fate.TAKEN,
        Fate.TOO_MANY,
    ]


def test_files_without_a_word_are_what_was_asked_in_that_order() -> None:
    files = tuple(DraftFile(name) for name in ("1", "2", "3"))
    assert documents(in_order_asked(files, CHECKLIST, ())) == ["receipt", "bill", None]


def test_what_is_named_is_not_asked_for_again() -> None:
    files = (DraftFile("1"), DraftFile("2", "receipt"))
    assert documents(in_order_asked(files, CHECKLIST, ())) == ["bill", "receipt"]


def test_a_document_of_another_benefit_is_named_anew() -> None:
    files = (DraftFile("1", "discharge_summary"),)
    assert documents(in_order_asked(files, CHECKLIST, ())) == ["receipt"]


def test_one_caption_names_all_files_and_several_name_each() -> None:
    arrivals = look_at([photo("1"), photo("2")], {}, lambda _: None, 15)
    assert documents(taken(arrivals, ["bill"], None)) == ["bill", "bill"]
    assert documents(taken(arrivals, ["bill", "receipt"], None)) == ["bill", "receipt"]
    assert documents(taken(arrivals, [], "receipt")) == [None, None]


def test_a_single_file_is_what_was_asked_for() -> None:
    arrivals = look_at([photo("1")], {}, lambda _: None, 15)
    assert documents(taken(arrivals, [], "prescription")) == ["prescription"]


def test_a_photo_hard_to_read_is_asked_about_until_it_is_kept() -> None:
    poor = {"1": photo("1", findings=(Finding.BLURRED,)), "2": photo("2")}
    files = (DraftFile("1"), DraftFile("2"))
    assert [(place, file) for place, file, _ in hard_to_read(files, poor)] == [(1, files[0])]
    assert hard_to_read(kept(files, {"1"}), poor) == []


def test_the_checklist_tells_what_is_there_and_what_is_missing() -> None:
    files = (DraftFile("1", "receipt"), DraftFile("2", "receipt"))
    told = standing(turn(), CHECKLIST, files, ())
    assert told == "Kuitansi asli ✔ (2) · Rincian biaya belum · Salinan resep (bila ada)"
    told = standing(turn(), CHECKLIST, files, ["prescription"])
    assert told == "Kuitansi asli ✔ (2) · Rincian biaya belum"


def test_an_earlier_claim_with_the_same_photo_is_named_and_the_photo_taken() -> None:
    (arrival,) = look_at([photo("1")], {}, lambda _: "KLM-100004", 15)
    assert arrival.fate is Fate.TAKEN
    assert any("KLM-100004" in line for line in what_arrived(turn(), [arrival]))


def test_files_without_a_name_are_counted() -> None:
    assert len(unnamed([DraftFile("1"), DraftFile("2", "bill")])) == 1
