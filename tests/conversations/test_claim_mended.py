"""A claim in which something is corrected, or changed, in words."""

from __future__ import annotations

import pytest

from tests.conversations.claiming import (
    ACCOUNT,
    PHOTO,
    cleared,
    up_to_documents,
    up_to_summary,
)
from tests.conversations.talking import MARIA, Chat


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ganti jumlahnya 900rb", "Jumlah: *Rp900.000*"),
        ("bukan, di rs harapan sejahtera", "Tempat: rs harapan sejahtera"),
    ],
)
def test_a_correction_in_words_is_heard_in_the_summary(member: Chat, said: str, shown: str) -> None:
    up_to_summary(member)
    answer = member.says(said)
    assert "Sudah saya ubah" in answer
    assert shown in answer


def test_a_correction_is_heard_at_any_step(member: Chat) -> None:
    up_to_documents(member)
    assert "*dokumennya*" in member.says("eh salah, jumlahnya 400rb")
    member.sends_files(PHOTO, PHOTO, PHOTO)
    assert "Rp400.000" in member.taps("Lanjut tanpa itu")


@pytest.mark.parametrize("said", ["eh bukan buat siti, buat dimas", "oh salah, buat dimas"])
def test_somebody_else_is_neither_a_complaint_nor_lost(member: Chat, said: str) -> None:
    member.sends("file_claim")
    member.gives("istri saya", "benar", ACCOUNT, "rawat jalan kemarin di klinik melati putih")
    assert "Peserta: Dimas" in member.says(said)
    assert "*keluhan" in member.taps("Benar, lanjut")


def test_words_that_sound_like_giving_up_may_be_a_correction(member: Chat) -> None:
    up_to_summary(member)
    assert "Keluhan: gagal jantung" in member.says("keluhannya jadi gagal jantung")
    assert "saya simpan 7 hari" in member.says("batal")


@pytest.mark.parametrize("said", ["ubah", "ada yg salah"])
def test_a_wish_to_change_something_asks_what(member: Chat, said: str) -> None:
    up_to_summary(member)
    assert "mana yang perlu diubah" in member.says(said)
    assert "Ubah tanggal" in member.titles


def test_which_house_of_a_name_may_be_said_by_its_place(member: Chat) -> None:
    member.sends("file_claim")
    member.gives("istri saya", "benar", ACCOUNT, "rawat jalan kemarin, 350rb")
    member.says("siloam")
    first = member.titles[0]
    assert first in member.says("yang pertama")


def test_which_house_of_a_name_may_be_said_in_words(member: Chat) -> None:
    member.sends("file_claim")
    member.gives("istri saya", "benar", ACCOUNT, "rawat jalan kemarin, 350rb")
    assert "yang mana?" in member.says("siloam")
    assert "Siloam Hospitals TB Simatupang" in member.says("yang tb simatupang")


def test_which_documents_are_needed_is_answered_by_the_list_itself(member: Chat) -> None:
    up_to_documents(member)
    assert "• Rincian biaya" in member.says("dokumen apa aja?")
    assert member.bubbles == 1


def test_photos_sent_first_are_used_by_a_claim_that_is_begun_in_words(member: Chat) -> None:
    member.sends_files(PHOTO, PHOTO)
    answer = member.says("mau ajukan klaim rawat jalan buat ayu")
    assert "2 foto diterima" in answer
    assert "Kuitansi asli ✔ · Rincian biaya ✔" in answer


def test_a_person_is_asked_for_at_any_step(member: Chat) -> None:
    up_to_documents(member)
    assert "menunggu foto" not in member.says("saya mau bicara sama orang")
    assert member.bubbles > 1


def test_a_stay_in_hospital_is_an_answer_and_no_emergency(english_member: Chat) -> None:
    english_member.sends("file_claim")
    english_member.gives("my wife", "yes", ACCOUNT)
    assert "Inpatient care" in english_member.says("she was hospitalised")


def test_a_relation_is_no_holder_of_an_account(member: Chat) -> None:
    member.sends("file_claim")
    member.gives("istri saya", "benar", "bca 1234567890", "punya istri")
    member.gives("rawat jalan kemarin di klinik melati putih, 350rb", "batuk")
    member.sends_files(PHOTO, PHOTO, PHOTO)
    assert "SITI RAHMAWATI" in member.taps("Lanjut tanpa itu")


def test_a_day_that_is_corrected_is_no_wish_to_send_later(member: Chat) -> None:
    up_to_documents(member)
    assert "*dokumennya*" in member.says("ganti tanggalnya jadi kemarin lusa")


def test_a_file_can_be_another_document_in_words(member: Chat) -> None:
    up_to_documents(member)
    member.sends_files(*[PHOTO] * 5)
    assert "Dokumen lain ✔ (2)" in member.says("dokumen lain")


def test_the_account_of_the_bank_is_not_the_one_of_the_chat(english_member: Chat) -> None:
    chat = english_member
    chat.sends("file_claim")
    chat.gives("my wife", "yes", ACCOUNT)
    chat.gives("outpatient, yesterday at melati putih clinic, 350,000", "sore throat")
    assert "*bank account*" in chat.says("I want to change the account")


def test_a_dependent_is_told_that_they_claim_for_themselves_only(chat: Chat) -> None:
    cleared(chat.office, MARIA[1])
    chat.is_verified_as(MARIA)
    answer = chat.says("mau klaim buat suami saya")
    assert "hanya bisa untuk Anda sendiri" in answer
    assert "Peserta: Maria" in answer
    cleared(chat.office, MARIA[1])
