"""A doctor online: for whom, which one, at whose cost, and what has become of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import delete

from bot.outbound.telemedicine_news import TelemedicineNews
from bot.texts import Texts
from iclick.bootstrap import composers
from insurance.telemedicine_ports import (
    Applied,
    ConsultationStatus,
    Delivery,
    DeliveryStatus,
    DoctorOffline,
    EventKind,
    Medicine,
    PartnerAway,
    PartnerEvent,
    Prescription,
)
from storage.tables import (
    ConsultationEventRow,
    ConsultationRow,
    MedicineDeliveryRow,
    PrescriptionRow,
)
from tests.conversations.house_style import faults
from tests.conversations.talking import DEWI, HENDRA, MARIA, Chat, Office

ONLINE = {"CONTOH-D01", "CONTOH-D03", "CONTOH-D06", "CONTOH-D08", "CONTOH-D13"}
JOIN = "https://telemedicine.example/join/"


@pytest.fixture(autouse=True)
def partner(office: Office) -> Iterator[None]:
    """Some doctors are there, and nothing goes wrong unless a test says so."""
    office.partner.doctors_online = set(ONLINE)
    office.partner.troubles = []
    yield
    office.partner.troubles = []
    with office.database.transaction() as session:
        for table in (MedicineDeliveryRow, PrescriptionRow, ConsultationEventRow, ConsultationRow):
            session.execute(delete(table))


def opened(chat: Chat) -> int:
    return len(chat.office.partner.opened)


# --- finding a doctor -----------------------------------------------------------------------------


def test_for_whom_which_kind_which_doctor_and_the_link(member: Chat) -> None:
    before = opened(member)
    assert "Siapa yang mau berkonsultasi" in member.says("mau konsultasi dokter")
    assert member.titles[0] == "Saya sendiri"
    assert "Apa keluhannya?" in member.taps("Siti Rahmawati")
    assert len(member.titles) == 9
    listed = member.taps("Dokter umum")
    assert "*Dokter umum* untuk Siti" in listed
    assert listed.index("dr. Ayu Contoh") < listed.index("dr. Citra Contoh")
    assert "online" in listed
    answer = member.taps("dr. Ayu Contoh")
    assert "Konsultasi *Siti* dengan *dr. Ayu Contoh* sudah dibuka" in answer
    assert JOIN in answer
    assert opened(member) == before + 1
    assert faults(answer, member.titles, "id") == []


def test_the_complaint_says_which_doctor_and_for_whom(member: Chat) -> None:
    answer = member.says("saya demam dan batuk mau konsul dokter")
    assert "*Dokter umum* untuk Budi" in answer
    member.taps("dr. Ayu Contoh")
    request = list(member.office.partner.opened.values())[-1]
    assert request.complaint == "saya demam dan batuk mau konsul dokter"
    assert request.patient.name.casefold() == "budi santoso"


def test_a_childs_fever_is_for_a_paediatrician(member: Chat) -> None:
    answer = member.says("anak saya batuk pilek mau konsul dokter")
    assert "Siapa yang mau berkonsultasi" in answer
    assert len(member.titles) == 3  # two children, and the menu
    child = next(title for title in member.titles if title.startswith("Dimas"))
    assert "*Dokter anak* untuk Dimas" in member.taps(child)


def test_a_child_who_is_not_insured_is_said_not_to_be(chat: Chat) -> None:
    chat.is_verified_as(DEWI)
    answer = chat.says("anak gue demam mau konsul dokter")
    assert "tidak ada *anak* yang terdaftar" in answer
    assert chat.titles == ["Saya sendiri", "Klinik terdekat", "Menu utama"]
    assert faults(answer, chat.titles, "id") == []
    assert "Konsultasi untuk *Dewi*" in chat.taps("Saya sendiri")
    assert "Dokter anak" not in chat.titles


def test_a_paediatrician_is_for_children_only(english_chat: Chat) -> None:
    english_chat.is_verified_as(DEWI)
    answer = english_chat.says("i want to consult a pediatrician online")
    assert "Paediatricians see participants under 18 only" in answer
    assert faults(answer, english_chat.titles, "en") == []


def test_the_complaint_may_follow_as_words(member: Chat) -> None:
    member.says("mau konsultasi dokter")
    member.taps("Saya sendiri")
    assert "*Dokter kulit* untuk Budi" in member.says("gatal gatal di tangan")


def test_the_person_may_follow_as_words(member: Chat) -> None:
    member.says("konsultasi dokter kulit")
    assert "*Dokter kulit* untuk Siti" in member.says("istri saya")


def test_a_dependent_is_not_asked_for_whom(chat: Chat) -> None:
    chat.is_verified_as(MARIA)
    assert "Konsultasi untuk *Maria*" in chat.says("mau konsultasi dokter")


def test_english_from_the_first_word_to_the_link(english_chat: Chat) -> None:
    english_chat.is_verified_as(DEWI)
    listed = english_chat.says("i have a rash, can i talk to a doctor online")
    assert "*Dermatologist* for Dewi" in listed
    assert "Guaranteed by Generali Indonesia" in listed
    answer = english_chat.taps("dr. Maya Contoh")
    assert "The consultation of *Dewi* with *dr. Maya Contoh, Sp.DV* is open" in answer
    assert faults(answer, english_chat.titles, "en") == []


# --- what stands between --------------------------------------------------------------------------


def test_who_is_not_guaranteed_is_said_before_and_agreed_to(member: Chat) -> None:
    before = opened(member)
    member.says("saya pusing mau konsul dokter")
    answer = member.taps("dr. Citra Contoh")
    assert "tidak dijamin Generali Indonesia" in answer
    assert opened(member) == before
    assert JOIN in member.taps("Ya, lanjutkan")
    assert opened(member) == before + 1


def test_a_yes_in_words_agrees_too(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    member.taps("dr. Citra Contoh")
    assert JOIN in member.says("ya setuju")


def test_an_emergency_goes_first(member: Chat) -> None:
    assert "*119*" in member.says("anak saya sesek nafas mau konsul dokter online")
    assert "*119*" in member.says("mau konsul dokter, dada saya nyeri banget")


def test_an_emergency_goes_first_for_a_stranger_too(chat: Chat) -> None:
    assert "*119*" in chat.says("mau konsul dokter, dada saya nyeri banget")


def test_a_stranger_is_verified_and_then_goes_on(chat: Chat) -> None:
    chat.sends("greet")
    assert "Polis Anda jenis yang mana?" in chat.says("saya pusing mau konsul dokter")
    chat.sends("pick_policy_type", policy_type="group")
    chat.sends("affirm")
    chat.gives(*DEWI)
    assert "*Dokter umum* untuk Dewi" in chat.types_code()


def test_a_doctor_who_left_between_list_and_tap(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    member.office.partner.doctors_online.discard("CONTOH-D01")
    answer = member.taps("dr. Ayu Contoh")
    assert "Maaf, dr. Ayu Contoh baru saja offline" in answer
    assert "dr. Citra Contoh" in member.titles
    assert "dr. Ayu Contoh" not in member.titles


def test_nobody_of_a_kind_is_online(member: Chat) -> None:
    answer = member.says("konsultasi dokter jantung untuk Budi")
    assert "*Dokter jantung* belum ada yang online" in answer
    assert member.titles == ["Dokter umum", "Klinik terdekat", "Menu utama"]
    assert "*Dokter umum* untuk Budi" in member.taps("Dokter umum")


def test_a_lapsed_policy_is_explained(chat: Chat) -> None:
    chat.is_verified_as(HENDRA)
    answer = chat.says("saya pusing mau konsul dokter")
    assert "kepesertaannya sedang tidak aktif" in answer
    assert "15000-37" in answer


def test_the_same_doctor_chosen_twice_is_one_consultation(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    buttons, before = list(member.last), opened(member)
    member.taps("dr. Ayu Contoh")
    member.last = buttons
    assert JOIN in member.taps("dr. Ayu Contoh")
    assert opened(member) == before + 1


# --- the partner is away --------------------------------------------------------------------------


def test_the_partner_is_away_and_the_request_is_kept_if_wanted(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    member.office.partner.troubles = [PartnerAway("503")]
    answer = member.taps("dr. Ayu Contoh")
    assert "sedang tidak bisa dihubungi" in answer
    assert member.titles == ["Simpan permintaan", "Klinik terdekat", "Hubungi CS", "Menu utama"]
    kept = member.taps("Simpan permintaan")
    assert "permintaan konsultasi untuk *Budi* kami simpan" in kept
    assert "Menunggu mitra bisa dihubungi" in member.sends("track_prescription")
    assert "sudah kami batalkan" in member.taps("Batalkan permintaan")
    assert "Tidak ada permintaan" in member.sends("withdraw_consultation")


def test_away_while_the_doctors_are_looked_up(english_member: Chat) -> None:
    english_member.office.partner.troubles = [PartnerAway("html")]
    answer = english_member.says("i have a fever and want to talk to a doctor online, for Budi")
    assert "cannot be reached at the moment" in answer
    assert faults(answer, english_member.titles, "en") == []
    assert "we keep the request for *Budi*" in english_member.taps("Keep my request")


def test_the_partner_refuses(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    member.office.partner.troubles = [DoctorOffline("x")]
    assert "baru saja offline" in member.taps("dr. Ayu Contoh")


# --- afterwards -----------------------------------------------------------------------------------


def test_a_new_link_and_what_was_prescribed(member: Chat) -> None:
    member.says("saya pusing mau konsul dokter")
    member.taps("dr. Ayu Contoh")
    assert "tautan baru" in member.taps("Minta tautan baru")
    assert "Menunggu dokter bergabung" in member.taps("Lihat resep")
    happens(member, 1, EventKind.PRESCRIPTION_ISSUED, prescription=PRESCRIPTION)
    happens(member, 2, EventKind.DELIVERY_CHANGED, delivery=ON_THE_WAY)
    answer = member.says("lacak pengiriman obat saya")
    assert "• Parasetamol 500 mg, 10 tablet: 3 kali sehari" in answer
    assert "Obat sedang dalam perjalanan dengan Kurir Contoh." in answer
    assert "Nomor resi: RESI-1" in answer
    assert faults(answer, member.titles, "id") == []


def test_nothing_to_join(member: Chat) -> None:
    assert "Tidak ada konsultasi yang sedang berjalan" in member.sends("join_consultation")


PRESCRIPTION = Prescription(
    "rx-1",
    datetime.fromisoformat("2026-07-01T05:30:00+00:00"),
    (Medicine("Parasetamol 500 mg", "10 tablet", "3 kali sehari"),),
)
ON_THE_WAY = Delivery(
    "d-1",
    "rx-1",
    DeliveryStatus.ON_THE_WAY,
    "Kurir Contoh",
    "RESI-1",
    "https://kurir.example/RESI-1",
    datetime.fromisoformat("2026-07-01T07:00:00+00:00"),
    datetime.fromisoformat("2026-07-01T06:00:00+00:00"),
)


def happens(
    chat: Chat,
    sequence: int,
    kind: EventKind,
    prescription: Prescription | None = None,
    delivery: Delivery | None = None,
) -> None:
    """The partner tells of the consultation that was opened last."""
    office = chat.office
    key = list(office.partner.opened)[-1]
    news = TelemedicineNews(office.database, composers(), Texts.load(), office.clock)
    event = PartnerEvent(
        event_id=uuid.uuid4().hex,
        consultation_id=f"fake-{key}",
        reference=key,
        sequence=sequence,
        occurred_at=office.clock.now(),
        kind=kind,
        status=ConsultationStatus.ACTIVE,
        prescription=prescription,
        delivery=delivery,
    )
    assert news.apply(event) is Applied.DONE
