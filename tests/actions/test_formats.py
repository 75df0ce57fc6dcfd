"""Amounts, days, hours and shares."""

from __future__ import annotations

from datetime import UTC, date, datetime

from actions.formats import day, day_of, hour, percent, rupiah, title, weekday_and_day


def test_rupiah_are_written_with_dots() -> None:
    assert [rupiah(0), rupiah(950), rupiah(1_250_000)] == ["Rp0", "Rp950", "Rp1.250.000"]


def test_a_day_in_both_languages() -> None:
    march = date(2026, 3, 12)
    assert [day(march, "id"), day(march, "en")] == ["12 Maret 2026", "12 March 2026"]


def test_a_day_with_its_weekday() -> None:
    monday = date(2026, 11, 23)
    assert weekday_and_day(monday, "id") == "Senin, 23 November 2026"
    assert weekday_and_day(monday, "en") == "Monday, 23 November 2026"


def test_the_day_is_that_of_jakarta() -> None:
    assert day_of(datetime(2026, 3, 11, 20, tzinfo=UTC), "id") == "12 Maret 2026"


def test_an_hour_is_that_of_jakarta_and_never_too_early() -> None:
    assert hour(datetime(2026, 3, 11, 8, 42, tzinfo=UTC)) == "15.42 WIB"
    assert hour(datetime(2026, 3, 11, 8, 41, 1, tzinfo=UTC)) == "15.42 WIB"
    assert hour(datetime(2026, 3, 11, 16, 59, 30, tzinfo=UTC)) == "00.00 WIB"


def test_a_share_is_never_rounded_away() -> None:
    assert [percent(0, 9), percent(1, 900), percent(899, 900), percent(9, 9)] == [
        "0%",
        "1%",
        "99%",
        "100%",
    ]


def test_a_title_is_cut_between_words() -> None:
    names = ("Siti Rahmawati", "Dimas Pratama Santoso", "Ayu Lestari Santoso J", "A" * 25)
    assert [title(name) for name in names] == [
        "Siti Rahmawati",
        "Dimas Pratama",
        "Ayu Lestari Santoso",
        "A" * 20,
    ]
