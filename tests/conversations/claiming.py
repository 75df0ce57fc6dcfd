"""How a conversation files a claim, and leaves nothing of it behind."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select

from insurance.ports import Finding, Upload
from storage.claim_drafts import SqlClaimDrafts
from storage.tables import (
    BankAccountRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimForwardRow,
    ClaimLetterRow,
    ClaimRow,
)
from tests.conversations.talking import Chat, Office

PHOTO = Upload("", "photo", "stored", "image/jpeg", 1000)
BLURRED = Upload("", "photo", "stored", "image/jpeg", 1000, findings=(Finding.BLURRED,))
LOCKED_PDF = Upload("", "document", "password")
ACCOUNT = "bca 1234567890 an budi santoso"
DOCUMENTS = "Kuitansi asli ✔ · Rincian biaya ✔ · Diagnosis dokter ✔"
HELP = {"id": "Butuh bantuan", "en": "Need help"}


def cleared(office: Office, *participants: str) -> None:
    """Nothing is left of what a test filed: no open claim, no known account, no new claims."""
    drafts = SqlClaimDrafts(office.database, office.clock)
    for number in participants:
        drafts.discard(number, uuid.uuid4().hex)
    filed = select(ClaimRow.claim_number).where(ClaimRow.draft_id.is_not(None))
    with office.database.transaction() as session:
        session.execute(delete(BankAccountRow))
        for table in (ClaimForwardRow, ClaimLetterRow, ClaimFileRow, ClaimEventRow, ClaimRow):
            session.execute(delete(table).where(table.claim_number.in_(filed)))


def up_to_documents(chat: Chat) -> str:
    """Everything but the documents."""
    chat.sends("file_claim")
    chat.gives("istri saya")
    chat.taps("Benar, lanjut")
    chat.gives(ACCOUNT, "rawat jalan kemarin di klinik melati putih, 350rb")
    return chat.says("radang tenggorokan")


def up_to_summary(chat: Chat) -> str:
    """Everything, checked by nobody."""
    up_to_documents(chat)
    chat.sends_files(PHOTO, PHOTO, PHOTO)
    return chat.taps("Lanjut tanpa itu")


def number_in(answer: str) -> str:
    """The claim's number."""
    return next(word.strip("*.") for word in answer.split() if "KLM-" in word)
