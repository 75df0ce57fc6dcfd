"""Verification, from "mau verifikasi" to the welcome."""

from __future__ import annotations

import pytest

from tests.conversations.talking import BUDI, DEWI, HENDRA, Chat, Office


def test_a_member_is_verified_step_by_step(chat: Chat) -> None:
    assert "jenis yang mana" in chat.says("mau verifikasi dong")
    assert "EULA" in chat.taps("Kumpulan (kantor)")
    assert "nomor polis" in chat.taps("Setuju")
    assert "nomor peserta" in chat.says("GN-100200")
    assert "tanggal lahir" in chat.says("100200-0001-0")
    assert "Baik, 12 Mei." in chat.says("12 mei 85")
    assert "Kode 6 digit dikirim ke b" in chat.says("budi.santoso@contoh.example")
    assert "Terima kasih, Budi!" in chat.types_code()


def test_the_same_in_english(english_chat: Chat) -> None:
    chat = english_chat
    assert "What kind of policy" in chat.says("I want to log in")
    assert "EULA" in chat.taps("Group (employer)")
    assert "policy number" in chat.taps("I agree")
    assert "participant number" in chat.says("GN-100200")
    assert "date of birth" in chat.says("100200-0001-0")
    assert "All right, 12 May." in chat.says("May 12th 1985")
    assert "on its way to b" in chat.says("budi.santoso@contoh.example")
    assert "Thank you, Budi!" in chat.types_code()


def test_answers_may_be_written_instead_of_tapped(chat: Chat) -> None:
    chat.says("saya mau daftar")
    assert "EULA" in chat.says("yang dari kantor")
    assert "nomor polis" in chat.says("iya saya setuju")


