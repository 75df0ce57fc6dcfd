"""The sample members whose parts the journeys play, and how they prove who they are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.phone import Heard, Phone


@dataclass(frozen=True)
class Person:
    """What a sample member knows about themselves."""

    first_name: str
    policy_number: str
    participant_number: str
    born: str
    """As one writes it."""
    email: str


BUDI = Person("Budi", "GN-100200", "100200-0001-0", "12 Mei 1985", "budi.santoso@contoh.example")
DEWI = Person("Dewi", "GN-100200", "100200-0002-0", "2/12/1991", "dewi.anggraini@contoh.example")
AGUS = Person("Agus", "GN-100200", "100200-0003-0", "25 juli 1979", "agus.setiawan@contoh.example")
MARIA = Person(
    "Maria", "GN-100200", "100200-0003-1", "4 april 1982", "maria.simbolon@contoh.example"
)
WAYAN = Person("Wayan", "GN-300400", "300400-0001-0", "29 Feb 1988", "wayan.sudarma@contoh.example")
RIZKY = Person(
    "Muhammad", "GN-300400", "300400-0002-0", "15-09-1995", "rizky.ramadhan@contoh.example"
)
HENDRA = Person(
    "Hendra", "GN-500600", "500600-0001-0", "21 Maret 1983", "hendra.gunawan@contoh.example"
)


async def give_consent(phone: Phone) -> None:
    """From nothing to the question for the policy number."""
    await phone.send_text("saya mau verifikasi")
    await phone.wait_for_reply("polis anda jenis yang mana")
    await phone.tap("Kumpulan")
    await phone.wait_for_reply("setuju")
    await phone.tap("Setuju")
    await phone.wait_for_reply("nomor polis")


async def give_data(phone: Phone, person: Person) -> Heard:
    """Answer the four questions; the assistant's word on the data."""
    await phone.send_text(person.policy_number)
    await phone.wait_for_reply("nomor peserta")
    await phone.send_text(person.participant_number)
    await phone.wait_for_reply("tanggal lahir")
    await phone.send_text(person.born)
    await phone.wait_for_reply("email")
    await phone.send_text(person.email)
    return await phone.wait_for_reply()


async def ask_for_code(phone: Phone, person: Person) -> str:
    """Everything up to the code, which is what comes back."""
    already = len(await phone.sandbox.mails(person.email))
    await give_consent(phone)
    told = await give_data(phone, person)
    assert "6 digit" in told.text
    return await phone.sandbox.wait_for_code(person.email, already)


async def verify(phone: Phone, person: Person) -> Heard:
    """Prove who they are; the assistant's welcome."""
    code = await ask_for_code(phone, person)
    await phone.send_text(code)
    return await phone.wait_for_reply()
