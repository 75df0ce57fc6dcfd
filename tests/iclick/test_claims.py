"""The insurer's side as the gateway runs it: a decision becomes news, a filed claim is told on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from bot.metrics import Metrics
from bot.outbound.media_files import StoredFiles
from bot.stored import draft_from_json
from iclick.bootstrap import composers
from iclick.claims import claims_loops, claims_routes
from iclick.insurance import Insurance
from iclick.settings import Settings, load_settings
from insurance.model import BankAccount, ClaimDetails
from storage import schema
from storage.claim_rows import details_to_json
from storage.media_store import MediaStore
from storage.samples import load_samples
from storage.tables import ClaimForwardRow, ClaimRow, LinkRow, OutboxRow
from tests.partners.stand_in_claims_system import TOKEN, claims_system
from tests.storage.media_world import CHAT, Files

NUMBER = "KLM-100002"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        media_url=(tmp_path / "media").as_uri(),
        tpa_api_token="a-token-of-the-tpa",
    )


@pytest.fixture
def insurance(settings: Settings, clock) -> Iterator[Insurance]:
    insurance = Insurance(settings, clock)
    schema.upgrade(insurance.db)
    load_samples(insurance.db, insurance.keyring, clock)
    Files(insurance.db, MediaStore(settings.media_url), clock).chat()
    yield insurance
    insurance.db.close()


async def test_a_decision_through_the_api_is_news_in_the_members_chat(settings, insurance, clock):
    claim = insurance.core.claim(NUMBER)
    with insurance.db.transaction() as session:
        session.add(
            LinkRow(
                conversation_id=CHAT,
                participant_number=claim.participant_number,
                consent_version="1",
                linked_at=clock.now(),
                expires_at=clock.now().replace(year=2099),
                unlocked_until=clock.now(),
            )
        )
    files = StoredFiles(insurance.db, MediaStore(settings.media_url))
    routes = claims_routes(settings, insurance, files, composers(), Metrics())
    transport = httpx.ASGITransport(Starlette(routes=list(routes)))
    headers = {"Authorization": "Bearer a-token-of-the-tpa", "Idempotency-Key": "k"}
    decision = {"status": "rejected", "reason": "Vitamin tanpa resep"}
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        for _ in range(2):
            address = f"/api/claims/{NUMBER}/status"
            answer = await client.post(address, json=decision, headers=headers)
            assert answer.status_code == 200
    with insurance.db.reading() as session:
        news = [draft_from_json(row.content).text for row in session.scalars(select(OutboxRow))]
    assert len(news) == 1
    assert NUMBER in news[0]
    assert "Vitamin" not in news[0]


async def test_a_claim_that_was_filed_reaches_the_insurers_system_with_its_files(
    settings, insurance, clock
):
    details = ClaimDetails(
        diagnosis="Demam",
        contact_phone="+6281234567890",
        bank_account=BankAccount("BCA", "1234567890", "Budi"),
        provider_code=None,
        language="id",
        declared_at=clock.now(),
    )
    with insurance.db.transaction() as session:
        session.get_one(ClaimRow, NUMBER).details = details_to_json(details)
        session.add(
            ClaimForwardRow(
                claim_number=NUMBER,
                kind="submitted",
                idempotency_key="submitted-draft",
                created_at=clock.now(),
            )
        )
    files = StoredFiles(insurance.db, MediaStore(settings.media_url))
    assert claims_loops(settings, insurance, files) == ()
    with claims_system() as system:
        values = {"claims_system_url": system.url, "claims_system_token": TOKEN}
        told = load_settings(None, **values)
        (loop,) = claims_loops(told, insurance, files)
        running = asyncio.create_task(loop.run())
        async with asyncio.timeout(20):
            while NUMBER not in system.claims:
                await asyncio.sleep(0.02)
        await loop.stop()
        await running
    assert (system.claims[NUMBER]["filing"]["diagnosis"], system.wrong) == ("Demam", [])
