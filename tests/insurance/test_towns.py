"""One town, however a list of providers writes it."""

from __future__ import annotations

import pytest

from insurance.towns import is_same_town, plain_province


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kota Bekasi", "KOTA BEKASI"),
        ("Kabupaten Bekasi", "Kab. Bekasi"),
        ("Bekasi", "Kota Bekasi"),
        ("Bekasi", "Kabupaten Bekasi"),
        ("Kota Administrasi Jakarta Selatan", "Jakarta Selatan"),
        ("Kota Adm. Jakarta Selatan", "Kota Jakarta Selatan"),
        ("Jogja", "Kota Yogyakarta"),
        ("Kota Soerabaja", "Kota Surabaja"),
    ],
)
def test_these_are_one_town(one: str, other: str):
    assert is_same_town(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kota Bekasi", "Kabupaten Bekasi"),
        ("Bekasi", "Bekasi Timur"),
        ("Kota", "Kota Bekasi"),
        ("", ""),
        ("?", "?"),
    ],
)
def test_these_are_not(one: str, other: str):
    assert not is_same_town(one, other)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("DKI Jakarta", "jakarta"),
        ("Daerah Khusus Ibukota Jakarta", "jakarta"),
        ("DI Yogyakarta", "yogyakarta"),
        ("D.I. YOGYAKARTA", "yogyakarta"),
        ("Daerah Istimewa Yogyakarta", "yogyakarta"),
        ("Provinsi Jawa Barat", "jawa barat"),
        ("SUMATERA UTARA", "sumatera utara"),
        ("Kepulauan Bangka Belitung", "bangka belitung"),
        ("Kepulauan Riau", "kepulauan riau"),
    ],
)
def test_a_province_is_known_without_its_title(name: str, plain: str):
    assert plain_province(name) == plain
