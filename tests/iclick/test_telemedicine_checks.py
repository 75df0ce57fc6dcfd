"""The doctor's word on telemedicine."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pydantic import SecretStr

from iclick import telemedicine_checks
from iclick.findings import State
from iclick.settings import Settings, SettingsError, load_settings
from storage import schema
from storage.database import Database
from storage.samples import load_samples
from tests.partners.stand_in_telemedicine import (
    SECRET,
    Answer,
    TelemedicineStandIn,
    telemedicine,
)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A place without ``.env`` and an environment without our variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def http():
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
def partner() -> Iterator[TelemedicineStandIn]:
    with telemedicine() as partner:
        yield partner


@pytest.fixture
def settings(tmp_path, partner, keyring) -> Settings:
    settings = load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        telemedicine_url=partner.url,
        telemedicine_secret=SECRET,
    )
    with_database(settings)
    return settings


def with_database(settings: Settings) -> None:
    db = Database(settings.database_url, settings.keyring())
    schema.upgrade(db)
    db.close()


def with_samples(settings: Settings, clock) -> None:
    db = Database(settings.database_url, settings.keyring())
    load_samples(db, settings.keyring(), clock)
    db.close()


def with_secret(settings: Settings, secret: str) -> Settings:
    return settings.model_copy(update={"telemedicine_secret": SecretStr(secret)})


async def test_what_is_off_is_no_trouble(http):
    finding = await telemedicine_checks.telemedicine(load_settings(env_file=None), http)
    assert finding.state is State.OFF


def test_an_address_without_a_secret_is_refused_at_the_start():
    with pytest.raises(SettingsError, match="TELEMEDICINE_SECRET: must be set too"):
        load_settings(env_file=None, telemedicine_url="https://telemedicine.example")


async def test_a_partner_without_a_doctor_is_doubtful(settings, http):
    finding = await telemedicine_checks.telemedicine(settings, http)
    assert (finding.state, "import doctors" in finding.mend) == (State.DOUBTFUL, True)


async def test_a_secret_that_can_be_guessed_is_doubtful(settings, clock, http):
    with_samples(settings, clock)
    finding = await telemedicine_checks.telemedicine(with_secret(settings, "short"), http)
    assert (finding.state, "guessed" in finding.says) == (State.DOUBTFUL, True)


async def test_a_partner_that_answers_with_doctors_is_well(settings, clock, http):
    with_samples(settings, clock)
    finding = await telemedicine_checks.telemedicine(settings, http)
    assert (finding.state, "/webhooks/telemedicine" in finding.says) == (State.WELL, True)


@pytest.mark.parametrize("status", [401, 404, 500])
async def test_a_partner_that_does_not_answer_well_is_broken(settings, partner, http, status):
    partner.answers = [Answer(status)]
    finding = await telemedicine_checks.telemedicine(settings, http)
    assert (finding.state, partner.asked) == (State.BROKEN, ["status"])
    assert "TELEMEDICINE_SECRET" in finding.mend
