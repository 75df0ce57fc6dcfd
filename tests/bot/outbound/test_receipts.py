"""Delivery reports: repeated, unordered, early and bad ones."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from bot.messages import ConversationId, Draft, Language, News
from bot.metrics import Metrics
from bot.outbound import window
from bot.outbound.receipts import MOST_ATTEMPTS, Receipts, recorded_in
from bot.outbound.templates import is_approved, template_for
from bot.stored import draft_from_json, draft_to_json
from insurance.fakes import FakeClock
from storage.database import Database
from storage.tables import ContentRow, ConversationRow, OutboxRow

CHAT = "c" * 32
SID = "SM" + "a" * 32


class Desk:
    """A conversation with one outbox row, and the receipts that come for it."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.woken: list[ConversationId] = []
        self.metrics = Metrics()
        self.refused: list[Draft] = []
        self.receipts = Receipts(db, self.woken.append, clock, self.metrics, self.refused.append)

    def put(self, **values: Any) -> int:
        """Keep an outbox row; returns its id."""
        now = self.clock.now()
        with self.db.transaction() as session:
            if session.get(ConversationRow, CHAT) is None:
                session.add(
                    ConversationRow(
                        id=CHAT,
                        channel="whatsapp",
                        address_digest="d",
                        address="whatsapp:+62812",
                        created_at=now,
                    )
                )
                session.flush()
            defaults = {"position": 0, "content": "{}", "created_at": now, "tried_at": now}
            row = OutboxRow(conversation_id=CHAT, **(defaults | values))
            session.add(row)
            session.flush()
            return row.id

    def row(self, outbox_id: int) -> OutboxRow:
        """The row as it stands."""
        with self.db.reading() as session:
            return session.get_one(OutboxRow, outbox_id)

    def suppressed(self) -> bool:
        """Whether the conversation is sent nothing."""
        with self.db.reading() as session:
            return session.get_one(ConversationRow, CHAT).suppressed_at is not None

    def written_at_start(self) -> None:
        """The member has a chat, and has just written in it."""
        row = self.put(state="sent")
        with self.db.transaction() as session:
            session.delete(session.get_one(OutboxRow, row))
        self.written_now()

    def written_now(self) -> None:
        """The member writes."""
        with self.db.transaction() as session:
            session.get_one(ConversationRow, CHAT).last_inbound_at = self.clock.now()


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


@pytest.fixture
def small_desk(sqlite_database: Database, clock: FakeClock) -> Desk:
    return Desk(sqlite_database, clock)


async def test_a_status_is_noted_once(desk: Desk) -> None:
    row = desk.put(state="sent", provider_message_id=SID)
    await desk.receipts.apply(row, SID, "delivered")
    await desk.receipts.apply(row, SID, "delivered")
    assert (desk.row(row).delivery_status, desk.row(row).state) == ("delivered", "sent")
    assert desk.woken == []


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered", "read"])))
async def test_whatever_the_order_the_latest_stage_stands(
    small_desk: Desk, order: tuple[str, ...]
) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID)
    for status in order:
        await small_desk.receipts.apply(row, SID, status)
    assert small_desk.row(row).delivery_status == "read"


@pytest.mark.parametrize("state", ["sending", "unknown", "pending"])
async def test_a_report_settles_that_an_unsure_message_was_sent(desk: Desk, state: str) -> None:
    row = desk.put(state=state, attempts=1, next_attempt_at=desk.clock.now())
    await desk.receipts.apply(row, SID, "sent")
    found = desk.row(row)
    assert (found.state, found.provider_message_id) == ("sent", SID)
    assert found.next_attempt_at is None
    assert desk.woken == [CHAT]


async def test_a_report_without_our_number_finds_its_message_by_twilios(desk: Desk) -> None:
    row = desk.put(state="sent", provider_message_id=SID)
    await desk.receipts.apply(None, SID, "read")
    assert desk.row(row).delivery_status == "read"


