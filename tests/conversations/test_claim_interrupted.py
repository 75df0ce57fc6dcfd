"""A claim that is left, locked, interrupted, and gone on with."""

from __future__ import annotations

import uuid

import pytest

from tests.conversations.claiming import (
    ACCOUNT,
    DOCUMENTS,
    HELP,
    PHOTO,
    cleared,
    up_to_documents,
    up_to_summary,
)
from tests.conversations.talking import BUDI, Chat


def test_a_turn_asked_again_ends_the_same(member: Chat) -> None:
    up_to_documents(member)
    inbound_id = uuid.uuid4().hex
    first = member.asks(inbound_id, "ganti jumlahnya 900rb").json()["messages"]
    again = member.asks(inbound_id, "ganti jumlahnya 900rb").json()["messages"]
    assert first == again


def test_a_question_in_between_is_answered_and_the_claim_goes_on(member: Chat) -> None:
    asked = up_to_documents(member)
    answer = member.says("nomor telepon cs berapa ya?")
    assert "15000-37" in answer
    assert member.last[-1]["text"] == asked.rpartition("\n---\n")[2]


DIGRESSIONS = (
    *("goodbye", "thank", "change_language", "bot_challenge", "forgot_password", "ask_username"),
    *("view_member_data", "check_benefits", "get_ecard", "activate_ecard", "check_claim_status"),
    *("ask_claim_requirements", "find_provider", "consult_doctor", "track_prescription"),
    *("view_events", "read_articles", "read_testimonials", "give_testimonial", "talk_to_agent"),
    *("contact_info", "file_complaint", "faq", "location_sent"),
)


def test_anything_else_is_answered_and_the_claim_asks_again(member: Chat) -> None:
    asked = up_to_documents(member).rpartition("\n---\n")[2]
    for intent in DIGRESSIONS:
        member.sends(intent)
        texts = [message["text"] for message in member.last if message.get("text")]
        assert (intent, len(texts), texts[-1]) == (intent, 2, asked)


@pytest.mark.parametrize("intent", ["show_menu", "medical_emergency", "logout"])
def test_what_leaves_the_claim_is_answered_alone(member: Chat, intent: str) -> None:
    up_to_documents(member)
    member.sends(intent)
    assert member.bubbles == 1
    assert "Kuitansi" not in member.last[-1]["text"]


def test_cancel_keeps_the_claim_until_it_is_thrown_away(member: Chat) -> None:
    up_to_documents(member)
    assert "saya simpan 7 hari" in member.says("batal")
    assert "*dokumennya*" in member.taps("Lanjutkan klaim")
    member.says("ga jadi deh")
    assert "tidak ada yang disimpan" in member.taps("Hapus isian")
    assert "untuk siapa" in member.sends("file_claim")


def test_another_day_the_claim_is_offered_again(member: Chat) -> None:
    up_to_documents(member)
    member.says("menu")
    answer = member.sends("file_claim")
    assert "belum Anda kirim" in answer
    assert "Rawat jalan · Siti" in answer
    assert "*dokumennya*" in member.says("iya lanjut")


def test_a_new_claim_uses_what_was_said_before_it_was_chosen(member: Chat) -> None:
    up_to_documents(member)
    member.says("menu")
    member.says("mau klaim kacamata ayu 1,2 juta")
    answer = member.taps("Mulai baru")
    assert "Ayu" in answer
    assert "Rp1.200.000" in answer


def test_a_lock_in_between_costs_a_code_and_nothing_else(member: Chat) -> None:
    up_to_documents(member)
    member.office.clock.advance(minutes=40)
    assert "Kode 6 digit" in member.sends_files(PHOTO, PHOTO, PHOTO)
    answer = member.types_code()
    assert DOCUMENTS in answer
    member.taps("Lanjut tanpa itu")
    member.taps("Sudah benar, lanjut")
    member.office.clock.advance(minutes=40)
    assert "Kode 6 digit" in member.taps("Ya, benar & kirim")
    assert "KLM-" in member.types_code()


