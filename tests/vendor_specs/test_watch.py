"""Every request that a test sends to Telegram or Twilio is looked at, by whatever client."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.vendor_specs.watch import Watch, problems_in_record, stand_guard

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "AC" + "0" * 32
MESSAGES = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
TELEGRAM = "http://127.0.0.1:1/telegram/bot4242:token"
TO = {"To": "whatsapp:+628120000001", "From": "whatsapp:+14155238886"}
HOOKS = "from tests.vendor_specs.plugin import *\n"
WRONG = """
import httpx, pytest

def send():
    answer = httpx.MockTransport(lambda request: httpx.Response(200, json={}))
    with httpx.Client(transport=answer) as http:
        http.post("https://api.telegram.org/bot1:token/sendMessage", json={"chat_id": 7})

def test_sends_nothing(): pass

def test_sends_wrong(): send()

@pytest.mark.wrong_on_purpose
def test_sends_wrong_on_purpose(): send()

@pytest.fixture
def wrong_at_last():
    yield
    send()

def test_ends_wrong(wrong_at_last): pass
"""

pytestmark = pytest.mark.wrong_on_purpose


@pytest.fixture
def watch(shared: Path) -> Iterator[Watch]:
    watch = Watch(shared / "specs")
    stop = stand_guard(watch)
    yield watch
    stop()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(201, json={"sid": "HX" + "b" * 32})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        yield http


async def test_json_forms_and_files_are_read_back(watch: Watch, http: httpx.AsyncClient) -> None:
    await http.post(f"{TELEGRAM}/sendMessage", json={"chat_id": 7, "text": "Halo"})
    await http.post(f"{TELEGRAM}/sendMessage", data={"chat_id": "7", "text": "Halo"})
    await http.get(f"{TELEGRAM}/sendMessage", params={"chat_id": "7", "text": "Halo"})
    photo = {"photo": ("a.jpg", b"\xff\xd8\r\n--\x00", "image/jpeg")}
    await http.post(f"{TELEGRAM}/sendPhoto", data={"chat_id": "7"}, files=photo)
    await http.post(MESSAGES, data=TO | {"Body": "Halo"})
    await http.get(MESSAGES, params={"PageSize": "20"})
    assert watch.take_problems() == []
    assert watch.seen == {
        "telegram sendMessage": 3,
        "telegram sendPhoto": 1,
        "twilio POST /2010-04-01/Accounts/{AccountSid}/Messages.json": 1,
        "twilio GET /2010-04-01/Accounts/{AccountSid}/Messages.json": 1,
    }


async def test_each_problem_is_told_once_and_names_the_parameter(
    watch: Watch, http: httpx.AsyncClient
) -> None:
    for _ in range(2):
        await http.post(f"{TELEGRAM}/sendMessage", json={"chat_id": 7, "texts": "Halo"})
    await http.post(MESSAGES, data=TO | {"Body": "a" * 1601})
    await http.post(
        f"{TELEGRAM}/sendMessage", content=b"{", headers={"content-type": "application/json"}
    )
    *problems, unreadable = watch.take_problems()
    assert problems == [
        "sendMessage.texts is unknown",
        "sendMessage.text is missing",
        "POST /2010-04-01/Accounts/{AccountSid}/Messages.json "
        "Body: 1601 characters, not up to 1600",
    ]
    assert "cannot be read" in unreadable
    assert watch.take_problems() == []


def test_synchronous_clients_are_watched_too(watch: Watch) -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as http:
        http.post(f"{TELEGRAM}/getMe", json={"me": 1})
    assert watch.take_problems() == ["getMe.me is unknown"]


async def test_requests_to_others_pass_by_unseen(watch: Watch, http: httpx.AsyncClient) -> None:
    await http.get("https://api.telegram.org/file/bot1:token/photos/file_1.jpg")
    await http.post("http://127.0.0.1:1/webhooks/whatsapp", data={"Body": "x"})
    await http.post("http://127.0.0.1:1/v1/Contents", json={})
    assert watch.seen == {}


async def test_what_is_sent_by_a_template_is_held_against_what_it_was_created_with(
    watch: Watch, http: httpx.AsyncClient
) -> None:
    actions = [{"title": "{{2}}", "id": "1"}]
    types = {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    created = {"language": "id", "variables": {"1": "a", "2": "b"}, "types": types}
    await http.post("https://content.twilio.com/v1/Content", json=created)
    values = '{"1": "Menu", "2": "Cek manfaat dan sisa limit"}'
    sent = {"ContentSid": "HX" + "b" * 32, "ContentVariables": values}
    await http.post(MESSAGES, data=TO | sent)
    (problem,) = watch.take_problems()
    assert problem.endswith("quick reply.title: 26 characters, not 1-20")
    watch.begin_test()
    await http.post(MESSAGES, data=TO | sent)
    assert watch.take_problems() == []


async def test_calls_recorded_in_another_process_are_looked_at_too(watch: Watch) -> None:
    events = [
        {
            "api": "telegram",
            "method": "sendPhoto",
            "params": {"chat_id": "7", "photo": {"file": "a.jpg", "size": 5}},
            "body": "multipart",
        },
        {
            "api": "twilio",
            "method": "POST /2010-04-01/Accounts/{AccountSid}/Messages.json",
            "params": TO | {"Text": "Halo", "Body": "Halo"},
            "body": "form",
        },
    ]
    (problem,) = problems_in_record(events, watch)
    assert "'Text' was unexpected" in problem


def test_a_test_that_sends_wrong_requests_fails_unless_it_says_so(
    shared: Path, tmp_path: Path
) -> None:
    outcome = run_pytest(tmp_path, HOOKS)
    # The one that ends wrong has passed before it failed.
    assert "1 failed, 3 passed, 1 error" in outcome.splitlines()[-1]
    assert outcome.count("- sendMessage.text is missing") == 2


@pytest.mark.parametrize(
    ("ci", "words"), [("", "held against no specification"), ("true", "CI must test everything")]
)
def test_without_the_specifications_one_line_says_so(tmp_path: Path, ci: str, words: str) -> None:
    absent = "from tests.vendor_specs.watch import WATCH\nWATCH.is_on = False\n"
    outcome = run_pytest(tmp_path, absent + HOOKS, ci)
    assert [words in line for line in outcome.splitlines()].count(True) == 1
    assert ("4 passed" in outcome) == (ci == "")


def run_pytest(folder: Path, conftest: str, ci: str = "") -> str:
    """What pytest says about ``WRONG``."""
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_wrong.py").write_text(WRONG)
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "CI": ci},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return answer.stdout or answer.stderr
