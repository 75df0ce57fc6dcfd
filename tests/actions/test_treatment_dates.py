"""Days of treatment, however they are written. Today is Monday, 23 November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.formats import day as written_day
from actions.treatment_dates import DayTrouble, read_treatment_date

TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("hari ini", ago(0)),
        ("hr ini", ago(0)),
        ("tadi", ago(0)),
        ("tadi pagi", ago(0)),
        ("td pagi", ago(0)),
        ("barusan", ago(0)),
        ("today", ago(0)),
        ("this morning", ago(0)),
        ("kemarin", ago(1)),
        ("kmrn", ago(1)),
        ("kmrn sore", ago(1)),
        ("kemaren kak", ago(1)),
        ("kemarin malam", ago(1)),
        ("semalam", ago(1)),
        ("tadi malam", ago(1)),
        ("td mlm", ago(1)),
        ("yesterday", ago(1)),
        ("yesterday afternoon", ago(1)),
        ("last night", ago(1)),
        ("kmrn lusa", ago(2)),
        ("kemarin lusa", ago(2)),
        ("lusa kemarin", ago(2)),
        ("kemarin dulu", ago(2)),
        ("the day before yesterday", ago(2)),
        ("2 hari lalu", ago(2)),
        ("2 hari yg lalu", ago(2)),
        ("2hr lalu", ago(2)),
        ("dua hari yang lalu", ago(2)),
        ("tiga hari kemarin", ago(3)),
        ("10 hari yg llu", ago(10)),
        ("sepuluh hari lalu", ago(10)),
        ("3 days ago", ago(3)),
        ("two days ago", ago(2)),
        ("besok", ago(-1)),
        ("tomorrow", ago(-1)),
        ("lusa", ago(-2)),
        ("senin lalu", ago(7)),
        ("senin kemarin", ago(7)),
        ("last monday", ago(7)),
        ("kamis lalu", date(2026, 11, 19)),
        ("kamis", date(2026, 11, 19)),
        ("hari kamis kemarin", date(2026, 11, 19)),
        ("jumat", date(2026, 11, 20)),
        ("jum'at kmrn", date(2026, 11, 20)),
        ("jmt", date(2026, 11, 20)),
        ("sabtu malam", date(2026, 11, 21)),
        ("malam minggu", date(2026, 11, 21)),
        ("hari minggu", date(2026, 11, 22)),
        ("hari minggu kemarin", date(2026, 11, 22)),
        ("last friday", date(2026, 11, 20)),
        ("on friday", date(2026, 11, 20)),
        ("rabu minggu lalu", date(2026, 11, 18)),
        ("wednesday last week", date(2026, 11, 18)),
        ("tgl 12", date(2026, 11, 12)),
        ("tanggal 12", date(2026, 11, 12)),
        ("tgl12", date(2026, 11, 12)),
        ("tgl 12 kemarin", date(2026, 11, 12)),
        ("tanggal dua belas", date(2026, 11, 12)),
        ("the 12th", date(2026, 11, 12)),
        ("12", date(2026, 11, 12)),
        ("12 kak", date(2026, 11, 12)),
        ("tgl 25", date(2026, 10, 25)),
        ("tgl 31", date(2026, 10, 31)),
        ("tgl 12 bulan lalu", date(2026, 10, 12)),
        ("tgl 12 bln lalu", date(2026, 10, 12)),
        ("tgl 12 bulan ini", date(2026, 11, 12)),
        ("tgl 12 bulan 3", date(2026, 3, 12)),
        ("tgl 12 bln 3", date(2026, 3, 12)),
        ("tgl 12/3", date(2026, 3, 12)),
        ("12 maret", date(2026, 3, 12)),
        ("12 Maret 2026", date(2026, 3, 12)),
        ("12maret2026", date(2026, 3, 12)),
        ("12 mar 26", date(2026, 3, 12)),
        ("12 mrt", date(2026, 3, 12)),
        ("tgl 12 maret kemarin", date(2026, 3, 12)),
        ("kemarin tgl 12 maret", date(2026, 3, 12)),
        ("dua belas maret", date(2026, 3, 12)),
        ("dua belas maret dua ribu dua puluh enam", date(2026, 3, 12)),
        ("12 bulan maret", date(2026, 3, 12)),
        ("March 12", date(2026, 3, 12)),
        ("March 12th, 2026", date(2026, 3, 12)),
        ("the 12th of March", date(2026, 3, 12)),
        ("on 12 march", date(2026, 3, 12)),
        ("12/3/26", date(2026, 3, 12)),
        ("12/03/2026", date(2026, 3, 12)),
        ("12-3-2026", date(2026, 3, 12)),
        ("12.03.2026", date(2026, 3, 12)),
        ("12 3 2026", date(2026, 3, 12)),
        ("12/3", date(2026, 3, 12)),
        ("12-3", date(2026, 3, 12)),
        ("12 3", date(2026, 3, 12)),
        ("2026-03-12", date(2026, 3, 12)),
        ("2026/3/12", date(2026, 3, 12)),
        ("12032026", date(2026, 3, 12)),
        ("120326", date(2026, 3, 12)),
        ("3/13/26", date(2026, 3, 13)),
        ("25 desember", date(2025, 12, 25)),
        ("25 des", date(2025, 12, 25)),
        ("29 februari", date(2024, 2, 29)),
        ("12-15 maret", date(2026, 3, 12)),
        ("12 s/d 15 maret 2026", date(2026, 3, 12)),
        ("dari tgl 12 sampai 15 maret", date(2026, 3, 12)),
        ("28 feb - 3 maret", date(2026, 2, 28)),
        ("12 maret dan 13 maret 2026", date(2026, 3, 12)),
        ("12/3/26 - 15/3/26", date(2026, 3, 12)),
        ("tgl 12-15", date(2026, 11, 12)),
        ("12-15", date(2026, 11, 12)),
        ("bukan 12 maret tapi 13 maret", date(2026, 3, 13)),
        ("tgl 12 maret jadi 13 maret", date(2026, 3, 13)),
        ("12 maret 50rb", date(2026, 3, 12)),
        ("12 maret '26", date(2026, 3, 12)),
        ("12-mar-26", date(2026, 3, 12)),
        ("12 maret jam 15.30", date(2026, 3, 12)),
        ("12 maret 15:30", date(2026, 3, 12)),
        ("12 maret 850rb", date(2026, 3, 12)),
        ("1 Januari 1900", date(1900, 1, 1)),
        ("24 november 2026", date(2026, 11, 24)),
        ("１２ maret", date(2026, 3, 12)),
    ],
)
def test_a_day_is_read_in_many_ways(written: str, day: date) -> None:
    assert read_treatment_date(written, TODAY).day == day


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("minggu lalu", (date(2026, 11, 22), date(2026, 11, 16))),
        ("minggu kemarin", (date(2026, 11, 22), date(2026, 11, 16))),
        ("seminggu yg lalu", (ago(7), ago(8), ago(6))),
        ("2 minggu lalu", (ago(14), ago(15), ago(13))),
        ("a week ago", (ago(7), ago(8), ago(6))),
        ("hari senin", (ago(0), ago(7))),
        ("3/12/26", (date(2026, 3, 12), date(2026, 12, 3))),
        ("12 maret, 15 april", (date(2026, 3, 12), date(2026, 4, 15))),
    ],
)
def test_what_could_be_several_days_is_asked(written: str, candidates: tuple[date, ...]) -> None:
    read = read_treatment_date(written, TODAY)
    assert (read.trouble, read.candidates) == (DayTrouble.AMBIGUOUS, candidates)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("bulan lalu", (2026, 10)),
        ("bln kmrn", (2026, 10)),
        ("last month", (2026, 10)),
        ("sebulan lalu", (2026, 10)),
        ("2 bulan lalu", (2026, 9)),
        ("awal maret", (2026, 3)),
        ("akhir bulan maret", (2026, 3)),
        ("maret", (2026, 3)),
        ("maret lalu", (2026, 3)),
        ("bulan desember", (2025, 12)),
        ("awal bulan", (2026, 11)),
        ("in march", (2026, 3)),
        ("last week", None),
        ("pekan lalu", None),
    ],
)
def test_of_a_vague_time_the_day_is_asked(written: str, month: tuple[int, int] | None) -> None:
    read = read_treatment_date(written, TODAY)
    assert (read.trouble, read.month) == (DayTrouble.NO_DAY, month)


def test_the_day_after_a_month_lies_in_it() -> None:
    assert read_treatment_date("tgl 12", TODAY, month=(2026, 3)).day == date(2026, 3, 12)
    assert read_treatment_date("12", TODAY, month=(2025, 12)).day == date(2025, 12, 12)


@pytest.mark.parametrize("written", ["31 februari", "32 maret", "tgl 40", "45", "12/13/14/15"])
def test_what_no_calendar_has_is_no_day(written: str) -> None:
    read = read_treatment_date(written, TODAY)
    assert read.day is None and read.trouble in (DayTrouble.IMPOSSIBLE, DayTrouble.NOT_A_DATE)


@pytest.mark.parametrize(
    "written", ["", "lupa", "ga inget", "850rb", "850000", "rs siloam", "081234567890", "nanti ya"]
)
def test_what_is_no_date_says_so(written: str) -> None:
    assert read_treatment_date(written, TODAY).trouble is DayTrouble.NOT_A_DATE


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb", ago(1)),
        ("klaim gigi tgl 12 maret di klinik medika 24 habis 1,2 juta", date(2026, 3, 12)),
        ("baru pulang dari dokter mau klaim 350rb", ago(0)),
        ("klaim kacamata 2 hari lalu di optik melawai", ago(2)),
        ("berobat sabtu lalu, obat 120rb", date(2026, 11, 21)),
        ("berobat hari kamis habis 200 ribu", date(2026, 11, 19)),
        ("salah, tanggalnya 3 maret", date(2026, 3, 3)),
        ("tanggalnya 12/3", date(2026, 3, 12)),
    ],
)
def test_in_a_sentence_a_day_is_found(written: str, day: date) -> None:
    assert read_treatment_date(written, TODAY, asked=False).day == day


@pytest.mark.parametrize(
    "written",
    [
        "lanjut klaim tadi",
        "besok saya kirim sisanya",
        "nanti lusa ya",
        "klaim 850rb",
        "obat 1/2 tablet 3x sehari",
        "lahir 12 mei 1990",
        "klinik medika 24",
        "anak ke 2 umur 5 tahun",
        "12",
        "ganti jumlahnya 900rb",
        "kwitansi no 12 15",
    ],
)
def test_in_a_sentence_other_numbers_and_words_are_no_day(written: str) -> None:
    assert read_treatment_date(written, TODAY, asked=False).trouble is DayTrouble.NOT_A_DATE


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 11, 23)))
def test_our_own_way_of_writing_a_day_is_read(day: date) -> None:
    for language in ("id", "en"):
        assert read_treatment_date(written_day(day, language), TODAY, asked=False).day == day


@given(
    st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 11, 23)),
    st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%Y-%m-%d", "%d%m%Y", "%d/%m"]),
)
def test_digits_are_read_day_first(day: date, pattern: str) -> None:
    assert read_treatment_date(day.strftime(pattern), TODAY).day == day


@given(st.text(max_size=80), st.booleans())
def test_any_text_is_read_to_the_end(text: str, asked: bool) -> None:
    read = read_treatment_date(text, TODAY, asked)
    assert (read.day is None) == (read.trouble is not None)
    assert (len(read.candidates) > 1) == (read.trouble is DayTrouble.AMBIGUOUS)
