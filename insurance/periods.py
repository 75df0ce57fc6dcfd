"""Days as the insurer counts them: Jakarta's calendar, and policy years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, timezone

from insurance.model import Policy
from insurance.ports import Clock

JAKARTA = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time; it knows no summer time."""


@dataclass(frozen=True)
class PolicyYear:
    """Twelve months of a policy; both days are part of it."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def today(clock: Clock) -> date:
    """The calendar date in Jakarta."""
    return clock.now().astimezone(JAKARTA).date()


def policy_year(policy: Policy, on: date) -> PolicyYear:
    """The policy year that holds ``on``; the first one before the policy begins, the last one
    after it has ended."""
    day = min(max(on, policy.start_date), policy.end_date)
    years = day.year - policy.start_date.year
    if anniversary(policy.start_date, years) > day:
        years -= 1
    following = anniversary(policy.start_date, years + 1)
    return PolicyYear(anniversary(policy.start_date, years), following - timedelta(days=1))


def anniversary(start: date, years: int) -> date:
    """The same day ``years`` later; 1 March where 29 February is missing."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)
