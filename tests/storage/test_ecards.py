"""The cards' own data, on both databases: activated once, suspended, renewed, ended by imports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from insurance.fakes import FakeClock
from storage.ecards import SqlCardBook
from storage.retention import purge
from storage.tables import AuditRow, EcardRow
from tests.storage.media_world import CHAT


@pytest.fixture
def book(office, clock: FakeClock) -> SqlCardBook:
    office.load_up_to("members")
    return SqlCardBook(office.database, clock)


def audited(office) -> list[tuple[str, str | None, str]]:
    """Action, participant and actor of every line about cards."""
    query = select(AuditRow).where(AuditRow.action.startswith("ecard")).order_by(AuditRow.id)
    with office.database.reading() as session:
        rows = session.scalars(query)
        return [(row.action, row.participant_number, row.actor) for row in rows]


def members(files, **active: bool) -> str:
    """The good file of members, some of whose cards are active or not."""
    header, *rows = files["members"].splitlines()
    at, number = (
        header.split(",").index("card_active"),
        header.split(",").index("participant_number"),
    )
    changed = [header]
    for row in rows:
        cells = row.split(",")
        cells[at] = str(active.get(cells[number].replace("-", "_"), cells[at])).lower()
        changed.append(",".join(cells))
    return "\n".join(changed) + "\n"


def test_nothing_is_known_of_a_card_that_nobody_asked_for(book):
    assert book.record("P-1") is None
    assert book.of_card("nothing") is None


def test_a_card_keeps_its_random_id(book):
    card = book.issued("P-1")

    assert len(card.card_id) == 16
    assert book.issued("P-1") == card == book.record("P-1") == book.of_card(card.card_id)
    assert book.issued("P-2").card_id != card.card_id


def test_one_consent_activates_one_card_once_and_is_audited(book, office, clock):
    assert book.activate("P-1-2", "P-1", CHAT, "m1")
    assert not book.activate("P-1-2", "P-1", CHAT, "m1")
    assert not book.activate("P-1-2", "P-1", CHAT, "m2")

    assert book.record("P-1-2").activated_at == clock.now()
    assert audited(office) == [("ecard_activated", "P-1-2", "member")]


def test_two_messages_at_once_activate_it_once(book, office):
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: book.activate("P-1", "P-1", CHAT, f"m{n}"), range(8)))

    assert sorted(done) == [False] * 7 + [True]
    assert len(audited(office)) == 1


def test_an_operator_suspends_resumes_and_renews(book, office):
    before = book.issued("P-1").card_id

    assert (book.suspend("P-1"), book.suspend("P-1")) == (True, False)
    assert book.record("P-1").suspended_at is not None
    assert (book.resume("P-1"), book.resume("P-1")) == (True, False)
    assert book.record("P-1").suspended_at is None
    book.renew("P-1")

    assert book.of_card(before) is None
    assert audited(office) == [
        ("ecard_suspended", "P-1", "operator"),
        ("ecard_resumed", "P-1", "operator"),
        ("ecard_renewed", "P-1", "operator"),
    ]


def test_participants_are_known_or_not(book):
    assert book.is_known("P-1")
    assert not book.is_known("P-404")


def test_an_import_that_makes_a_card_inactive_ends_what_the_member_activated(book, office, files):
    office.load("members", members(files, P_1=True, P_1_2=False))
    for number in ("P-1", "P-1-2"):
        book.activate(number, "P-1", CHAT, f"for {number}")

    office.load("members", members(files, P_1=False, P_1_2=False))

    assert book.record("P-1").activated_at is None
    assert book.record("P-1-2").activated_at is not None, "the insurer never had it as active"
    assert audited(office)[-1] == ("ecard_activation_ended", "P-1", "operator")


def test_an_import_that_says_the_same_again_ends_nothing(book, office, files):
    office.load("members", members(files, P_1=False))
    book.activate("P-1", "P-1", CHAT, "m1")

    office.load("members", members(files, P_1=False))
    office.load("members", members(files, P_1=False).replace("budi@", "b.santoso@"))
    office.load("members", members(files, P_1=True))

    assert book.record("P-1").activated_at is not None


def test_a_file_that_is_refused_ends_nothing(book, office, files):
    office.load("members", members(files, P_1=True))
    book.activate("P-1", "P-1", CHAT, "m1")
    broken = members(files, P_1=False).replace(",F,", ",X,", 1)

    with pytest.raises(Exception, match="gender"):
        office.load("members", broken)
    assert book.record("P-1").activated_at is not None


def test_the_message_that_consented_is_forgotten_after_90_days_and_the_activation_stays(
    book, office, clock
):
    book.activate("P-1", "P-1", CHAT, "m1")
    clock.advance(days=91)

    assert purge(office.database, clock, pause_s=0)["card_consents"] == 1
    with office.database.reading() as session:
        row = session.get_one(EcardRow, "P-1")
        assert (row.activated_inbound_id, row.activated_by) == (None, "P-1")
    assert book.record("P-1").activated_at is not None
