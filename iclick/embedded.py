"""An embedded database is one gateway's: the next one waits until the last has gone."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy import make_url

from iclick.processes import GATEWAY_GRACE_S
from iclick.settings import SettingsError

log = structlog.get_logger(__name__)

SAY_AFTER_S = 2.0
"""A gateway that is being replaced is mostly gone sooner."""
GIVE_UP_AFTER_S = GATEWAY_GRACE_S + 5.0
"""Longer than a gateway may take to end."""
LOOK_AGAIN_S = 0.1


@contextmanager
def only_gateway_of(
    database_url: str, say_after_s: float = SAY_AFTER_S, give_up_after_s: float = GIVE_UP_AFTER_S
) -> Iterator[None]:
    """Wait until no other gateway works on this SQLite file, and keep others waiting meanwhile.

    Two that share one would each answer every message. The end of the process lets it go, however
    it ends. Gateways share a PostgreSQL, so there, and for a database in memory, nothing is waited
    for. Raises SettingsError when the other one stays.
    """
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    with _lock_file(Path(str(url.database))) as lock:
        _wait_for(lock, say_after_s, give_up_after_s)
        yield


def _lock_file(database: Path) -> IO[str]:
    try:
        return database.with_name(f"{database.name}.gateway").open("w")
    except OSError as error:
        raise SettingsError(
            f"DATABASE_URL: its folder cannot be written: {error.strerror}"
        ) from None


def _wait_for(lock: IO[str], say_after_s: float, give_up_after_s: float) -> None:
    begun, said = time.monotonic(), False
    while not _locked(lock):
        waited = time.monotonic() - begun
        if waited > give_up_after_s:
            raise SettingsError(
                "DATABASE_URL: another gateway works on this SQLite file: end that one first, "
                "or let both share a PostgreSQL"
            )
        if waited > say_after_s and not said:
            log.warning("another gateway works on this database: waiting until it has ended")
            said = True
        time.sleep(LOOK_AGAIN_S)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
