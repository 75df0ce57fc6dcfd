"""The doors: who is let in, what is stored, and what the provider is told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator

from bot.inbound.inbox import Inbox, Received
from bot.inbound.intake import Intake
from bot.inbound.telegram_updates import TelegramUpdates
from bot.inbound.webhooks import MOST_BYTES, TelegramDoor, WhatsAppDoor
from bot.inbound.whatsapp import TwilioSignature, read_form
from bot.messages import ConversationId, Inbound
from bot.metrics import Metrics
from bot.outbound.receipts import Receipts
from bot.stored import inbound_from_json
from bot.telegram_api import TelegramApi
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import InboxRow, OutboxRow

SECRET = "a-secret-of-ours"
TOKEN = "twilio-auth-token"
ACCOUNT = "AC" + "0" * 31 + "1"
PUBLIC = "https://iclick.example.co.id"
SITI = {"id": 1122, "is_bot": False, "first_name": "Siti", "language_code": "id"}
CHAT = {"id": 1122, "first_name": "Siti", "type": "private"}


class House:
    """The doors of a gateway over a real database, with nothing behind them."""

    def __init__(self, db: Database, keyring: Keyring, clock: FakeClock) -> None:
        self.db = db
        self.woken: list[ConversationId] = []
        self.api_calls: list[tuple[str, Any]] = []
        self.metrics = Metrics()
        self.inbox = Inbox(db, keyring, clock, self.metrics)
        intake = Intake(self.inbox, self.woken.append)
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._bot_api))
        api = TelegramApi("1:token", "https://api.telegram.org", http)
        self.updates = TelegramUpdates(api, intake, self.metrics)
        receipts = Receipts(db, self.woken.append, clock, self.metrics)
        signature = TwilioSignature(TOKEN, PUBLIC)
        whatsapp = WhatsAppDoor(signature, ACCOUNT, intake, receipts, self.metrics)
        telegram = TelegramDoor(SECRET, self.updates, self.metrics)
        app = Starlette(routes=[*telegram.routes(), *whatsapp.routes()])
        # A proxy shows another host than the public one.
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://10.0.0.7:8000"
        )

    def _bot_api(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        self.api_calls.append((method, json.loads(request.content)))
        return httpx.Response(
            400,
            json={"ok": False, "error_code": 400, "description": "Bad Request: query is too old"},
        )

    async def telegram(
        self, update: object, secret: str | None = SECRET, body: bytes | None = None
    ) -> httpx.Response:
        """Post an update."""
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
        content = json.dumps(update).encode() if body is None else body
        return await self.client.post("/webhooks/telegram", content=content, headers=headers)

    async def twilio(
        self, path: str, *pairs: tuple[str, str], signed: str | None = None, **headers: str
    ) -> httpx.Response:
        """Post a form, signed for ``signed`` (a path) if not for ``path``."""
        body = urlencode(pairs).encode()
        url = f"{PUBLIC}{path if signed is None else signed}"
        signature = RequestValidator(TOKEN).compute_signature(url, read_form(body))
        defaults = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return await self.client.post(path, content=body, headers=defaults | headers)

    def stored(self) -> list[Inbound]:
        """What the inbox holds."""
        with self.db.reading() as session:
            rows = session.scalars(select(InboxRow).order_by(InboxRow.id))
            return [inbound_from_json(row.content or "") for row in rows]

    def rejected(self, door: str, reason: str) -> float:
        """How often a door turned something away for a reason."""
        return self.metrics.value("iclick_rejects_total", door=door, reason=reason)


@pytest.fixture
async def house(database: Database, keyring: Keyring, clock: FakeClock) -> AsyncIterator[House]:
    house = House(database, keyring, clock)
    yield house
    await house.updates.stop()
    await house.client.aclose()


@pytest.fixture
def small_house(sqlite_database: Database, keyring: Keyring, clock: FakeClock) -> Iterator[House]:
    return House(sqlite_database, keyring, clock)


def text_update(text: str = "halo", update_id: int = 900) -> dict[str, Any]:
    message = {"message_id": 7, "from": SITI, "chat": CHAT, "date": 1780000000, "text": text}
    return {"update_id": update_id, "message": message}


def tap_update() -> dict[str, Any]:
    return {
        "update_id": 901,
        "callback_query": {"id": "77", "from": SITI, "chat_instance": "1", "data": "token-1"},
    }


def text_form(body: str = "halo", sid: str = "SM" + "a" * 32) -> tuple[tuple[str, str], ...]:
    return (
        ("MessageSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", "whatsapp:+6281200000001"),
        ("To", "whatsapp:+14155238886"),
        ("Body", body),
        ("NumMedia", "0"),
        ("MediaUrl0", ""),
        ("AFieldOfNextYear", "ä"),
    )


async def test_an_update_with_our_secret_is_stored_and_its_turn_begins(house: House) -> None:
    response = await house.telegram(text_update())
    assert response.status_code == 200
    assert [inbound.text for inbound in house.stored()] == ["halo"]
    assert len(house.woken) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ünï"])
async def test_an_update_without_our_secret_is_turned_away(
    house: House, secret: str | None
) -> None:
    response = await house.telegram(text_update(), secret)
    assert response.status_code == 403
    assert house.stored() == []
    assert house.rejected("telegram", "secret") == 1


async def test_the_same_update_twice_is_one_message(house: House) -> None:
    for _ in range(2):
        assert (await house.telegram(text_update())).status_code == 200
    assert len(house.stored()) == len(house.woken) == 1


async def test_a_tap_is_answered_at_once_even_when_that_is_too_late(house: House) -> None:
    response = await house.telegram(tap_update())
    await house.updates.stop()
    assert response.status_code == 200
    assert house.api_calls == [("answerCallbackQuery", {"callback_query_id": "77"})]
    assert [inbound.choice_token for inbound in house.stored()] == ["token-1"]


async def test_a_malformed_update_is_counted_and_dropped(small_house: House) -> None:
    for update in ({}, [], {"update_id": 1, "message": {"chat": 5}}, None):
        assert (await small_house.telegram(update)).status_code == 200
    assert small_house.stored() == []
    assert small_house.rejected("telegram", "malformed") == 4


async def test_an_update_of_an_unknown_kind_is_counted_and_ignored(small_house: House) -> None:
    assert (await small_house.telegram({"update_id": 1, "new_kind": {}})).status_code == 200
    assert small_house.rejected("telegram", "ignored") == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe\x00", b"[" * 200_000, b'{"update_id": ' + b"9" * 5000 + b"}"]
)
async def test_what_is_not_json_is_turned_away(small_house: House, body: bytes) -> None:
    assert (await small_house.telegram(None, body=body)).status_code == 400
    assert small_house.rejected("telegram", "not_json") == 1


async def test_a_body_over_1_mb_is_turned_away_on_every_door(small_house: House) -> None:
    huge = await small_house.telegram(None, body=b" " * (MOST_BYTES + 1))
    form = await small_house.twilio("/webhooks/whatsapp", *text_form("a" * MOST_BYTES))
    assert (huge.status_code, form.status_code) == (413, 413)
    assert small_house.stored() == []


async def test_a_secret_must_be_set() -> None:
    with pytest.raises(ValueError, match="secret"):
        TelegramDoor("", None, Metrics())  # type: ignore[arg-type]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "text", "type", "date", "data", "message_id"]),
            children,
            max_size=5,
        )
    ),
    max_leaves=10,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        JSON,
        st.builds(
            lambda kind, body, update_id: {"update_id": update_id, kind: body},
            st.sampled_from(["message", "callback_query", "my_chat_member", "edited_message"]),
            JSON,
            st.integers(0, 5),
        ),
        st.builds(text_update, st.text(st.characters(exclude_categories=())), st.integers()),
    )
)
async def test_no_update_brings_the_door_down(small_house: House, update: object) -> None:
    assert (await small_house.telegram(update)).status_code in (200, 400)


async def test_a_signed_message_is_stored_and_answered_with_nothing_to_say(house: House) -> None:
    response = await house.twilio("/webhooks/whatsapp", *text_form("halo & <b>"))
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/xml")
    assert "<Response/>" in response.text
    assert [inbound.text for inbound in house.stored()] == ["halo & <b>"]
    assert len(house.woken) == 1


async def test_the_same_message_twice_is_one_message(house: House) -> None:
    for _ in range(2):
        assert (await house.twilio("/webhooks/whatsapp", *text_form())).status_code == 200
    assert len(house.stored()) == len(house.woken) == 1


async def test_a_message_that_twilio_did_not_sign_is_turned_away(house: House) -> None:
    for headers in ({"X-Twilio-Signature": "AAAA"}, {"X-Twilio-Signature": ""}):
        response = await house.twilio("/webhooks/whatsapp", *text_form(), **headers)
        assert response.status_code == 403
    assert house.stored() == []
    assert house.rejected("whatsapp", "signature") == 2


async def test_a_signature_for_one_address_is_worth_nothing_at_another(house: House) -> None:
    as_status = await house.twilio(
        "/webhooks/whatsapp/status?outbox=2", *text_form(), signed="/webhooks/whatsapp"
    )
    other_query = await house.twilio(
        "/webhooks/whatsapp/status?outbox=2",
        *text_form(),
        signed="/webhooks/whatsapp/status?outbox=1",
    )
    as_message = await house.twilio(
        "/webhooks/whatsapp", *text_form(), signed="/webhooks/whatsapp/status"
    )
    statuses = [answer.status_code for answer in (as_status, other_query, as_message)]
    assert statuses == [403, 403, 403]
    assert house.stored() == []


async def test_a_message_of_another_account_is_turned_away(small_house: House) -> None:
    form = [pair for pair in text_form() if pair[0] != "AccountSid"]
    other = ("AccountSid", "AC" + "9" * 32)
    assert (await small_house.twilio("/webhooks/whatsapp", *form, other)).status_code == 403
    assert (await small_house.twilio("/webhooks/whatsapp", *form)).status_code == 403
    assert small_house.rejected("whatsapp", "account") == 2


async def test_a_body_that_is_no_form_is_turned_away(small_house: House) -> None:
    as_json = await small_house.twilio(
        "/webhooks/whatsapp", *text_form(), **{"Content-Type": "application/json"}
    )
    assert as_json.status_code == 415
    parts = await small_house.twilio(
        "/webhooks/whatsapp", **{"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert parts.status_code == 415
    no_sender = [pair for pair in text_form() if pair[0] != "From"]
    assert (await small_house.twilio("/webhooks/whatsapp", *no_sender)).status_code == 400
    assert small_house.stored() == []


class LockedInbox:
    """An inbox whose database is away."""

    async def receive(self, inbound: Inbound) -> Received:
        raise OperationalError("INSERT", {}, Exception("database is locked"))


async def test_what_cannot_be_stored_is_not_acknowledged(
    small_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_house.inbox, "receive", LockedInbox().receive)
    assert (await small_house.telegram(text_update())).status_code == 503
    assert (await small_house.twilio("/webhooks/whatsapp", *text_form())).status_code == 503
    monkeypatch.undo()
    assert (await small_house.telegram(text_update())).status_code == 200
    assert len(small_house.stored()) == 1


def sent_row(house: House) -> int:
    """A message to the member who wrote, on its way."""
    with house.db.transaction() as session:
        conversation_id = session.scalars(select(InboxRow.conversation_id)).one()
        now = FakeClock().now()
        row = OutboxRow(
            conversation_id=conversation_id, position=0, state="sending", created_at=now
        )
        session.add(row)
        session.flush()
        return row.id


async def test_a_status_callback_settles_a_message_on_its_way(house: House) -> None:
    await house.twilio("/webhooks/whatsapp", *text_form())
    row_id = sent_row(house)
    sid = "SM" + "b" * 32
    form = [
        ("MessageSid", sid),
        ("MessageStatus", "undelivered"),
        ("ErrorCode", "63016"),
        ("AccountSid", ACCOUNT),
        ("ChannelStatusMessage", ""),
    ]
    path = f"/webhooks/whatsapp/status?outbox={row_id}"
    for _ in range(2):
        assert (await house.twilio(path, *form)).status_code == 204
    with house.db.reading() as session:
        row = session.get_one(OutboxRow, row_id)
        assert (row.provider_message_id, row.state, row.error_code) == (sid, "failed", "63016")


async def test_a_report_that_comes_to_the_door_for_messages_is_no_message(
    small_house: House,
) -> None:
    form = [("MessageSid", "SM1"), ("MessageStatus", "read"), ("AccountSid", ACCOUNT)]
    sender = ("From", "whatsapp:+14155238886")
    assert (await small_house.twilio("/webhooks/whatsapp", *form, sender)).status_code == 204
    assert small_house.stored() == []


@pytest.mark.parametrize("query", ["", "?outbox=", "?outbox=x", "?outbox=" + "9" * 40, "?outbox=٣"])
async def test_a_callback_without_a_number_of_ours_harms_nothing(
    small_house: House, query: str
) -> None:
    form = [("MessageSid", "SM1"), ("MessageStatus", "sent"), ("AccountSid", ACCOUNT)]
    encoded = str(httpx.URL(f"http://x/webhooks/whatsapp/status{query}").raw_path, "ascii")
    assert (await small_house.twilio(encoded, *form)).status_code == 204
    empty = [("MessageSid", ""), ("MessageStatus", "sent"), ("AccountSid", ACCOUNT)]
    assert (await small_house.twilio(encoded, *empty)).status_code == 400
