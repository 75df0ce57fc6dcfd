"""``iclick twilio sync-templates``: what it does to the account, and what it tells the operator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.outbound.template_catalogue import CATALOGUE
from iclick import twilio_templates
from iclick.cli import app
from iclick.tools import upgrade_database
from iclick.twilio_templates import TemplatesNotSynced, sync_templates
from tests.bot.outbound.twilio_account import ACCOUNT, Answer, Twilio, refusal


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Twilio:
    """An empty account that the environment names, and a database of today's schema."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "SECRET_KEY": "a-secret-key-for-tests",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_WHATSAPP_FROM": "whatsapp:+14155238886",
    }.items():
        monkeypatch.setenv(name, value)
    upgrade_database()
    twilio = Twilio()
    monkeypatch.setattr(twilio_templates.httpx, "AsyncClient", _only_once(twilio))
    return twilio


def _only_once(twilio: Twilio) -> Callable[[], httpx.AsyncClient]:
    real = httpx.AsyncClient
    return lambda: real(transport=httpx.MockTransport(twilio))


def test_the_templates_are_created_submitted_and_shown(account: Twilio) -> None:
    head, first, second, *_, next_step = sync_templates().splitlines()
    assert head.split() == ["template", "language", "sid", "approval", "rejection", "reason"]
    assert first.split() == ["claim_news_v1_id", "id", "HX" + "0" * 31 + "1", "received"]
    assert second.split() == ["claim_news_v1_en", "en", "HX" + "0" * 31 + "2", "received"]
    assert next_step.startswith(f"{len(CATALOGUE)} not approved (yet)")


def test_a_second_run_changes_nothing_and_shows_whatsapps_word(account: Twilio) -> None:
    sync_templates()
    *others, second = account.approvals.values()
    for approval in others:
        approval["status"] = "approved"
    second.update(status="rejected", rejection_reason="INVALID_FORMAT")
    posted = [request for request in account.requests if request.method == "POST"]
    told = sync_templates()
    assert [request for request in account.requests if request.method == "POST"] == posted
    assert "approved" in told
    assert "rejected  INVALID_FORMAT" in told
    assert told.splitlines()[-1].startswith("1 not approved (yet)")


def test_when_all_are_approved_it_says_so(account: Twilio) -> None:
    sync_templates()
    for approval in account.approvals.values():
        approval["status"] = "approved"
    assert sync_templates().splitlines()[-1].startswith("all approved")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refusal(401, 20003), "TWILIO_AUTH_TOKEN"),
        (refusal(403, None), "TWILIO_AUTH_TOKEN"),
        (refusal(400, 20001), "status 400, code 20001"),
        (httpx.ConnectError("refused"), "TWILIO_CONTENT_URL"),
        (httpx.ReadTimeout("slow"), "try again"),
        (httpx.Response(200, text="<html>"), "try again"),
    ],
)
def test_trouble_is_one_clear_line(account: Twilio, answer: Answer, words: str) -> None:
    account.content_answers = [answer]
    with pytest.raises(TemplatesNotSynced, match=words) as raised:
        sync_templates()
    assert "\n" not in str(raised.value)


def test_wrong_credentials_end_the_command_with_a_line_and_status_1(
    account: Twilio, capsys: pytest.CaptureFixture[str]
) -> None:
    account.content_answers = [refusal(401, 20003)]
    with pytest.raises(SystemExit) as ended:
        app(["twilio", "sync-templates"])
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("Twilio does not know")


def test_without_an_account_it_names_the_variables(
    account: Twilio, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM"):
        monkeypatch.delenv(name)
    with pytest.raises(SystemExit) as ended:
        app(["twilio", "sync-templates"])
    assert ended.value.code == 2
    assert "TWILIO_ACCOUNT_SID" in capsys.readouterr().err
