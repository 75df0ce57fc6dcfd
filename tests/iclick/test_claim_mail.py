"""From a claim that was submitted to the paper in the member's mailbox, over the real tables."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pypdfium2

from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.claim_post import ClaimPost
from insurance.fake_mailer import FakeMailer
from insurance.fakes import FakeClock
from insurance.letters.press import Press
from insurance.ports import NewClaim
from storage.claim_drafts import SqlClaimDrafts
from storage.claim_letters import SqlClaimLetters
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.media_store import MediaStore
from storage.tables import BenefitRow, FactRow
from tests.insurance.claim_letter_rows import keep_claims
from tests.insurance.claim_world import BUDI, CLAIM, DETAILS, DOCUMENTS, OUTPATIENT
from tests.storage.media_world import CHAT, Files

DRAFT = "d" * 32
PHOTO = "f" * 32


def submit(db: Database, clock: FakeClock, store: MediaStore) -> str:
    """A claim with one photo, as the dialogue submits it; its number."""
    files = Files(db, store, clock)
    files.chat()
    files.message(DRAFT)
    files.file(PHOTO, DRAFT)
    draft = ClaimDraft(DRAFT, BUDI.participant_number, files=(DraftFile(PHOTO, "receipt"),))
    SqlClaimDrafts(db, clock).save(draft, CHAT, DRAFT)
    now = clock.now()
    new = NewClaim(
        draft_id=DRAFT,
        claim=replace(CLAIM, submitted_at=now, updated_at=now),
        details=replace(DETAILS, declared_at=now, language="en"),
        files=[(PHOTO, "receipt")],
        conversation_id=CHAT,
        inbound_id=DRAFT,
    )
    book = SqlClaimsBook(db, clock)
    assert book.submit(new) == book.submit(new)
    return book.submit(new).claim_number


async def test_a_claim_that_was_submitted_thrice_is_confirmed_once_with_its_paper(
    sqlite_database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    db, core = sqlite_database, SqlCoreSystem(sqlite_database)
    keep_claims(db)
    with db.transaction() as session:
        session.add_all([BenefitRow(**asdict(OUTPATIENT)), FactRow(**asdict(DOCUMENTS))])
    number = submit(db, clock, MediaStore(tmp_path.joinpath("media").as_uri()))
    mailer = FakeMailer()
    post = ClaimPost(
        SqlClaimLetters(db, clock),
        core=core,
        facts=core,
        book=SqlClaimsBook(db, clock),
        mailer=mailer,
        clock=clock,
        printer=Press(),
    )
    assert await post.send_due() == 1
    assert await post.send_due() == 0
    [mail] = mailer.sent
    assert (mail.to, mail.subject) == (BUDI.email, f"We have received your claim {number}")
    [page] = pypdfium2.PdfDocument(mail.attachments[0].content)
    printed = page.get_textpage().get_text_range()
    for words in (number, "Rp850.000", "Siti Rahmawati", "Original receipt", "7890"):
        assert words in printed
