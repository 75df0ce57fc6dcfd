"""The sample data load through the import, whatever the date, and show every case."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from insurance.benefits import Benefits
from insurance.fakes import FakeClock
from insurance.model import ClaimStatus, LimitScope, PolicyStatus, Relation
from insurance.periods import policy_year, today
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.samples import load_samples, render

PRINCIPALS = ["100200-0001-0", "100200-0002-0", "100200-0003-0", "300400-0001-0", "300400-0002-0"]


@pytest.fixture
def core(sqlite_database: Database, keyring: Keyring, clock: FakeClock) -> SqlCoreSystem:
    assert load_samples(sqlite_database, keyring, clock)
    return SqlCoreSystem(sqlite_database)


def test_samples_load_on_both_databases(database: Database, keyring: Keyring, clock: FakeClock):
    assert load_samples(database, keyring, clock)
    assert not load_samples(database, keyring, clock)

    clock.advance(days=31)
    assert load_samples(database, keyring, clock)


def test_samples_that_have_changed_are_loaded_anew(
    sqlite_database: Database, keyring: Keyring, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    load_samples(sqlite_database, keyring, clock)
    monkeypatch.setattr("storage.samples.loader._digest", lambda: "of other files")
    assert load_samples(sqlite_database, keyring, clock)
    assert not load_samples(sqlite_database, keyring, clock)


@pytest.mark.parametrize("day", ["2026-01-01", "2027-02-28", "2028-02-29", "2030-07-31"])
def test_on_any_day_the_policy_year_holds_usages(
    sqlite_database: Database, keyring: Keyring, day: str
):
    clock = FakeClock(datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC))
    load_samples(sqlite_database, keyring, clock)
    core = SqlCoreSystem(sqlite_database)

    for number in PRINCIPALS[:4]:
        member = core.member(number)
        policy = core.policy(member.policy_number)
        year = policy_year(policy, today(clock))
        numbers = [person.participant_number for person in core.family(number)]
        assert any(usage.treatment_date in year for usage in core.usages(numbers))
        assert policy.is_active(today(clock))


def test_every_claim_status_occurs_with_a_history_that_ends_in_it(core: SqlCoreSystem):
    numbers = [p.participant_number for n in PRINCIPALS for p in core.family(n)]
    claims = core.claims(numbers)

    assert {claim.status for claim in claims} == set(ClaimStatus)
    for claim in claims:
        history = core.claim_history(claim.claim_number)
        assert history[0].status is ClaimStatus.SUBMITTED
        assert (history[-1].status, history[-1].at, history[-1].reason) == (
            claim.status,
            claim.updated_at,
            claim.status_reason,
        )


def test_families_of_every_relation_occur_and_dependents_may_lack_an_address(core: SqlCoreSystem):
    family = core.family("100200-0001-0")

    assert {member.relation for member in family} == set(Relation)
    assert [bool(member.email) for member in family] == [True, False, False, False, False]


def test_benefits_unused_partly_and_entirely_used_occur(core: SqlCoreSystem, clock: FakeClock):
    balances = Benefits(core, clock).balances(core.member("100200-0001-0"))

    assert any(balance.left == 0 for balance in balances)
    assert any(balance.left is not None and balance.left == balance.limit for balance in balances)
    assert any(balance.left and balance.used for balance in balances)
    assert any(balance.limit is None for balance in balances)
    assert any(balance.in_process for balance in balances)
    assert any(balance.benefit.limit_scope is LimitScope.FAMILY for balance in balances)


def test_a_lapsed_policy_occurs(core: SqlCoreSystem, clock: FakeClock):
    policy = core.policy("GN-500600")

    assert policy.status is PolicyStatus.LAPSED
    assert not policy.is_active(today(clock))


def test_samples_are_marked_as_samples(core: SqlCoreSystem):
    companies = {core.policy(number).company for number in ("GN-100200", "GN-300400", "GN-500600")}

    assert all("(contoh)" in company for company in companies)
    assert "contoh" in core.fact("claim_deadline_days").source


def test_dates_are_counted_from_the_first_of_the_month():
    policies = render("policies", date(2026, 3, 1)).splitlines()

    assert policies[1].split(",")[4:] == ["2024-10-01", "2028-09-30"]
    assert "2026-02-25T19:42:00+07:00" in render("claims", date(2026, 3, 1))
