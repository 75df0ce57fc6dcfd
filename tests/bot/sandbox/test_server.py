"""The sandbox's own side: the live stream, the record, the proxy, the sample people."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.chats import Chats
from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Journal
from bot.sandbox.proxy import demo_routes
from bot.sandbox.samples import read_samples
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.running_demo import Demo, free_port


async def streamed(demo: Demo, base: str, after: str, count: int) -> list[dict[str, str]]:
    """The first ``count`` messages of the live stream: their fields by name."""
    found: list[dict[str, str]] = []
    url = f"{base}/sandbox/events"
    async with demo.http.stream("GET", url, params={"after": after}) as answer:
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
                continue
            found.append(fields)
            fields = {}
            if len(found) == count:
                break
    return found


async def test_stream_resumes_after_the_last_event_without_gap_or_repeat(demo: Demo) -> None:
    for _ in range(3):
        await demo.client.new_phone(Channel.TELEGRAM)
    first = await streamed(demo, demo.url, "", 3)
    assert first[0]["event"] == "reset"
    rest = await streamed(demo, demo.url, first[2]["id"], 1)
    assert json.loads(rest[0]["data"])["seq"] == 3


async def test_stream_of_another_run_begins_anew(demo: Demo) -> None:
    await demo.client.new_phone(Channel.TELEGRAM)
    first = await streamed(demo, demo.url, "feedbeef-99", 2)
    assert first[0]["event"] == "reset"
    assert json.loads(first[1]["data"])["seq"] == 1


async def test_gateway_passes_the_live_stream_on(demo: Demo) -> None:
    waiting = asyncio.create_task(streamed(demo, demo.config.gateway_url, "", 2))
    await asyncio.sleep(0.1)
    await demo.client.new_phone(Channel.TELEGRAM)
    found = await asyncio.wait_for(waiting, 3)
    assert json.loads(found[1]["data"])["kind"] == "chat"


async def test_gateway_passes_the_page_but_not_the_apis(demo: Demo) -> None:
    page = await demo.http.get(demo.config.gateway_url)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    for path in ("/record", "/faults", "/telegram/bot1/getMe", "/twilio/x", "/sandbox/../record"):
        answer = await demo.http.get(demo.config.gateway_url + path)
        assert answer.status_code == 404


async def test_gateway_says_so_when_the_sandbox_is_down() -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        route = demo_routes(f"http://127.0.0.1:{free_port()}", http)[0]
        app = httpx.ASGITransport(route.app)
        async with httpx.AsyncClient(transport=app, base_url="http://gateway") as member:
            answer = await member.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (502, "2")


@pytest.mark.parametrize("path", ["../server.py", "nothing.js", "%2e%2e%2fserver.py"])
async def test_only_the_pages_own_files_are_served(demo: Demo, path: str) -> None:
    assert (await demo.http.get(f"{demo.url}/sandbox/page/{path}")).status_code == 404


async def test_member_side_takes_json_only(demo: Demo) -> None:
    answer = await demo.http.post(f"{demo.url}/sandbox/chats", data={"channel": "telegram"})
    assert answer.status_code == 415
    for body in ("[]", "{", '{"channel": "fax"}'):
        answer = await demo.http.post(
            f"{demo.url}/sandbox/chats",
            content=body,
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in (400, 422)


async def test_faults_do_not_exist_unless_asked_for(demo: Demo) -> None:
    config = SandboxConfig("http://g", "http://g", "1:x", "AC", "t", "whatsapp:+1")
    transport = httpx.ASGITransport(Sandbox(config, demo.http).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as http:
        assert (await http.post("/faults", json={"at": "smtp"})).status_code == 404


async def test_waiting_for_the_record_ends_with_the_next_event() -> None:
    journal = Journal()
    waiting = asyncio.create_task(journal.wait_since(0, 5))
    await asyncio.sleep(0.01)
    journal.add("chat", id="1")
    assert [event.kind for event in await asyncio.wait_for(waiting, 1)] == ["chat"]
    assert await journal.wait_since(1, 0.01) == ()


def test_callbacks_go_to_where_the_gateway_really_listens() -> None:
    config = SandboxConfig("http://127.0.0.1:8000", "https://x.example", "1:x", "AC", "t", "w")
    assert config.reachable("https://x.example/a?b=1") == "http://127.0.0.1:8000/a?b=1"
    assert config.reachable("http://other/a") == "http://other/a"


def test_sample_people_are_read_with_their_remarks(tmp_path: Path) -> None:
    (tmp_path / "policies.csv").write_text("policy_number,company,status\nP1,PT A,lapsed\n")
    (tmp_path / "members.csv").write_text(
        "policy_number,participant_number,full_name,date_of_birth,principal_participant_number,"
        "email,card_active\n"
        "P1,2,Ani,2015-01-02,1,,true\n"
        "P1,1,Budi,1980-03-04,1,budi@a.example,false\n"
    )
    budi, ani = read_samples(tmp_path)
    assert (budi.name, budi.company) == ("Budi", "PT A")
    assert budi.remarks == ("principal", "family", "lapsed", "card_inactive")
    assert (ani.email, ani.remarks) == ("budi@a.example", ("dependent", "lapsed"))


def test_no_sample_files_are_no_sample_people(tmp_path: Path) -> None:
    assert read_samples(tmp_path) == ()


def test_sandbox_started_anew_hands_out_other_phones() -> None:
    addresses = {Chats(Journal()).open(Channel.WHATSAPP).address for _ in range(5)}
    assert len(addresses) > 1
