"""``iclick claim export``: everything about one claim in a folder, or nothing and why not."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from iclick.claim_export import ExportRefused, write_claim
from insurance.fakes import FakeClock
from insurance.model import BankAccount, ClaimDetails
from storage.claim_rows import details_to_json
from storage.crypto import Keyring
from storage.database import Database
from storage.media_store import MediaStore
from storage.samples import load_samples
from storage.tables import AuditRow, ClaimFileRow, ClaimRow, MediaRow
from tests.storage.media_world import Files

NUMBER = "KLM-100002"
RECEIPT, SUMMARY = "a" * 32, "b" * 32


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore((tmp_path / "media").as_uri())


@pytest.fixture
def db(sqlite_database: Database, keyring: Keyring, clock: FakeClock, store: MediaStore):
    load_samples(sqlite_database, keyring, clock)
    files = Files(sqlite_database, store, clock)
    files.chat()
    details = ClaimDetails(
        diagnosis="Demam",
        contact_phone="+6281234567890",
        bank_account=BankAccount("BCA", "1234567890", "Budi"),
        provider_code=None,
        language="id",
        declared_at=clock.now(),
    )
    files.file(RECEIPT, None)
    files.file(SUMMARY, None, content_type="application/pdf")
    with sqlite_database.transaction() as session:
        session.get_one(ClaimRow, NUMBER).details = details_to_json(details)
        for position, (media_id, kind) in enumerate(
            [(RECEIPT, "receipt"), (SUMMARY, "../../medical summary")], 1
        ):
            session.add(
                ClaimFileRow(
                    claim_number=NUMBER,
                    media_id=media_id,
                    position=position,
                    document_id=kind,
                    added_at=clock.now(),
                    inbound_id="1" * 32,
                )
            )
    return sqlite_database


def exported(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_claim_is_exported_with_its_documents_and_a_summary(db, store, clock, tmp_path):
    folder = tmp_path / "new" / "claim"
    done = write_claim(db, store, clock, NUMBER, folder)
    files = exported(folder)
    assert (done.documents, done.missing) == (2, ())
    assert sorted(files) == [
        "01-receipt.jpg",
        "02-medicalsummary.pdf",
        "claim.json",
        "summary.pdf",
    ]
    assert files["01-receipt.jpg"] == RECEIPT.encode()
    assert files["summary.pdf"].startswith(b"%PDF-")
    claim = json.loads(files["claim.json"])
    assert (claim["claim_number"], claim["filing"]["diagnosis"]) == (NUMBER, "Demam")
    digests = [document["sha256"] for document in claim["documents"]]
    assert digests == [sha256(each.encode()).hexdigest() for each in (RECEIPT, SUMMARY)]


def test_nobody_else_on_the_machine_may_read_it(db, store, clock, tmp_path):
    folder = tmp_path / "claim"
    write_claim(db, store, clock, NUMBER, folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_an_empty_folder_is_taken_and_one_with_something_in_it_is_not(db, store, clock, tmp_path):
    folder = tmp_path / "claim"
    folder.mkdir()
    write_claim(db, store, clock, NUMBER, folder)
    before = exported(folder)
    with pytest.raises(ExportRefused, match="is not empty"):
        write_claim(db, store, clock, NUMBER, folder)
    assert exported(folder) == before


def test_a_claim_that_came_otherwise_is_exported_too(db, store, clock, tmp_path):
    write_claim(db, store, clock, "KLM-100001", tmp_path / "claim")
    assert sorted(exported(tmp_path / "claim")) == ["claim.json", "summary.pdf"]


def test_a_document_that_is_kept_no_longer_is_named(db, store, clock, tmp_path):
    with db.transaction() as session:
        session.get_one(MediaRow, RECEIPT).data_key = None
    done = write_claim(db, store, clock, NUMBER, tmp_path / "claim")
    assert (done.documents, done.missing) == (1, ("01-receipt.jpg",))
    claim = json.loads((tmp_path / "claim" / "claim.json").read_text())
    assert claim["documents"][0]["sha256"] is None


def test_a_claim_that_is_not_there_leaves_nothing_behind(db, store, clock, tmp_path):
    with pytest.raises(ExportRefused, match="no claim of the number KLM-404"):
        write_claim(db, store, clock, "KLM-404", tmp_path / "claim")
    assert not (tmp_path / "claim").exists()


def test_a_folder_that_cannot_be_written_is_told_in_a_line(db, store, clock):
    with pytest.raises(ExportRefused, match="cannot be written"):
        write_claim(db, store, clock, NUMBER, Path("/proc/claim"))


def test_that_it_was_exported_is_in_the_audit(db, store, clock, tmp_path):
    write_claim(db, store, clock, NUMBER, tmp_path / "claim")
    with db.reading() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.action == "claim_exported")).all()
    assert [(line.actor, json.loads(line.detail)) for line in lines] == [
        ("operator", {"claim": NUMBER})
    ]
