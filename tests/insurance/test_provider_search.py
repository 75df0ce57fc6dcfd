"""Providers as members write them, among the sample partners."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from insurance.model import Provider, ProviderType
from insurance.provider_search import MOST_MATCHES, ProviderIndex

SAMPLES = Path(__file__).parents[2] / "storage" / "samples" / "providers.csv"


@pytest.fixture(scope="module")
def partners() -> ProviderIndex:
    with SAMPLES.open(encoding="utf-8") as file:
        return ProviderIndex(_provider(row) for row in csv.DictReader(file))


def _provider(row: dict[str, str]) -> Provider:
    return Provider(
        code=row["code"],
        name=row["name"],
        type=ProviderType(row["type"]),
        address=row["address"],
        city=row["city"],
        province=row["province"],
        phone="",
        latitude=None,
        longitude=None,
        cashless_inpatient=True,
        cashless_outpatient=True,
        open_24h=True,
        emergency=True,
    )


def names(partners: ProviderIndex, text: str) -> list[str]:
    return [match.provider.name for match in partners.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rs siloam smanggi", "MRCCC Siloam Hospitals Semanggi"),
        ("Siloam kebonjeruk", "Siloam Hospitals Kebon Jeruk"),
        ("SILOAM KEBON JERUK", "Siloam Hospitals Kebon Jeruk"),
        ("RSCM Jakarta", "RSUPN Dr. Cipto Mangunkusumo"),
        ("hermina depok", "RS Hermina Depok"),
        ("mitra kelapa gading", "RS Mitra Keluarga Kelapa Gading"),
        ("RSPI puri", "RS Pondok Indah - Puri Indah"),
        ("sint carolus", "RS St. Carolus"),
        ("panti rapih jogja", "RS Panti Rapih"),
        ("rsud dr sutomo", "RSUD Dr. Soetomo"),
        ("sanglah", "RSUP Prof. Dr. I.G.N.G. Ngoerah (Sanglah)"),
        ("mayapada lebak bulus", "Mayapada Hospital Jakarta Selatan"),
        ("RS Pusat Pertamina", "RS Pusat Pertamina"),
        ("apotik kimia farma", "Apotek Kimia Farma Blok M"),
        ("lab prodia", "Laboratorium Klinik Prodia Kramat"),
        ("Optik Melawai", "Optik Melawai Blok M"),
    ],
)
def test_one_that_is_clear_is_the_only_one(partners: ProviderIndex, text: str, name: str):
    assert names(partners, text) == [name]


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("RS Siloam", "Siloam Hospitals Surabaya"),
        ("rumah sakit hermina", "RS Hermina Pasteur"),
        ("pondok indah", "RS Pondok Indah - Bintaro Jaya"),
        ("kimia farma", "Klinik Kimia Farma Fatmawati"),
    ],
)
def test_what_may_be_several_is_to_be_chosen(partners: ProviderIndex, text: str, among: str):
    found = names(partners, text)
    assert among in found
    assert 1 < len(found) <= MOST_MATCHES


@pytest.mark.parametrize("text", ["klinik melawai", "RS Premier Sehat Sejahtera"])
def test_one_that_is_not_clear_is_not_taken_for_what_was_written(
    partners: ProviderIndex, text: str
):
    assert len(names(partners, text)) != 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            "?!",
            "jakarta",
            "rumah sakit",
            "rsud",
            "rs umum daerah",
            "di rumah",
            "Klinik Sehat Sentosa",
        ),
        *(
            "RS Harapan Kita Bersama (contoh)",
            "Puskesmas Kecamatan Tebet",
            "dr. Budi",
            "drg maya",
            "🏥",
        ),
    ],
)
def test_a_town_a_kind_or_a_stranger_is_no_partner(partners: ProviderIndex, text: str):
    assert names(partners, text) == []


def test_matches_come_best_first_with_scores_of_a_hundred(partners: ProviderIndex):
    scores = [match.score for match in partners.find("premier")]
    assert scores == sorted(scores, reverse=True)
    assert all(70 <= score <= 100 for score in scores)


def test_nobody_is_found_where_there_are_no_partners():
    assert ProviderIndex([]).find("siloam") == []
