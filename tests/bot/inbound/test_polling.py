"""Fetching updates from Telegram: in order, confirmed once stored, by one gateway, for ever."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.inbound import polling
from bot.inbound.inbox import Inbox, Received
from bot.inbound.intake import Intake
from bot.inbound.polling import LEASE, TelegramPolling, TelegramWebhookMode
from bot.inbound.telegram_updates import TelegramUpdates
from bot.leases import DURATION_S, Leases
from bot.messages import Inbound
from bot.metrics import Metrics
from bot.telegram_api import TelegramApi
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import InboxRow, LeaseRow


class BotApi:
    """Telegram with updates waiting; answers ``getUpdates`` as it does, offset and all."""

    def __init__(self, *updates: dict[str, Any]) -> None:
        self.updates = list(updates)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.troubles: list[httpx.Response | Exception] = []
        self.long_poll_s = 0.05

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        arguments = json.loads(request.content)
        self.calls.append((method, arguments))
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        if method != "getUpdates":
            return httpx.Response(200, json={"ok": True, "result": True})
        self.updates = [
            one for one in self.updates if one["update_id"] >= arguments.get("offset", 0)
        ]
        if not self.updates:
            await asyncio.sleep(self.long_poll_s)
        return httpx.Response(200, json={"ok": True, "result": self.updates[:100]})

    def offsets(self) -> list[int | None]:
        """With which offsets updates were asked for."""
        return [call.get("offset") for method, call in self.calls if method == "getUpdates"]

    def api(self) -> TelegramApi:
        """A client of this."""
        http = httpx.AsyncClient(transport=httpx.MockTransport(self))
        return TelegramApi("1:token", "https://api.telegram.org", http)


class House:
    """What stands behind the poller."""

    def __init__(self, db: Database, keyring: Keyring, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.inbox = Inbox(db, keyring, clock)

    def updates(self, bot_api: BotApi) -> TelegramUpdates:
        """The way in."""
        intake = Intake(self.inbox, lambda _: None)
        return TelegramUpdates(bot_api.api(), intake, Metrics())

    def poller(self, bot_api: BotApi, holder: str = "one") -> TelegramPolling:
        """A gateway that polls."""
        leases = Leases(self.clock, holder)
        return TelegramPolling(bot_api.api(), self.updates(bot_api), self.db, leases)

    def stored(self) -> list[str]:
        """Which messages have arrived."""
        with self.db.reading() as session:
            query = select(InboxRow.provider_message_id).order_by(InboxRow.id)
            return list(session.scalars(query))

    def lease_holder(self) -> str | None:
        """Who may poll."""
        with self.db.reading() as session:
            row = session.get(LeaseRow, LEASE)
            return None if row is None else row.holder


@pytest.fixture
def house(sqlite_database: Database, keyring: Keyring, clock: FakeClock) -> House:
    return House(sqlite_database, keyring, clock)


@pytest.fixture(autouse=True)
def brief_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = ("FIRST_PAUSE_S", "NOT_OUR_TURN_S", "MISCONFIGURED_PAUSE_S", "UNREADABLE_PAUSE_S")
    for name in pauses:
        monkeypatch.setattr(polling, name, 0.01)


def text(update_id: int) -> dict[str, Any]:
    siti = {"id": 1122, "is_bot": False, "first_name": "Siti"}
    chat = {"id": 1122, "type": "private"}
    message = {"message_id": update_id, "from": siti, "chat": chat, "date": 1, "text": "halo"}
    return {"update_id": update_id, "message": message}


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def while_running(
    mode: TelegramPolling | TelegramWebhookMode, done: Callable[[], Awaitable[None]]
) -> None:
    task = asyncio.create_task(mode.run())
    try:
        await done()
    finally:
        async with asyncio.timeout(5):
            await mode.stop()
            await task


async def test_updates_are_stored_in_order_and_confirmed_afterwards(
    house: House, shared: Path
) -> None:
    bot_api = BotApi(text(5), text(6))
    await while_running(
        house.poller(bot_api), lambda: until(lambda: bot_api.offsets()[:3] == [None, 7, 7])
    )
    assert house.stored() == ["5.5", "6.6"]
    assert bot_api.calls[0] == ("deleteWebhook", {"drop_pending_updates": False})
    spec = json.loads((shared / "specs" / "telegram_api.json").read_text())
    fields = {field["name"] for field in spec["methods"]["getUpdates"]["fields"]}
    assert all(call.keys() <= fields for method, call in bot_api.calls if method == "getUpdates")
    assert bot_api.calls[1][1]["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]


async def test_a_malformed_update_does_not_hold_up_the_others(house: House) -> None:
    bot_api = BotApi({"update_id": 4, "message": {"chat": 5}}, text(5))
    await while_running(house.poller(bot_api), lambda: until(lambda: house.stored() == ["5.5"]))


async def test_what_could_not_be_stored_is_fetched_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot_api = BotApi(text(5), text(6))
    receive, failures = house.inbox.receive, [OperationalError("INSERT", {}, Exception("locked"))]

    async def receive_at_the_second_try(inbound: Inbound) -> Received:
        if inbound.provider_message_id == "6.6" and failures:
            raise failures.pop()
        return await receive(inbound)

    monkeypatch.setattr(house.inbox, "receive", receive_at_the_second_try)
    await while_running(
        house.poller(bot_api), lambda: until(lambda: house.stored() == ["5.5", "6.6"])
    )
    assert bot_api.offsets()[:2] == [None, 6]


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.Response(502, text="Bad Gateway"),
        httpx.Response(401, json={"ok": False, "error_code": 401, "description": "Unauthorized"}),
        httpx.Response(
            429, json={"ok": False, "error_code": 429, "parameters": {"retry_after": 0}}
        ),
        httpx.ReadTimeout("slow"),
        httpx.ConnectError("refused"),
        RuntimeError("nobody foresaw this"),
    ],
)
async def test_no_trouble_ends_the_polling(
    house: House, trouble: httpx.Response | Exception
) -> None:
    bot_api = BotApi(text(5))
    bot_api.troubles = [trouble, trouble]
    await while_running(house.poller(bot_api), lambda: until(lambda: house.stored() == ["5.5"]))


async def test_a_webhook_that_somebody_set_meanwhile_is_removed(house: House) -> None:
    bot_api = BotApi(text(5))
    conflict = {"ok": False, "error_code": 409, "description": "Conflict: webhook is active"}
    deleted = httpx.Response(200, json={"ok": True, "result": True})
    bot_api.troubles = [deleted, httpx.Response(409, json=conflict)]
    await while_running(house.poller(bot_api), lambda: until(lambda: house.stored() == ["5.5"]))
    assert [method for method, _ in bot_api.calls].count("deleteWebhook") == 2


async def test_one_of_two_gateways_polls_and_the_other_takes_over(house: House) -> None:
    first_api, second_api = BotApi(text(5)), BotApi(text(6))

    first, second = house.poller(first_api, "first"), house.poller(second_api, "second")
    running = asyncio.create_task(first.run())
    await until(lambda: house.lease_holder() == "first")
    other = asyncio.create_task(second.run())
    await until(lambda: house.stored() == ["5.5"])
    await asyncio.sleep(0.05)
    assert second_api.calls == []
    await first.stop()
    await running
    await until(lambda: house.stored() == ["5.5", "6.6"])
    await second.stop()
    await other
    assert house.lease_holder() is None


async def test_a_stop_does_not_wait_for_a_long_poll(house: House) -> None:
    bot_api = BotApi()
    bot_api.long_poll_s = 60
    poller = house.poller(bot_api)
    await while_running(poller, lambda: until(lambda: bot_api.offsets() == [None]))


async def test_an_update_that_cannot_be_confirmed_is_not_asked_for_without_a_pause(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "UNREADABLE_PAUSE_S", 60.0)
    bot_api = BotApi()
    nonsense = {"ok": True, "result": [{"update_id": "7"}, "?", {}]}
    bot_api.troubles = [httpx.Response(200, json={"ok": True, "result": True})]
    bot_api.troubles += [httpx.Response(200, json=nonsense) for _ in range(50)]
    poller = house.poller(bot_api)

    async def a_while() -> None:
        await until(lambda: bot_api.offsets() == [None])
        await asyncio.sleep(0.1)

    await while_running(poller, a_while)
    assert bot_api.offsets() == [None]


def test_a_question_ends_before_another_gateway_may_ask() -> None:
    assert polling.LONG_POLL_S < polling.ANSWER_WITHIN_S < DURATION_S


async def test_a_question_waits_no_longer_than_the_lease_allows(house: House) -> None:
    bot_api, waits = BotApi(), []
    api = bot_api.api()
    call = api.call

    async def noted(method: str, arguments: Any, timeout_s: float = 0.0) -> Any:
        waits.append((method, timeout_s))
        return await call(method, arguments)

    api.call = noted  # type: ignore[method-assign]
    poller = TelegramPolling(api, house.updates(bot_api), house.db, Leases(house.clock, "one"))
    await while_running(poller, lambda: until(lambda: bot_api.offsets() == [None]))
    assert waits[-1] == ("getUpdates", polling.ANSWER_WITHIN_S)


async def test_after_a_quiet_day_no_old_offset_hides_ids_that_begin_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "QUIET_S", 0.0)
    bot_api = BotApi(text(500))

    async def quiet_then_news() -> None:
        await until(lambda: bot_api.offsets()[-2:] == [501, None])
        bot_api.updates.append(text(5))
        await until(lambda: house.stored() == ["500.500", "5.5"])

    await while_running(house.poller(bot_api), quiet_then_news)


async def test_the_webhook_is_registered_as_soon_as_telegram_can_be_reached(
    house: House, shared: Path
) -> None:
    bot_api = BotApi()
    bot_api.troubles = [httpx.ConnectError("refused"), httpx.Response(502)]
    mode = TelegramWebhookMode(
        bot_api.api(), house.updates(bot_api), "https://iclick.example.co.id/", "secret-1"
    )
    async with asyncio.timeout(5):
        await mode.run()
    await mode.stop()
    assert [method for method, _ in bot_api.calls] == ["setWebhook"] * 3
    arguments = bot_api.calls[-1][1]
    assert arguments["url"] == "https://iclick.example.co.id/webhooks/telegram"
    assert arguments["secret_token"] == "secret-1"
    spec = json.loads((shared / "specs" / "telegram_api.json").read_text())
    assert arguments.keys() <= {field["name"] for field in spec["methods"]["setWebhook"]["fields"]}
