"""Amounts of money, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.amounts import MOST, AmountRead, AmountTrouble, read_amount
from actions.formats import rupiah


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,2 juta", 1_200_000),
        ("1.2jt", 1_200_000),
        ("1,25jt", 1_250_000),
        ("350rb", 350_000),
        ("350 rb", 350_000),
        ("350ribu", 350_000),
        ("350 rbu aja", 350_000),
        ("350k", 350_000),
        ("350K", 350_000),
        ("Rp 1.250.000", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("rp.1.250.000", 1_250_000),
        ("RP. 1.250.000,-", 1_250_000),
        ("Rp 1.250.000,00", 1_250_000),
        ("1.250.000,-", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1,250,000.00", 1_250_000),
        ("IDR 1,250,000", 1_250_000),
        ("1 250 000", 1_250_000),
        ("850 000", 850_000),
        ("850000", 850_000),
        ("850.000", 850_000),
        ("850,000", 850_000),
        ("totalnya 850.000 kak", 850_000),
        ("850000 rupiah", 850_000),
        ("1250", 1_250),
        ("dua ratus ribu", 200_000),
        ("dua ratus lima puluh ribu rupiah", 250_000),
        ("duaratus limapuluh ribu", 250_000),
        ("seratus ribu", 100_000),
        ("seratus dua puluh lima ribu lima ratus", 125_500),
        ("sejuta", 1_000_000),
        ("sejutaan lah", 1_000_000),
        ("sejuta dua ratus", 1_200_000),
        ("sejuta setengah", 1_500_000),
        ("setengah juta", 500_000),
        ("satu setengah juta", 1_500_000),
        ("1 setengah juta", 1_500_000),
        ("1½ juta", 1_500_000),
        ("2 juta setengah", 2_500_000),
        ("satu koma dua juta", 1_200_000),
        ("satu koma dua lima juta", 1_250_000),
        ("satu juta dua ratus lima puluh ribu", 1_250_000),
        ("satu juta dua ratus lima puluh", 1_250_000),
        ("1 juta 200 ribu", 1_200_000),
        ("1jt200rb", 1_200_000),
        ("1 jt 200", 1_200_000),
        ("1 juta 50", 1_050_000),
        ("2jt 350rb 500", 2_350_500),
        ("350 ribu 500", 350_500),
        ("5 ratus ribu", 500_000),
        ("500an ribu", 500_000),
        ("500 ribuan", 500_000),
        ("500rban", 500_000),
        ("sekitar 850rb kak", 850_000),
        ("hampir 2 juta", 2_000_000),
        ("kurang lebih 1,5 jt lah", 1_500_000),
        ("ceban", 10_000),
        ("goceng", 5_000),
        ("gopek ribu", 500_000),
        ("1.250 juta", 1_250_000),
        ("1.250 ribu", 1_250_000),
        ("12 juta", 12_000_000),
        ("1 miliar", 1_000_000_000),
        ("1,5 milyar", 1_500_000_000),
        ("two hundred thousand", 200_000),
        ("two hundred and fifty thousand rupiah", 250_000),
        ("one point two million", 1_200_000),
        ("1.2 million", 1_200_000),
        ("1.2 mio", 1_200_000),
        ("half a million", 500_000),
        ("one and a half million", 1_500_000),
        ("it was 850 thousand", 850_000),
        ("３５０rb", 350_000),
        ("habis Rp 2.350.750 di kasir", 2_350_750),
        ("350rb + 120rb", 470_000),
        ("350rb ditambah 120rb", 470_000),
        ("dokter 350rb obat 120rb total 470rb", 470_000),
        ("350rb dan obat 120rb jadi semuanya 470rb", 470_000),
        ("850rb, iya 850.000", 850_000),
        ("bukan 850rb tapi 900rb", 900_000),
        ("dari 850rb jadi 900rb", 900_000),
        ("850rb jadi 900rb", 900_000),
        ("ganti 850rb jadinya 900rb ya", 900_000),
        ("tgl 12 maret 850rb", 850_000),
        ("2 hari lalu 850000", 850_000),
        ("999.999.999.999", MOST),
        ("1000", 1_000),
    ],
)
def test_an_amount_is_read_in_many_ways(written: str, amount: int) -> None:
    assert read_amount(written).amount == amount


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("850", (850_000, 850)),
        ("Rp 850", (850_000, 850)),
        ("850 kak", (850_000, 850)),
        ("dua ratus lima puluh", (250_000, 250)),
        ("75", (75_000, 75_000_000)),
        ("2", (2_000_000, 2_000)),
        ("1,5", (1_500_000, 1_500)),
        ("1.2M", (1_200_000, 1_200_000_000)),
        ("350rb dan 120rb", (470_000, 350_000, 120_000)),
        ("dokter 350rb, obat 120rb", (470_000, 350_000, 120_000)),
        ("500-600rb", (500_000, 600_000)),
        ("dokter 200 obat 275", (475_000, 275_000, 200_000)),
        ("500rb atau 600rb", (500_000, 600_000)),
    ],
)
def test_what_could_be_several_amounts_is_asked(written: str, candidates: tuple[int, ...]) -> None:
    read = read_amount(written)
    assert (read.trouble, read.candidates) == (AmountTrouble.AMBIGUOUS, candidates)


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("0", AmountTrouble.TOO_SMALL),
        ("Rp 0", AmountTrouble.TOO_SMALL),
        ("nol", AmountTrouble.TOO_SMALL),
        ("0 rupiah", AmountTrouble.TOO_SMALL),
        ("-50000", AmountTrouble.TOO_SMALL),
        ("Rp -50.000", AmountTrouble.TOO_SMALL),
        ("-Rp50.000", AmountTrouble.TOO_SMALL),
        ("minus 50rb", AmountTrouble.TOO_SMALL),
        ("1000000000000000", AmountTrouble.TOO_LARGE),
        ("1.000.000.000.000", AmountTrouble.TOO_LARGE),
        ("1000 miliar", AmountTrouble.TOO_LARGE),
        ("9" * 400, AmountTrouble.TOO_LARGE),
        ("banyak", AmountTrouble.NOT_AN_AMOUNT),
        ("lupa", AmountTrouble.NOT_AN_AMOUNT),
        ("", AmountTrouble.NOT_AN_AMOUNT),
        ("10^15", AmountTrouble.NOT_AN_AMOUNT),
        ("1e15", AmountTrouble.NOT_AN_AMOUNT),
        ("12/3/2026", AmountTrouble.NOT_AN_AMOUNT),
        ("12 maret", AmountTrouble.NOT_AN_AMOUNT),
        ("2 hari lalu", AmountTrouble.NOT_AN_AMOUNT),
        ("jam 10", AmountTrouble.NOT_AN_AMOUNT),
        ("100 dollar", AmountTrouble.NOT_AN_AMOUNT),
        ("$100", AmountTrouble.NOT_AN_AMOUNT),
        ("081234567890", AmountTrouble.NOT_AN_AMOUNT),
        ("0812-3456-7890", AmountTrouble.NOT_AN_AMOUNT),
        ("GN-100200", AmountTrouble.NOT_AN_AMOUNT),
        ("KLM-2026-000123", AmountTrouble.NOT_AN_AMOUNT),
        ("1.2.3", AmountTrouble.NOT_AN_AMOUNT),
        ("covid19", AmountTrouble.NOT_AN_AMOUNT),
    ],
)
def test_what_is_no_amount_says_why(written: str, trouble: AmountTrouble) -> None:
    read = read_amount(written)
    assert (read.amount, read.trouble) == (None, trouble)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb", 850_000),
        ("klaim gigi tgl 12 maret 2026 di klinik medika 24 habis 1,2 juta", 1_200_000),
        ("klaim rawat jalan 850000 kemarin", 850_000),
        ("kemarin berobat habis Rp350.000 mau klaim", 350_000),
        ("i paid 850 ribu for antibiotics on 3/4", 850_000),
        ("mau klaim kacamata", None),
        ("anak saya umur 5 tahun demam 3 hari", None),
        ("tanggal 12 di RS Siloam", None),
        ("polis GN-100200 peserta 100200", None),
        ("hp saya 081234567890", None),
    ],
)
def test_in_a_sentence_only_money_is_an_amount(written: str, amount: int | None) -> None:
    assert read_amount(written, asked=False).amount == amount


@given(st.integers(min_value=1_000, max_value=MOST))
def test_our_own_way_of_writing_an_amount_is_read(amount: int) -> None:
    assert read_amount(rupiah(amount)).amount == amount


@given(st.integers(min_value=1, max_value=999))
def test_thousands_are_read_by_their_unit(thousands: int) -> None:
    for written in (f"{thousands}rb", f"{thousands} ribu", f"Rp{thousands}k"):
        assert read_amount(written, asked=False).amount == thousands * 1_000


@given(st.text(max_size=80))
def test_any_text_is_read_to_the_end(text: str) -> None:
    read = read_amount(text)
    assert (read.amount is None) == (read.trouble is not None)
    assert read == AmountRead(read.amount, read.candidates, read.trouble, read.span)
    assert read.amount is None or 1 <= read.amount <= MOST
