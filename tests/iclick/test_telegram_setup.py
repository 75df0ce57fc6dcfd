"""``iclick telegram setup``: what Telegram knows of the bot afterwards, and what is printed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
import respx

from bot.commands import menu
from bot.messages import Language
from bot.telegram_api import TelegramApi
from iclick.settings import Settings, SettingsError
from iclick.telegram_profile import DESCRIPTION_LIMIT, SHORT_DESCRIPTION_LIMIT, wishes
from iclick.telegram_setup import ProfileAtStart, fulfil, set_up
from tests.bot.sandbox.running_demo import running_demo

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK"
DEFAULTS: dict[str, Any] = {
    "MyCommands": [],
    "ChatMenuButton": {"type": "default"},
    "MyDescription": {"description": ""},
    "MyShortDescription": {"short_description": ""},
    "MyName": {"name": "Gen iClick"},
}
BARE = {"commands", "menu_button"}


class Telegram:
    """What Telegram keeps about one bot."""

    def __init__(self, **hook: Any) -> None:
        self.hook = {"url": "", "has_custom_certificate": False, "pending_update_count": 0, **hook}
        self.bot = {
            "id": 4839574812,
            "is_bot": True,
            "first_name": "Gen iClick",
            "username": "iclick_bot",
            "can_join_groups": False,
        }
        self.kept: dict[tuple[str, str], Any] = {}
        self.sets: list[str] = []
        self.failures: list[httpx.Response | Exception] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return failure
        *_, token, method = request.url.path.split("/")
        if token != f"bot{TOKEN}":
            return refusal(401, "Unauthorized")
        return httpx.Response(
            200, json={"ok": True, "result": self._result(method, json.loads(request.content))}
        )

    def _result(self, method: str, arguments: dict[str, Any]) -> Any:
        if method in ("getMe", "getWebhookInfo"):
            return self.bot if method == "getMe" else self.hook
        kind, code = method[3:], arguments.pop("language_code", "")
        if kind == "MyCommands":
            assert arguments.pop("scope") == {"type": "all_private_chats"}
        if method.startswith("get"):
            return self.kept.get((kind, code), DEFAULTS[kind])
        self.sets.append(method)
        ((name, value),) = arguments.items()
        self.kept[kind, code] = value if name in BARE else arguments
        return True


def refusal(code: int, description: str, **parameters: Any) -> httpx.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return httpx.Response(code, json=body | ({"parameters": parameters} if parameters else {}))


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A place without ``.env`` and an environment without our variables but the token."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("COLUMNS", "500")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def telegram():
    """The Bot API, reached as the real one is."""
    played = Telegram()
    with respx.mock(assert_all_called=False) as router:
        router.route(host="api.telegram.org").mock(side_effect=played)
        yield played


def test_the_commands_are_listed_in_both_languages_and_indonesian_is_for_all_others(telegram):
    assert set_up(None) == 0
    listed = {
        code: [(one["command"], one["description"]) for one in telegram.kept["MyCommands", code]]
        for code in ("", "id", "en")
    }
    indonesian, english = (
        [(one.word, one.description) for one in menu(language)] for language in Language
    )
    assert listed == {"": indonesian, "id": indonesian, "en": english}


def test_the_profile_speaks_both_languages_within_telegrams_limits(telegram):
    set_up(None)
    for kind, name, limit in (
        ("MyDescription", "description", DESCRIPTION_LIMIT),
        ("MyShortDescription", "short_description", SHORT_DESCRIPTION_LIMIT),
    ):
        default, indonesian, english = (
            telegram.kept[kind, code][name] for code in ("", "id", "en")
        )
        assert default == indonesian != english
        assert all(0 < len(text) <= limit for text in (indonesian, english))


def test_the_menu_button_opens_the_commands_and_the_name_is_left_alone(telegram):
    set_up(None)
    assert telegram.kept["ChatMenuButton", ""] == {"type": "commands"}
    assert "setMyName" not in telegram.sets


def test_a_name_is_set_when_one_is_asked_for(telegram, capsys):
    set_up("Asisten iClick")
    assert telegram.kept["MyName", ""] == {"name": "Asisten iClick"}
    assert "@iclick_bot  Asisten iClick," in capsys.readouterr().out


def test_a_second_time_changes_nothing_and_says_so(telegram, capsys):
    set_up(None)
    first, count = capsys.readouterr().out, len(telegram.sets)
    set_up(None)
    second = capsys.readouterr().out
    assert (count, len(telegram.sets)) == (10, 10)
    assert (first.count("  set"), second.count("  as it was")) == (10, 10)


def test_only_what_differs_is_changed(telegram):
    set_up(None)
    telegram.kept["MyDescription", "en"] = {"description": "Typed by hand"}
    telegram.sets.clear()
    set_up(None)
    assert telegram.sets == ["setMyDescription"]


def test_the_page_says_who_the_bot_is_and_how_its_updates_come(telegram, capsys):
    telegram.hook = {
        "url": "https://old.example/hook",
        "pending_update_count": 12,
        "last_error_date": 1767225600,
        "last_error_message": "Connection refused",
    }
    telegram.bot["can_join_groups"] = True
    assert set_up(None) == 0
    out = capsys.readouterr().out
    for words in (
        "@iclick_bot  Gen iClick, bot 4839574812",
        "/menu /manfaat /klaim",
        "/menu /benefits /claims",
        "webhook at https://old.example/hook; the gateway changes that at its start",
        "12 updates",
        "2026-01-01 00:00 UTC: Connection refused",
        "/setjoingroups",
    ):
        assert words in out
    assert TOKEN.partition(":")[2] not in out


def test_a_webhook_as_it_should_be_is_no_matter_of_concern(telegram, capsys, monkeypatch):
    monkeypatch.setenv("TELEGRAM_MODE", "webhook")
    monkeypatch.setenv("PUBLIC_URL", "https://chat.example.co.id")
    telegram.hook["url"] = "https://chat.example.co.id/webhooks/telegram"
    set_up(None)
    out = capsys.readouterr().out
    assert ("✓ updates" in out, "at its start" in out, "!" in out) == (True, False, False)


def test_without_a_token_one_line_says_where_to_get_one(monkeypatch):
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN: must be set"):
        set_up(None)


@pytest.mark.parametrize("answer", [refusal(401, "Unauthorized"), refusal(404, "Not Found")])
def test_a_token_that_telegram_does_not_know_is_told_in_a_line_without_it(telegram, answer):
    telegram.failures = [answer]
    with pytest.raises(SettingsError) as error:
        set_up(None)
    line = str(error.value)
    assert line.startswith("TELEGRAM_BOT_TOKEN: ")
    assert (len(line.splitlines()), TOKEN in line, telegram.sets) == (1, False, [])


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (httpx.ConnectError("refused"), "no answer from https://api.telegram.org"),
        (httpx.ReadTimeout("slow"), "no answer from https://api.telegram.org"),
        (refusal(429, "Too Many Requests", retry_after=37), "a pause of 37 s"),
        (refusal(400, "Bad Request: [odd] thing"), "refuses (400): Bad Request: [odd] thing"),
    ],
)
def test_any_other_trouble_is_a_line_and_a_failure(telegram, capsys, failure, words):
    telegram.failures = [failure]
    assert set_up(None) == 1
    out, err = capsys.readouterr()
    assert (out, words in err, len(err.splitlines())) == ("", True, 1)


async def test_the_demos_phone_shows_the_commands_and_the_profile_of_its_bot():
    async with running_demo() as demo:
        token, url = demo.config.telegram_token, f"{demo.url}/telegram"
        api = TelegramApi(token, url, demo.http)
        await ProfileAtStart(api).run()
        again = await fulfil(api, wishes())
        await demo.client.look()
    shown = {
        one["language"]: one["commands"] for one in demo.client.events if one["kind"] == "commands"
    }
    profiles = {one["language"]: one for one in demo.client.events if one["kind"] == "profile"}
    assert shown["en"][0] == {"command": "menu", "description": "Main menu"}
    assert shown["id"] == shown[""] != shown["en"]
    assert profiles["en"]["description"].startswith("Hello!")
    assert profiles[""]["description"].startswith("Halo!")
    assert [one.changed for one in again] == [False] * len(again)


async def test_the_demo_sets_it_up_as_soon_as_its_telegram_answers(telegram):
    telegram.failures = [httpx.ConnectError("not there yet"), refusal(502, "Bad Gateway")]
    async with httpx.AsyncClient() as http:
        loop = ProfileAtStart(TelegramApi(TOKEN, "https://api.telegram.org", http))
        await asyncio.wait_for(loop.run(), 5)
    assert len(telegram.kept) == len(wishes())


async def test_a_demo_that_stops_does_not_wait_for_it(telegram):
    telegram.failures = [httpx.ConnectError("never there")] * 100
    async with httpx.AsyncClient() as http:
        loop = ProfileAtStart(TelegramApi(TOKEN, "https://api.telegram.org", http))
        running = asyncio.create_task(loop.run())
        await asyncio.sleep(0.3)
        await loop.stop()
        await asyncio.wait_for(running, 1)
    assert telegram.kept == {}
