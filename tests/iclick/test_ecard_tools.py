"""``iclick ecard``: what an operator does to a card, and is told of it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from iclick.cli import app
from iclick.settings import load_settings
from insurance.ports import SystemClock
from storage.database import Database
from storage.ecards import SqlCardBook
from storage.samples.loader import load_samples
from storage.schema import upgrade

BUDI = "100200-0001-0"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """The cards of an installation with the sample members."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'iclick.db'}")
    monkeypatch.setenv("SECRET_KEY", "k" * 40)
    settings = load_settings(env_file=None)
    db = Database(settings.database_url, settings.keyring())
    upgrade(db)
    load_samples(db, settings.keyring(), SystemClock())
    yield SqlCardBook(db, SystemClock())
    db.close()


def told(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["ecard", *words])
    return result.exit_code, result.output.strip()


def test_a_card_is_suspended_resumed_and_renewed(book):
    card_id = book.issued(BUDI).card_id

    assert told("suspend", BUDI) == (0, f"eCard of participant {BUDI}: suspended")
    assert told("suspend", BUDI)[1].endswith("was suspended already")
    assert book.record(BUDI).suspended_at is not None
    assert told("resume", BUDI) == (0, f"eCard of participant {BUDI}: no longer suspended")
    assert told("resume", BUDI)[1].endswith("was not suspended")
    assert book.record(BUDI).suspended_at is None
    assert told("renew", BUDI)[0] == 0
    assert book.record(BUDI).card_id != card_id


@pytest.mark.parametrize("command", ["suspend", "resume", "renew"])
def test_a_participant_nobody_knows_is_one_line_and_status_1(book, command):
    assert told(command, "404") == (1, "There is no participant of that number.")
