"""The schema's version: brings a database to the newest one, and back.

Migrations are Alembic's, under ``storage/migrations``; there is no ``alembic.ini``, because the
database is always handed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_424_002
"""PostgreSQL's advisory lock under which several processes upgrade one after another."""


class SchemaBroken(Exception):
    """After a migration, rows refer to rows that do not exist; nothing was changed."""


def upgrade(db: Database, revision: str = "head") -> None:
    """Bring the database to the newest schema; all or nothing, and safe to repeat."""
    with _migrating(db) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(db: Database, revision: str = "base") -> None:
    """Take the database back to an older schema, down to an empty one."""
    with _migrating(db) as connection:
        command.downgrade(_config(connection), revision)


def is_current(db: Database) -> bool:
    """Whether the database has the newest schema."""
    return current_revision(db) == newest_revision()


def current_revision(db: Database) -> str | None:
    """The revision that the database has; None when it was never migrated."""
    with db.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest_revision() -> str | None:
    """The revision that this program wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def write_migration(db: Database, message: str) -> None:
    """Write a migration from the newest schema to the tables as they are; ``db`` is scratch."""
    upgrade(db)
    number = f"{int(newest_revision() or 0) + 1:04}"
    with _migrating(db) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _migrating(db: Database) -> Iterator[Connection]:
    """One transaction for everything. SQLite rebuilds tables to alter them, which its foreign keys
    would take for deletions: they rest meanwhile, and are checked at the end."""
    with db.engine.connect() as connection:
        if db.is_sqlite:
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not db.is_sqlite:
                    connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                yield connection
                if db.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise SchemaBroken
        finally:
            if db.is_sqlite:
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    # The pragma is ignored within a transaction, so it goes past SQLAlchemy, which would begin one.
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
