"""What is past its retention is erased; what is still to be done never is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from insurance.fakes import FakeClock
from storage import retention
from storage.database import Database
from storage.retention import Retention, purge
from storage.tables import (
    AuditRow,
    Base,
    ChoiceRow,
    CodeCheckRow,
    ConversationRow,
    DeliveryRow,
    EventRegistrationRow,
    EventRow,
    InboxRow,
    LeaseRow,
    LinkRow,
    OneTimeCodeRow,
    OutboxRow,
    TriesRow,
)


class Past:
    """Things that happened some days ago."""

    def __init__(self, database: Database, clock: FakeClock) -> None:
        self.database = database
        self._clock = clock

    def ago(self, days: float) -> datetime:
        return self._clock.now() - timedelta(days=days)

    def add(self, *rows: Base) -> None:
        with self.database.transaction() as session:
            for row in rows:
                session.add(row)
                session.flush()

    def chat(self, name: str, days: float) -> None:
        self.add(
            ConversationRow(
                id=name,
                channel="telegram",
                address_digest=f"digest of {name}",
                address="4711",
                profile_name="Siti",
                created_at=self.ago(days),
                last_inbound_at=self.ago(days),
            )
        )

    def turn(self, name: str, days: float, *, inbox: str = "done", outbox: str = "sent") -> None:
        """A message and its answer with a button, in a chat of the same name."""
        self.chat(name, days)
        sent = OutboxRow(
            conversation_id=name,
            inbound_id=name,
            position=0,
            content="answer",
            state=outbox,
            created_at=self.ago(days),
        )
        self.add(
            InboxRow(
                inbound_id=name,
                channel="telegram",
                provider_message_id=name,
                conversation_id=name,
                content="question",
                received_at=self.ago(days),
                state=inbox,
            ),
            sent,
        )
        self.add(
            ChoiceRow(
                token=name,
                conversation_id=name,
                outbox_id=sent.id,
                position=0,
                content="button",
                created_at=self.ago(days),
            )
        )

    def code(self, name: str, days: float, state: str = "accepted") -> None:
        self.add(
            OneTimeCodeRow(
                inbound_id=name,
                conversation_id="chat",
                participant_number="P-1",
                language="id",
                consent_version="1",
                state=state,
                code_hash="hash",
                requested_at=self.ago(days),
            )
        )

    def texts(self, row: type[InboxRow] | type[OutboxRow]) -> dict[str | None, str | None]:
        with self.database.reading() as session:
            return dict(session.execute(select(row.inbound_id, row.content)).all())

    def all(self, column: object) -> Sequence[object]:
        with self.database.reading() as session:
            return sorted(session.execute(select(column)).scalars())


@pytest.fixture
def past(database: Database, clock: FakeClock) -> Past:
    return Past(database, clock)


def test_conversation_text_is_erased_after_30_days(past: Past, clock: FakeClock):
    past.turn("new", days=29)
    past.turn("old", days=31)

    erased = purge(past.database, clock, pause_s=0)

    assert past.texts(InboxRow) == {"new": "question", "old": None}
    assert past.texts(OutboxRow) == {"new": "answer", "old": None}
    assert past.all(ChoiceRow.token) == ["new"]
    assert {name: count for name, count in erased.items() if count} == {
        "inbox_text": 1,
        "outbox_text": 1,
        "choices": 1,
    }


def test_ids_are_erased_after_90_days(past: Past, clock: FakeClock):
    past.turn("new", days=89)
    past.turn("old", days=91)
    for days in (89, 91):
        past.add(
            DeliveryRow(provider_message_id=str(days), status="read", received_at=past.ago(days))
        )

    purge(past.database, clock, pause_s=0)

    assert past.all(InboxRow.inbound_id) == ["new"]
    assert past.all(OutboxRow.inbound_id) == ["new"]
    assert past.all(DeliveryRow.provider_message_id) == ["89"]


@pytest.mark.parametrize(
    ("inbox", "outbox"),
    [("received", "sent"), ("done", "pending"), ("done", "sending"), ("done", "unknown")],
)
def test_a_turn_that_is_not_over_is_never_touched(
    past: Past, clock: FakeClock, inbox: str, outbox: str
):
    past.turn("waiting", days=400, inbox=inbox, outbox=outbox)

    purge(past.database, clock, pause_s=0)

    assert past.texts(InboxRow) == {"waiting": "question"}
    assert past.all(ConversationRow.address) == ["4711"]
    if outbox != "sent":
        assert past.texts(OutboxRow) == {"waiting": "answer"}
        assert past.all(ChoiceRow.token) == ["waiting"]


def test_codes_lose_their_hash_after_a_day_and_go_after_90(past: Past, clock: FakeClock, office):
    office.load_up_to("members")
    past.chat("chat", days=0)
    for name, days, state in [
        ("asked", 2, "requested"),
        ("today", 0.5, "sent"),
        ("spent", 2, "accepted"),
        ("old", 91, "accepted"),
    ]:
        past.code(name, days, state)

    purge(past.database, clock, pause_s=0)

    with past.database.reading() as session:
        left = dict(
            session.execute(select(OneTimeCodeRow.inbound_id, OneTimeCodeRow.code_hash)).all()
        )
    assert left == {"asked": "hash", "today": "hash", "spent": None}


def test_old_checks_tries_and_leases_go(past: Past, clock: FakeClock):
    past.chat("chat", days=0)
    for name, days in (("new", 89), ("old", 91)):
        past.add(
            CodeCheckRow(
                inbound_id=name,
                subject="code",
                conversation_id="chat",
                outcome="{}",
                checked_at=past.ago(days),
            ),
            TriesRow(conversation_id="chat", subject=name, count=1, last_at=past.ago(days)),
            LeaseRow(name=name, holder="me", until=past.ago(days - 89)),
        )

    purge(past.database, clock, pause_s=0)

    assert past.all(CodeCheckRow.inbound_id) == ["new"]
    assert past.all(TriesRow.subject) == ["new"]
    assert past.all(LeaseRow.name) == ["new"]


def test_a_chat_gone_quiet_loses_its_address_unless_it_is_linked(
    past: Past, clock: FakeClock, office
):
    office.load_up_to("members")
    for name, days in (("talking", 89), ("quiet", 91), ("linked", 91), ("unlinked", 91)):
        past.chat(name, days)
    for name, ended in (("linked", None), ("unlinked", past.ago(50))):
        past.add(
            LinkRow(
                conversation_id=name,
                participant_number="P-1",
                consent_version="1",
                linked_at=past.ago(91),
                expires_at=past.ago(-9),
                unlocked_until=past.ago(91),
                ended_at=ended,
            )
        )

    erased = purge(past.database, clock, pause_s=0)
    again = purge(past.database, clock, pause_s=0)

    assert (erased["addresses"], again["addresses"]) == (2, 0)
    with past.database.reading() as session:
        addresses = dict(session.execute(select(ConversationRow.id, ConversationRow.address)).all())
        names = list(session.scalars(select(ConversationRow.profile_name)))
    assert addresses == {"talking": "4711", "quiet": "", "linked": "4711", "unlinked": ""}
    assert (names.count("Siti"), names.count(None)) == (2, 2)
    assert "digest of quiet" not in past.all(ConversationRow.address_digest)
    assert past.all(LinkRow.conversation_id) == ["linked", "unlinked"]


def test_the_audit_and_links_stay_for_five_years(past: Past, clock: FakeClock, office):
    office.load_up_to("members")
    past.chat("chat", days=2_000)
    for years in (4.9, 5.1):
        past.add(
            AuditRow(at=past.ago(years * 365.25), actor="member", action=f"linked {years}"),
            LinkRow(
                conversation_id="chat",
                participant_number="P-1",
                consent_version=str(years),
                linked_at=past.ago(years * 365.25),
                expires_at=past.ago(years * 365.25),
                unlocked_until=past.ago(years * 365.25),
                ended_at=past.ago(years * 365.25),
            ),
        )

    purge(past.database, clock, pause_s=0)

    assert past.all(LinkRow.consent_version) == ["4.9"]
    assert "linked 4.9" in past.all(AuditRow.action)
    assert "linked 5.1" not in past.all(AuditRow.action)


def test_retention_may_be_set(past: Past, clock: FakeClock):
    past.turn("yesterday", days=1)

    purge(past.database, clock, Retention(text_days=0, id_days=0, audit_years=0), pause_s=0)

    assert past.all(InboxRow.inbound_id) == []
    assert past.all(ConversationRow.address) == [""]


def test_more_than_one_batch_is_erased(
    past: Past, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        past.turn(f"turn {number}", days=91)

    erased = purge(past.database, clock, pause_s=0)

    assert (erased["inbox"], erased["outbox"]) == (5, 5)


def test_a_purge_is_audited_and_an_idle_one_is_not(past: Past, clock: FakeClock):
    past.turn("old", days=31)

    purge(past.database, clock, pause_s=0)
    purge(past.database, clock, pause_s=0)

    with past.database.reading() as session:
        count = select(func.count()).select_from(AuditRow).where(AuditRow.action == "purge")
        assert session.scalar(count) == 1


def test_who_registered_for_an_event_is_forgotten_after_it_but_not_before(
    past: Past, clock: FakeClock
):
    for name, starts in (("over", -91), ("coming", 5)):
        past.chat(name, 100)
        begins = past.ago(-starts)
        past.add(
            EventRow(
                code=name,
                title_id="",
                title_en="",
                starts_at=begins,
                ends_at=begins + timedelta(hours=1),
                speaker="",
                url="",
            ),
            EventRegistrationRow(
                event_code=name, conversation_id=name, changed_by="m", changed_at=past.ago(95)
            ),
        )

    erased = purge(past.database, clock)

    assert (erased["event_registrations"], erased["addresses"]) == (1, 1)
    with past.database.reading() as session:
        assert session.get_one(ConversationRow, "coming").address == "4711"
