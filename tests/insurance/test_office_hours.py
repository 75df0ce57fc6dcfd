"""When Customer Service is open: to the second, over weekends, holidays and exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import Fact
from insurance.office_exceptions import ExceptionalDay, Hours, read_exceptions
from insurance.office_hours import CustomerService, OfficeHours, Reachable
from insurance.periods import JAKARTA
from insurance.public_holidays import public_holiday


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def shown(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(JAKARTA).strftime("%Y-%m-%d %H.%M")


OFFICE = OfficeHours()


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-20 07:59:59.999999", False),
        ("2026-11-20 08:00:00", True),
        ("2026-11-20 12:00:00", True),
        ("2026-11-20 16:59:59.999999", True),
        ("2026-11-20 17:00:00", False),
        ("2026-11-20 23:59:59", False),
        ("2026-11-21 10:00:00", False),
        ("2026-11-22 10:00:00", False),
        ("2026-11-23 00:00:00", False),
        ("2026-11-23 08:00:00", True),
    ],
)
def test_the_office_is_open_from_eight_to_five_on_weekdays(now: str, is_open: bool) -> None:
    assert OFFICE.is_open(wib(now)) is is_open


def test_while_it_is_open_it_is_told_until_when() -> None:
    assert shown(OFFICE.closes_at(wib("2026-11-20 08:00"))) == "2026-11-20 17.00"
    assert OFFICE.closes_at(wib("2026-11-20 17:00")) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20 07:30", "2026-11-20 08.00"),
        ("2026-11-19 17:00", "2026-11-20 08.00"),
        ("2026-11-20 17:00", "2026-11-23 08.00"),
        ("2026-11-21 09:00", "2026-11-23 08.00"),
        ("2026-11-22 23:59:59", "2026-11-23 08.00"),
    ],
)
def test_after_hours_and_on_weekends_the_next_working_day_is_told(now: str, opens: str) -> None:
    assert shown(OFFICE.next_opening(wib(now))) == opens


def test_at_the_minute_of_opening_the_next_opening_is_tomorrows() -> None:
    assert shown(OFFICE.next_opening(wib("2026-11-19 08:00"))) == "2026-11-20 08.00"


def test_the_hours_are_those_of_jakarta_whatever_zone_the_clock_has() -> None:
    eight = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert OFFICE.is_open(eight)
    assert not OFFICE.is_open(eight - timedelta(seconds=1))
    assert OFFICE.is_open(datetime(2026, 11, 20, 9, 59, 59, tzinfo=UTC))
    assert not OFFICE.is_open(datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


def test_sunday_evening_in_utc_is_monday_in_jakarta() -> None:
    assert OFFICE.is_open(datetime(2026, 11, 23, 1, 30, tzinfo=UTC))
    sunday = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert shown(OFFICE.next_opening(sunday)) == "2026-11-23 08.00"


def test_public_holidays_are_closed_and_named() -> None:
    christmas = wib("2026-12-25 10:00")
    assert not OFFICE.is_open(christmas)
    assert shown(OFFICE.next_opening(christmas)) == "2026-12-28 08.00"
    assert OFFICE.reasons(christmas) == ("Hari Raya Natal",)
    assert OfficeHours(language="en").reasons(christmas) == ("Christmas Day",)


def test_a_holiday_that_is_still_to_come_is_the_reason_too() -> None:
    friday_evening = wib("2026-05-29 18:00")
    assert shown(OFFICE.next_opening(friday_evening)) == "2026-06-02 08.00"
    assert OFFICE.reasons(friday_evening) == ("Hari Lahir Pancasila",)


@pytest.mark.parametrize("now", ["2026-11-20 18:00", "2026-11-21 10:00", "2026-04-05 10:00"])
def test_evenings_and_weekends_need_no_reason(now: str) -> None:
    assert OFFICE.reasons(wib(now)) == ()


def test_at_the_turn_of_the_year_the_new_year_is_a_holiday() -> None:
    eve = wib("2026-12-31 17:00")
    assert shown(OFFICE.next_opening(eve)) == "2027-01-04 08.00"
    assert OFFICE.reasons(eve) == ("Tahun Baru Masehi",)


LEBARAN = read_exceptions(
    "2026-03-18 closed Cuti bersama Nyepi; 2026-03-20 closed Cuti bersama Idul Fitri;"
    "2026-03-23 closed Cuti bersama Idul Fitri; 2026-03-24 closed Cuti bersama Idul Fitri"
)


def test_many_holidays_in_a_row_are_skipped_and_each_is_named_once() -> None:
    office = OfficeHours(LEBARAN)
    before = wib("2026-03-17 17:00")
    assert shown(office.next_opening(before)) == "2026-03-25 08.00"
    assert office.reasons(before) == (
        "Cuti bersama Nyepi",
        "Hari Suci Nyepi",
        "Cuti bersama Idul Fitri",
    )


def test_collective_leave_is_a_working_day_unless_the_facts_say_otherwise() -> None:
    leave = wib("2026-12-24 10:00")
    assert OFFICE.is_open(leave)
    assert not OfficeHours({leave.date(): ExceptionalDay(None)}).is_open(leave)


def test_an_exception_shortens_a_day() -> None:
    office = OfficeHours(read_exceptions("2026-12-28 09.00-12.00"))
    assert shown(office.next_opening(wib("2026-12-25 10:00"))) == "2026-12-28 09.00"
    assert not office.is_open(wib("2026-12-28 08:30"))
    assert shown(office.closes_at(wib("2026-12-28 09:00"))) == "2026-12-28 12.00"
    assert shown(office.next_opening(wib("2026-12-28 12:00"))) == "2026-12-29 08.00"


def test_an_exception_wins_over_weekends_and_holidays() -> None:
    office = OfficeHours(read_exceptions("2026-12-25 09.00-12.00; 2026-12-26 09.00-12.00"))
    assert office.is_open(wib("2026-12-25 09:00"))
    assert office.is_open(wib("2026-12-26 11:59:59"))
    assert shown(office.next_opening(wib("2026-12-24 18:00"))) == "2026-12-25 09.00"


def test_a_closed_day_without_a_reason_has_the_holidays_name_or_none() -> None:
    christmas = wib("2026-12-25 10:00")
    closed = read_exceptions("2026-12-25 closed; 2026-11-24 closed")
    assert OfficeHours(closed).reasons(christmas) == ("Hari Raya Natal",)
    assert OfficeHours(closed).reasons(wib("2026-11-24 10:00")) == ()


def test_an_office_that_never_opens_has_no_next_opening() -> None:
    start = date(2026, 1, 1)
    closed = {start + timedelta(days=n): ExceptionalDay(None) for n in range(800)}
    assert OfficeHours(closed).next_opening(wib("2026-02-01 10:00")) is None
    assert OfficeHours(closed).reasons(wib("2026-01-01 10:00"))[0] == "Tahun Baru Masehi"


@given(st.timedeltas(timedelta(0), timedelta(days=2200)))
def test_it_is_open_or_opens_later_and_then_it_is_open(later: timedelta) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + later
    opening = OFFICE.next_opening(now)
    assert opening is not None
    assert opening > now
    assert OFFICE.is_open(opening)
    assert not OFFICE.is_open(opening - timedelta(microseconds=1))
    closing = OFFICE.closes_at(now)
    assert OFFICE.is_open(now) is (closing is not None)
    assert closing is None or now < closing < opening


def test_holidays_have_names_in_both_languages_and_no_marks() -> None:
    day = date(2027, 3, 10)  # not decreed when this was written
    assert public_holiday(day, "id") == "Hari Raya Idul Fitri"
    assert public_holiday(day, "en") == "Eid al-Fitr"
    assert public_holiday(date(2026, 11, 23), "id") is None


def service(value_id: str | None, now: datetime) -> CustomerService:
    facts = InMemoryCoreSystem()
    if value_id is not None:
        english = value_id.replace("Rapat tahunan", "Annual meeting")
        facts.add(Fact("office_hours_exceptions", value_id, english, "x", date(2026, 1, 1)))
    return CustomerService(facts, FakeClock(now))


def test_customer_service_is_told_by_clock_and_facts() -> None:
    now = wib("2026-11-24 10:00")
    opens, closes = wib("2026-11-25 08:00"), wib("2026-11-24 17:00")
    assert service(None, now).reachable("id") == Reachable(closes, None)
    closed = service("2026-11-24 closed Rapat tahunan", now)
    assert closed.reachable("id") == Reachable(None, opens, False, ("Rapat tahunan",))
    assert closed.reachable("en") == Reachable(None, opens, False, ("Annual meeting",))


def test_before_eight_it_opens_today_also_when_it_is_yesterday_in_utc() -> None:
    early = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    assert service(None, early).reachable("id") == Reachable(None, wib("2026-11-24 08:00"), True)


def test_exceptions_that_cannot_be_read_are_as_good_as_none() -> None:
    now = wib("2026-11-24 10:00")
    assert service("closed on Tuesday", now).reachable("id").closes == wib("2026-11-24 17:00")


def test_the_usual_hours_are_those_that_the_texts_name() -> None:
    assert OFFICE.hours_on(date(2026, 11, 23)) == Hours(time(8), time(17))