async def test_a_report_for_a_message_that_is_not_ours_changes_nothing(desk: Desk) -> None:
    row = desk.put(state="sent", provider_message_id=SID)
    await desk.receipts.apply(None, "SM" + "f" * 32, "failed", 63014)
    await desk.receipts.apply(row, "SM" + "e" * 32, "failed", 63014)
    await desk.receipts.apply(row + 1000, "SM" + "d" * 32, "sent")
    assert (desk.row(row).state, desk.row(row).provider_message_id) == ("sent", SID)
    assert not desk.suppressed()


async def test_a_status_nobody_knows_is_ignored(small_desk: Desk) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID)
    await small_desk.receipts.apply(row, SID, "teleported")
    assert small_desk.row(row).delivery_status is None


@pytest.mark.parametrize("code", [63016, 63019, 63024, 63032, 99999, None])
async def test_a_message_that_failed_is_given_up_with_its_code(
    small_desk: Desk, code: int | None
) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID, attempts=1)
    await small_desk.receipts.apply(row, SID, "undelivered", code)
    await small_desk.receipts.apply(row, SID, "sent")
    found = small_desk.row(row)
    assert (found.state, found.delivery_status) == ("failed", "undelivered")
    assert found.error_code == (None if code is None else str(code))
    sends = {"channel": "whatsapp", "outcome": "undelivered"}
    assert small_desk.metrics.value("iclick_sends_total", **sends) == 1


@pytest.mark.parametrize("code", [63014, 21610])
async def test_a_member_who_blocked_us_is_sent_nothing_more(desk: Desk, code: int) -> None:
    row = desk.put(state="sending", attempts=1)
    await desk.receipts.apply(row, SID, "failed", code)
    assert desk.suppressed()
    assert (desk.row(row).state, desk.row(row).error_code) == ("suppressed", str(code))


async def test_a_member_who_has_written_since_is_not_suppressed(small_desk: Desk) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID)
    small_desk.clock.advance(minutes=1)
    small_desk.written_now()
    await small_desk.receipts.apply(row, SID, "failed", 63014)
    assert not small_desk.suppressed()


async def test_a_message_that_failed_for_a_passing_reason_is_sent_again(desk: Desk) -> None:
    row = desk.put(state="sent", provider_message_id=SID, attempts=1)
    await desk.receipts.apply(row, SID, "failed", 63018)
    found = desk.row(row)
    assert (found.state, found.provider_message_id) == ("pending", None)
    assert found.next_attempt_at is not None
    assert found.next_attempt_at > desk.clock.now()
    assert desk.woken == [CHAT]


async def test_late_news_of_the_first_try_does_not_settle_the_second(small_desk: Desk) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID, attempts=1)
    await small_desk.receipts.apply(row, SID, "failed", 63018)
    await small_desk.receipts.apply(row, SID, "sent")
    await small_desk.receipts.apply(row, SID, "failed", 63018)
    assert small_desk.row(row).state == "pending"
    second = "SM" + "b" * 32
    await small_desk.receipts.apply(row, second, "delivered")
    assert small_desk.row(row).provider_message_id == second


async def test_a_passing_reason_that_does_not_pass_ends_in_giving_up(small_desk: Desk) -> None:
    row = small_desk.put(state="sent", provider_message_id=SID, attempts=MOST_ATTEMPTS)
    await small_desk.receipts.apply(row, SID, "failed", 63018)
    assert small_desk.row(row).state == "failed"


MENU = Draft("Pilih:", buttons=(("Ya", "t1"), ("Tidak", "t2")), numbered="Pilih:\n1. Ya\n2. Tidak")
NEWS = Draft("kabar", news=News("claim_news", ("KLM-1", "ok")), language=Language.ENGLISH)


@pytest.mark.parametrize("code", [63005, 63013, 63019, 63021])
async def test_refused_buttons_are_sent_again_as_text_and_their_shape_is_remembered(
    desk: Desk, code: int
) -> None:
    row = desk.put(state="sent", provider_message_id=SID, attempts=1, content=draft_to_json(MENU))
    for _ in range(2):  # a repeated report changes nothing
        await desk.receipts.apply(row, SID, "undelivered", code)
    found = desk.row(row)
    assert (found.state, found.provider_message_id) == ("pending", None)
    assert draft_from_json(found.content or "") == Draft("Pilih:\n1. Ya\n2. Tidak")
    assert (desk.refused, desk.woken) == ([MENU], [CHAT])


