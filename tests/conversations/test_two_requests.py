"""Two requests in one message: both are answered, in order, a bubble each."""

from __future__ import annotations

import pytest

from tests.conversations.talking import BUDI, DEWI, Chat, Office


@pytest.fixture(scope="module")
def budi(office: Office) -> Chat:
    """A verified principal."""
    office.clock.advance(hours=25)
    chat = office.chat()
    chat.is_verified_as(BUDI)
    return chat


@pytest.fixture(autouse=True)
def nobody_is_quiet(office: Office, budi: Chat) -> None:
    office.identity.note_activity(budi.id)


def texts(chat: Chat) -> list[str]:
    return [message["text"] for message in chat.last if message.get("text")]


def test_two_requests_are_answered_in_order(budi: Chat) -> None:
    budi.says("cek limit rawat inap sama status klaim saya")
    first, second = texts(budi)
    assert "Rawat inap" in first
    assert "KLM-100002" in second


def test_the_other_way_round(budi: Chat) -> None:
    budi.says("status klaim saya gimana dan sisa limit rawat jalan berapa")
    first, second = texts(budi)
    assert "KLM-100002" in first
    assert "Rawat jalan" in second


def test_a_protected_and_a_public_request(budi: Chat) -> None:
    budi.says("berapa sisa limit gigi dan nomor CS nya berapa?")
    first, second = texts(budi)
    assert "gigi" in first.lower()
    assert "15000-37" in second


def test_courtesies_around_two_requests_get_no_bubble(office: Office) -> None:
    chat = office.chat(language="en")
    chat.is_verified_as(DEWI)
    chat.says("hi, thanks. what's my dental limit and is my claim paid?")
    first, second = texts(chat)
    assert "Dental" in first
    assert "KLM-100010" in second


def test_a_greeting_and_a_request_are_one_request(budi: Chat) -> None:
    assert "KLM-100002" in budi.says("halo kak selamat siang. klaim saya gimana ya?")
    assert budi.bubbles == 1


def test_two_kinds_of_benefit_are_one_request_with_both_shown(budi: Chat) -> None:
    answer = budi.says("sisa limit rawat jalan dan rawat inap saya berapa")
    assert budi.bubbles == 1
    assert "Rawat jalan: sisa" in answer
    assert "Rawat inap: sisa" in answer
    assert "acamata" not in answer


def test_two_protected_requests_of_a_stranger_wait_for_the_verification(chat: Chat) -> None:
    chat.says("halo")
    answer = chat.says("cek limit rawat inap sama status klaim saya")
    assert chat.bubbles == 1
    assert "jenis yang mana" in answer
    chat.sends("pick_policy_type", policy_type="group")
    chat.sends("affirm")
    chat.gives(*BUDI)
    chat.types_code()
    welcome, first, second = texts(chat)
    assert "Terima kasih, Budi!" in welcome
    assert "Rawat inap" in first
    assert "KLM-100002" in second


def test_a_public_request_is_answered_before_the_verification_asks(chat: Chat) -> None:
    chat.says("halo")
    for words in (
        "berapa sisa limit gigi dan nomor CS nya berapa?",
        "nomor cs berapa terus cek sisa limit gigi saya",
    ):
        chat.says(words)
        first, second = texts(chat)
        assert "15000-37" in first
        assert "jenis yang mana" in second
        chat.sends("show_menu")
    chat.says("berapa sisa limit gigi dan nomor CS nya berapa?")
    chat.sends("pick_policy_type", policy_type="group")
    chat.sends("affirm")
    chat.gives(*BUDI)
    assert "gigi" in chat.types_code().lower()
    assert len(texts(chat)) == 2  # the welcome and the limit


def test_a_quiet_chat_gets_one_code_for_both(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    chat.office.clock.advance(minutes=31)
    answer = chat.says("cek limit rawat inap sama status klaim saya")
    assert (chat.bubbles, answer.count("Kode 6 digit")) == (1, 1)
    chat.types_code()
    _, first, second = texts(chat)
    assert "Rawat inap" in first
    assert "KLM-100002" in second


def test_a_quiet_chat_answers_what_is_public_first(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    chat.office.clock.advance(minutes=31)
    chat.says("berapa sisa limit gigi dan nomor CS nya berapa?")
    first, second = texts(chat)
    assert "15000-37" in first
    assert "Kode 6 digit" in second
    assert "gigi" in chat.types_code().lower()


def test_two_questions_in_a_form_are_both_answered_and_it_asks_once(chat: Chat) -> None:
    chat.begins_verification()
    chat.says("nomor cs berapa dan status klaim saya gimana")
    first, second, question = texts(chat)
    assert "15000-37" in first
    assert "begitu verifikasi selesai" in second
    assert question.startswith("Berapa *nomor polis*")
    chat.gives(*BUDI)
    assert "KLM-100002" in chat.types_code()


def test_data_with_and_between_them_are_data(chat: Chat) -> None:
    chat.begins_verification()
    policy, participant, *_ = BUDI
    answer = chat.says(f"nomor polis {policy} dan nomor peserta {participant}")
    assert chat.bubbles == 1
    assert "tanggal lahir" in answer


def test_an_emergency_beside_a_request_is_answered_alone(chat: Chat) -> None:
    answer = chat.says("ayah saya pingsan ga bangun bangun dan nomor cs berapa")
    assert "119" in answer
    assert chat.bubbles == 1


def test_asked_again_both_answers_are_replayed(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    words = "cek limit rawat inap sama status klaim saya"
    first, second = chat.asks("the-same-message", words), chat.asks("the-same-message", words)
    assert (first.json()["replayed"], second.json()["replayed"]) == (False, True)
    assert second.json()["messages"] == first.json()["messages"]
    assert len(first.json()["messages"]) == 2  # one each
