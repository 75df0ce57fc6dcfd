"""``iclick testimonials``: approved or rejected, all of them or none."""

from __future__ import annotations

import pytest

from bot.sandbox.world import DecisionRefused
from iclick.testimonial_desk import TestimonialDesk
from iclick.testimonials import decide
from insurance.errors import TestimonialNotFound as NotFound
from insurance.fakes import FakeClock
from insurance.testimonials import Draft, month_of
from storage.database import Database
from storage.samples import load_samples
from storage.testimonials import SqlTestimonialBook

STORY = "Klaim saya dibayar dalam sepekan."


@pytest.fixture
def book(sqlite_database: Database, keyring, clock: FakeClock) -> SqlTestimonialBook:
    load_samples(sqlite_database, keyring, clock)
    book = SqlTestimonialBook(sqlite_database, clock)
    for number in ("100200-0001-0", "100200-0002-0"):
        month = month_of(clock.now())
        book.give(Draft(number, "c", number, month, "Budi S.", STORY, "id", 5, clock.now()))
    return book


def test_what_is_approved_is_shown_and_what_is_rejected_is_not(
    sqlite_database: Database, book: SqlTestimonialBook, clock: FakeClock
):
    first, second = (one.id for one in book.waiting())

    assert decide(sqlite_database, clock, [first], approve=True) == f"testimonial {first}: approved"
    assert decide(sqlite_database, clock, [second], approve=False) == (
        f"testimonial {second}: rejected"
    )

    assert [one.text for one in book.published("id", 0, 50)].count(STORY) == 1
    assert list(book.waiting()) == []


@pytest.mark.parametrize("wrong", [4711, 0, 10**30])
def test_with_one_number_wrong_nothing_is_decided(
    sqlite_database: Database, book: SqlTestimonialBook, clock: FakeClock, wrong: int
):
    first = book.waiting()[0].id

    with pytest.raises(NotFound, match=str(wrong)):
        decide(sqlite_database, clock, [first, wrong], approve=True)

    assert len(book.waiting()) == 2


def test_the_demos_desk_decides_what_waits_and_nothing_else(
    sqlite_database: Database, book: SqlTestimonialBook, clock: FakeClock
):
    desk = TestimonialDesk(sqlite_database, clock)
    first = desk.waiting()[0]
    assert (first.name, first.text, first.stars) == ("Budi S.", STORY, 5)

    desk.decide(first.number, approve=True)

    assert STORY in [one.text for one in book.published("id", 0, 50)]
    assert first not in desk.waiting()
    for number in (first.number, 10**30):
        with pytest.raises(DecisionRefused, match=str(number)):
            desk.decide(number, approve=False)
