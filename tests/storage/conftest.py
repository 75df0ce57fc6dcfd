"""A desk to load insurer data at, and small good files, to be spoiled one cell at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import ImportReport, import_csv
from storage.media_store import MediaStore
from tests.storage.claims_world import ClaimsWorld

FOLDER = Path(__file__).parent / "insurer"
LIFESTYLE = ("events", "articles", "testimonials")
INSURED = ("policies", "plans", "members", "usages", "claims")
KIND_NAMES = (*INSURED, "providers", "doctors", *LIFESTYLE, "facts")
FILES = {kind: (FOLDER / f"{kind}.csv").read_text() for kind in KIND_NAMES}


class Office:
    """The operator's desk: loads files into a database."""

    def __init__(self, database: Database, keyring: Keyring, folder: Path) -> None:
        self.database = database
        self._keyring = keyring
        self._folder = folder

    def load(self, kind: str, content: str | bytes | None = None) -> ImportReport:
        """Import ``content``, or the good file, as KIND."""
        path = self._folder / f"{kind}.csv"
        content = FILES[kind] if content is None else content
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_csv(self.database, self._keyring, kind, path, FakeClock())

    def load_up_to(self, last: str) -> None:
        """Import the good files, in order, up to ``last``."""
        for kind in FILES:
            self.load(kind)
            if kind == last:
                return


@pytest.fixture
def files() -> dict[str, str]:
    """Good files by KIND."""
    return dict(FILES)


@pytest.fixture
def office(database: Database, keyring: Keyring, tmp_path: Path) -> Office:
    """A desk to load files at, on SQLite and on PostgreSQL."""
    return Office(database, keyring, tmp_path)


@pytest.fixture
def sqlite_office(sqlite_database: Database, keyring: Keyring, tmp_path: Path) -> Office:
    """A desk to load files at, where one database is enough."""
    return Office(sqlite_database, keyring, tmp_path)


@pytest.fixture
def office_files() -> Path:
    """The folder of the good files."""
    return FOLDER


@pytest.fixture
def claims_world(office: Office, clock: FakeClock, tmp_path: Path) -> ClaimsWorld:
    """Members who file claims, on SQLite and on PostgreSQL."""
    office.load_up_to("facts")
    return ClaimsWorld(office.database, MediaStore((tmp_path / "media").as_uri()), clock)
