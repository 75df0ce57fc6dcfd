"""The mailed code: wrong, late, lost, sent again, given up."""

from __future__ import annotations

import pytest

from tests.conversations.talking import BUDI, Chat


@pytest.fixture
def awaiting(chat: Chat) -> Chat:
    """A chat that has given its data and awaits the code."""
    chat.begins_verification()
    chat.gives(*BUDI)
    return chat


def test_a_wrong_code_tells_how_many_tries_are_left(awaiting: Chat) -> None:
    code = awaiting.office.mailed_code()
    answer = awaiting.types_code(f"{(int(code) + 1) % 1_000_000:06d}")
    assert "4 kesempatan" in answer
    assert "Terima kasih, Budi!" in awaiting.types_code(code)


def test_too_many_wrong_codes_lock_and_say_until_when(awaiting: Chat) -> None:
    code = awaiting.office.mailed_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answer = [awaiting.types_code(wrong) for _ in range(5)][-1]
    assert "jeda sampai pukul" in answer
    assert "WIB" in answer


def test_a_late_code_is_told_and_another_sent(awaiting: Chat) -> None:
    code = awaiting.office.mailed_code()
    awaiting.office.clock.advance(minutes=3)
    assert "tidak berlaku" in awaiting.types_code(code)
    assert "Kode baru dikirim" in awaiting.taps("Kirim kode baru")
    assert "Terima kasih, Budi!" in awaiting.types_code()


def test_a_code_that_did_not_arrive_is_sent_again(awaiting: Chat) -> None:
    awaiting.office.mailed_code()
    awaiting.office.clock.advance(seconds=61)
    assert "Kode baru dikirim" in awaiting.says("kodenya ga masuk masuk")
    awaiting.office.mailed_code()
    awaiting.office.clock.advance(seconds=61)
    assert "Kode baru dikirim" in awaiting.says("belum dapat juga nih")


def test_sending_again_too_soon_says_from_when(awaiting: Chat) -> None:
    awaiting.office.mailed_code()
    assert "WIB" in awaiting.taps("Kode tidak masuk")


def test_something_else_while_waiting_reminds_of_the_code(awaiting: Chat) -> None:
    awaiting.office.mailed_code()
    assert "menunggu kode" in awaiting.says("bentar ya")
    answer = awaiting.says("nomor telepon cs berapa?")
    assert "15000-37" in answer
    assert "menunggu kode" in answer


def test_help_with_the_code(awaiting: Chat) -> None:
    assert "spam" in awaiting.taps("Butuh bantuan")


def test_giving_up_withdraws_the_code(awaiting: Chat) -> None:
    code = awaiting.office.mailed_code()
    assert "saya hentikan" in awaiting.says("batal aja")
    assert "tidak ada kode yang ditunggu" in awaiting.types_code(code)


def test_a_code_counts_after_the_form_was_left_for_the_menu(awaiting: Chat) -> None:
    awaiting.says("menu")
    assert "Terima kasih, Budi!" in awaiting.types_code()


def test_a_wish_while_waiting_is_noted_and_answered(awaiting: Chat) -> None:
    assert "begitu verifikasi selesai" in awaiting.says("status klaim saya gimana?")
    assert "KLM-100002" in awaiting.types_code()


