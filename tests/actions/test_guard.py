"""An action that hangs: it is given up in time, and blocks no other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sanic.exceptions import ServiceUnavailable
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from actions.guard import Guarded

LONG_S = 120.0


class Does(Action):
    """Answers; or fails, or hangs until it is let go."""

    def __init__(self, error: Exception | None = None, wait: threading.Event | None = None) -> None:
        self.error, self.wait = error, wait
        self.inside = threading.Event()

    def name(self) -> str:
        return "action_does"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        self.inside.set()
        if self.wait:
            self.wait.wait(LONG_S)
        if self.error:
            raise self.error
        dispatcher.utter_message(response="utter_done")
        return []


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def let_go() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


async def said_by(guarded: Guarded) -> list[str]:
    said = CollectingDispatcher()
    tracker = Tracker("0" * 32, {}, {}, [], False, None, {}, "action_listen")
    await guarded.run(said, tracker, {})
    return [message["response"] for message in said.messages]


def test_an_action_past_its_deadline_is_given_up(
    pool: ThreadPoolExecutor, let_go: threading.Event
) -> None:
    try:
        with pytest.raises(ServiceUnavailable):
            asyncio.run(said_by(Guarded(Does(wait=let_go), pool, 0.2)))
    finally:
        let_go.set()


def test_an_action_that_hangs_blocks_no_other(
    pool: ThreadPoolExecutor, let_go: threading.Event
) -> None:
    hangs = Does(wait=let_go)

    async def both() -> None:
        slow = asyncio.create_task(said_by(Guarded(hangs, pool, LONG_S)))
        await asyncio.to_thread(hangs.inside.wait, LONG_S)
        assert await said_by(Guarded(Does(), pool, LONG_S)) == ["utter_done"]
        assert not slow.done()
        let_go.set()
        assert await slow == ["utter_done"]

    asyncio.run(both())


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", {}, Exception("database is locked")),
        InterfaceError("SELECT", {}, Exception("connection is closed")),
        PoolTimeout("QueuePool limit"),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_is_worth_asking_again_is_asked_again(
    pool: ThreadPoolExecutor, error: Exception
) -> None:
    with pytest.raises(ServiceUnavailable):
        asyncio.run(said_by(Guarded(Does(error), pool, LONG_S)))


def test_a_fault_of_the_action_itself_is_said_kindly(pool: ThreadPoolExecutor) -> None:
    assert asyncio.run(said_by(Guarded(Does(KeyError("x")), pool, LONG_S))) == ["utter_trouble"]
