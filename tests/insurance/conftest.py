"""What tests of the insurance share."""

from __future__ import annotations

import pytest

from insurance.fakes import FakeClock
from storage.database import Database
from tests.identity_world import IdentityWorld


@pytest.fixture
def world(sqlite_database: Database, clock: FakeClock) -> IdentityWorld:
    """Members, chats and mailboxes over SQLite."""
    return IdentityWorld(sqlite_database, clock)
