"""Policy years begin at the anniversary, in Jakarta's calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.model import Policy, PolicyStatus
from insurance.periods import PolicyYear, policy_year


def policy(start: date, end: date) -> Policy:
    return Policy("POL-1", "PT Contoh", "Kesehatan", PolicyStatus.ACTIVE, start, end)


@pytest.mark.parametrize(
    ("on", "start", "end"),
    [
        (date(2024, 7, 1), date(2024, 7, 1), date(2025, 6, 30)),
        (date(2025, 6, 30), date(2024, 7, 1), date(2025, 6, 30)),
        (date(2025, 7, 1), date(2025, 7, 1), date(2026, 6, 30)),
        (date(2020, 1, 1), date(2024, 7, 1), date(2025, 6, 30)),
        (date(2030, 1, 1), date(2025, 7, 1), date(2026, 6, 30)),
    ],
    ids=["first day", "last day", "anniversary", "before it begins", "after its end"],
)
def test_the_policy_year_of_a_day(on: date, start: date, end: date):
    assert policy_year(policy(date(2024, 7, 1), date(2026, 6, 30)), on) == PolicyYear(start, end)


def test_a_policy_that_began_on_29_february():
    leap = policy(date(2024, 2, 29), date(2029, 2, 28))

    assert policy_year(leap, date(2025, 2, 28)).start == date(2024, 2, 29)
    assert policy_year(leap, date(2025, 3, 1)).start == date(2025, 3, 1)
    assert policy_year(leap, date(2028, 2, 29)).start == date(2028, 2, 29)


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(0, 3_000))
def test_years_follow_each_other_without_gap(start: date, days: int):
    long = policy(start, start + timedelta(days=5_000))
    on = start + timedelta(days=days)

    year = policy_year(long, on)

    assert on in year
    assert policy_year(long, year.end + timedelta(days=1)).start == year.end + timedelta(days=1)
    assert policy_year(long, year.start) == year