def test_data_given_at_once_are_all_used(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says(
        "polis GN-100200 peserta 100200-0001-0 lahir 12/5/1985 email budi.santoso@contoh.example"
    )
    assert "Kode 6 digit" in answer


def test_data_given_up_front_are_not_asked_again(chat: Chat) -> None:
    chat.says("mau verifikasi, nomor polis saya GN-100200, lahir 12 mei 1985")
    chat.taps("Kumpulan (kantor)")
    assert "nomor peserta" in chat.taps("Setuju")
    assert "alamat email" in chat.says("100200-0001-0")


def test_bare_data_given_before_they_are_asked_for_are_all_used(chat: Chat) -> None:
    chat.says("mau verifikasi")
    chat.says("GN-100200 100200-0001-0 12 mei 85 budi.santoso@contoh.example")
    chat.taps("Kumpulan (kantor)")
    assert "Kode 6 digit" in chat.taps("Setuju")


def test_data_given_up_front_are_no_question_about_a_claim(chat: Chat) -> None:
    chat.says(
        "mau verifikasi polis GN-100200 peserta 100200-0001-0 lahir 12 mei 1985"
        " email budi.santoso@contoh.example"
    )
    chat.taps("Kumpulan (kantor)")
    assert "Kode 6 digit" in chat.taps("Setuju")
    assert "tidak ditemukan" not in chat.types_code()


def test_who_asks_what_consent_is_about_is_told(chat: Chat) -> None:
    chat.says("verifikasi akun")
    chat.taps("Kumpulan (kantor)")
    assert "Pemberitahuan Privasi menjelaskan" in chat.says("EULA itu apa sih")


def test_messages_with_identity_data_are_to_be_deleted(chat: Chat) -> None:
    chat.begins_verification()
    assert chat.deleted == 0
    chat.gives(*BUDI)
    assert chat.deleted == len(BUDI)


def test_a_wrong_datum_is_corrected_by_its_button(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.gives("GN-100200", "100200-0001-0", "13 Mei 1985", BUDI[3])
    assert "belum cocok" in answer
    assert "13 Mei" in answer
    assert "HRD" in answer
    assert "tanggal lahir" in chat.taps("Tanggal lahir")
    assert "Kode 6 digit" in chat.says("12 Mei")


def test_who_needs_help_with_a_mismatch_is_told_where_the_data_come_from(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives("GN-100200", "100200-0001-0", "13 Mei 1985", BUDI[3])
    answer = chat.taps("Butuh bantuan")
    assert "Keempat data" in answer
    assert "15000-37" in answer
    assert chat.bubbles == 1
    assert "tanggal lahir" in chat.taps("Tanggal lahir")


def test_who_needs_help_with_a_suggested_address_is_told_which_one_counts(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives(*BUDI[:3], "budi.santoso@gmial.com")
    assert chat.titles == ["Ya, benar", "Bukan, seperti tadi", "Butuh bantuan"]
    assert "alamat email" in chat.taps("Butuh bantuan")


def test_a_wrong_datum_is_corrected_in_words(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives("GN-100200", "100200-0001-0", "13 Mei 1985", BUDI[3])
    assert "Kode 6 digit" in chat.says("salah, tanggal lahirnya 12 Mei")


def test_every_kind_of_mismatch_gets_the_same_words(office: Office) -> None:
    answers = set()
    for data in (
        ("GN-999999", *BUDI[1:]),
        (BUDI[0], "999999-0001-0", *BUDI[2:]),
        (*BUDI[:3], "dewi.anggraini@contoh.example"),
    ):
        chat = office.chat()
        chat.begins_verification()
        answer = chat.gives(*data)
        answers.add(answer.split("\n")[0])
    assert len(answers) == 1


def test_a_correction_is_heard_while_something_else_is_asked(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives("GN-100201", "100200-0001-0")
    answer = chat.says("eh nomor polisnya salah, harusnya GN-100200")
    assert "sudah saya ubah: ••-••••00." in answer
    assert "Kode 6 digit" in chat.gives("12 Mei 1985", BUDI[3])


def test_a_datum_may_be_asked_for_again(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives("GN-100201", "100200-0001-0")
    assert "nomor polis" in chat.says("ganti nomor polis")
    assert "tanggal lahir" in chat.says("GN-100200")


def test_the_year_of_birth_may_come_later(chat: Chat) -> None:
    chat.begins_verification()
    assert "Tahun" in chat.gives("GN-100200", "100200-0001-0", "12 mei")
    assert "Baik, 12 Mei." in chat.says("1985")


def test_day_and_month_of_birth_may_come_later(chat: Chat) -> None:
    chat.begins_verification()
    chat.gives("GN-100200", "100200-0001-0", "lahir tahun 85")
    assert "Baik, 12 Mei." in chat.says("12 mei")


def test_who_needs_a_moment_gets_it(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("bentar cari kartunya dulu")
    assert "saya tunggu" in answer
    assert "nomor polis" in answer


@pytest.mark.parametrize("words", ["udah lupa", "nomor peserta itu dimana ya liatnya"])
def test_questions_about_the_question_are_no_digression(chat: Chat, words: str) -> None:
    chat.begins_verification()
    chat.says("GN-100200")
    assert "No. Peserta" in chat.says(words)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("10/11/12", "lebih dari satu|beberapa hal"),
        ("31/02/1990", "tidak ada di kalender"),
        ("12 Mei 2031", "belum lewat"),
        ("123", "belum bisa saya baca"),
    ],
)
def test_a_date_of_birth_that_cannot_be_is_asked_again(chat: Chat, written: str, hint: str) -> None:
    chat.begins_verification()
    answer = chat.gives("GN-100200", "100200-0001-0", written)
    assert any(each in answer for each in hint.split("|"))
    assert "tanggal lahir" in answer
    assert chat.bubbles == 1


def test_a_mistyped_address_is_asked_about(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.gives("GN-100200", "100200-0001-0", "12 Mei 1985", "budi@gmial.com")
    assert "b***i@gmail.com" in answer
    assert "belum cocok" in chat.says("iya bener")


def test_an_address_without_at_is_mended(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.gives("GN-100200", "100200-0001-0", "12 Mei 1985", "budi.gmail.com")
    assert "b***i@gmail.com" in answer


def test_help_explains_where_the_number_stands_and_asks_again(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.taps("Butuh bantuan")
    assert "kartu peserta" in answer
    assert "15000-37" in answer
    assert "nomor peserta" in chat.says("GN-100200")


def test_who_does_not_know_a_number_is_helped(chat: Chat) -> None:
    chat.begins_verification()
    assert "kartu peserta" in chat.says("ga tau")


def test_nonsense_is_asked_again_and_then_explained(chat: Chat) -> None:
    chat.begins_verification()
    assert "tidak menemukan nomor polis" in chat.says("asdf qwer")
    assert "kartu peserta" in chat.says("zxcv")


@pytest.mark.parametrize("kind", ["Perorangan", "Lainnya (bank dll.)"])
def test_other_policies_are_referred_to_customer_service(chat: Chat, kind: str) -> None:
    chat.says("verifikasi akun")
    answer = chat.taps(kind)
    assert "15000-37" in answer
    assert "cs@generali.co.id" in answer
    assert "EULA" in chat.taps("Polis saya kumpulan")


def test_without_consent_nothing_goes_on(chat: Chat) -> None:
    chat.says("verifikasi akun")
    chat.taps("Kumpulan (kantor)")
    assert "Tanpa persetujuan" in chat.taps("Tidak setuju")
    assert "EULA" in chat.taps("Saya berubah pikiran")


def test_a_question_is_answered_and_the_form_goes_on(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("nomor cs berapa ya?")
    assert "15000-37" in answer
    assert "nomor polis" in answer
    answer = chat.says("kamu robot ya?")
    assert "asisten virtual" in answer
    assert "nomor polis" in answer
    assert "nomor peserta" in chat.says("GN-100200")


def test_cancel_forgets_what_was_typed(chat: Chat) -> None:
    chat.begins_verification()
    chat.says("GN-100200")
    assert "saya hentikan" in chat.says("ga jadi deh")
    assert "jenis yang mana" in chat.says("mau verifikasi")


def test_the_menu_pauses_verification(chat: Chat) -> None:
    chat.begins_verification()
    chat.says("GN-100200")
    assert "Menu utama" in chat.says("menu utama")
    assert "nomor peserta" in chat.taps("Lanjut verifikasi")


def test_an_emergency_goes_before_any_form_and_leaves_it(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("tolong istri saya pingsan tidak sadarkan diri!")
    assert "119" in answer
    assert "nomor polis" not in answer
    assert "nomor polis" in chat.taps("Lanjut verifikasi")


def test_the_language_changes_in_the_middle(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("can we speak english please?")
    assert "in English" in answer
    assert "policy number" in answer
    assert "participant number" in chat.says("GN-100200")


def test_a_form_survives_the_night(chat: Chat) -> None:
    chat.begins_verification()
    chat.says("GN-100200")
    chat.office.clock.advance(hours=11)
    answer = chat.says("pagi")
    assert "nomor peserta" in answer
    assert "tanggal lahir" in chat.says("100200-0001-0")


def test_a_lapsed_policy_is_told_after_the_code(chat: Chat) -> None:
    chat.begins_verification()
    assert "tidak aktif" not in chat.gives(*HENDRA)
    assert "tidak aktif" in chat.types_code()


def test_what_was_wanted_is_answered_right_after_the_code(chat: Chat) -> None:
    answer = chat.says("sisa limit rawat jalan istri saya berapa?")
    assert "jenis yang mana" in answer
    chat.taps("Kumpulan (kantor)")
    chat.taps("Setuju")
    chat.gives(*BUDI)
    answer = chat.types_code()
    assert "Terima kasih, Budi!" in answer
    assert "Siti" in answer
    assert "Rawat jalan" in answer


def test_too_many_mismatches_pause_verification(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.gives("GN-100200", "100200-0001-0", "13 Mei 1985", BUDI[3])
    for day in range(14, 19):
        if "jeda" in answer:
            break
        answer = chat.says(f"salah, tanggal lahirnya {day} Mei 1985")
    assert "WIB" in answer
    assert "15000-37" in answer


def test_somebody_elses_data_do_not_open_ones_own(chat: Chat) -> None:
    chat.begins_verification()
    assert "belum cocok" in chat.gives(*BUDI[:3], DEWI[3])


def test_identity_data_are_never_posted_back_in_full(chat: Chat) -> None:
    chat.begins_verification()
    answers = [chat.says(each) for each in (*BUDI[:2], "13 Mei 1985", BUDI[3])]
    answers += [chat.says("salah, tanggal lahirnya 14 Mei 1985, polisnya GN-100201")]
    said = "\n".join(answers)
    assert "••••••-••01-0" in said
    assert "b***o@contoh.example" in said
    for secret in (*BUDI[:2], "GN-100201", "1985", BUDI[3]):
        assert secret not in said


@pytest.mark.parametrize(
    "words",
    ["belum setuju", "ya ampun", "oktober", "hmm gitu ya kak trus", "saya mau baca dulu ya"],
)
def test_what_is_no_plain_yes_is_no_consent(chat: Chat, words: str) -> None:
    chat.says("verifikasi akun")
    chat.taps("Kumpulan (kantor)")
    answer = chat.says(words)
    assert "nomor polis*" not in answer
    assert "etuju" in answer
    assert "nomor polis" in chat.says("ok setuju kak")


@pytest.mark.parametrize("words", ["apakah wajib setuju", "kalau saya setuju gimana?"])
def test_a_question_about_consent_is_answered(chat: Chat, words: str) -> None:
    chat.says("verifikasi akun")
    chat.taps("Kumpulan (kantor)")
    assert "Pemberitahuan Privasi menjelaskan" in chat.says(words)


def test_a_no_that_the_classifier_heard_is_not_overturned(chat: Chat) -> None:
    chat.says("verifikasi akun")
    chat.taps("Kumpulan (kantor)")
    assert "Tanpa persetujuan" in chat.says("ga usah deh")


@pytest.mark.parametrize(
    "words", ["apa itu nomor peserta?", "liatnya dimana", "nomor peserta itu yg mana"]
)
def test_a_question_about_the_datum_asked_for_is_explained(chat: Chat, words: str) -> None:
    chat.begins_verification()
    chat.says("GN-100200")
    answer = chat.says(words)
    assert "No. Peserta" in answer
    assert "begitu verifikasi selesai" not in answer
    assert "tanggal lahir" in chat.says("100200-0001-0")


def test_a_question_about_another_datum_leaves_the_question_as_it_was(chat: Chat) -> None:
    chat.begins_verification()
    answer = chat.says("apa itu nomor peserta?")
    assert "No. Peserta" in answer
    assert "Berapa *nomor polis* Anda?" in answer
    assert "Berapa *nomor peserta* Anda?" in chat.says("GN-100200")


def test_where_to_find_it_in_english(english_chat: Chat) -> None:
    english_chat.begins_verification()
    assert "Policy No." in english_chat.says("where do I find it")


def test_what_group_insurance_is_may_be_asked(chat: Chat) -> None:
    chat.says("verifikasi akun")
    assert "asuransi dari kantor Anda" in chat.says("kumpulan itu apa?")


def test_who_does_not_understand_is_helped_where_they_are(chat: Chat) -> None:
    chat.says("verifikasi akun")
    assert "asuransi dari kantor Anda" in chat.says("ga ngerti")
    chat.taps("Kumpulan (kantor)")
    assert "Pemberitahuan Privasi menjelaskan" in chat.says("ga ngerti")
    chat.taps("Setuju")
    assert "No. Polis" in chat.says("ga ngerti")
