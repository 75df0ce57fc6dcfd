"""What the composition root switches on is what the settings say, and nothing else."""

from __future__ import annotations

import httpx
import pytest

from bot.outbound.presence import Presence
from iclick.bootstrap import gateway_app
from iclick.settings import Settings, load_settings

ALWAYS = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/media/{token:path}",
    "/verify/{token:path}",
    "/events/{code:path}.{language}.ics",
}
WHATSAPP = {
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "an-auth-token",
    "twilio_whatsapp_from": "whatsapp:+6281200000000",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """An environment without our variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def settings(tmp_path):
    """Settings with a database of their own, and ports on which nobody listens."""

    def settings(**chosen: str) -> Settings:
        embedded = {
            "secret_key": "a-secret-key-for-tests",
            "database_url": f"sqlite:///{tmp_path / 'test.db'}",
            "rasa_url": "http://127.0.0.1:1",
            "actions_url": "http://127.0.0.1:1/webhook",
        }
        return load_settings(env_file=None, **embedded | chosen)

    return settings


def doors(settings: Settings, sandbox_url: str | None = None) -> set[str]:
    return {route.path for route in gateway_app(settings, sandbox_url).routes} - ALWAYS


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_telegram_has_one_door_in_either_mode(settings, mode):
    chosen = settings(telegram_bot_token="1:token", telegram_mode=mode)
    assert doors(chosen) == {"/webhooks/telegram"}


def test_whatsapp_has_two(settings):
    assert doors(settings(**WHATSAPP)) == {"/webhooks/whatsapp", "/webhooks/whatsapp/status"}


def test_the_sandbox_is_there_in_the_demo_only(settings):
    assert doors(settings(), "http://127.0.0.1:1") == {"/", "/sandbox/{path:path}"}
    assert doors(settings()) == set()


def test_the_claims_api_is_there_with_a_token_only(settings):
    assert doors(settings(tpa_api_token="a-token")) == {"/api/claims/{rest:path}"}


async def test_without_a_token_the_claims_api_is_not_found(settings):
    transport = httpx.ASGITransport(gateway_app(settings()))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        answer = await client.post("/api/claims/KLM-1/status", json={"status": "paid"})
    assert answer.status_code == 404


def test_an_insurers_own_system_is_told_only_where_one_is_named(settings, monkeypatch):
    made = []
    monkeypatch.setattr("iclick.claims.ClaimForwarding", lambda *_, **__: made.append(1))
    gateway_app(settings())
    assert made == []
    gateway_app(settings(claims_system_url="http://127.0.0.1:1", claims_system_token="t"))
    assert made == [1]


def test_only_the_demo_sets_up_its_bot_by_itself(settings, monkeypatch):
    made = []

    def note(api):
        made.append(api)
        return Presence({})

    monkeypatch.setattr("iclick.bootstrap.ProfileAtStart", note)
    chosen = settings(telegram_bot_token="1:token")
    gateway_app(chosen)
    assert made == []
    gateway_app(chosen, "http://127.0.0.1:1")
    assert len(made) == 1


async def test_what_does_not_answer_is_named(settings):
    chosen = settings(**WHATSAPP)
    transport = httpx.ASGITransport(gateway_app(chosen))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json()["down"] == ["rasa", "actions"]
