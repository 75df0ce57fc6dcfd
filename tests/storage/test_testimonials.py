"""Testimonials in the database: once a month, and shown only when somebody has approved them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from insurance import testimonials as said
from insurance.fakes import FakeClock
from insurance.testimonials import GivenState
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.retention import purge
from storage.tables import AuditRow, ConversationRow, GivenTestimonialRow
from storage.testimonials import SqlTestimonialBook

STORY = "Klaim saya dibayar dalam sepekan, mantap."


@pytest.fixture
def db(office, clock: FakeClock) -> Database:
    office.load_up_to("testimonials")
    with office.database.transaction() as session:
        session.add(
            ConversationRow(
                id="c", channel="telegram", address_digest="c", address="c", created_at=clock.now()
            )
        )
    return office.database


@pytest.fixture
def book(db: Database, clock: FakeClock) -> SqlTestimonialBook:
    return SqlTestimonialBook(db, clock)


@pytest.fixture
def give(db: Database, book: SqlTestimonialBook, clock: FakeClock):
    budi = SqlCoreSystem(db).member("P-1")

    def giving(inbound_id: str, story: str = STORY) -> bool:
        return said.Testimonials(book, clock).give(budi, "c", inbound_id, 5, story, "id")

    return giving


def audited(db: Database) -> list[str]:
    with db.reading() as session:
        lines = session.scalars(
            select(AuditRow.action).where(AuditRow.action.startswith("testimonial"))
        )
        return list(lines)


def test_one_is_given_once_a_month_and_the_same_message_again_is_told_the_same(db, give, clock):
    assert [give("m1"), give("m1"), give("m2")] == [True, True, False]
    assert audited(db) == ["testimonial_given"]

    clock.advance(days=31)
    assert give("m3") is True


def test_of_two_at_the_same_moment_one_counts(db, give):
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, ["m1", "m2"])) == [False, True]


def test_it_is_shown_once_it_is_approved_under_first_name_and_initial(book, give):
    give("m1")
    assert [one.name for one in book.published("id", 0, 9)] == ["Rina P."]

    [waiting] = book.waiting()
    book.decide(waiting.id, GivenState.APPROVED)

    shown = book.published("id", 0, 9)
    assert (shown[0].name, shown[0].text) == ("Budi S.", STORY)
    assert [one.name for one in book.published("id", 1, 1)] == ["Rina P."]
    assert [one.name for one in book.published("en", 0, 9)] == ["Michael T."]
    assert list(book.waiting()) == []


def test_what_was_rejected_is_not_shown_and_is_erased_after_thirty_days(db, book, give, clock):
    give("m1")
    [waiting] = book.waiting()
    book.decide(waiting.id, GivenState.REJECTED)
    assert [one.name for one in book.published("id", 0, 9)] == ["Rina P."]
    assert audited(db) == ["testimonial_given", "testimonial_rejected"]

    clock.advance(days=31)
    purge(db, clock)

    with db.reading() as session:
        assert session.scalars(select(GivenTestimonialRow.text)).all() == [None]
    assert book.decide(waiting.id, GivenState.APPROVED) is None


def test_what_there_is_in_the_other_language_is_better_than_nothing(db, book):
    with db.transaction() as session:
        session.execute(text("DELETE FROM testimonials WHERE language = 'id'"))
    assert [one.name for one in book.published("id", 0, 9)] == ["Michael T."]


def test_the_words_and_the_name_are_not_readable_in_the_database(db, give):
    give("m1")
    with db.engine.connect() as connection:
        row = connection.execute(text("SELECT name, text FROM given_testimonials")).one()
    assert ("Budi" in str(row), "Klaim" in str(row)) == (False, False)


def test_a_number_that_does_not_exist_decides_nothing(book):
    assert book.decide(4711, GivenState.APPROVED) is None