def test_a_quiet_chat_needs_a_fresh_code_only_and_goes_on(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    chat.office.clock.advance(minutes=31)
    answer = chat.says("cek limit kacamata")
    assert "Kode 6 digit" in answer
    assert "Kacamata" in chat.types_code()


def test_login_of_a_verified_chat_says_so(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    assert "sudah terverifikasi" in chat.says("login")


def test_login_of_a_locked_chat_takes_a_code_only(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    chat.office.clock.advance(hours=2)
    assert "Kode 6 digit" in chat.says("mau login lagi")
    assert "Terima kasih, Budi!" in chat.types_code()


def test_logout_unlinks_the_chat(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    assert "sudah keluar" in chat.says("logout")
    assert "jenis yang mana" in chat.says("data kepesertaan saya")
    assert chat.says("batal")


def test_a_logout_that_is_run_again_after_a_crash_says_the_same(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    first = chat.says("logout")
    assert chat.says("logout") == first


def test_a_code_form_left_overnight_offers_a_new_code(awaiting: Chat) -> None:
    awaiting.office.mailed_code()
    awaiting.office.clock.advance(hours=11)
    assert "tidak berlaku" in awaiting.says("pagi")
    assert "Kode baru dikirim" in awaiting.taps("Kirim kode baru")
    assert "Terima kasih, Budi!" in awaiting.types_code()


def test_an_emergency_while_a_code_is_awaited(awaiting: Chat) -> None:
    answer = awaiting.says("tolong, ada kecelakaan, berdarah banyak")
    assert "119" in answer
    assert "kode" not in answer
    assert "menunggu kode" in awaiting.taps("Lanjut verifikasi")
    assert "Terima kasih, Budi!" in awaiting.types_code()


def test_the_language_changes_while_a_code_is_awaited(awaiting: Chat) -> None:
    answer = awaiting.says("english please")
    assert "in English" in answer
    assert "6-digit code" in answer
    assert "Thank you, Budi!" in awaiting.types_code()


def test_what_was_typed_is_forgotten_once_it_was_checked(awaiting: Chat) -> None:
    awaiting.types_code()
    awaiting.says("logout")
    awaiting.says("mau verifikasi")
    assert "EULA" in awaiting.taps("Kumpulan (kantor)")
    assert "nomor polis" in awaiting.taps("Setuju")


def test_wrong_late_and_locked_in_english(english_chat: Chat) -> None:
    chat = english_chat
    chat.begins_verification()
    chat.gives(BUDI[0], BUDI[1], "12 May 1985", BUDI[3])
    code = chat.office.mailed_code()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert "4 more tries" in chat.types_code(wrong)
    assert "6 digits" in chat.sends("code_checked", outcome="malformed")
    chat.office.clock.advance(minutes=3)
    assert "no longer valid" in chat.types_code(code)
    assert "new code" in chat.says("please send me another code")


def test_an_old_code_is_withdrawn_when_verification_begins_anew(awaiting: Chat) -> None:
    awaiting.office.mailed_code()
    awaiting.office.clock.advance(minutes=3)
    awaiting.says("menu")
    assert awaiting.office.identity.code_awaited(awaiting.id) is not None
    assert "jenis yang mana" in awaiting.says("verifikasi")
    assert awaiting.office.identity.code_awaited(awaiting.id) is None


def test_a_lock_outlives_the_code_that_is_withdrawn(awaiting: Chat) -> None:
    code = awaiting.office.mailed_code()
    for _ in range(5):
        awaiting.types_code(f"{(int(code) + 1) % 1_000_000:06d}")
    awaiting.says("menu")
    awaiting.begins_verification()
    assert awaiting.office.identity.code_awaited(awaiting.id) is None
    assert "jeda sampai pukul" in awaiting.gives(*BUDI)


def test_who_has_a_good_code_is_not_asked_for_data_again(awaiting: Chat) -> None:
    awaiting.says("menu")
    assert "menunggu kode" in awaiting.says("sisa limit rawat jalan saya")
    assert "Rawat jalan" in awaiting.types_code()


def test_a_wish_for_a_code_before_there_is_one_is_answered(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("kode otpnya belum masuk")
    assert "setelah data Anda lengkap" in answer
    assert "nomor polis" in answer


def test_a_verified_chat_needs_no_other_code(awaiting: Chat) -> None:
    awaiting.types_code(awaiting.office.mailed_code())
    awaiting.office.clock.advance(minutes=5)
    assert "sudah terverifikasi atas nama Budi" in awaiting.says("kode ga masuk")