def test_going_on_after_a_night_is_no_answer_to_what_was_asked(member: Chat) -> None:
    member.sends("file_claim")
    member.gives("istri saya", "bener", ACCOUNT, "rawat jalan", "kemarin", "klinik melati putih")
    member.office.clock.advance(hours=9)
    member.says("lanjutkan klaim tadi")
    assert "*keluhan" in member.types_code()


def test_a_protected_question_that_meets_the_lock_leads_back_to_the_claim(member: Chat) -> None:
    up_to_documents(member)
    member.office.clock.advance(minutes=40)
    member.says("sisa limit gigi saya berapa?")
    answer = member.types_code()
    assert "Sisa limit" in answer
    assert "*dokumennya*" in answer


def test_who_claims_without_being_known_is_verified_first(chat: Chat) -> None:
    cleared(chat.office, BUDI[1])
    assert "pastikan" in chat.says("mau ajukan klaim") or "memastikan" in "\n".join(
        message["text"] for message in chat.last if message.get("text")
    )
    chat.taps("Kumpulan (kantor)")
    chat.taps("Setuju")
    chat.gives(*BUDI)
    assert "untuk siapa" in chat.types_code()
    cleared(chat.office, BUDI[1])


@pytest.mark.parametrize(
    "place", ["participant", "details", "account", "benefit", "documents", "summary"]
)
def test_help_explains_the_question_and_the_form_waits_there(member: Chat, place: str) -> None:
    steps = {
        "participant": [],
        "details": ["istri saya"],
        "account": ["istri saya", "bener"],
        "benefit": ["istri saya", "bener", ACCOUNT],
    }
    if place in steps:
        member.sends("file_claim")
        for said in steps[place]:
            member.says(said)
    elif place == "documents":
        up_to_documents(member)
    else:
        up_to_summary(member)
    titles = member.titles
    explained = member.taps(HELP["id"])
    assert "*batal*" in explained
    assert (member.bubbles, member.titles) == (1, titles)
    assert member.says("bingung nih kak") == explained


@pytest.mark.parametrize("said", ["lanjut klaim tadi", "lanjutin klaim yang tadi dong"])
def test_going_on_with_a_claim_is_said_in_words(member: Chat, said: str) -> None:
    up_to_documents(member)
    member.says("menu")
    assert "*dokumennya*" in member.says(said)


def test_documents_can_all_be_sent_anew(member: Chat) -> None:
    up_to_summary(member)
    member.taps("Ubah dokumen")
    assert "tidak dipakai" in member.taps("Ganti semua foto")
    assert DOCUMENTS in member.sends_files(PHOTO, PHOTO, PHOTO)


def test_a_photo_sent_while_a_code_is_awaited_is_not_lost(member: Chat) -> None:
    up_to_documents(member)
    member.office.clock.advance(minutes=40)
    member.sends_files(PHOTO)
    member.sends_files(PHOTO)
    member.sends_files(PHOTO, caption="ini diagnosisnya")
    assert DOCUMENTS in member.types_code()


def test_photos_outside_the_form_join_the_open_claim(member: Chat) -> None:
    up_to_documents(member)
    member.says("menu")
    member.sends_files(PHOTO)
    assert "Kuitansi asli ✔" in member.taps("Lanjutkan klaim")


def test_who_sends_later_finds_everything_again(member: Chat) -> None:
    up_to_documents(member)
    member.sends_files(PHOTO)
    assert "saya simpan 7 hari" in member.taps("Kirim nanti")
    assert "Kuitansi asli ✔" in member.taps("Lanjutkan klaim")


def test_a_claim_goes_on_in_another_chat_of_the_same_member(member: Chat) -> None:
    up_to_documents(member)
    other = member.office.chat()
    other.is_verified_as(BUDI)
    assert "belum Anda kirim" in other.sends("file_claim")
    assert "*dokumennya*" in other.taps("Lanjutkan")
    other.sends_files(PHOTO, PHOTO, PHOTO)
    assert "*Ringkasan klaim*" in member.says("sudah semua")
