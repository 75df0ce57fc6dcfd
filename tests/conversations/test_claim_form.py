"""A claim from the first word to its number, said in any order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from insurance.ports import Upload
from tests.conversations.claiming import (
    ACCOUNT,
    BLURRED,
    DOCUMENTS,
    LOCKED_PDF,
    PHOTO,
    cleared,
    number_in,
    up_to_documents,
    up_to_summary,
)
from tests.conversations.house_style import faults
from tests.conversations.talking import MARIA, Chat


def test_a_claim_is_filed_from_start_to_end(member: Chat) -> None:
    assert "untuk siapa" in member.sends("file_claim")
    assert "Siti Rahmawati" in member.taps("Siti (pasangan)")
    assert "*rekening*" in member.taps("Benar, lanjut")
    assert "Perawatannya apa" in member.says(ACCOUNT)
    assert "*Kapan*" in member.taps("Rawat jalan")
    assert "*Di mana*" in member.taps("Kemarin")
    assert "*keluhan" in member.says("klinik melati putih")
    assert "*total biaya*" in member.says("batuk pilek")
    assert "Kuitansi asli" in member.says("350rb")
    assert DOCUMENTS in member.sends_files(PHOTO, PHOTO, PHOTO)
    summary = member.taps("Lanjut tanpa itu")
    for expected in ("Siti Rahmawati", "klinik melati putih", "batuk pilek", "Rp350.000"):
        assert expected in summary
    assert "Saya menyatakan" in member.taps("Sudah benar, lanjut")
    answer = member.taps("Ya, benar & kirim")
    assert "KLM-" in answer
    assert "b***o@contoh.example" in answer
    assert member.titles == ["Status klaim", "Menu utama"]
    assert "Rp350.000" in member.taps("Status klaim")


def test_no_answer_on_the_way_breaks_the_house_style(member: Chat) -> None:
    steps: list[Callable[[], str]] = [
        lambda: member.sends("file_claim"),
        lambda: member.says("anak saya"),
        lambda: member.says("yang kedua"),
        lambda: member.taps("Ganti rekening"),
        lambda: member.says("bca 12x34567"),
        lambda: member.says("1234567890"),
        lambda: member.taps("Budi Santoso"),
        lambda: member.taps("Kacamata"),
        lambda: member.says("besok"),
        lambda: member.says("12 januari 1900"),
        lambda: member.taps("Kemarin"),
        lambda: member.says("siloam"),
        lambda: member.taps("Pakai tulisan saya"),
        lambda: member.says("mata minus"),
        lambda: member.says("0"),
        lambda: member.says("850"),
        lambda: member.says("1,2 juta"),
        lambda: member.sends_files(BLURRED, LOCKED_PDF),
        lambda: member.taps("Pakai yang ini"),
        lambda: member.sends_files(*[PHOTO] * 4),
        lambda: member.taps("Rincian harga lensa dan bingkai"),
        lambda: member.taps("Sudah benar, lanjut"),
        lambda: member.taps("Ya, benar & kirim"),
    ]
    for step in steps:
        step()
        assert member.bubbles == 1
        for message in member.last:
            if message.get("text"):
                assert faults(message["text"], member.titles, "id") == []


def test_everything_said_up_front_is_used(member: Chat) -> None:
    member.says("mau ajukan klaim")
    answer = member.says("istri saya, rawat jalan kemarin di klinik melati putih 850rb")
    for expected in ("Siti", "Rawat jalan", "klinik melati putih", "Rp850.000"):
        assert expected in answer
    member.taps("Benar, lanjut")
    assert "*keluhan" in member.says(ACCOUNT)
    assert "*dokumennya*" in member.says("demam tifoid")


def test_only_one_participant_is_not_asked_for(chat: Chat) -> None:
    cleared(chat.office, MARIA[1])
    chat.is_verified_as(MARIA)
    assert "Maria" in chat.sends("file_claim")
    assert "Benar, lanjut" in chat.titles
    cleared(chat.office, MARIA[1])


def test_photos_may_come_before_anything_was_asked(member: Chat) -> None:
    member.sends("file_claim")
    answer = member.sends_files(PHOTO, caption="ini kuitansinya")
    assert "1 foto diterima" in answer
    assert "untuk siapa" in answer
    member.taps("Siti (pasangan)")
    member.taps("Benar, lanjut")
    member.gives(ACCOUNT, "rawat jalan kemarin di klinik melati putih, 350rb")
    assert "Kuitansi asli ✔ · Rincian biaya belum" in member.says("batuk")


def test_a_caption_says_which_document_it_is(member: Chat) -> None:
    up_to_documents(member)
    answer = member.sends_files(PHOTO, caption="rincian biayanya kak")
    assert "Kuitansi asli belum · Rincian biaya ✔" in answer


def test_a_caption_about_a_paper_is_no_illness(member: Chat) -> None:
    up_to_documents(member)
    answer = member.sends_files(PHOTO, PHOTO, PHOTO, caption="rincian sama diagnosa dokter")
    assert "Baik" not in answer
    assert "radang tenggorokan" in member.says("sudah semua")


def test_a_poor_photo_is_asked_about_and_the_next_takes_its_place(member: Chat) -> None:
    up_to_documents(member)
    answer = member.sends_files(PHOTO, BLURRED)
    assert "Foto *Rincian biaya* buram" in answer
    assert member.titles[:2] == ["Kirim ulang", "Pakai yang ini"]
    again = member.taps("Kirim ulang")
    assert again.startswith("Silakan kirim foto *Rincian biaya* sekarang")
    assert (member.bubbles, member.titles[0]) == (1, "Pakai yang tadi")
    answer = member.sends_files(PHOTO)
    assert "Kuitansi asli ✔ · Rincian biaya ✔ · Diagnosis dokter belum" in answer


def test_a_poor_photo_can_be_kept(member: Chat) -> None:
    up_to_documents(member)
    member.sends_files(BLURRED)
    assert "Kuitansi asli ✔" in member.taps("Pakai yang ini")


def test_what_a_photo_shows_is_asked_only_when_it_is_not_clear(member: Chat) -> None:
    up_to_documents(member)
    assert "2 berkas terakhir ini dokumen apa?" in member.sends_files(*[PHOTO] * 5)
    assert "Salinan resep (2)" in member.says("resep")


def test_files_that_cannot_be_used_are_named_with_what_to_do(member: Chat) -> None:
    up_to_documents(member)
    answer = member.sends_files(PHOTO, LOCKED_PDF)
    assert "1 foto diterima" in answer
    assert "kata sandi" in answer
    assert "Rincian biaya belum" in answer


def test_all_sent_is_heard_and_what_is_missing_named(member: Chat) -> None:
    up_to_documents(member)
    member.sends_files(PHOTO)
    assert "Masih kurang: Rincian biaya, Diagnosis dokter" in member.says("sudah semua")
    member.sends_files(PHOTO, PHOTO)
    assert "*Ringkasan klaim*" in member.says("udah semua kak")


def test_the_same_file_again_is_noticed(member: Chat) -> None:
    up_to_documents(member)
    receipt = Upload("", "photo", "stored", "image/jpeg", 1000, sha256="ab" * 32)
    member.sends_files(receipt)
    assert "sudah pernah Anda kirim" in member.sends_files(receipt)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("besok", "belum lewat"),
        ("1 januari 1900", "sebelum perlindungan Siti mulai"),
        ("31 februari", "tidak ada di kalender"),
    ],
)
def test_a_day_that_cannot_be_claimed_is_asked_again(member: Chat, said: str, hint: str) -> None:
    member.sends("file_claim")
    member.says("istri saya")
    member.taps("Benar, lanjut")
    member.gives(ACCOUNT, "rawat jalan")
    answer = member.says(said)
    assert hint in answer
    assert "*Kapan*" in answer


@pytest.mark.parametrize("said", ["0", "-5000", "1000000000000000"])
def test_an_amount_that_cannot_be_is_asked_again_with_an_example(member: Chat, said: str) -> None:
    member.sends("file_claim")
    member.says("istri saya")
    member.taps("Benar, lanjut")
    member.gives(ACCOUNT, "rawat jalan", "kemarin", "klinik melati putih", "batuk")
    answer = member.says(said)
    assert "*total biaya*" in answer
    assert "850rb" in answer


def test_an_account_with_letters_is_asked_again_with_an_example(member: Chat) -> None:
    member.sends("file_claim")
    member.says("istri saya")
    member.taps("Benar, lanjut")
    answer = member.says("mandiri 12A45678")
    assert "hanya berisi angka" in answer
    assert "BCA 1234567890" in answer
    member.says("123456789012")
    assert "Perawatannya apa" in member.says("atas nama saya sendiri")


def test_an_illness_that_sounds_like_an_emergency_is_an_answer(member: Chat) -> None:
    member.sends("file_claim")
    member.says("istri saya")
    member.taps("Benar, lanjut")
    member.gives(ACCOUNT, "rawat jalan", "kemarin", "klinik melati putih")
    assert "*total biaya*" in member.says("nyeri dada")


@pytest.mark.parametrize(
    ("title", "answer", "shown"),
    [
        ("Ubah peserta", "ayu", "Ayu"),
        ("Ubah tanggal", "hari ini", "Tanggal: 1 Juli 2026"),
        ("Ubah keluhan", "flu berat", "Keluhan: flu berat"),
        ("Ubah jumlah", "1,2 juta", "Jumlah: *Rp1.200.000*"),
    ],
)
def test_every_field_of_the_summary_has_its_button(
    member: Chat, title: str, answer: str, shown: str
) -> None:
    up_to_summary(member)
    assert len(member.titles) <= 10
    member.taps(title)
    said = member.says(answer)
    if "Benar, lanjut" in member.titles:
        said = member.taps("Benar, lanjut")
    assert shown.partition(":")[0] in said


def test_a_second_tap_on_submit_is_the_same_claim(member: Chat) -> None:
    up_to_summary(member)
    member.taps("Sudah benar, lanjut")
    submit = member.last
    number = number_in(member.taps("Ya, benar & kirim"))
    member.last = submit
    again = member.taps("Ya, benar & kirim")
    assert number in again
    assert "sudah terkirim" in again


def test_the_summary_warns_and_refuses_nothing(member: Chat) -> None:
    up_to_documents(member)
    member.says("eh jumlahnya 90 juta")
    member.sends_files(PHOTO, PHOTO, PHOTO)
    answer = member.taps("Lanjut tanpa itu")
    assert "⚠️ Sisa limit" in answer
    assert "Sudah benar, lanjut" in member.titles


def test_the_issues_own_sentence_is_understood(member: Chat) -> None:
    answer = member.says("mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb")
    for expected in ("Siti", "Rawat jalan", "Rp850.000"):
        assert expected in answer
    member.taps("Benar, lanjut")
    answer = member.says(ACCOUNT)
    assert "yang mana" in answer
    assert "Pakai tulisan saya" in member.titles


def test_a_claim_in_english(english_member: Chat) -> None:
    chat = english_member
    chat.sends("file_claim")
    chat.says("my wife")
    chat.taps("Right, go on")
    chat.gives(ACCOUNT, "outpatient, yesterday at melati putih clinic, 350,000")
    assert "*documents*" in chat.says("sore throat")
    answer = chat.sends_files(PHOTO, PHOTO, BLURRED)
    assert "is blurred" in answer
    assert "Original receipt ✔" in chat.taps("Use this one")
    assert "*Your claim*" in chat.says("that's all")
    chat.taps("All right, go on")
    assert "KLM-" in chat.taps("Yes, true, send it")
