"""The eCard in conversation: for whom it is, activated by tap or word, and what stands in its
way."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from sqlalchemy import delete

from storage.tables import EcardPictureRow, EcardRow, MediaRow
from tests.conversations.house_style import faults
from tests.conversations.talking import HENDRA, MARIA, Chat, Office

RIZKY = ("GN-300400", "300400-0002-0", "15 September 1995", "rizky.ramadhan@contoh.example")
"""A principal without a family, whose card is not active."""
LARGEST = 500 * 1024


@dataclass(frozen=True)
class Words:
    """What is said and heard in one language."""

    language: str
    wants: str
    wants_active: str
    question: str
    agree: str
    agrees: str
    active: str
    valid: str
    later: str
    left: str
    another: str


INDONESIAN = Words(
    "id",
    "minta ecard saya dong",
    "tolong aktifkan ecard saya",
    "*belum aktif*",
    "Setuju, aktifkan",
    "setuju",
    "*eCard Muhammad* (karyawan) sudah aktif",
    "*eCard Muhammad* (karyawan), berlaku sampai",
    "Nanti saja",
    "belum saya aktifkan",
    "eCard keluarga lain",
)
ENGLISH = Words(
    "en",
    "please send me my ecard",
    "please activate my ecard",
    "*not active yet*",
    "Yes, activate it",
    "i agree",
    "*eCard of Muhammad* (employee) is active",
    "*eCard of Muhammad* (employee), valid until",
    "Not now",
    "stays as it is",
    "Another eCard",
)
BOTH = pytest.mark.parametrize("words", [INDONESIAN, ENGLISH], ids=lambda words: words.language)


@pytest.fixture
def rizky(office: Office, words: Words) -> Chat:
    """Verified, and his card as the insurer's file has it."""
    with office.database.transaction() as session:
        session.execute(delete(EcardPictureRow))
        session.execute(delete(EcardRow))
    office.clock.advance(hours=25)
    chat = office.chat(words.language)
    chat.is_verified_as(RIZKY)
    return chat


def pictures(chat: Chat) -> list[dict[str, str]]:
    """The files in the last answer, each of them in a message with words."""
    shown = [one for one in chat.last if (one.get("custom") or {}).get("media")]
    assert all(one.get("text") and one.get("buttons") for one in shown)
    return [one["custom"]["media"] for one in shown]


def reads_well(chat: Chat, answer: str) -> None:
    assert faults(answer, chat.titles, chat.language) == []


@BOTH
@pytest.mark.parametrize("by_tap", [True, False])
def test_an_inactive_card_is_activated_with_consent_and_comes_at_once(
    rizky: Chat, words: Words, by_tap: bool
) -> None:
    answer = rizky.says(words.wants)
    assert (words.question in answer, pictures(rizky), rizky.bubbles) == (True, [], 1)
    reads_well(rizky, answer)
    answer = rizky.taps(words.agree) if by_tap else rizky.says(words.agrees)
    assert (words.active in answer, len(pictures(rizky)), rizky.bubbles) == (True, 1, 1)
    reads_well(rizky, answer)
    assert words.valid in rizky.says(words.wants)
    assert len(pictures(rizky)) == 1


@pytest.mark.parametrize("words", [INDONESIAN], ids=lambda words: words.language)
def test_asking_for_the_card_and_its_activation_in_one_breath_is_no_consent(rizky: Chat) -> None:
    answer = rizky.says("minta ecard saya dong, tolong sekalian aktifkan ecard saya")
    assert INDONESIAN.question in answer
    assert pictures(rizky) == []


@BOTH
def test_activating_asks_the_same_question_and_a_no_leaves_it(rizky: Chat, words: Words) -> None:
    assert words.question in rizky.says(words.wants_active)
    answer = rizky.taps(words.later)
    assert (words.left in answer, pictures(rizky)) == (True, [])
    reads_well(rizky, answer)
    assert words.question in rizky.says(words.wants)


@BOTH
def test_a_yes_after_something_else_activates_nothing(rizky: Chat, words: Words) -> None:
    rizky.says(words.wants)
    rizky.sends("contact_info")
    rizky.says(words.agrees)
    assert (pictures(rizky), rizky.bubbles) == ([], 1)
    assert words.question in rizky.says(words.wants)


