"""When Customer Service can be reached: its usual hours, public holidays, and exceptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from insurance.known_facts import OFFICE_HOURS_EXCEPTIONS, known_fact
from insurance.office_exceptions import Exceptions, Hours
from insurance.periods import JAKARTA
from insurance.ports import Clock, Facts
from insurance.public_holidays import public_holiday

USUAL = Hours(time(8), time(17))
"""Monday to Friday; the texts say so too."""
WORKDAYS = range(5)
"""Monday to Friday, as ``date.weekday`` counts."""
DAYS_AHEAD = 366
"""How far the next opening is looked for."""


class OfficeHours:
    """The calendar of one office; says nothing of what time it is now.

    Every ``now`` is an aware datetime of any zone; every answer is one in Jakarta's.
    """

    def __init__(self, exceptions: Exceptions | None = None, language: str = "id") -> None:
        """``exceptions`` win over holidays and weekends; reasons are in ``language``."""
        self._exceptions = exceptions or {}
        self._language = language

    def hours_on(self, day: date) -> Hours | None:
        """From when to when the office is open on ``day``; None when it is closed."""
        if day in self._exceptions:
            return self._exceptions[day].hours
        works = day.weekday() in WORKDAYS and public_holiday(day, self._language) is None
        return USUAL if works else None

    def is_open(self, now: datetime) -> bool:
        """Whether somebody can be reached at this very moment."""
        return self.closes_at(now) is not None

    def closes_at(self, now: datetime) -> datetime | None:
        """Until when the office, which is open now, stays so; None when it is closed."""
        local = now.astimezone(JAKARTA)
        hours = self.hours_on(local.date())
        if hours is None or not hours.opens <= local.time() < hours.closes:
            return None
        return _at(local.date(), hours.closes)

    def next_opening(self, now: datetime) -> datetime | None:
        """The first moment after now at which the office opens; None when not within a year."""
        for day in _days_from(now):
            hours = self.hours_on(day)
            if hours is not None and _at(day, hours.opens) > now:
                return _at(day, hours.opens)
        return None

    def reasons(self, now: datetime) -> tuple[str, ...]:
        """Why the office, which is closed now, does not open sooner: holidays and exceptions.

        In their order, each once; empty when it is only closing time or the weekend.
        """
        opening = self.next_opening(now)
        days = _days_from(now)
        named = (self._reason(day) for day in days if opening is None or day < opening.date())
        return tuple(dict.fromkeys(name for name in named if name))

    def _reason(self, day: date) -> str | None:
        """Why a day on which the office would usually be open is none."""
        if self.hours_on(day) is not None or day.weekday() not in WORKDAYS:
            return None
        exception = self._exceptions.get(day)
        return (exception and exception.why) or public_holiday(day, self._language)


@dataclass(frozen=True)
class Reachable:
    """Whether Customer Service can be reached now."""

    closes: datetime | None
    """Until when it is open; None when it is closed now."""
    opens: datetime | None
    """When it opens again; None when it is open now, or when nobody can tell."""
    opens_today: bool = False
    """Whether that is later on this very day in Jakarta."""
    reasons: tuple[str, ...] = ()
    """Why it is closed until then, apart from the hour and the weekend."""


class CustomerService:
    """The office, with the exceptions that stand in the facts, by the clock."""

    def __init__(self, facts: Facts, clock: Clock) -> None:
        """A fact that cannot be read is as good as none."""
        self._facts = facts
        self._clock = clock

    def reachable(self, language: str) -> Reachable:
        """How it stands now; reasons in ``language`` (``id`` or ``en``)."""
        now = self._clock.now()
        exceptions = known_fact(self._facts, OFFICE_HOURS_EXCEPTIONS, language)
        hours = OfficeHours(exceptions, language)
        closes = hours.closes_at(now)
        if closes is not None:
            return Reachable(closes, None)
        opens = hours.next_opening(now)
        today = opens is not None and opens.date() == now.astimezone(JAKARTA).date()
        return Reachable(None, opens, today, hours.reasons(now))


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, JAKARTA)


def _days_from(now: datetime) -> Iterator[date]:
    today = now.astimezone(JAKARTA).date()
    return (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))
