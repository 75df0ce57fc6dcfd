"""How a member files a claim in a journey: whatever is asked is answered, in whatever order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.phone import Heard, NothingHeard, Phone
from tests.journeys.papers import paper

CLAIM_NUMBER = re.compile(r"KLM-[0-9A-Z-]*\d")
MOST_QUESTIONS = 30
PATIENT_S = 60
"""Rasa takes its time to come back after a kill."""
PAPERS = ("KUITANSI", "RINCIAN", "DIAGNOSIS")
RIGHT, SUMMARY_RIGHT, SUBMIT = "Benar, lanjut", "Sudah benar, lanjut", "Ya, benar & kirim"
RESEND, KEEP = "Kirim ulang", "Pakai yang ini"


@dataclass(frozen=True)
class Visit:
    """What happened at the doctor's, in the member's words."""

    participant: str = "Siti"
    benefit: str = "Rawat jalan"
    treatment_date: str = "kemarin"
    provider: str = "Klinik Contoh Sehat Abadi"
    diagnosis: str = "batuk dan demam"
    amount: str = "350rb"
    phone: str = "0812-3456-7890"
    account: str = "BCA 1234567890 a.n. Budi Santoso"
    documents: str = "sudah semua"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("*", r"\*?"), re.IGNORECASE)


QUESTIONS: Mapping[str, re.Pattern[str]] = {
    "resume": _words(r"Lanjutkan klaim itu\?"),
    "participant": _words(r"Klaim ini untuk siapa\?"),
    "details": _words(r"HP yang bisa dihubungi: .+\n.+\n\nSudah benar\?"),
    "phone": _words(r"Berapa *nomor HP*"),
    "account": _words(r"Ke *rekening* mana|Tinggal *.+* rekeningnya\?"),
    "benefit": _words(r"Perawatannya apa\?"),
    "treatment_date": _words(r"*Kapan* perawatannya|Tanggal yang mana|*Tanggal* berapa tepatnya"),
    "provider": _words(r"*Di mana* perawatannya"),
    "own_words": _words(r"Maksud Anda \".+\" yang mana"),
    "diagnosis": _words(r"*keluhan atau diagnosisnya*"),
    "amount": _words(r"*total biaya*|Jumlahnya yang mana"),
    "document_kind": _words(r"dokumen apa\?"),
    "poor_photo": _words(r"Kirim ulang, atau pakai yang ini\?"),
    "documents": _words(
        r"*dokumennya*:\n|Berikutnya *|Yang wajib sudah lengkap|Ada lagi yang ingin dikirim"
    ),
    "summary": _words(r"*Ringkasan klaim*"),
    "declaration": _words(r"*Pernyataan*"),
}
"""What is asked → how it reads, in Indonesian; an asterisk stands where WhatsApp shows bold."""


def question_of(heard: Heard) -> str | None:
    """The name of what this message asks; None when it asks nothing that is known here."""
    asked = [name for name, words in QUESTIONS.items() if words.search(heard.text)]
    return asked[-1] if asked else None


async def next_question(phone: Phone) -> tuple[str, Heard]:
    """The next thing that is asked, and the message that asks it."""
    unread: list[str] = []
    while True:
        try:
            heard = await phone.wait_for_reply(within_s=PATIENT_S)
        except NothingHeard as error:
            raise NothingHeard(f"nothing was asked any more, after {unread}") from error
        if asked := question_of(heard):
            return asked, heard
        unread.append(heard.text)


def title_of(asked: str, visit: Visit) -> str | None:
    """What is tapped to answer a question; None where something is written."""
    titles = {
        "participant": visit.participant,
        "details": RIGHT,
        "benefit": visit.benefit,
        "own_words": "Pakai tulisan saya",
        "resume": "Mulai baru",
        "poor_photo": KEEP,
        "summary": SUMMARY_RIGHT,
    }
    return titles.get(asked)


async def answer(phone: Phone, asked: str, visit: Visit) -> None:
    """Answer one question of the form."""
    if title := title_of(asked, visit):
        await phone.tap(title)
    else:
        await phone.send_text(getattr(visit, asked))


async def answer_until(phone: Phone, until: str, visit: Visit) -> Heard:
    """Answer everything up to the question ``until``, which is what comes back."""
    asked_so_far: list[str] = []
    for _ in range(MOST_QUESTIONS):
        asked, heard = await next_question(phone)
        if asked == until:
            return heard
        asked_so_far.append(asked)
        await answer(phone, asked, visit)
    raise AssertionError(f"{until} was never asked, but {asked_so_far}")


async def file_claim(phone: Phone, visit: Visit, up_front: str = "saya mau ajukan klaim") -> str:
    """From the wish to the number of the claim, with three photos in one go."""
    await phone.send_text(up_front)
    await answer_until(phone, "documents", visit)
    await phone.send_photos([paper(title).jpeg for title in PAPERS], burst_ms=200)
    await answer_until(phone, "declaration", visit)
    return await submit(phone)


async def submit(phone: Phone) -> str:
    """Declare that it is all true; the number of the claim."""
    await phone.tap(SUBMIT)
    return claim_number(await phone.wait_for_reply("KLM-"))


def claim_number(heard: Heard) -> str:
    """The number of the claim that a message names."""
    found = CLAIM_NUMBER.search(heard.text)
    assert found is not None, heard.text
    return found[0]
