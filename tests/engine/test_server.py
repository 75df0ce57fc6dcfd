"""The channel over HTTP: who may speak, what is refused, what is replayed, what is never logged."""

from __future__ import annotations

import sqlite3
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from tests.engine.small_rasa import ACTIONS_TOKEN, Actions, RasaServer, said

pytestmark = pytest.mark.slow


def body(**changes: Any) -> dict[str, Any]:
    """A request for a turn of a conversation of its own."""
    return {
        "conversation_id": uuid.uuid4().hex,
        "inbound_id": uuid.uuid4().hex,
        "channel": "whatsapp",
        "language": "id",
        **changes,
    }


def texts(answer: Any) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_a_turn_is_answered_and_replayed(rasa_server: RasaServer) -> None:
    asked = body(text="halo")
    first, again = rasa_server.post(asked).json(), rasa_server.post(asked).json()
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert texts(first) == texts(again) == ["Halo.\n\nAda yang bisa dibantu?"]


def test_a_turn_asked_twice_at_once_is_run_once(rasa_server: RasaServer, actions: Actions) -> None:
    def slow(_: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(0.5)
        return 200, said("Sekali")

    actions.answer, asked = slow, body(text="tanya server")
    calls_before = len(actions.asked)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: rasa_server.post(asked).json(), range(2)))
    assert sorted(answer["replayed"] for answer in both) == [False, True]
    assert [texts(answer) for answer in both] == [["Sekali"], ["Sekali"]]
    assert len(actions.asked) == calls_before + 1


def test_a_wrong_token_is_refused(rasa_server: RasaServer) -> None:
    assert rasa_server.post(body(text="halo"), token="wrong").status_code == 401
    assert rasa_server.post(body(text="halo"), token="Bearer").status_code == 401


@pytest.mark.parametrize(
    "malformed",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        body(),
        body(text="a", intent={"name": "greet"}),
        body(text=7),
        body(intent="greet"),
        body(intent={"name": "greet", "entities": []}),
        body(text="a", channel="carrier pigeon"),
        body(text="a", language="nl"),
        body(text="a", conversation_id="../x"),
        body(text="a", inbound_id=None),
        body(text="a", attachments=-1),
        body(text="a", attachments=True),
        body(text="a", attachments="2"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_malformed_request_is_refused(rasa_server: RasaServer, malformed: Any) -> None:
    refused = rasa_server.post(malformed)
    assert (refused.status_code, refused.json()) == (400, {"error": "malformed"})


def test_hostile_texts_are_answered_normally(rasa_server: RasaServer) -> None:
    for text in ("x" * 10_000, "😂", "\u202e\u0645\u0631\u062d\u0628\u0627", "'; DROP TABLE x;--",
                 "{{7*7}}", "<b>", "\x00\x07", "{full_name}", "a" + "\u0301" * 3000):  # fmt: skip
        answered = rasa_server.post(body(text=text))
        assert (answered.status_code, len(answered.json()["messages"])) == (200, 1)


def test_an_action_gets_the_idempotency_key_and_the_token(
    rasa_server: RasaServer, actions: Actions
) -> None:
    actions.answer = lambda _: (200, said("Dari server"))
    asked = body(text="tanya server", attachments=2)
    assert texts(rasa_server.post(asked).json()) == ["Dari server"]
    call = actions.asked[-1]
    assert call["tracker"]["latest_message"]["metadata"] == {
        "inbound_id": asked["inbound_id"],
        "channel": "whatsapp",
        "language": "id",
        "attachments": 2,
        "request_number": 1,
    }
    assert "domain" not in call
    assert actions.tokens == {f"Bearer {ACTIONS_TOKEN}"}


def test_what_one_message_holds_stays_together(rasa_server: RasaServer, actions: Actions) -> None:
    place = {"location": {"latitude": -6.2, "longitude": 106.8}}
    both = {"text": "Di sini", "custom": place, "buttons": [{"title": "a", "payload": "/greet"}]}
    alone = {"custom": {"language": "en"}}
    actions.answer = lambda _: (200, {"events": [], "responses": [both, alone, {"text": "b"}]})
    answered = rasa_server.post(body(text="tanya server")).json()["messages"]
    for message in answered:
        message.pop("recipient_id")
    assert answered == [both, alone, {"text": "b"}]


@pytest.mark.parametrize("status", [500, 503])
def test_a_turn_without_actions_is_not_stored_and_can_be_asked_again(
    rasa_server: RasaServer, actions: Actions, status: int
) -> None:
    actions.answer = lambda _: (status, {"error": "out of order"})
    asked = body(text="tanya server")
    failed = rasa_server.post(asked)
    assert (failed.status_code, failed.json()) == (503, {"error": "actions_unavailable"})
    actions.answer = lambda _: (200, said("Sudah kembali"))
    answered = rasa_server.post(asked).json()
    assert (answered["replayed"], texts(answered)) == (False, ["Sudah kembali"])


def test_an_action_that_hangs_ends_the_turn_within_its_deadline(
    rasa_server: RasaServer, actions: Actions
) -> None:
    def hang(_: dict[str, Any]) -> tuple[int, Any]:
        time.sleep(10)
        return 200, said("Terlambat")

    actions.answer = hang
    begun = time.monotonic()
    assert rasa_server.post(body(text="tanya server")).status_code == 503
    assert time.monotonic() - begun < 10


def test_nonsense_from_an_action_is_an_error_and_no_silence(
    rasa_server: RasaServer, actions: Actions
) -> None:
    actions.answer = lambda _: (200, {"events": [{"event": "nonsense"}], "responses": []})
    failed = rasa_server.post(body(text="tanya server"))
    assert (failed.status_code, failed.json()) == (500, {"error": "internal"})


def test_a_locked_database_is_asked_again_and_loses_nothing(rasa_server: RasaServer) -> None:
    asked = body(text="halo")
    path = rasa_server.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        refused = rasa_server.post(asked)
        blocker.execute("ROLLBACK")
    assert (refused.status_code, refused.json()) == (503, {"error": "store_unavailable"})
    assert rasa_server.post(asked).json()["replayed"] is False


def test_a_form_survives_a_kill(rasa_server: RasaServer) -> None:
    chat = {"conversation_id": uuid.uuid4().hex}
    rasa_server.post(body(text="isi formulir", **chat))
    rasa_server.post(body(text="Budi Santoso", **chat))
    rasa_server.kill()
    rasa_server.start()
    answered = rasa_server.post(body(text="12 mei 1990", **chat)).json()
    assert texts(answered) == ["Selesai: Budi Santoso, 12 mei 1990"]


def test_nothing_that_a_member_writes_is_logged(rasa_server: RasaServer, actions: Actions) -> None:
    chat = {"conversation_id": uuid.uuid4().hex}
    actions.answer = lambda call: (500, call)
    for text in ("isi formulir", "KANARI satu", "KANARI dua", "tanya server KANARI"):
        rasa_server.post(body(text=text, **chat))
    broken = {"event": "slot", "name": "KANARI-slot", "value": "KANARI"}
    actions.answer = lambda _: (200, {"events": [broken, {"event": "KANARI"}], "responses": []})
    rasa_server.post(body(text="tanya server"))
    rasa_server.post(body(intent={"name": "tapped", "entities": {"choice": "KANARI", "x": "y"}}))
    log = rasa_server.log.read_text()
    assert "KANARI" not in log
    assert "engine.guarded_processor" in log  # the failure itself was logged
