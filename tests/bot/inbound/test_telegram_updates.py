"""What is done with an update besides storing it: taps are acknowledged, groups are left."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.inbound.inbox import Inbox
from bot.inbound.intake import Intake
from bot.inbound.telegram_updates import TelegramUpdates
from bot.metrics import Metrics
from bot.telegram_api import TelegramApi
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import InboxRow

SITI = {"id": 1122, "is_bot": False, "first_name": "Siti"}
BOT = {"id": 42, "is_bot": True, "first_name": "Gen iClick"}
GROUP = {"id": -100123, "title": "Keluarga", "type": "supergroup"}


class House:
    """The handler of updates over a real inbox, and a Bot API that refuses or hangs as told."""

    def __init__(self, db: Database, keyring: Keyring, clock: FakeClock) -> None:
        self.db = db
        self.metrics = Metrics()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.trouble: Exception | None = None
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._bot_api))
        self.updates = TelegramUpdates(
            TelegramApi("1:token", "https://api.telegram.org", http),
            Intake(Inbox(db, keyring, clock), lambda _: None),
            self.metrics,
        )

    async def _bot_api(self, request: httpx.Request) -> httpx.Response:
        self.calls.append((request.url.path.rpartition("/")[2], json.loads(request.content)))
        await self.may_answer.wait()
        if self.trouble:
            raise self.trouble
        refusal = {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked"}
        return httpx.Response(403, json=refusal)

    def kept(self) -> int:
        """How many messages the inbox holds."""
        with self.db.reading() as session:
            return session.scalar(select(func.count()).select_from(InboxRow)) or 0


@pytest.fixture
def house(sqlite_database: Database, keyring: Keyring, clock: FakeClock) -> House:
    return House(sqlite_database, keyring, clock)


def added_to(chat: dict[str, Any]) -> dict[str, Any]:
    standing = [{"user": BOT, "status": status} for status in ("left", "member")]
    change = {
        "chat": chat,
        "from": SITI,
        "date": 1780000000,
        "old_chat_member": standing[0],
        "new_chat_member": standing[1],
    }
    return {"update_id": 900, "my_chat_member": change}


def said_in(chat: dict[str, Any], update_id: int = 901) -> dict[str, Any]:
    message = {"message_id": 7, "from": SITI, "chat": chat, "date": 1780000000, "text": "halo"}
    return {"update_id": update_id, "message": message}


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_wherever_we_are_added_we_leave_and_keep_nothing(house: House, kind: str) -> None:
    await house.updates.take(added_to(GROUP | {"type": kind}))
    await house.updates.stop()
    assert house.calls == [("leaveChat", {"chat_id": -100123})]
    assert house.kept() == 0
    assert house.metrics.value("iclick_rejects_total", door="telegram", reason="ignored") == 1


async def test_while_we_leave_a_group_its_messages_ask_for_nothing_more(house: House) -> None:
    house.may_answer.clear()
    for number in range(5):
        await house.updates.take(said_in(GROUP, 901 + number))
    house.may_answer.set()
    await house.updates.stop()
    assert house.calls == [("leaveChat", {"chat_id": -100123})]


async def test_a_group_that_could_not_be_left_is_left_at_its_next_message(house: House) -> None:
    for number in range(2):
        await house.updates.take(said_in(GROUP, 901 + number))
        await house.updates.stop()
    assert [method for method, _ in house.calls] == ["leaveChat", "leaveChat"]


async def test_a_private_chat_is_kept_and_not_left(house: House) -> None:
    private = {"id": 1122, "first_name": "Siti", "type": "private"}
    await house.updates.take(added_to(private))
    await house.updates.take(said_in(private))
    await house.updates.stop()
    assert (house.calls, house.kept()) == ([], 2)


def tap() -> dict[str, Any]:
    query = {"id": "77", "from": SITI, "chat_instance": "1", "data": "token-1"}
    return {"update_id": 902, "callback_query": query}


@pytest.mark.parametrize(
    "trouble", [None, httpx.ConnectError("refused"), httpx.ReadTimeout(""), RuntimeError("closed")]
)
async def test_a_tap_that_cannot_be_answered_harms_nobody(
    house: House, trouble: Exception | None
) -> None:
    house.trouble = trouble
    await house.updates.take(tap())
    await house.updates.stop()
    assert house.calls == [("answerCallbackQuery", {"callback_query_id": "77"})]
    assert house.kept() == 1


async def test_taking_an_update_in_does_not_wait_for_telegram(house: House) -> None:
    house.may_answer.clear()
    await asyncio.wait_for(house.updates.take(tap()), 5)
    assert house.kept() == 1
    house.may_answer.set()
    await house.updates.stop()
