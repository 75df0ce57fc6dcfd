"""Questions that anybody may ask, verified or not: contact, claims' documents, general topics."""

from __future__ import annotations

from datetime import timedelta

import pytest

from insurance.fakes import FakeClock
from insurance.office_hours import OfficeHours
from insurance.periods import JAKARTA
from tests.conversations.talking import Chat

HOURS = OfficeHours()
CONTACT = ("15000-37", "cs@generali.co.id", "08.00–17.00 WIB")


def wait_until_open(clock: FakeClock) -> None:
    """Ten o'clock on the next working day; never back in time."""
    opening = HOURS.next_opening(clock.now())
    assert opening is not None
    clock.set(opening + timedelta(hours=2))


def wait_for_the_weekend(clock: FakeClock) -> None:
    """The next Saturday noon."""
    now = clock.now().astimezone(JAKARTA)
    ahead = timedelta(days=(5 - now.weekday()) % 7 or 7)
    clock.set((now + ahead).replace(hour=12, minute=0, second=0, microsecond=0))


def test_contact_while_it_is_open(chat: Chat) -> None:
    wait_until_open(chat.office.clock)
    answer = chat.says("cs bisa dihubungi di nomor berapa")
    for expected in (*CONTACT, "Sekarang buka sampai pukul 17.00 WIB."):
        assert expected in answer


def test_contact_on_a_weekend_says_when_it_opens(english_chat: Chat) -> None:
    wait_for_the_weekend(english_chat.office.clock)
    answer = english_chat.says("is your customer service open right now?")
    for expected in (*CONTACT, "Closed now, open again on Monday, ", " at 08.00 WIB"):
        assert expected in answer


def test_who_asks_first_is_told_who_answers(chat: Chat) -> None:
    assert "Saya asisten virtual Gen iClick" in chat.says("hotline generali nomor berapa ya")
    assert chat.bubbles == 2


def test_who_wants_a_person_is_told_how(chat: Chat, english_chat: Chat) -> None:
    for answer in (
        chat.says("saya maunya ngomong sama petugas langsung"),
        english_chat.says("I would rather speak with a real human being"),
    ):
        for expected in CONTACT:
            assert expected in answer
    assert "cannot hand this chat over" in english_chat.says("let me speak to an agent please")


def test_a_complaint_is_met_with_empathy(chat: Chat, english_chat: Chat) -> None:
    answer = chat.says("saya kecewa sekali sama pelayanannya, parah")
    assert "Mohon maaf atas pengalaman" in answer
    assert "15000-37" in answer
    answer = english_chat.says("I am really disappointed with your terrible service")
    assert "I am sorry that this happened" in answer


def test_whether_this_is_a_human_is_answered_honestly(chat: Chat, english_chat: Chat) -> None:
    assert "bukan manusia" in chat.says("kamu manusia atau mesin sih")
    assert "not a human" in english_chat.says("am I chatting with a machine or a person?")
    assert "Contact us" in english_chat.titles


TOPICS = [
    ("bedanya cashless dengan reimbursement itu apa ya", "Anda membayar dulu"),
    ("sampai berapa hari setelah berobat klaimnya masih boleh", "*90 hari*"),
    ("kalau klaim, cairnya makan waktu berapa hari kerja", "*14 hari kerja*"),
    ("surat jaminan buat operasi ngurusnya gimana", "*Surat jaminan* adalah"),
    ("waduh kartu asuransi aku ilang nih", "eCard"),
    ("cara nambahin bayi ke polis gmn", "HRD kantor Anda"),
    ("mau ganti email yg terdaftar dong", "HRD kantor Anda"),
    ("aplikasinya download dimana ya min", "https://iclick.example/android"),
    ("data pribadi saya aman ga disini", "https://iclick.example/id/privasi"),
    ("pengen beli asuransi kesehatan buat pribadi", "polis perorangan"),
]
ENGLISH_TOPICS = [
    ("what's the difference between cashless and reimbursement", "you pay first"),
    ("how many days after treatment can I still claim", "*90 days*"),
    ("how many working days does it take to settle a claim", "*14 working days*"),
    ("how does a guarantee letter work for my surgery", "A *guarantee letter* is"),
    ("I think I lost my insurance card", "eCard"),
    ("how can I add my newborn baby to the policy", "HR department"),
    ("I need to change my registered email address", "HR department"),
    ("where do I download your app", "https://iclick.example/ios"),
    ("is my personal data safe with you", "https://iclick.example/en/privacy"),
    ("I want to buy health insurance for myself", "individual policies"),
]


@pytest.mark.parametrize(("words", "expected"), TOPICS)
def test_general_questions_are_answered(chat: Chat, words: str, expected: str) -> None:
    chat.says("halo")
    assert expected in chat.says(words)
    assert chat.bubbles == 1
    assert "Menu utama" in chat.titles


@pytest.mark.parametrize(("words", "expected"), ENGLISH_TOPICS)
def test_general_questions_are_answered_in_english(
    english_chat: Chat, words: str, expected: str
) -> None:
    english_chat.says("hello")
    assert expected in english_chat.says(words)
    assert english_chat.bubbles == 1
    assert "Main menu" in english_chat.titles


def test_the_menu_leads_to_the_questions(chat: Chat) -> None:
    chat.says("menu")
    chat.taps("Info & lainnya")
    assert "tentang apa" in chat.taps("Pertanyaan umum")
    assert "*Surat jaminan* adalah" in chat.taps("Surat jaminan")


def test_a_question_inside_verification_is_answered_and_the_form_goes_on(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("data saya aman kan di sini?")
    assert "Di chat ini kami tidak pernah meminta kata sandi" in answer
    assert "omor polis" in answer.rpartition("---")[2]


def test_documents_for_one_benefit(chat: Chat) -> None:
    chat.says("halo")
    answer = chat.says("syarat klaim rawat inap apa saja ya")
    assert answer.startswith("*Dokumen klaim rawat inap*\n• Resume medis\n")
    assert "*90 hari*" in answer
    assert chat.bubbles == 1


def test_documents_by_buttons_and_by_a_follow_up(english_chat: Chat) -> None:
    english_chat.says("hello")
    assert "*How to claim*" in english_chat.says("which documents do I need to make a claim?")
    assert "Lens prescription" in english_chat.taps("Optical")
    assert "Documents for dental claims" in english_chat.says("and dental?")
    assert "*How to claim*" in english_chat.taps("Another benefit")


def test_from_the_documents_it_is_one_tap_to_the_claim(chat: Chat) -> None:
    chat.says("halo")
    assert "cukup dengan foto" in chat.says("syarat klaim gigi apa saja ya")
    assert "Polis Anda jenis yang mana?" in chat.taps("Ajukan klaim")
