"""A claim from the first word to its number: said in any order, mended, interrupted, resumed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, select

from insurance.ports import Finding, Upload
from storage.claim_drafts import SqlClaimDrafts
from storage.tables import (
    BankAccountRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimForwardRow,
    ClaimLetterRow,
    ClaimRow,
)
from tests.conversations.house_style import faults
from tests.conversations.talking import BUDI, MARIA, Chat, Office

PHOTO = Upload("", "photo", "stored", "image/jpeg", 1000)
BLURRED = Upload("", "photo", "stored", "image/jpeg", 1000, findings=(Finding.BLURRED,))
LOCKED_PDF = Upload("", "document", "password")
ACCOUNT = "bca 1234567890 an budi santoso"
DOCUMENTS = "Kuitansi asli ✔ · Rincian biaya ✔ · Diagnosis dokter ✔"
HELP = {"id": "Butuh bantuan", "en": "Need help"}


def cleared(office: Office, *participants: str) -> None:
    """Nothing is left of what a test filed: no open claim, no known account, no new claims."""
    drafts = SqlClaimDrafts(office.database, office.clock)
    for number in participants:
        drafts.discard(number, uuid.uuid4().hex)
    filed = select(ClaimRow.claim_number).where(ClaimRow.draft_id.is_not(None))
    with office.database.transaction() as session:
        session.execute(delete(BankAccountRow))
        for table in (ClaimForwardRow, ClaimLetterRow, ClaimFileRow, ClaimEventRow, ClaimRow):
            session.execute(delete(table).where(table.claim_number.in_(filed)))


@pytest.fixture
def member(chat: Chat) -> Iterator[Chat]:
    """Budi, verified, with a family of five and no claim begun."""
    cleared(chat.office, BUDI[1], MARIA[1])
    chat.is_verified_as(BUDI)
    yield chat
    cleared(chat.office, BUDI[1], MARIA[1])


@pytest.fixture
def english_member(english_chat: Chat) -> Iterator[Chat]:
    """The same, in English."""
    cleared(english_chat.office, BUDI[1])
    english_chat.is_verified_as(BUDI)
    yield english_chat
    cleared(english_chat.office, BUDI[1])


def up_to_documents(chat: Chat) -> str:
    """Everything but the documents."""
    chat.sends("file_claim")
    chat.gives("istri saya")
    chat.taps("Benar, lanjut")
    chat.gives(ACCOUNT, "rawat jalan kemarin di klinik melati putih, 350rb")
    return chat.says("radang tenggorokan")


def up_to_summary(chat: Chat) -> str:
    """Everything, checked by nobody."""
    up_to_documents(chat)
    chat.sends_files(PHOTO, PHOTO, PHOTO)
    return chat.taps("Lanjut tanpa itu")


def number_in(answer: str) -> str:
    """The claim's number."""
    return next(word.strip("*.") for word in answer.split() if "KLM-" in word)


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


def test_the_summary_warns_and_refuses_nothing(member: Chat) -> None:
    up_to_documents(member)
    member.says("eh jumlahnya 90 juta")
    member.sends_files(PHOTO, PHOTO, PHOTO)
    answer = member.taps("Lanjut tanpa itu")
    assert "⚠️ Sisa limit" in answer
    assert "Sudah benar, lanjut" in member.titles


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


def test_the_issues_own_sentence_is_understood(member: Chat) -> None:
    answer = member.says("mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb")
    for expected in ("Siti", "Rawat jalan", "Rp850.000"):
        assert expected in answer
    member.taps("Benar, lanjut")
    answer = member.says(ACCOUNT)
    assert "yang mana" in answer
    assert "Pakai tulisan saya" in member.titles


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
