"""Files go a day after they came: their bytes first, and then what opens them."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from storage import media_retention
from storage.claim_media import keep, own_files
from storage.media_retention import erase_media
from storage.media_store import MediaStore
from storage.retention import purge
from storage.sealing import new_data_key
from storage.tables import AuditRow, MediaRow
from tests.storage.media_world import CHAT, Files

MISSING = {"data_key": None, "sha256": None, "size": None, "content_type": None}


@pytest.fixture
def files(database, clock, tmp_path) -> Files:
    files = Files(database, MediaStore((tmp_path / "media").as_uri()), clock)
    files.chat()
    files.message("m1")
    return files


def erase(files: Files) -> dict[str, int]:
    return dict(erase_media(files.db, files.store, files.clock, pause_s=0))


def test_a_file_is_erased_after_24_hours_and_its_row_says_so(files):
    files.file("one", "m1")
    files.clock.advance(hours=23)
    assert erase(files) == {"files": 0, "orphans": 0}
    files.clock.advance(hours=2)
    assert erase(files) == {"files": 1, "orphans": 0}
    row = files.row("one")
    assert (row.state, row.data_key, row.file_name, row.sha256) == ("erased", None, None, None)
    assert row.likeness is None
    assert files.in_store() == []
    assert erase(files) == {"files": 0, "orphans": 0}


def test_a_file_that_somebody_keeps_stays(files):
    files.file("one", "m1", erase_at=None)
    files.clock.advance(days=400)
    erase(files)
    assert (files.row("one").state, files.in_store()) == ("stored", ["one"])


def test_a_file_stays_while_its_message_is_not_answered(files):
    files.message("m2", state="received")
    files.file("one", "m2")
    files.clock.advance(days=3)
    assert erase(files)["files"] == 0


def test_a_file_of_ours_goes_like_any(files):
    files.file("card", None)
    files.clock.advance(days=2)
    assert erase(files)["files"] == 1


def test_what_never_arrived_keeps_its_reason_and_loses_its_name(files):
    files.file("one", "m1", state="gone", **MISSING)
    files.file("two", "m1", state="gone", position=1, erase_at=None, **MISSING)
    files.clock.advance(days=2)
    assert erase(files)["files"] == 2
    for name in ("one", "two"):
        assert (files.row(name).state, files.row(name).file_name) == ("gone", None)


def test_bytes_that_are_gone_already_are_no_trouble(files):
    files.file("one", "m1")
    files.store.delete("one", files.row("one").data_key)
    files.clock.advance(days=2)
    assert erase(files)["files"] == 1


def test_killed_between_bytes_and_row_it_is_done_again(files, monkeypatch):
    files.file("one", "m1")
    files.clock.advance(days=2)
    with monkeypatch.context() as patch:
        patch.setattr(media_retention, "_forget", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(files)
    assert (files.in_store(), files.row("one").state) == ([], "erased")
    assert files.row("one").data_key is not None
    assert erase(files)["files"] == 1
    assert (files.row("one").state, files.row("one").data_key) == ("erased", None)


def test_killed_before_the_bytes_go_they_go_the_next_time(files, monkeypatch):
    files.file("one", "m1")
    files.clock.advance(days=2)
    with monkeypatch.context() as patch:
        patch.setattr(MediaStore, "delete", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(files)
    assert files.in_store() == ["one"]
    erase(files)
    assert (files.in_store(), files.row("one").data_key) == ([], None)


def test_no_claim_takes_a_file_whose_bytes_are_about_to_go(files, monkeypatch):
    files.file("one", "m1")
    files.clock.advance(days=2)
    delete, taken = MediaStore.delete, []

    def with_a_claim_first(*args):
        with files.db.transaction() as session:
            taken.append(own_files(session, ["one"], "P-1", CHAT))
            keep(session, ["one"])
        delete(*args)

    monkeypatch.setattr(MediaStore, "delete", with_a_claim_first)
    assert erase(files)["files"] == 1
    assert (taken, files.row("one").state) == ([set()], "erased")


def test_a_file_that_a_claim_is_taking_is_not_erased(files):
    files.file("one", "m1")
    files.clock.advance(days=2)
    with ThreadPoolExecutor(1) as threads:
        with files.db.transaction() as session:
            assert own_files(session, ["one"], "P-1", CHAT) == {"one"}
            # On SQLite it waits for the claim, on PostgreSQL it leaves the file alone.
            erasing = threads.submit(erase, files)
            wait([erasing], timeout=0.5)
            keep(session, ["one"])
        assert erasing.result(timeout=20)["files"] == 0
    assert (files.row("one").state, files.in_store()) == ("stored", ["one"])


def test_while_the_store_is_away_no_row_is_forgotten(files, tmp_path, monkeypatch):
    files.file("one", "m1")
    files.clock.advance(days=2)
    monkeypatch.setattr(MediaStore, "delete", lambda *_: (_ for _ in ()).throw(OSError))
    with pytest.raises(OSError):
        erase(files)
    assert files.row("one").data_key is not None


def test_bytes_that_no_key_opens_are_cleared_once_they_are_old(files):
    files.file("one", "m1")
    files.file("two", "m1", position=1, state="waiting", erase_at=None, **MISSING)
    files.store.put("one", new_data_key(), b"what a gateway wrote that had lost its turn")
    files.store.put("two", new_data_key(), b"of a download that was killed")
    assert erase(files)["orphans"] == 0
    make_older(files, hours=2)
    assert erase(files)["orphans"] == 2
    assert files.in_store() == ["one"]
    assert files.store.read("one", files.row("one").data_key) == b"one"


def test_what_another_installation_keeps_in_the_same_place_is_left_alone(files):
    files.store.put("another's", new_data_key(), b"theirs")
    make_older(files, hours=2)
    assert erase(files)["orphans"] == 0
    assert files.in_store() == ["another's"]


def make_older(files: Files, hours: float) -> None:
    then = time.time() - hours * 3600
    for path in files.store.folder.rglob("*"):
        os.utime(path, (then, then))


def test_the_audit_tells_how_many_went(files):
    files.file("one", "m1")
    files.clock.advance(days=2)
    erase(files)
    with files.db.reading() as session:
        assert session.scalars(select(AuditRow.detail)).all() == ['{"files": 1}']


def test_rows_of_erased_files_go_after_90_days_and_others_never(files):
    files.file("erased", "m1", state="erased", erase_at=None, **MISSING)
    files.file("gone", "m1", state="gone", position=1, erase_at=None, **MISSING)
    files.file("kept", "m1", position=2, erase_at=None)
    files.file("waiting", "m1", state="waiting", position=3, erase_at=None, **MISSING)
    files.clock.advance(days=91)
    assert purge(files.db, files.clock, pause_s=0)["media"] == 2
    with files.db.reading() as session:
        assert sorted(session.scalars(select(MediaRow.id))) == ["kept", "waiting"]


def test_more_files_than_one_step_takes_all_go(files, monkeypatch):
    monkeypatch.setattr(media_retention, "BATCH", 2)
    for number in range(5):
        files.file(f"file {number}", "m1", position=number)
    files.clock.advance(days=2)
    assert erase(files)["files"] == 5
