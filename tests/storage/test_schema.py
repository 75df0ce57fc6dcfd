"""Migrations go up, down and up again on both databases, and end where the models are."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from storage import schema
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import Base


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database(
    request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring
) -> Iterator[Database]:
    """A database without any table."""
    url = (
        f"sqlite:///{tmp_path / 'empty.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    database = Database(url, keyring)
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_up_down_up(empty_database: Database):
    schema.upgrade(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables)

    schema.downgrade(empty_database)
    assert tables(empty_database) == set()

    schema.upgrade(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables)


def test_migrations_end_where_the_models_are(empty_database: Database):
    schema.upgrade(empty_database)

    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgraded_database_is_current_and_stays_so(empty_database: Database):
    assert not schema.is_current(empty_database)

    schema.upgrade(empty_database)
    schema.upgrade(empty_database)

    assert schema.is_current(empty_database)
    assert schema.current_revision(empty_database) == schema.newest_revision()


def test_a_failing_migration_leaves_nothing_behind(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("alembic.operations.BatchOperations.create_index", fail)
    with pytest.raises(RuntimeError):
        schema.upgrade(empty_database)

    assert tables(empty_database) == set()
    assert schema.current_revision(empty_database) is None


def test_foreign_keys_hold_again_after_an_upgrade(tmp_path: Path, keyring: Keyring):
    database = Database(f"sqlite:///{tmp_path / 'keys.db'}", keyring)
    schema.upgrade(database)

    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def test_several_processes_may_upgrade_at_once(empty_database: Database):
    with ThreadPoolExecutor(4) as pool:
        for upgrading in [pool.submit(schema.upgrade, empty_database) for _ in range(4)]:
            upgrading.result()

    assert schema.is_current(empty_database)
