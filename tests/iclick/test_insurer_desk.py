"""The insurer's desk in the demo: the sample claims, and what may be decided about them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.sandbox.world import DecisionRefused
from iclick.insurer_desk import InsurerDesk
from insurance.ports import Clock
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.samples import load_samples


@pytest.fixture
def desk(sqlite_database: Database, keyring: Keyring, clock: Clock) -> InsurerDesk:
    load_samples(sqlite_database, keyring, clock)
    return InsurerDesk(sqlite_database, clock)


def test_every_claim_is_listed_latest_change_first(desk: InsurerDesk) -> None:
    numbers = [claim.claim_number for claim in desk.claims()]
    assert "KLM-100001" in numbers
    assert len(numbers) == len(set(numbers))


def test_claim_names_its_member_and_what_may_follow(desk: InsurerDesk) -> None:
    for claim in desk.claims():
        assert claim.name
        assert set(claim.need_amount) <= {"approved", "paid"} & set(claim.next)
    ended = [claim for claim in desk.claims() if claim.status == "paid"]
    assert all(claim.next == [] for claim in ended)


def test_decision_is_written_and_the_claim_comes_first(
    desk: InsurerDesk, sqlite_database: Database
) -> None:
    claim = next(claim for claim in desk.claims() if "approved" in claim.next)
    told = desk.decide(claim.claim_number, "approved", "sesuai", claim.amount, ())
    assert told.startswith(f"claim {claim.claim_number}: approved\n")
    first = desk.claims()[0]
    assert (first.claim_number, first.status, first.approved) == (
        claim.claim_number,
        "approved",
        claim.amount,
    )
    history = SqlCoreSystem(sqlite_database).claim_history(claim.claim_number)
    assert history[-1].reason == "sesuai"


@pytest.mark.parametrize(
    ("number", "status", "approved", "why"),
    [
        ("KLM-404", "approved", 1, "no claim of the number KLM-404"),
        ("KLM-100001", "done", None, "no claim can be 'done'"),
        ("KLM-100001", "submitted", None, "cannot become submitted"),
    ],
)
def test_refusal_says_why(
    desk: InsurerDesk, number: str, status: str, approved: int | None, why: str
) -> None:
    with pytest.raises(DecisionRefused, match=why):
        desk.decide(number, status, "", approved, ())


def test_clock_of_the_demo_dates_the_decision(
    sqlite_database: Database, keyring: Keyring, clock: Clock
) -> None:
    class Tomorrow:
        def now(self) -> datetime:
            return clock.now() + timedelta(days=1)

    load_samples(sqlite_database, keyring, clock)
    desk = InsurerDesk(sqlite_database, Tomorrow())
    claim = next(claim for claim in desk.claims() if "in_review" in claim.next)
    desk.decide(claim.claim_number, "in_review", "", None, ())
    history = SqlCoreSystem(sqlite_database).claim_history(claim.claim_number)
    assert history[-1].at >= clock.now() + timedelta(days=1)
