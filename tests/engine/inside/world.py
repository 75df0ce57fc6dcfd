"""What the tests stand on: a conversation with the small assistant, without a server."""

from __future__ import annotations

import functools
import logging
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import structlog
from cryptography.fernet import Fernet
from rasa.core.agent import Agent

from engine.channel import answer_turn
from engine.guarded_processor import guard
from engine.requests_in import read_request
from engine.tracker_store import FlatTrackerStore

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))

KEY = Fernet.generate_key().decode()


@functools.lru_cache(maxsize=1)
def _load(model: str) -> Agent:
    return Agent.load(model)


class Conversation:
    """One member's chat with the small assistant."""

    def __init__(self, agent: Agent, url: str, keys: str = KEY) -> None:
        self.agent = agent
        self.url = url
        self.conversation_id = uuid.uuid4().hex
        self.use(keys)

    def use(self, keys: str) -> None:
        """Begin with a fresh store on the same database: a restart, maybe with other keys."""
        self.store = FlatTrackerStore(self.agent.domain, self.url, keys)
        self.agent.tracker_store = self.agent.processor.tracker_store = self.store

    async def say(self, text: str, language: str = "id") -> list[str]:
        """Send a text; the texts of the answer."""
        _, messages = await self.ask(text=text, language=language)
        return [message["text"] for message in messages]

    async def tap(self, intent: str, **entities: str) -> list[str]:
        """Send what a button stands for; the texts of the answer."""
        _, messages = await self.ask(intent={"name": intent, "entities": entities})
        return [message["text"] for message in messages]

    async def ask(self, **request: Any) -> tuple[bool, list[dict[str, Any]]]:
        """Send a request of the channel; whether it was replayed, and the messages."""
        body = {
            "conversation_id": self.conversation_id,
            "inbound_id": uuid.uuid4().hex,
            "channel": "telegram",
            "language": "id",
            **request,
        }
        return await answer_turn(self.agent, read_request(body))

    async def slot(self, name: str) -> Any:
        """A slot's value between turns."""
        return (await self.store.retrieve(self.conversation_id)).get_slot(name)

    async def form(self) -> str | None:
        """The running form between turns."""
        return (await self.store.retrieve(self.conversation_id)).active_loop_name

    async def events(self) -> int:
        """How many events are kept."""
        return len((await self.store.retrieve(self.conversation_id)).events)


class World:
    """What a test may ask for by a parameter's name."""

    def __init__(self, folder: Path, model: str, url: str) -> None:
        self.folder = folder
        self._model = model
        self._url = url

    @property
    def agent(self) -> Agent:
        """The small assistant, guarded as in the server."""
        agent = _load(self._model)
        guard(agent)
        return agent

    @property
    def conversation(self) -> Conversation:
        """A chat on the database that the test runs for."""
        return Conversation(self.agent, self._url or f"sqlite:///{self.folder / 'tracker.db'}")

    @property
    def sqlite_conversation(self) -> Conversation:
        """A chat on a SQLite file of its own."""
        return Conversation(self.agent, f"sqlite:///{self.folder / 'tracker.db'}")


def bytes_of(url: str) -> bytes:
    """Everything that a SQLite database has written to disk."""
    path = Path(url.removeprefix("sqlite:///"))
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(FULL)")
    return b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
