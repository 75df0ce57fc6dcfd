"""What a verified member asks: data, benefits, claims."""

from __future__ import annotations

import pytest

from tests.conversations.talking import BUDI, DEWI, MARIA, Chat, Office

WAYAN = "wayan.sudarma@contoh.example"


@pytest.fixture(scope="module")
def budi(office: Office) -> Chat:
    """A verified principal with a family."""
    office.clock.advance(hours=25)
    chat = office.chat()
    chat.is_verified_as(BUDI)
    return chat


@pytest.fixture(scope="module")
def maria(office: Office, budi: Chat) -> Chat:
    """A verified dependent, in English."""
    chat = office.chat(language="en")
    chat.is_verified_as(MARIA)
    return chat


@pytest.fixture(autouse=True)
def nobody_is_quiet(office: Office, budi: Chat, maria: Chat) -> None:
    for chat in (budi, maria):
        office.identity.note_activity(chat.id)


def test_own_data_are_shown_with_the_family(budi: Chat) -> None:
    answer = budi.says("data polis saya dong")
    for expected in ("Budi Santoso", "GN-100200", "Gold", "12 Mei 1985", "aktif", "Siti Rahmawati"):
        assert expected in answer
    assert budi.bubbles == 1


def test_a_dependent_sees_only_herself(maria: Chat) -> None:
    answer = maria.says("show my member data")
    assert "Maria Kristina Simbolon" in answer
    assert "Agus" not in answer
    assert "4 April 1982" in answer


def test_all_benefits_at_a_glance_and_one_in_detail(budi: Chat) -> None:
    answer = budi.says("cek manfaat saya")
    assert "Rawat jalan: sisa *Rp" in answer
    answer = budi.taps("Rawat inap")
    assert "Kelas kamar: VIP" in answer
    assert "Rp150.000.000" in answer
    assert "Cashless: ya" in answer


def test_one_benefit_of_ones_wife_is_answered_alone(budi: Chat) -> None:
    answer = budi.says("sisa limit rawat jalan istri saya")
    assert "Siti (pasangan)" in answer
    assert "Rawat jalan" in answer
    assert "Rawat inap" not in answer
    assert "Anda membayar 20%" in answer
    assert "sekeluarga" in answer
    assert budi.bubbles == 1


def test_with_two_children_one_is_asked_which(budi: Chat) -> None:
    assert "Untuk siapa" in budi.says("limit gigi anak saya berapa?")
    answer = budi.taps("Ayu Lestari Santoso")
    assert "Ayu (anak)" in answer
    assert "gigi" in answer.lower()


def test_the_second_child_is_understood(budi: Chat) -> None:
    assert "Ayu (anak)" in budi.says("sisa limit rawat inap anak kedua saya")


def test_a_follow_up_keeps_the_benefit(budi: Chat) -> None:
    budi.says("sisa limit kacamata saya")
    answer = budi.says("istri saya")
    assert "Kacamata" in answer
    assert "Siti" in answer


def test_a_benefit_outside_the_plan_is_told_kindly(maria: Chat) -> None:
    answer = maria.says("what is my maternity limit?")
    assert "not part of the plan" in answer


def test_a_dependent_cannot_ask_for_the_principal(maria: Chat) -> None:
    answer = maria.says("how much outpatient limit does my husband have left")
    assert "Agus" not in answer


def test_as_charged_is_said_so(budi: Chat) -> None:
    assert "sesuai tagihan" in budi.says("limit medical check up saya")


def test_the_latest_claims_need_no_number(budi: Chat) -> None:
    answer = budi.says("klaim saya gimana?")
    assert "KLM-100002" in answer
    assert "menunggu dokumen" in answer
    answer = budi.taps("KLM-100004")
    assert "Kuitansi asli" in answer
    assert "Selanjutnya" in answer
    assert "Riwayat" in answer


def test_a_claim_by_its_number(budi: Chat) -> None:
    answer = budi.says("status klaim KLM-100001")
    assert "sudah dibayar" in answer
    assert "Rp480.000" in answer


def test_somebody_elses_claim_is_not_found(budi: Chat) -> None:
    mine = budi.says("status klaim KLM-999999").replace("KLM-999999", "")
    theirs = budi.says("status klaim KLM-100010").replace("KLM-100010", "")
    assert "tidak ditemukan" in theirs
    assert theirs == mine


def test_a_follow_up_keeps_to_claims(budi: Chat) -> None:
    budi.says("klaim saya gimana?")
    answer = budi.says("istri saya")
    assert "KLM-100003" in answer
    assert "KLM-100002" not in answer


def test_no_claims_is_said_kindly(maria: Chat) -> None:
    assert "No claim has" in maria.says("status of my claims")


def test_a_bare_claim_number_is_looked_up(budi: Chat) -> None:
    assert "sedang ditinjau" in budi.says("KLM-100003")


def test_another_employee_sees_nothing_of_this_family(office: Office) -> None:
    chat = office.chat()
    chat.is_verified_as(DEWI)
    answer = chat.says("klaim saya")
    assert "KLM-100010" in answer
    assert "KLM-100001" not in answer


def test_benefits_and_claims_in_english(office: Office) -> None:
    chat = office.chat(language="en")
    chat.is_verified_as(("GN-300400", "300400-0001-0", "29 Feb 1988", WAYAN))
    answer = chat.says("how much outpatient limit does my wife have left?")
    assert "Outpatient care" in answer
    assert "you pay 20%" in answer
    assert "KLM-300002" in chat.says("what is the status of my claims?")
    assert "not approved" in chat.taps("KLM-300002")
    assert "Wayan" in chat.says("hello")
