"""What is asked for, without the asking."""

from __future__ import annotations

import pytest

from insurance.provider_names import name_asked_for, names_somebody


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("apakah RS Siloam Kebon Jeruk rekanan?", "RS Siloam Kebon Jeruk"),
        ("rs mitra keluarga bekasi termasuk rekanan ga ya", "rs mitra keluarga bekasi"),
        ("min, hermina depok bisa cashless?", "hermina depok"),
        ("saya mau tanya apakah klinik kimia farma blok m kerja sama dengan generali",
         "klinik kimia farma blok m"),
        ("Is Eka Hospital BSD one of your partners?", "Eka Hospital BSD"),
        ("does St. Carolus accept my card", "St Carolus"),
        ("RSUP Dr. M. Djamil", "RSUP Dr M Djamil"),
        ("Rumah Sakit Harapan Kita", "rs Harapan Kita"),
        ("klinik dekat rumah saya", "klinik"),
        ("ada rumah sakit mana aja yang kerjasama?", "rs"),
        ("apakah rekanan?", ""),
        ("?!", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_name_is_left(question: str, name: str):
    assert name_asked_for(question) == name


@pytest.mark.parametrize(
    ("question", "is_somebody"),
    [
        ("apakah klinik saya rekanan?", False),
        ("rumah sakit umum partner ga", False),
        ("is it a partner?", False),
        ("apakah rs abadi jaya rekanan?", True),
    ],
)
def test_only_a_name_names_somebody(question: str, is_somebody: bool):
    assert names_somebody(question) == is_somebody
