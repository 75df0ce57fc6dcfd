"""One cell of a CSV file: what goes in comes out, or is refused."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.imports import cells
from storage.imports.cells import BadCell


@given(st.integers(0, 10**15 - 1))
def test_any_amount_is_read_as_written(amount: int):
    assert cells.rupiah(str(amount)) == amount


@given(st.text())
def test_an_amount_is_read_from_plain_digits_only(cell: str):
    try:
        amount = cells.rupiah(cell)
    except BadCell:
        return
    assert set(cell) <= set(string.digits)
    assert amount == int(cell)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_date_is_read_as_written(day: date):
    assert cells.iso_date(day.isoformat()) == day


@given(st.text(alphabet="0123456789-/W T:", max_size=12))
def test_a_date_is_refused_unless_it_is_iso(cell: str):
    try:
        day = cells.iso_date(cell)
    except BadCell:
        return
    assert day.isoformat() == cell


@given(st.dates(date(1902, 1, 1), date(2198, 12, 31)), st.times(), st.integers(-12, 14))
def test_any_moment_is_read_with_its_offset(day: date, time: time, hours: int):
    moment = datetime.combine(day, time, timezone(timedelta(hours=hours)))

    assert cells.moment(moment.isoformat()) == moment


@pytest.mark.parametrize(
    "cell",
    [
        "2026-06-02T10:00",
        "2026-06-02 10:00:00",
        "2026-06-02T10:00:00+07:00",
        "2026-06-02T03:00:00Z",
        "2026-06-02T03:00:00.000Z",
    ],
)
def test_a_moment_without_offset_is_western_indonesian_time(cell: str):
    assert cells.moment(cell) == datetime(2026, 6, 2, 3, 0, tzinfo=UTC)


def test_a_moment_may_be_a_day():
    assert cells.moment("2026-06-02") == datetime(2026, 6, 1, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell", ["", "2026-6-2", "2026-06-02T", "2026-06-02T25:00", "20260602T1000", "kemarin"]
)
def test_other_moments_are_refused(cell: str):
    with pytest.raises(BadCell):
        cells.moment(cell)


@pytest.mark.parametrize(
    "cell", ["budi@contoh.example", "b.s+klaim@mail.contoh.co.id", "x_1@contoh.id"]
)
def test_addresses_are_let_through(cell: str):
    assert cells.email(cell) == cell


@pytest.mark.parametrize(
    "cell", ["budi", "@contoh.id", "budi@contoh", "a b@contoh.id", "a@b@contoh.id", "<a@contoh.id>"]
)
def test_what_is_no_address_is_refused(cell: str):
    with pytest.raises(BadCell):
        cells.email(cell)


@pytest.mark.parametrize("cell", ["08123456789", "+62 812-3456-789", "(021) 555 1234"])
def test_telephone_numbers_are_let_through(cell: str):
    assert cells.phone(cell) == cell


@given(st.text())
def test_a_shape_tells_no_letter_and_no_digit(cell: str):
    shown = cells.shape(cell)

    assert all(char in "9Xx" for char in shown if char.isalnum())
