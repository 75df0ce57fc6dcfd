"""How to reach people: what is said at which hour, to whom, in both languages."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from actions.contact import Contact
from actions.customer_service import NEXT, Refer
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import Fact
from insurance.periods import JAKARTA
from tests.actions.speaking import TEXTS, ask

FRIDAY_EARLY = "2026-11-20 06:15"
FRIDAY_NOON, FRIDAY_NIGHT, CHRISTMAS = "2026-11-20 12:00", "2026-11-20 19:00", "2026-12-25 10:00"


def action(now: str, *facts: Fact, kind: type[Contact] | type[Refer] = Contact) -> Contact | Refer:
    clock = FakeClock(datetime.fromisoformat(now).replace(tzinfo=JAKARTA))
    return kind(TEXTS, InMemoryCoreSystem(facts=facts), clock)


@pytest.mark.parametrize(
    ("now", "language", "told"),
    [
        (FRIDAY_NOON, "id", "Sekarang buka sampai pukul 17.00 WIB."),
        (FRIDAY_NOON, "en", "Open now, until 17.00 WIB."),
        (
            FRIDAY_NIGHT,
            "id",
            "Sekarang tutup, buka lagi Senin, 23 November 2026 pukul 08.00 WIB.",
        ),
        (
            FRIDAY_NIGHT,
            "en",
            "Closed now, open again on Monday, 23 November 2026 at 08.00 WIB.",
        ),
        (FRIDAY_EARLY, "id", "Sekarang tutup, buka hari ini pukul 08.00 WIB."),
        (FRIDAY_EARLY, "en", "Closed now, open today at 08.00 WIB."),
        (
            CHRISTMAS,
            "id",
            "buka lagi Senin, 28 Desember 2026 pukul 08.00 WIB (libur: Hari Raya Natal).",
        ),
        (
            CHRISTMAS,
            "en",
            "open again on Monday, 28 December 2026 at 08.00 WIB (holiday: Christmas Day).",
        ),
    ],
)
def test_contact_says_whether_it_is_open(now: str, language: str, told: str) -> None:
    answer = ask(action(now), "contact_info", language=language)
    assert told in answer.text
    for expected in ("15000-37", "cs@generali.co.id", "08.00–17.00 WIB"):
        assert expected in answer.text


def test_the_whole_answer_reads_well() -> None:
    assert ask(action(FRIDAY_NOON), "contact_info").text == (
        "*Customer Service Generali*\n📞 15000-37\n✉️ cs@generali.co.id\n"
        "🕗 Senin–Jumat 08.00–17.00 WIB\nSekarang buka sampai pukul 17.00 WIB."
    )


def test_an_office_closed_for_good_names_no_day() -> None:
    days = [date.fromordinal(date(2026, 11, 20).toordinal() + n) for n in range(400)]
    closed = "; ".join(f"{day} closed" for day in days)
    fact = Fact("office_hours_exceptions", closed, closed, "x", date(2026, 1, 1))
    answer = ask(action(FRIDAY_NOON, fact), "contact_info")
    assert answer.text.endswith("Sekarang tutup. Email bisa dikirim kapan saja.")


def test_the_address_is_told_when_it_is_known() -> None:
    fact = Fact("office_address", "Jalan Contoh 1", "1 Contoh Street", "x", date(2026, 1, 1))
    assert ask(action(FRIDAY_NOON, fact), "contact_info").text.endswith("\n📍 Jalan Contoh 1")
    assert "📍" not in ask(action(FRIDAY_NOON, fact), "file_complaint").text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("intent", "first"),
    [
        ("talk_to_agent", {"id": "belum bisa saya sambungkan", "en": "cannot hand this chat over"}),
        ("file_complaint", {"id": "Mohon maaf", "en": "I am sorry"}),
    ],
)
def test_people_are_reached_by_a_sentence_of_its_own(
    intent: str, first: dict[str, str], language: str
) -> None:
    answer = ask(action(FRIDAY_NIGHT), intent, language=language)
    assert first[language] in answer.text
    assert "23 November 2026" in answer.text
    assert "15000-37" in answer.text


REFERRED = ["forgot_password", "ask_username", "delete_my_data"]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("intent", REFERRED)
def test_every_referral_says_how_to_get_it_today(intent: str, language: str) -> None:
    assert TEXTS.has(f"utter_part_refer_{intent}")
    answer = ask(action(FRIDAY_NOON, kind=Refer), intent, language=language)
    assert "Customer Service" in answer.text
    assert "17.00 WIB." in answer.text
    assert len(answer.titles) == len(NEXT.get(intent, ())) + 1
    assert answer.payloads[-1] == "/show_menu"
    assert max(map(len, answer.titles)) <= 20


def test_an_intent_without_words_of_its_own_is_referred_too() -> None:
    answer = ask(action(FRIDAY_NOON, kind=Refer), "something_new")
    assert answer.text.startswith("Yang itu belum bisa saya bantu di chat ini.")
