"""The files of a turn: all of its burst, in the order in which they were sent."""

from __future__ import annotations

import pytest

from insurance.ports import Finding, Upload
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.uploads import SqlUploads
from tests.storage.media_world import CHAT, Files


@pytest.fixture
def files(database, clock, tmp_path) -> Files:
    files = Files(database, MediaStore((tmp_path / "media").as_uri()), clock)
    files.chat()
    return files


def names(files: Files, inbound_id: str) -> list[str]:
    return [upload.id for upload in SqlUploads(files.db).of(inbound_id)]


def test_a_message_alone_has_its_own_files_in_their_order(files):
    files.message("m1")
    files.message("m2")
    files.file("second", "m1", position=1)
    files.file("first", "m1", position=0)
    files.file("another's", "m2")
    assert names(files, "m1") == ["first", "second"]


def test_a_burst_has_all_its_files_whichever_message_is_asked_for(files):
    files.message("m1", burst="m1")
    files.message("m2", burst="m1")
    files.message("m3", burst="m3")
    files.file("b", "m2")
    files.file("a", "m1")
    files.file("c", "m3")
    assert names(files, "m1") == names(files, "m2") == ["a", "b"]
    assert names(files, "m3") == ["c"]


def test_a_message_without_files_or_that_nobody_sent_has_none(files):
    files.message("m1")
    assert names(files, "m1") == names(files, "m2") == []


def test_what_is_told_of_a_stored_file_is_what_its_content_said(files):
    files.message("m1")
    files.file("one", "m1", kind="document")
    assert SqlUploads(files.db).of("m1") == [
        Upload(
            id="one",
            kind="document",
            state="stored",
            content_type="image/jpeg",
            size=3,
            file_name="one.jpg",
            sha256="5" * 64,
        )
    ]


def test_what_a_sender_says_of_a_file_that_is_not_here_is_not_told(files):
    files.message("m1")
    files.file("one", "m1", state="too_large", size=25_000_000, data_key=None)
    [upload] = SqlUploads(files.db).of("m1")
    assert (upload.state, upload.size, upload.content_type) == ("too_large", None, None)


def test_a_file_of_ours_is_kept_like_a_members_and_is_nobodys_upload(files):
    own = OwnFiles(files.db, files.store, files.clock)
    media_id = own.add(CHAT, b"%PDF-1.7", "application/pdf", "kartu.pdf")
    row = files.row(media_id)
    assert (row.state, row.kind, row.size, row.inbound_id) == ("stored", "document", 8, None)
    assert files.store.read(media_id, row.data_key) == b"%PDF-1.7"
    assert (row.erase_at - row.created_at).total_seconds() == 24 * 3600


def test_what_an_inspection_has_found_is_told(files):
    files.message("m1")
    files.file("poor", "m1", findings="blurred,tilted", likeness="a" * 64)
    files.file("paper", "m1", position=1, content_type="application/pdf", pages=4)
    poor, paper = SqlUploads(files.db).of("m1")
    assert (poor.findings, poor.likeness) == ((Finding.BLURRED, Finding.TILTED), "a" * 64)
    assert (paper.findings, paper.pages, paper.likeness) == ((), 4, None)


def test_files_are_found_by_their_ids_whichever_message_brought_them(files):
    files.message("m1")
    files.message("m2")
    files.file("one", "m1")
    files.file("two", "m2", state="broken")
    found = SqlUploads(files.db).find(["two", "never was", "one"])
    assert {name: upload.state for name, upload in found.items()} == {
        "one": "stored",
        "two": "broken",
    }
    assert SqlUploads(files.db).find([]) == {}
