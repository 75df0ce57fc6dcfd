"""The doctor: each thing that is wrong is found, named and comes with its remedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx

from iclick import channel_checks, doctor, house_checks
from iclick.findings import State
from iclick.settings import Settings, load_settings
from insurance.fakes import FakeClock
from storage import schema
from storage.database import Database
from storage.samples import load_samples

TOKEN = "123:a-token-that-nobody-may-see"
ACCOUNT = "AC" + "0" * 32


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A place without ``.env`` and an environment without our variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def settings(tmp_path) -> Settings:
    """Both channels on, and nothing behind them but what a test plays."""
    return load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        public_url="https://chat.example.co.id",
        telegram_bot_token=TOKEN,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="an-auth-token",
        twilio_whatsapp_from="whatsapp:+6281200000000",
        smtp_url="smtp://user:hunter2@127.0.0.1:1",
    )


@pytest.fixture
async def http():
    async with httpx.AsyncClient() as client:
        yield client


def telegram_says(webhook: dict[str, object]) -> None:
    bot = f"https://api.telegram.org/bot{TOKEN}"
    respx.post(f"{bot}/getMe").respond(json={"ok": True, "result": {"username": "iclick_bot"}})
    respx.post(f"{bot}/getWebhookInfo").respond(json={"ok": True, "result": webhook})


@respx.mock
async def test_a_good_telegram_token_is_told_by_the_bots_name(settings, http):
    telegram_says({"url": "", "pending_update_count": 0})
    finding = await channel_checks.telegram(settings, http)
    assert (finding.state, finding.says) == (State.WELL, "@iclick_bot, by polling")


@respx.mock
async def test_a_webhook_that_stands_in_the_way_of_polling_is_found(settings, http):
    telegram_says({"url": "https://elsewhere.example/hook"})
    finding = await channel_checks.telegram(settings, http)
    assert (finding.state, "TELEGRAM_MODE=polling" in finding.says) == (State.DOUBTFUL, True)


@respx.mock
async def test_a_wrong_telegram_token_is_found_and_not_shown(settings, http):
    answer = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    respx.post(f"https://api.telegram.org/bot{TOKEN}/getMe").respond(401, json=answer)
    finding = await channel_checks.telegram(settings, http)
    assert (finding.state, TOKEN in repr(finding)) == (State.BROKEN, False)
    assert "TELEGRAM_BOT_TOKEN" in finding.mend


@respx.mock
@pytest.mark.parametrize(
    ("code", "body", "state"),
    [
        (200, {"status": "active"}, State.WELL),
        (200, {"status": "suspended"}, State.BROKEN),
        (401, {"code": 20003}, State.BROKEN),
    ],
)
async def test_twilios_word_on_the_account_counts(settings, http, code, body, state):
    account = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}.json"
    respx.get(account).respond(code, json=body)
    assert (await channel_checks.whatsapp(settings, http)).state == state


async def test_a_media_store_that_takes_a_file_is_well(http, tmp_path):
    bare = load_settings(env_file=None, media_url=(tmp_path / "media").as_uri())
    finding = await house_checks.media(bare, http)
    assert finding.state == State.WELL
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("url", "mend"), [("file:///dev/null/media", "folder"), ("s3://bucket/x", "AWS_ENDPOINT_URL")]
)
async def test_a_media_store_that_takes_nothing_is_found(http, monkeypatch, url, mend):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "an-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    finding = await house_checks.media(load_settings(env_file=None, media_url=url), http)
    assert (finding.state, mend in finding.mend) == (State.BROKEN, True)


async def test_a_channel_that_is_off_is_no_trouble(http):
    bare = load_settings(env_file=None)
    states = {
        (await channel_checks.telegram(bare, http)).state,
        (await channel_checks.whatsapp(bare, http)).state,
    }
    assert states == {State.OFF}


@respx.mock
@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("https://chat.example.co.id", State.WELL),
        ("http://chat.example.co.id", State.BROKEN),
        ("https://10.0.0.1", State.BROKEN),
        ("http://127.0.0.1:8000", State.BROKEN),
    ],
)
async def test_webhooks_need_an_address_that_the_world_can_reach(settings, http, address, state):
    respx.get(f"{address}/healthz").respond(200)
    at_address = settings.model_copy(update={"public_url": address})
    assert (await channel_checks.public_url(at_address, http)).state == state


@respx.mock
@pytest.mark.parametrize(("seconds", "state"), [(1, State.WELL), (60, State.BROKEN)])
async def test_a_clock_that_is_off_is_found(settings, http, seconds, state):
    theirs = datetime.now(UTC) - timedelta(seconds=seconds)
    date = format_datetime(theirs, usegmt=True)
    respx.head("https://api.telegram.org").respond(headers={"date": date})
    assert (await channel_checks.clock(settings, http)).state == state


async def test_an_old_schema_is_found_and_the_remedy_told(settings, http):
    db = Database(settings.database_url, settings.keyring())
    before = await house_checks.database(settings, http)
    schema.upgrade(db)
    db.close()
    after = await house_checks.database(settings, http)
    assert (before.state, before.mend) == (State.BROKEN, "run `iclick db upgrade`")
    assert after.state == State.WELL


async def test_a_database_of_another_secret_key_is_found_and_the_remedy_told(settings, http):
    db = Database(settings.database_url, settings.keyring())
    schema.upgrade(db)
    load_samples(db, settings.keyring(), FakeClock())
    db.close()
    before = await house_checks.database(settings, http)
    other = load_settings(
        env_file=None,
        secret_key="quite-another-secret-key",
        database_url=settings.database_url,
    )
    after = await house_checks.database(other, http)
    assert (before.state, after.state) == (State.WELL, State.BROKEN)
    assert after.says == "SECRET_KEY is not the one under which it was written"
    assert "set SECRET_KEY to that one" in after.mend


@respx.mock
async def test_a_broken_service_breaks_no_other_check_and_shows_no_secret(settings):
    respx.route().mock(side_effect=httpx.ConnectError("refused"))
    findings = await doctor.find_out(settings)
    assert [finding.what for finding in findings] == list(doctor.CHECKS)
    shown = repr(findings)
    assert [word for word in (TOKEN, "an-auth-token", "hunter2") if word in shown] == []
    assert {"Rasa", "action server", "mail", "Telegram", "WhatsApp"} <= {
        finding.what for finding in findings if finding.state is State.BROKEN
    }
    assert all(finding.mend for finding in findings if finding.state is State.BROKEN)


@respx.mock
def test_the_doctors_exit_status_tells_whether_something_is_broken(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("SECRET_KEY", "a-secret-key-for-tests")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
    respx.route().mock(side_effect=httpx.ConnectError("refused"))
    assert doctor.examine() == 1
    assert "✗ Rasa" in capsys.readouterr().out