@BOTH
@pytest.mark.parametrize("by_tap", [True, False])
def test_a_no_and_a_yes_in_the_middle_of_a_claim_are_not_mixed_up(
    rizky: Chat, words: Words, by_tap: bool
) -> None:
    rizky.sends("file_claim")
    asked = rizky.last[-1]["text"]
    assert words.question in rizky.says(words.wants)
    if by_tap:
        assert words.left in rizky.taps(words.later)
        assert rizky.last[-1]["text"] == asked
    rizky.says("ok")
    assert pictures(rizky) == []
    rizky.sends("cancel")
    rizky.says(words.agrees)
    assert pictures(rizky) == []


@BOTH
def test_a_chat_locked_in_between_activates_after_the_code(rizky: Chat, words: Words) -> None:
    rizky.says(words.wants)
    rizky.office.clock.advance(hours=2)
    rizky.taps(words.agree)
    answer = rizky.types_code()
    assert (words.active in answer, len(pictures(rizky)), rizky.bubbles) == (True, 1, 2)


@BOTH
def test_a_yes_asked_again_ends_the_same_and_activates_once(rizky: Chat, words: Words) -> None:
    rizky.says(words.wants)
    inbound_id = uuid.uuid4().hex
    first = rizky.asks(inbound_id, words.agrees).json()["messages"]
    again = rizky.asks(inbound_id, words.agrees).json()["messages"]
    assert (words.active in first[0]["text"], again) == (True, first)


def test_the_picture_is_kept_for_this_chat_and_is_small_enough(
    member: Chat, office: Office
) -> None:
    member.says("kirim ecard saya")
    (media,) = pictures(member)
    assert (media["content_type"], media["file_name"]) == ("image/png", "eCard.png")
    with office.database.reading() as session:
        row = session.get_one(MediaRow, media["id"])
        assert (row.conversation_id, row.state) == (member.id, "stored")
        assert 0 < (row.size or 0) <= LARGEST


def test_the_family_is_chosen_from_by_button(member: Chat) -> None:
    member.says("ecard saya mana")
    member.taps("eCard keluarga lain")
    assert member.titles == [
        "Budi Santoso",
        "Siti Rahmawati",
        "Dimas Pratama",
        "Ayu Lestari Santoso",
        "Sri Wahyuni",
    ]
    assert "*eCard Sri* (orang tua)" in member.taps("Sri Wahyuni")
    assert len(pictures(member)) == 1


def test_of_two_children_one_is_asked_for_and_may_be_named(member: Chat) -> None:
    member.says("minta ecard anak saya")
    assert member.titles == ["Dimas Pratama", "Ayu Lestari Santoso"]
    assert "*eCard Ayu* (anak)" in member.says("anak kedua")


def test_a_dependent_has_her_own_card_only(office: Office) -> None:
    office.clock.advance(hours=25)
    chat = office.chat()
    chat.is_verified_as(MARIA)
    assert "*eCard Maria* (pasangan)" in chat.says("tolong kirim ecard")
    assert chat.titles == ["RS terdekat", "Cek manfaat", "Menu utama"]
    assert "tidak menemukan" in chat.says("ecard anak saya dong")
    assert pictures(chat) == []


@pytest.mark.parametrize(
    ("language", "wants", "told"),
    [
        ("id", "kirim ecard saya", "*tidak aktif*"),
        ("id", "aktifkan ecard saya", "*tidak aktif*"),
        ("en", "send me my ecard", "*not active*"),
        ("en", "activate my ecard", "*not active*"),
    ],
)
def test_a_lapsed_policy_is_explained_and_no_card_is_shown(
    office: Office, language: str, wants: str, told: str
) -> None:
    office.clock.advance(hours=25)
    chat = office.chat(language)
    chat.is_verified_as(HENDRA)
    answer = chat.says(wants)
    assert (told in answer, "15000-37" in answer, pictures(chat)) == (True, True, [])
    reads_well(chat, answer)


def test_a_lost_card_leads_to_the_ecard_and_to_people(member: Chat) -> None:
    answer = member.says("kartu asuransi saya hilang")
    assert "15000-37" in answer
    assert "*eCard Budi*" in member.taps("Lihat eCard")


def test_the_card_in_the_middle_of_a_claim_and_the_claim_goes_on(member: Chat) -> None:
    member.sends("file_claim")
    asked = member.last[-1]["text"]
    answer = member.says("bisa lihat ecard saya?")
    assert "*eCard Budi*" in answer
    assert len(pictures(member)) == 1
    assert member.last[-1]["text"] == asked


def test_the_card_and_a_question_in_one_message_are_both_answered(member: Chat) -> None:
    answer = member.says("kirim ecard saya dan nomor telepon cs berapa ya")
    assert "*eCard Budi*" in answer
    assert "cs@generali.co.id" in answer
    assert len(pictures(member)) == 1
