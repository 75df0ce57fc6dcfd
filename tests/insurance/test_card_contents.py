"""What an eCard says, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from insurance.cards.contents import contents_of
from tests.insurance.card_world import BUDI, CardWorld


@pytest.fixture
def world() -> CardWorld:
    return CardWorld()


def test_it_says_all_that_a_front_desk_asks_for(world):
    contents = world.contents()

    assert contents.name == ("Peserta", "Budi Santoso")
    assert contents.company == "PT Nusantara Sejahtera"
    assert contents.fields == (
        ("No. Peserta", "P-1"),
        ("No. Polis", "GN-1"),
        ("Tanggal lahir", "12 Mei 1985"),
        ("Masa berlaku", "1 Jan 2026 – 31 Des 2028"),
        ("Plan", "Gold"),
        ("Kamar rawat inap", "VIP"),
        ("No. Kartu", "1000200030004000"),
    )
    assert [(each.name, each.mark) for each in contents.benefits] == [
        ("Rawat inap", "Cashless"),
        ("Rawat jalan", "Cashless"),
        ("Rawat gigi", "Reimburse"),
        ("Melahirkan", "Cashless"),
        ("Kacamata", "Reimburse"),
        ("Pemeriksaan kesehatan", "Cashless"),
    ]
    assert (contents.tpa, contents.hotline) == (("TPA", "GHN"), ("Hotline", "15000-37"))
    assert "Otoritas Jasa Keuangan (OJK)" in contents.legal


def test_it_says_so_in_english_too(world):
    contents = world.contents(language="en")

    assert dict(contents.fields)["Date of birth"] == "12 May 1985"
    assert dict(contents.fields)["Valid"] == "1 Jan 2026 – 31 Dec 2028"
    assert [each.name for each in contents.benefits][:2] == ["Inpatient care", "Outpatient care"]
    assert contents.benefits[2].mark == "Reimbursed"


def test_a_room_that_the_plan_does_not_name_is_as_in_the_policy(world):
    card = world.ecards.card(BUDI)
    plan = [replace(benefit, room_class="") for benefit in card.plan]

    contents = contents_of(replace(card, plan=plan), "address", "id")
    assert dict(contents.fields)["Kamar rawat inap"] == "Sesuai polis"


def test_a_member_without_a_card_number_has_no_field_for_it(world):
    assert "No. Kartu" not in dict(world.contents(card_number="").fields)


def test_whatever_changes_on_the_card_changes_its_fingerprint(world):
    card = world.ecards.card(BUDI)
    changed = [
        contents_of(card, "another address", "id"),
        contents_of(card, "address", "en"),
        contents_of(replace(card, valid_until=date(2027, 1, 1)), "address", "id"),
        contents_of(replace(card, plan=card.plan[1:]), "address", "id"),
        contents_of(replace(card, member=replace(BUDI, full_name="Budi S")), "address", "id"),
    ]
    prints = {contents.fingerprint for contents in changed}

    assert len(prints) == len(changed)
    assert contents_of(card, "address", "id").fingerprint not in prints
