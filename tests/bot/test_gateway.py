"""The app's own addresses, its headers, and what becomes of errors."""

from __future__ import annotations

import asyncio
import threading

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.gateway import create_app
from bot.health import all_well, http_probe
from bot.metrics import Metrics
from storage.database import THREADS
from storage.tables import LeaseRow


class Noted:
    """A loop that notes when it begins and ends."""

    def __init__(self, name, notes, fails=0):
        self.name, self.notes, self.fails = name, notes, fails
        self.stopping = asyncio.Event()

    async def run(self):
        if self.fails:
            self.fails -= 1
            raise KeyError("secret")
        self.notes.append(f"{self.name} begins")
        await self.stopping.wait()
        self.notes.append(f"{self.name} ends")

    async def stop(self):
        self.stopping.set()


async def well():
    return True


async def broken():
    raise httpx.ConnectError("refused")


async def crash(request):
    raise KeyError("secret words")


async def locked(request):
    raise OperationalError("BEGIN", {"text": "secret words"}, Exception("locked"))


async def page(request):
    return PlainTextResponse("hi", headers={"Content-Security-Policy": "default-src 'self'"})


@pytest.fixture
def app(sqlite_database, clock):
    def make(loops=(), **probes):
        return create_app(
            db=sqlite_database,
            clock=clock,
            metrics=Metrics(),
            routes=[Route("/crash", crash), Route("/locked", locked), Route("/page", page)],
            loops=loops,
            probes=probes,
        )

    return make


def test_alive_is_alive(app):
    with TestClient(app()) as client:
        assert client.get("/healthz").status_code == 200


def test_ready_when_everything_answers(app):
    with TestClient(app(rasa=well, actions=well)) as client:
        assert client.get("/readyz").json() == {"status": "ok"}


def test_not_ready_names_what_does_not_answer(app):
    with TestClient(app(rasa=broken, actions=well)) as client:
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "down": ["rasa"]}


def test_not_ready_when_the_database_is_away(app, sqlite_database, monkeypatch):
    async def away(work, apart):
        raise OperationalError("x", {}, Exception("gone"))

    with TestClient(app(rasa=well)) as client:
        monkeypatch.setattr(sqlite_database, "read", away)
        assert client.get("/readyz").json()["down"] == ["database"]
        assert client.get("/metrics").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_metrics_tell_what_waits(app):
    with TestClient(app()) as client:
        text = client.get("/metrics").text
    assert 'iclick_queue_depth{box="inbox"} 0.0' in text
    assert 'iclick_queue_age_seconds{box="outbox"} 0.0' in text


def test_every_answer_has_security_headers(app):
    with TestClient(app()) as client:
        for path in ("/healthz", "/nowhere", "/crash"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["content-security-policy"].startswith("default-src 'none'")
        assert client.get("/page").headers["content-security-policy"] == "default-src 'self'"


def test_an_error_is_answered_and_logged_without_content(app, capfd):
    with TestClient(app()) as client:
        assert (client.get("/crash").status_code, client.get("/crash").text) == (
            500,
            "internal error\n",
        )
        assert client.get("/locked").status_code == 503
    printed = capfd.readouterr()
    assert "secret words" not in printed.out + printed.err


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_wrong_method_is_the_callers_mistake(app, method):
    with TestClient(app()) as client:
        assert client.request(method, "/healthz").status_code == 405


def test_loops_begin_in_order_and_all_of_them_end(app):
    notes = []
    loops = [Noted("outbox", notes), Noted("turns", notes)]
    with TestClient(app(loops)) as client:
        client.get("/healthz")
    assert notes[:2] == ["outbox begins", "turns begins"]
    assert sorted(notes[2:]) == ["outbox ends", "turns ends"]


class Stuck:
    """A loop that will not end."""

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Nothing."""


def test_a_loop_that_will_not_end_holds_up_neither_the_others_nor_the_process(app, monkeypatch):
    monkeypatch.setattr("bot.gateway.STOP_WITHIN_S", 0.2)
    notes = []
    with TestClient(app([Stuck(), Noted("turns", notes)])) as client:
        client.get("/healthz")
    assert notes == ["turns begins", "turns ends"]


class Failing(Noted):
    """A loop whose ``stop`` fails."""

    async def stop(self):
        raise KeyError("secret")


def test_a_stop_that_fails_leaves_no_other_loop_running(app, capfd):
    notes = []
    loops = [Noted("outbox", notes), Failing("poller", notes), Noted("turns", notes)]
    with TestClient(app(loops)) as client:
        client.get("/healthz")
    assert sorted(notes[3:]) == ["outbox ends", "turns ends"]
    printed = capfd.readouterr()
    assert "secret" not in printed.out + printed.err


def test_all_loops_are_asked_to_stop_at_once(app):
    asked, together = [], asyncio.Event()

    class Waiting(Noted):
        async def stop(self):
            asked.append(self.name)
            if len(asked) == 2:
                together.set()
            await together.wait()
            await super().stop()

    notes = []
    with TestClient(app([Waiting("outbox", notes), Waiting("turns", notes)])) as client:
        client.get("/healthz")
    assert sorted(notes[2:]) == ["outbox ends", "turns ends"]


async def test_however_many_ask_the_probes_are_sent_once_a_second(app, monkeypatch):
    asked = []

    async def slow():
        asked.append(1)
        await asyncio.sleep(0.05)
        return True

    transport = httpx.ASGITransport(app(rasa=slow))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        answers = await asyncio.gather(*(client.get("/readyz") for _ in range(20)))
        await client.get("/readyz")
        assert ({answer.status_code for answer in answers}, len(asked)) == ({200}, 1)
        monkeypatch.setattr("bot.health._READY_FOR_S", 0.0)
        await client.get("/readyz")
    assert len(asked) == 2


async def test_a_probe_does_not_queue_behind_the_work_of_the_gateway(app, sqlite_database):
    done = threading.Event()
    busy = [
        asyncio.create_task(sqlite_database.read(lambda _: done.wait(20))) for _ in range(THREADS)
    ]
    await asyncio.sleep(0.05)
    transport = httpx.ASGITransport(app())
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        assert (await client.get("/readyz")).status_code == 200
        assert "iclick_queue_depth{" in (await client.get("/metrics")).text
    done.set()
    await asyncio.gather(*busy)


async def test_all_is_well_when_every_probe_says_so():
    assert await all_well({"rasa": well, "actions": well})()
    assert not await all_well({"rasa": well, "actions": broken})()


def test_a_loop_that_dies_is_started_again(app, monkeypatch):
    monkeypatch.setattr("bot.gateway._AGAIN_S", 0.01)
    notes = []
    with TestClient(app([Noted("turns", notes, fails=2)])) as client:
        while not notes:
            client.get("/healthz")
    assert notes == ["turns begins", "turns ends"]


def test_a_start_on_sqlite_clears_the_leases_of_the_dead(app, sqlite_database, clock):
    with sqlite_database.transaction() as session:
        session.add(LeaseRow(name="x", holder="dead", until=clock.now()))
    with TestClient(app()):
        pass
    with sqlite_database.reading() as session:
        assert session.get(LeaseRow, "x") is None


async def test_a_probe_asks_with_its_token():
    def handler(request):
        return httpx.Response(200 if request.headers.get("authorization") == "Bearer t" else 401)

    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    assert await http_probe(http, "http://actions/health", "t")()
    assert not await http_probe(http, "http://actions/health")()
