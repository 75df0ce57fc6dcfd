"""Events, articles and testimonials, as members ask for them at home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from insurance.testimonials import GivenState
from storage.tables import EventRegistrationRow, EventRow, GivenTestimonialRow, MediaRow
from storage.testimonials import SqlTestimonialBook
from tests.conversations.house_style import faults
from tests.conversations.talking import Chat, Office

HEART = "CONTOH-GT-01"
YOGA = "CONTOH-GT-03"
DENGUE = "CONTOH-GT-00"
STORY = "Klaim rawat jalan anak saya dibayar cepat sekali, petugasnya ramah."


@pytest.fixture(autouse=True)
def anew(office: Office) -> Iterator[None]:
    """Nobody has registered or given anything."""
    yield
    with office.database.transaction() as session:
        session.execute(delete(EventRegistrationRow))
        session.execute(delete(GivenTestimonialRow))


def styled(chat: Chat) -> None:
    """The last answer is one bubble that reads as all do."""
    assert chat.bubbles == 1
    assert [faults(m["text"], chat.titles, chat.language) for m in chat.last if m.get("text")] == [
        []
    ]


def whatsapp(office: Office, language: str = "id") -> Chat:
    office.clock.advance(hours=1)
    chat = office.chat(language=language, channel="whatsapp")
    chat.says("halo" if language == "id" else "hello")
    return chat


def test_an_event_is_found_registered_for_and_cancelled(chat: Chat) -> None:
    chat.says("halo")
    listed = chat.says("ada gentalks apa aja nih")
    assert "Jantung Sehat" in listed
    assert "WIB" in listed
    assert "Mengenal Demam Berdarah" not in listed  # it is over
    styled(chat)

    details = chat.taps("1. Jantung Sehat di Usia Produktif")
    assert "dr. Ratna Wulandari" in details
    assert "Masih ada 200 tempat" in details
    styled(chat)

    told = chat.taps("Daftar")
    assert "✅ Anda terdaftar" in told
    media = [m["custom"]["media"] for m in chat.last if m.get("custom")]
    assert [(one["content_type"], one["file_name"]) for one in media] == [
        ("text/calendar", "CONTOH-GT-01.ics")
    ]
    styled(chat)

    mine = chat.says("acara saya apa aja")
    assert "✅ Anda sudah terdaftar" in mine
    cancelled = chat.taps("Batalkan pendaftaran")
    assert "sudah dibatalkan" in cancelled
    assert "Daftar lagi" in chat.titles
    styled(chat)


def test_the_same_in_english(english_chat: Chat) -> None:
    chat = english_chat
    chat.says("hello")
    assert "A Healthy Heart" in chat.says("what events are coming up")
    styled(chat)
    assert "Places left: 200" in chat.taps("1. A Healthy Heart While You Work")
    styled(chat)
    assert "You are registered" in chat.taps("Register")
    styled(chat)
    assert "is cancelled" in chat.taps("Cancel registration")
    styled(chat)


def test_on_whatsapp_which_takes_no_such_file_the_date_comes_as_a_link(office: Office) -> None:
    chat = whatsapp(office)
    chat.sends("event_details", event=HEART)

    told = chat.taps("Daftar")

    assert "Simpan ke kalender: http://127.0.0.1:8000/events/CONTOH-GT-01.id.ics" in told
    assert [m for m in chat.last if m.get("custom")] == []
    styled(chat)


def test_an_event_is_named_by_its_topic_and_a_yes_registers(chat: Chat) -> None:
    chat.says("halo")
    assert "Gula Darah Terkendali" in chat.says("mau ikut webinar soal gula darah")
    assert "✅ Anda terdaftar" in chat.says("iya mau")
    with chat.office.database.reading() as session:
        row = session.scalars(select(EventRegistrationRow)).one()
    assert (row.event_code, row.state) == ("CONTOH-GT-02", "registered")


def test_the_same_turn_again_registers_once(chat: Chat) -> None:
    chat.says("halo")
    chat.sends("register_event", event=HEART)
    assert "memang sudah terdaftar" in chat.sends("register_event", event=HEART)
    styled(chat)
    with chat.office.database.reading() as session:
        files = session.scalars(select(MediaRow).where(MediaRow.conversation_id == chat.id)).all()
        assert session.query(EventRegistrationRow).count() == 1
    assert {file.content_type for file in files} == {"text/calendar"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_event_that_is_full_over_or_gone_is_said_with_what_else_there_is(
    office: Office, language: str
) -> None:
    first, chat = whatsapp(office, language), whatsapp(office, language)
    first.sends("register_event", event=YOGA)

    full = chat.sends("register_event", event=YOGA)
    assert ("belum terdaftar" if language == "id" else "you are not registered") in full
    assert len(chat.titles) > 2
    styled(chat)

    seen = chat.sends("event_details", event=YOGA)
    assert ("sudah penuh" if language == "id" else "fully booked") in seen
    styled(chat)

    past = chat.sends("register_event", event=DENGUE)
    assert ("sudah selesai" if language == "id" else "is over") in past
    styled(chat)

    gone = chat.sends("register_event", event="CONTOH-GT-99")
    assert ("tidak ada lagi" if language == "id" else "no longer") in gone
    styled(chat)


def test_an_event_that_has_begun_is_joined_by_its_link(chat: Chat) -> None:
    chat.says("halo")
    with chat.office.database.transaction() as session:
        event = session.get(EventRow, HEART)
        assert event is not None
        was, event.starts_at = event.starts_at, chat.office.clock.now()
    told = chat.sends("register_event", event=HEART)
    assert "sudah dimulai" in told
    assert "https://gentalks.contoh.example/jantung" in told
    styled(chat)
    with chat.office.database.transaction() as session:
        event = session.get(EventRow, HEART)
        assert event is not None
        event.starts_at = was


def test_who_has_registered_for_nothing_is_shown_what_there_is(chat: Chat) -> None:
    chat.says("halo")
    assert "belum terdaftar" in chat.says("batalkan pendaftaran webinar saya")
    styled(chat)
    assert "akan datang" in chat.taps("Lihat acara")


def test_articles_are_the_newest_or_those_about_a_topic(chat: Chat) -> None:
    chat.says("halo")
    assert "Tidur Nyenyak Setiap Malam" in chat.says("ada artikel kesehatan terbaru ga")
    styled(chat)
    assert "Tensi Tinggi Tanpa Gejala" in chat.taps("Artikel lainnya")
    styled(chat)
    about = chat.says("artikel tentang kencing manis dong")
    assert "https://artikel.contoh.example/gula-darah" in about
    assert "Stres" not in about
    styled(chat)
    assert "belum punya artikel tentang" in chat.says("artikel soal katarak")
    styled(chat)


def test_articles_in_english(english_chat: Chat) -> None:
    chat = english_chat
    chat.says("hello")
    assert "High Blood Pressure" in chat.says("show me articles about hypertension")
    styled(chat)


def test_testimonials_are_read_by_anybody(chat: Chat, english_chat: Chat) -> None:
    chat.says("halo")
    assert "★★★★★ *Rina P. (contoh)*" in chat.says("mau baca testimoni nasabah lain dong")
    styled(chat)
    assert "Lestari H." in chat.taps("Lainnya")
    english_chat.says("hello")
    assert "Michael T." in english_chat.says("what do other members say about you")


def test_a_testimonial_is_given_and_shown_only_once_it_is_approved(member: Chat) -> None:
    assert "Berapa bintang" in member.says("aku mau kasih testimoni nih")
    styled(member)
    assert "Ceritakan" in member.says("5")
    styled(member)
    summary = member.says(STORY)
    assert "★★★★★ *Budi S.*" in summary
    assert STORY in summary
    styled(member)

    assert "sudah kami terima" in member.taps("Setuju, kirim")
    styled(member)
    assert STORY not in member.says("mau baca testimoni nasabah lain")

    book = SqlTestimonialBook(member.office.database, member.office.clock)
    [waiting] = book.waiting()
    book.decide(waiting.id, GivenState.APPROVED)
    assert STORY in member.says("mau baca testimoni nasabah lain")

    assert "bulan ini sudah kami terima" in member.says("mau kasih testimoni lagi")
    styled(member)


def test_a_testimonial_in_english(english_member: Chat) -> None:
    chat = english_member
    assert "Tell us about it" in chat.says("i want to leave a 4 stars review")
    styled(chat)
    assert "too short" in chat.says("good")
    summary = chat.says("The claim was paid within a week and everybody was kind to us.")
    assert "★★★★☆ *Budi S.*" in summary
    styled(chat)
    chat.taps("Change the stars")
    assert "★★★★★" in chat.says("5 stars")
    assert "once our people have read it" in chat.says("yes, send it")
    styled(chat)


def test_numbers_and_addresses_are_kept_out_of_it(member: Chat) -> None:
    member.says("kasih bintang 5 buat layanannya")
    assert "nomor, alamat, atau tautan" in member.says(
        "Bagus sekali, hubungi saya di 081234567890 ya kalau mau tanya"
    )
    styled(member)
    assert "Begini testimoni Anda" in member.says(STORY)


def test_it_is_left_at_any_time_and_nothing_is_kept(member: Chat) -> None:
    member.says("mau kasih testimoni")
    member.says("4")
    assert "tidak kami simpan" in member.says("ga jadi deh")
    styled(member)
    member.says("mau kasih testimoni")
    assert "Begini" not in "".join(m.get("text", "") for m in member.last)


def test_a_question_in_between_is_answered_in_a_line_and_the_form_goes_on(member: Chat) -> None:
    member.says("mau kasih testimoni")
    member.says("5")
    for between in ("call center nya berapa ya?", "berapa lama klaim diproses?"):
        assert "Ceritakan" in member.says(between)
    assert "Tell us about it" in member.sends("change_language", language="en")
    assert "for example" in member.taps("Need help")


def test_a_greeting_or_thanks_is_returned_and_the_question_asked_again(member: Chat) -> None:
    member.says("mau kasih testimoni")
    for polite, returned in (("halo min", "Budi"), ("makasih ya", "Sama-sama")):
        told = member.says(polite)
        assert returned in told
        assert told.endswith("Berapa bintang untuk layanan kami?")


@pytest.mark.parametrize(
    ("wish", "answered"),
    [
        ("dokter kulit online", "Siapa yang mau berkonsultasi"),
        ("status klaim saya gimana?", "KLM-"),
        ("lihat kartu ecard aku", "eCard"),
        ("ada gentalks apa aja", "WIB"),
        ("rs terdekat di kota bekasi", "Bekasi"),
    ],
)
def test_another_wish_leaves_the_form_so_that_one_thing_is_asked_at_a_time(
    member: Chat, wish: str, answered: str
) -> None:
    member.says("mau kasih testimoni")
    told = member.says(wish)
    assert answered in told
    assert "Berapa bintang" not in told
    assert "Berapa bintang" not in member.says("halo")


def test_the_buttons_of_the_form_that_was_left_go_on_with_what_was_said(member: Chat) -> None:
    member.says("mau kasih testimoni bintang 4")
    member.says(STORY)
    member.sends("check_claim_status")
    assert "★★★★☆ *Budi S.*" in member.sends("testimonial_send")
    assert "sudah kami terima" in member.taps("Setuju, kirim")


def test_stars_that_are_tapped_after_the_form_was_left_count(member: Chat) -> None:
    member.says("mau kasih testimoni")
    member.sends("view_events")
    assert "Ceritakan" in member.sends("pick_stars", stars="3")


def test_an_emergency_is_heeded_and_a_story_of_one_is_a_story(member: Chat) -> None:
    member.says("mau kasih testimoni bintang 5")
    assert "119" in member.says("tolong ayah saya pingsan")

    member.says("mau kasih testimoni bintang 5")
    told = member.says(
        "Waktu ayah saya kecelakaan bulan lalu dan pingsan, petugas Generali cepat membantu kami"
    )
    assert "119" in told
    assert "Begini testimoni Anda" in told


def test_a_stranger_has_to_verify_first_and_then_goes_on(chat: Chat) -> None:
    chat.says("halo")
    chat.says("mau kasih testimoni bintang 5")
    chat.is_verified_as()
    said = "".join(message.get("text", "") for message in chat.last)
    assert "Ceritakan" in said


def test_a_chat_that_locks_meanwhile_goes_on_after_the_code(member: Chat) -> None:
    member.says("mau kasih testimoni bintang 5")
    member.says(STORY)
    member.office.clock.advance(minutes=31)
    member.taps("Setuju, kirim")
    assert "Begini testimoni Anda" in member.types_code()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_menu_of_all_this(office: Office, language: str) -> None:
    chat = whatsapp(office, language)
    chat.sends("show_lifestyle")
    assert len(chat.titles) == 5
    styled(chat)
