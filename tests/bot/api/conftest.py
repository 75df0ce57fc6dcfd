"""The claims API with the sample claims behind it, and a TPA that calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from bot.api.desk import ClaimsDesk
from bot.api.door import ClaimsDoor
from bot.metrics import Metrics
from bot.outbound.media_files import StoredFiles
from insurance.fakes import FakeClock
from insurance.model import BankAccount, ClaimDetails, ClaimFile
from insurance.ports import Clock
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.samples import load_samples
from storage.tables import ApiCallRow, AuditRow, ConversationRow

TOKEN = "a-token-that-only-the-tpa-has"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
CHAT = "c" * 32
FILED = "KLM-100002"
"""A sample claim that was submitted, and here was filed in a chat."""
JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 300


class Book:
    """What was filed with the claims."""

    def __init__(self) -> None:
        self.filed: dict[str, ClaimDetails] = {}
        self.handed_in: dict[str, list[ClaimFile]] = {}

    def details(self, claim_number: str) -> ClaimDetails | None:
        return self.filed.get(claim_number)

    def files(self, claim_number: str) -> Sequence[ClaimFile]:
        return self.handed_in.get(claim_number, ())


@dataclass
class Tpa:
    """The API, what is behind it, and who calls it."""

    db: Database
    store: MediaStore
    clock: Clock
    book: Book
    app: Starlette
    metrics: Metrics
    http: httpx.AsyncClient
    told: list[tuple[str, str]] = field(default_factory=list)
    """Of which claim and status members would have been told."""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"/api/claims/{path}", headers=BEARER | headers)

    async def decide(
        self, number: str, decision: Any, key: str = "a-key", **headers: str
    ) -> httpx.Response:
        return await self.http.post(
            f"/api/claims/{number}/status",
            json=decision,
            headers=BEARER | {"Idempotency-Key": key} | headers,
        )

    def history(self, number: str) -> list[tuple[str, str]]:
        events = SqlCoreSystem(self.db).claim_history(number)
        return [(event.status.value, event.actor) for event in events]

    def audit(self) -> list[AuditRow]:
        with self.db.reading() as session:
            return list(session.scalars(select(AuditRow).where(AuditRow.actor.startswith("tpa"))))

    def calls(self) -> list[ApiCallRow]:
        with self.db.reading() as session:
            return list(session.scalars(select(ApiCallRow)))


def make_tpa(db: Database, keyring: Keyring, folder: Path) -> Tpa:
    """The API over the sample claims; one of them was filed in a chat, with a photo."""
    clock = FakeClock()
    load_samples(db, keyring, clock)
    store, book, metrics = MediaStore(folder.as_uri()), Book(), Metrics()
    told: list[tuple[str, str]] = []
    desk = ClaimsDesk(
        db=db,
        keyring=keyring,
        clock=clock,
        book=book,
        files=StoredFiles(db, store),
        on_claim_changed=lambda _s, _b, after: told.append(
            (after.claim_number, after.status.value)
        ),
    )
    app = Starlette(routes=list(ClaimsDoor(TOKEN, desk, metrics).routes()))
    transport = httpx.ASGITransport(app)
    http = httpx.AsyncClient(transport=transport, base_url="http://gateway")
    _file_one(db, store, clock, book)
    return Tpa(db, store, clock, book, app, metrics, http, told)


@pytest.fixture
async def tpa(database: Database, keyring: Keyring, tmp_path: Path) -> AsyncIterator[Tpa]:
    """The API on SQLite and on PostgreSQL."""
    tpa = make_tpa(database, keyring, tmp_path / "media")
    yield tpa
    await tpa.http.aclose()


@pytest.fixture
async def small_tpa(
    sqlite_database: Database, keyring: Keyring, tmp_path: Path
) -> AsyncIterator[Tpa]:
    """The API on SQLite, for what no database changes."""
    tpa = make_tpa(sqlite_database, keyring, tmp_path / "media")
    yield tpa
    await tpa.http.aclose()


def _file_one(db: Database, store: MediaStore, clock: Clock, book: Book) -> None:
    with db.transaction() as session:
        session.add(
            ConversationRow(
                id=CHAT,
                channel="telegram",
                address_digest="digest",
                address="4711",
                created_at=clock.now(),
            )
        )
    media_id = OwnFiles(db, store, clock).add(CHAT, JPEG, "image/jpeg", "IMG_1.jpg")
    book.filed[FILED] = ClaimDetails(
        diagnosis="Demam tiga hari",
        contact_phone="+6281234567890",
        bank_account=BankAccount("BCA", "1234567890", "Budi Santoso"),
        provider_code=None,
        language="id",
        declared_at=clock.now(),
    )
    book.handed_in[FILED] = [
        ClaimFile(media_id, "receipt", 1, "image/jpeg", len(JPEG), "5" * 64, clock.now())
    ]
