"""Dates of birth, however they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dates import Unclear, has_written_date, read_date, without_date

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    "written",
    [
        "12 mei 90",
        "12 Mei 1990",
        "12mei1990",
        "12 Mei '90",
        "12/5/1990",
        "12-05-1990",
        "12.5.90",
        "12 05 1990",
        "1990-05-12",
        "1990/5/12",
        "12051990",
        "19900512",
        "May 12th 1990",
        "May 12, 1990",
        "the 12th of May, 1990",
        "1990 May 12",
        "dua belas mei 1990",
        "dua belas mei seribu sembilan ratus sembilan puluh",
        "twelve may nineteen ninety",
        "saya lahir 12 Mei 1990 di Bandung",
    ],
)
def test_one_day_is_read_in_many_ways(written: str) -> None:
    assert read_date(written, TODAY).day == date(1990, 5, 12)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("5/13/1990", date(1990, 5, 13)),
        ("29 feb 1988", date(1988, 2, 29)),
        ("dua puluh satu desember 1992", date(1992, 12, 21)),
        ("2 juni dua ribu lima", date(2005, 6, 2)),
        ("17 agustus 45", date(1945, 8, 17)),
        ("3 Pebruari 2001", date(2001, 2, 3)),
    ],
)
def test_other_days(written: str, day: date) -> None:
    assert read_date(written, TODAY).day == day


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("10/11/12", Unclear.AMBIGUOUS),
        ("12 mei", Unclear.NO_YEAR),
        ("12/5", Unclear.NO_YEAR),
        ("mei 1990", Unclear.INCOMPLETE),
        ("1990", Unclear.INCOMPLETE),
        ("31/02/1990", Unclear.IMPOSSIBLE),
        ("29 februari 1990", Unclear.IMPOSSIBLE),
        ("3 Agustus 2031", Unclear.FUTURE),
        ("1 jan 1800", Unclear.TOO_OLD),
        ("halo", Unclear.NOT_A_DATE),
        ("100200-0001-0", Unclear.NOT_A_DATE),
    ],
)
def test_what_is_not_one_day_is_told_apart(written: str, why: Unclear) -> None:
    assert read_date(written, TODAY).unclear is why


def test_a_correction_takes_the_earlier_year() -> None:
    assert read_date("12 Mei", TODAY, (1985, 3, 4)).day == date(1985, 5, 12)


def test_a_year_completes_day_and_month() -> None:
    assert read_date("1985", TODAY, (0, 5, 12)).day == date(1985, 5, 12)


def test_a_policy_number_is_no_date() -> None:
    assert not has_written_date("GN-100200 100200-0001-0")


def test_the_rest_of_a_message_keeps_its_numbers() -> None:
    assert without_date("polis GN-100200 lahir 12 mei 1990").split() == [
        "polis",
        "gn-100200",
        "lahir",
    ]


@given(st.dates(date(1910, 1, 1), TODAY))
def test_every_day_is_read_back_in_every_common_form(day: date) -> None:
    forms = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%d%m%Y")
    read = {form: read_date(day.strftime(form), TODAY).day for form in forms}
    ambiguous_packed = day.strftime("%d%m%Y")[:2] in ("19", "20")
    if ambiguous_packed:
        del read["%d%m%Y"]
    assert set(read.values()) == {day}


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    read = read_date(text, TODAY)
    assert (read.day is None) != (read.unclear is None)
