"""A member who files claims in chats: their drafts, files and claims in a database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.claim_filing import ClaimFiling
from insurance.claims import Claims
from insurance.fakes import FakeClock
from insurance.model import BenefitType, Claim, Member
from storage.claim_drafts import SqlClaimDrafts
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.draft_keeping import end_abandoned
from storage.media_store import MediaStore
from storage.providers import SqlProviders
from storage.tables import Base, ClaimDraftRow, LinkRow, MediaRow
from storage.uploads import SqlUploads
from tests.storage.media_world import CHAT, Files

OTHER_CHAT = "d" * 32
BEGUN, CHANGED, SENT = "1" * 32, "2" * 32, "3" * 32
"""Messages of the member."""


class ClaimsWorld:
    """Budi (P-1), his family, two chats and what he files in them."""

    def __init__(
        self, database: Database, store: MediaStore, clock: FakeClock, *, is_forwarding: bool = True
    ) -> None:
        """The insurer's data are loaded already."""
        self.db = database
        self.clock = clock
        self.core = SqlCoreSystem(database)
        self.files = Files(database, store, clock)
        self.files.chat()
        self.files.chat(OTHER_CHAT)
        self.drafts = SqlClaimDrafts(database, clock)
        self.book = SqlClaimsBook(database, clock, is_forwarding=is_forwarding)
        self.filing = ClaimFiling(
            self.core,
            drafts=self.drafts,
            book=self.book,
            uploads=SqlUploads(database),
            providers=SqlProviders(database),
            facts=self.core,
            clock=clock,
        )
        by_members = SqlCoreSystem(database, self.book.note_cancelled)
        self.claims = Claims(self.core, clock, by_members, self.book)

    @property
    def budi(self) -> Member:
        member = self.core.member("P-1")
        assert member is not None
        return member

    def photo(self, name: str, inbound_id: str = BEGUN, **changes: object) -> str:
        """A stored photo that came with a message of the first chat."""
        self.files.file(name, inbound_id, **changes)
        return name

    def complete(self, *photos: str, inbound_id: str = BEGUN) -> ClaimDraft:
        """All that a claim needs, with the declaration, unsaved."""
        return replace(
            self.filing.begin(self.budi, inbound_id),
            participant_number="P-1-1",
            contact_phone="+628120000001",
            bank="BCA",
            account_number="1234567890",
            account_holder="Budi Santoso",
            benefit_type=BenefitType.OUTPATIENT,
            treatment_date=date(2026, 6, 28),
            provider_name="RS Sehat",
            provider_code="RS-1",
            diagnosis="demam",
            amount=350_000,
            files=tuple(
                DraftFile(photo, ("receipt", "bill")[number % 2])
                for number, photo in enumerate(photos)
            ),
            declared=True,
        )

    def submits(self, draft: ClaimDraft, inbound_id: str = SENT, chat: str = CHAT) -> Claim:
        """File the claim in a chat."""
        return self.filing.submit(draft, chat, inbound_id, "id")

    def files_a_claim(self, *photos: str) -> Claim:
        """Save a complete draft with one message, submit it with another."""
        self.filing.save(self.complete(*(photos or (self.photo("p1"),))), CHAT, BEGUN)
        draft = self.filing.draft(self.budi, SENT)
        assert draft is not None
        return self.submits(draft)

    def links(self, chat: str, participant_number: str = "P-1") -> None:
        """The chat is that member's."""
        now = self.clock.now()
        self.add(
            LinkRow(
                conversation_id=chat,
                participant_number=participant_number,
                consent_version="1",
                linked_at=now,
                expires_at=now,
                unlocked_until=now,
            )
        )

    def rows(self, table: type[Base]) -> Any:
        """All rows of a table, by primary key."""
        with self.db.reading() as session:
            return session.scalars(select(table).order_by(*table.__table__.primary_key)).all()

    def count(self, table: type[Base]) -> int:
        with self.db.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def draft_row(self, draft_id: str = BEGUN) -> ClaimDraftRow:
        with self.db.reading() as session:
            return session.get_one(ClaimDraftRow, draft_id)

    def media(self, name: str) -> MediaRow:
        return self.files.row(name)

    def add(self, *rows: Base) -> None:
        with self.db.transaction() as session:
            session.add_all(rows)

    def ends_abandoned(self) -> int:
        return end_abandoned(self.db, self.clock, pause_s=0)["drafts"]


def at_once(work: Callable[[int], object], times: int = 8) -> list[object]:
    """Do it in many threads at the same time; an error counts as its kind."""

    def attempt(number: int) -> object:
        try:
            return work(number)
        except Exception as error:
            return type(error)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(attempt, range(times)))
