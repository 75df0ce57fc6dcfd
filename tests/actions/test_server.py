"""The action server: who may call it, and what becomes of an action that fails or hangs."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from rasa_sdk import Action
from sanic import Sanic
from sqlalchemy.exc import OperationalError

from actions.server import create_server

CANARIES = ("kanari-teks-7731", "kanari-polis-7732", "kanari-slot-7733", "kanari-galat-7734")
TOKEN = "token-of-the-test"
LONG_S = 120.0
"""So long that no machine is too busy; deadlines are tested apart, in test_guard."""
ROOT = Path(__file__).resolve().parents[2]


class Well(Action):
    def name(self) -> str:
        return "action_well"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_well")
        return []


class Crashes(Action):
    def name(self) -> str:
        return "action_crashes"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_half_done")
        raise RuntimeError(f"{CANARIES[3]} {tracker.latest_message}")


class FormCrashes(Crashes):
    def name(self) -> str:
        return "validate_some_form"


class DatabaseIsLocked(Action):
    def name(self) -> str:
        return "action_locked"

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise OperationalError(CANARIES[0], {}, Exception("database is locked"))


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    actions = [Well(), Crashes(), FormCrashes(), DatabaseIsLocked()]
    app = create_server(actions, TOKEN, deadline_s=LONG_S, workers=4)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, lifespan="on"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=LONG_S
    ) as client:
        wait_until_well(client)
        yield client
    running.should_exit = True
    thread.join(LONG_S)
    Sanic.unregister_app(app)


def wait_until_well(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/health").status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError


def call(action: str) -> dict[str, Any]:
    return {
        "next_action": action,
        "version": "3.6.21",
        "tracker": {
            "sender_id": "0" * 32,
            "slots": {"email": CANARIES[2]},
            "latest_message": {"text": CANARIES[0], "entities": [{"value": CANARIES[1]}]},
            "events": [{"event": "user", "text": CANARIES[0]}],
            "active_loop": {},
        },
    }


def responses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == httpx.codes.OK
    return [each["response"] for each in answer.json()["responses"]]


def followups(answer: httpx.Response) -> list[str]:
    return [each["name"] for each in answer.json()["events"] if each["event"] == "followup"]


def test_an_action_answers_and_ends_the_turn(server: httpx.Client) -> None:
    answer = server.post("/webhook", json=call("action_well"))
    assert responses(answer) == ["utter_well"]
    assert followups(answer) == ["action_listen"]


def test_a_crashed_action_answers_kindly_and_says_nothing_half(server: httpx.Client) -> None:
    assert responses(server.post("/webhook", json=call("action_crashes"))) == ["utter_trouble"]


def test_a_crashed_form_asks_on_instead_of_digressing(server: httpx.Client) -> None:
    answer = server.post("/webhook", json=call("validate_some_form"))
    assert responses(answer) == ["utter_trouble"]
    assert [each["event"] for each in answer.json()["events"]] == ["slot"]


def test_a_locked_database_is_said_by_503_so_that_the_turn_is_asked_again(
    server: httpx.Client,
) -> None:
    answer = server.post("/webhook", json=call("action_locked"))
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert answer.json() == {"error": "internal"}


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Bearer {TOKEN}x", TOKEN, "Bearer ü"])
def test_without_the_token_nothing_is_answered(server: httpx.Client, header: str) -> None:
    for method, path in (("POST", "/webhook"), ("GET", "/actions"), ("OPTIONS", "/webhook")):
        answer = server.request(
            method, path, headers={"Authorization": header.encode("utf-8")}, json=None
        )
        assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_health_needs_no_token(server: httpx.Client) -> None:
    assert server.get("/health", headers={"Authorization": ""}).json() == {"status": "ok"}


def test_no_other_site_is_invited(server: httpx.Client) -> None:
    answer = server.post(
        "/webhook", json=call("action_well"), headers={"Origin": "https://evil.example"}
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_nothing_of_a_conversation_reaches_a_log_or_an_error(
    server: httpx.Client, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        server.post("/webhook", json=call("action_crashes")),
        server.post("/webhook", json=call("action_locked")),
        server.post("/webhook", json=call("action_unknown")),
        server.post("/webhook", content=f'{{"tracker": "{CANARIES[0]}"'),
        server.post("/webhook", json={"next_action": "action_well", "tracker": CANARIES[1]}),
    ]
    written = caplog.text + "".join(capfd.readouterr()) + "".join(a.text for a in answers)
    assert "action_crashes" in written
    assert [
        canary for canary in CANARIES if canary in written.replace(f"GET /{CANARIES[0]}", "")
    ] == []
    assert all(answer.status_code < 600 for answer in answers)


def test_a_server_without_a_token_is_refused() -> None:
    with pytest.raises(ValueError, match="token"):
        create_server([], "")


def test_serve_listens_on_the_host_it_is_told_and_ends_on_sigterm() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = f"from actions.server import *; serve(create_server([], 't'), '127.0.0.1', {port})"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_until_well(client)
            assert client.get("/actions").status_code == httpx.codes.UNAUTHORIZED
    finally:
        process.terminate()
        assert process.wait(60) == 0
