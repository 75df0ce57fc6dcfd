"""SQLite's one writer: what waits to be written is committed together, each piece all or nothing.

A commit takes the disk's time whether it holds one piece of work or twenty; under load they share
it. Alone, a piece is committed at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

T = TypeVar("T")

MOST_TOGETHER = 12
"""Pieces that one commit holds, so that the first of them does not wait for long."""
OLDEST = 4
"""Places in each commit that nobody can overtake for, however much is urgent."""


@dataclass(frozen=True, eq=False)
class _Piece:
    work: Callable[[Session], Any]
    is_urgent: bool
    done: Future[Any] = field(default_factory=Future)


class Writer:
    """A thread that does the writing, begun with the first piece of work."""

    def __init__(
        self, engine: Engine, turn_to_write: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """``turn_to_write`` keeps other threads of this process from writing meanwhile."""
        self._engine = engine
        self._turn_to_write = turn_to_write
        self._waiting: _Queue | None = None
        self._thread: Thread | None = None
        self._handing_over = Lock()

    async def write(self, work: Callable[[Session], T], *, is_urgent: bool = False) -> T:
        """``work``'s result once it is committed, or its error once it is undone.

        What is urgent overtakes what is not. Whoever is cancelled while it is being done does not
        learn what came of it.
        """
        piece = _Piece(work, is_urgent)
        with self._handing_over:  # so that nothing is queued behind the end of a thread
            self._queue().put(piece)
        result: T = await asyncio.wrap_future(piece.done)
        return result

    def close(self) -> None:
        """Finish what waits; what comes later begins a new thread."""
        with self._handing_over:
            thread, self._thread = self._thread, None
            if self._waiting is not None:
                self._waiting.put(None)
                self._waiting = None
        if thread is not None:
            thread.join()

    def _queue(self) -> _Queue:
        """What the thread works off; each has its own, so that none takes another's end."""
        if self._waiting is None:
            self._waiting = SimpleQueue()
            self._thread = Thread(
                target=self._run, args=(self._waiting,), name="database-writer", daemon=True
            )
            self._thread.start()
        return self._waiting

    def _run(self, waiting: _Queue) -> None:
        pieces: list[_Piece] = []
        is_last = False
        while pieces or not is_last:
            is_last = is_last or _take(waiting, pieces)
            together = _chosen(pieces)
            pieces = [one for one in pieces if one not in together]
            begun = [one for one in together if one.done.set_running_or_notify_cancel()]
            if begun:
                self._commit(begun)

    def _commit(self, pieces: list[_Piece]) -> None:
        try:
            with self._turn_to_write(), self._engine.begin() as connection:
                mode: _Mode = "create_savepoint" if len(pieces) > 1 else "rollback_only"
                outcomes = [_outcome(connection, piece.work, mode) for piece in pieces]
        except BaseException as error:  # others wait for this thread: nothing may end it
            outcomes = [error] * len(pieces)  # nothing was committed, whose fault it ever was
        for piece, outcome in zip(pieces, outcomes, strict=True):
            if isinstance(outcome, _Result):
                piece.done.set_result(outcome.value)
            else:
                piece.done.set_exception(outcome)


_Mode = Literal["create_savepoint", "rollback_only"]
_Queue = SimpleQueue[_Piece | None]
"""None stands for the end."""


@dataclass(frozen=True)
class _Result:
    value: Any


def _take(waiting: _Queue, pieces: list[_Piece]) -> bool:
    """Add whatever waits by now, or comes next; returns whether the thread is to end after it."""
    try:
        while (piece := waiting.get(block=not pieces)) is not None:
            pieces.append(piece)
    except Empty:
        return False
    return True


def _chosen(pieces: list[_Piece]) -> list[_Piece]:
    """Which of the pieces, oldest first, are done next."""
    oldest, others = pieces[:OLDEST], pieces[OLDEST:]
    others.sort(key=lambda one: not one.is_urgent)
    return [*oldest, *others[: MOST_TOGETHER - OLDEST]]


def _outcome(
    connection: Connection, work: Callable[[Session], Any], mode: _Mode
) -> _Result | BaseException:
    """Do one piece; when it fails, undo it and nothing else: one that is alone needs no savepoint.

    Raises its error when SQLite has undone the pieces before it as well, or there are none.
    """
    try:
        with (
            Session(connection, expire_on_commit=False, join_transaction_mode=mode) as session,
            session.begin(),
        ):
            return _Result(work(session))
    except BaseException as error:
        if not _is_in_transaction(connection):
            raise
        return error


def _is_in_transaction(connection: Connection) -> bool:
    """Whether SQLite has not given up: a full disk may end the whole transaction, at any piece."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.in_transaction)
