"""The doctor's word on the insurer's side."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from iclick import insurer_checks
from iclick.findings import State
from iclick.settings import Settings, load_settings
from insurance.claim_forwarding import LEASE
from storage import schema
from storage.claim_forwards import SqlClaimForwards
from storage.database import Database
from storage.samples import load_samples
from storage.tables import ClaimForwardRow
from tests.partners.stand_in_claims_system import TOKEN, ClaimsSystemStandIn, claims_system


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
def system() -> Iterator[ClaimsSystemStandIn]:
    with claims_system() as system:
        yield system


@pytest.fixture
def settings(tmp_path, system, clock) -> Settings:
    settings = load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        claims_system_url=system.url,
        claims_system_token=TOKEN,
    )
    db = Database(settings.database_url, settings.keyring())
    schema.upgrade(db)
    load_samples(db, settings.keyring(), clock)
    db.close()
    return settings


async def test_what_is_off_is_no_trouble(http):
    bare = load_settings(env_file=None)
    assert (await insurer_checks.claims_api(bare, http)).state is State.OFF
    assert (await insurer_checks.claims_system(bare, http)).state is State.OFF


@pytest.mark.parametrize(("token", "state"), [("x" * 32, State.WELL), ("tpa-1", State.DOUBTFUL)])
async def test_a_token_that_can_be_guessed_is_found_and_not_shown(http, token, state):
    finding = await insurer_checks.claims_api(load_settings(None, tpa_api_token=token), http)
    assert (finding.state, token in repr(finding)) == (state, False)


async def test_a_system_that_takes_our_token_is_well(settings, http):
    finding = await insurer_checks.claims_system(settings, http)
    assert (finding.state, finding.says) == (
        State.WELL,
        "takes our token; 0 things wait to be told",
    )


async def test_a_wrong_token_is_found_and_not_shown(settings, http):
    wrong = load_settings(
        None, claims_system_url=settings.claims_system_url, claims_system_token="w1"
    )
    finding = await insurer_checks.claims_system(wrong, http)
    assert (finding.state, "CLAIMS_SYSTEM_TOKEN" in finding.says) == (State.BROKEN, True)
    assert "w1" not in repr(finding)


async def test_what_was_refused_is_found_and_the_remedy_told(settings, http, clock):
    db = Database(settings.database_url, settings.keyring())
    with db.transaction() as session:
        session.add(
            ClaimForwardRow(
                claim_number="KLM-100002",
                kind="submitted",
                idempotency_key="k",
                created_at=clock.now(),
            )
        )
    forwards = SqlClaimForwards(db)
    forward = forwards.claim_due(clock.now(), clock.now() + LEASE)
    assert forward is not None
    forwards.refuse(forward, "HTTP 422", clock.now())
    db.close()
    finding = await insurer_checks.claims_system(settings, http)
    assert (finding.state, "forward-again" in finding.mend) == (State.BROKEN, True)