async def test_a_text_that_is_refused_after_its_buttons_is_given_up(small_desk: Desk) -> None:
    content = draft_to_json(MENU)
    row = small_desk.put(state="sent", provider_message_id=SID, attempts=1, content=content)
    await small_desk.receipts.apply(row, SID, "failed", 63021)
    await small_desk.receipts.apply(row, "SM" + "b" * 32, "failed", 63021)
    assert small_desk.row(row).state == "failed"


async def test_news_that_came_too_late_waits_for_its_other_way(desk: Desk) -> None:
    desk.written_at_start()
    row = desk.put(state="sent", provider_message_id=SID, attempts=1, content=draft_to_json(NEWS))
    await desk.receipts.apply(row, SID, "undelivered", 63016)
    assert (desk.row(row).state, desk.row(row).error_code) == ("pending", "63016")
    with desk.db.reading() as session:
        conversation = session.get_one(ConversationRow, CHAT)
        assert not window.is_open(session, conversation, desk.clock.now())


@pytest.mark.parametrize("closed_by", ["the clock", "whatsapp"])
async def test_a_template_that_is_refused_counts_as_not_approved(
    desk: Desk, closed_by: str
) -> None:
    if closed_by == "whatsapp":
        desk.written_at_start()
    told = "63016" if closed_by == "whatsapp" else None
    template = template_for("claim_news", Language.ENGLISH)
    assert template is not None
    with desk.db.transaction() as session:
        session.add(
            ContentRow(
                digest=template.definition().digest,
                name="claim_news",
                language="en",
                content_sid="HX1",
                approval="approved",
                created_at=desk.clock.now(),
            )
        )
    row = desk.put(
        error_code=told,
        state="sent",
        provider_message_id=SID,
        attempts=1,
        content=draft_to_json(NEWS),
    )
    await desk.receipts.apply(row, SID, "undelivered", 63041)
    assert (desk.row(row).state, desk.row(row).error_code) == ("pending", "63016")
    with desk.db.reading() as session:
        assert not is_approved(session, "claim_news", Language.ENGLISH)


async def test_news_whose_words_are_refused_in_the_chat_is_given_up(small_desk: Desk) -> None:
    small_desk.written_at_start()
    content = draft_to_json(NEWS)
    row = small_desk.put(state="sent", provider_message_id=SID, attempts=1, content=content)
    await small_desk.receipts.apply(row, SID, "undelivered", 63013)
    assert small_desk.row(row).state == "failed"


async def test_each_hurried_failure_doubles_the_pause(small_desk: Desk) -> None:
    pauses = []
    for attempts in (1, 2, 3):
        sid = f"SM{attempts:032x}"
        row = small_desk.put(state="sent", provider_message_id=sid, attempts=attempts)
        await small_desk.receipts.apply(row, sid, "failed", 63018)
        at = small_desk.row(row).next_attempt_at
        assert at is not None
        pauses.append((at - small_desk.clock.now()).total_seconds())
    assert pauses == [6, 12, 24]


async def test_what_waits_behind_a_message_is_woken_when_it_has_left(desk: Desk) -> None:
    row = desk.put(state="sent", provider_message_id=SID)
    desk.put(state="pending")
    await desk.receipts.apply(row, SID, "queued")
    assert desk.woken == []
    await desk.receipts.apply(row, SID, "sent")
    assert desk.woken == [CHAT]


async def test_a_report_about_news_that_was_mailed_since_changes_nothing(small_desk: Desk) -> None:
    row = small_desk.put(state="mailed", attempts=2, content=draft_to_json(NEWS))
    await small_desk.receipts.apply(row, SID, "failed", 63016)
    assert (small_desk.row(row).state, small_desk.row(row).error_code) == ("mailed", None)


async def test_ids_of_other_rows_are_known(desk: Desk) -> None:
    desk.put(state="sent", provider_message_id=SID)
    desk.clock.set(desk.clock.now() + timedelta(seconds=1))
    assert set(await recorded_in(desk.db)([SID, "SMx"])) == {SID}
