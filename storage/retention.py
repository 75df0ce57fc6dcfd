"""Erasing what is past its retention, in small steps between which the gateway works on.

Turns that are not over, and messages that are not sent, are never touched, however old they are.
Members' files go much sooner, by ``storage.media_retention``.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    func,
    inspect,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from insurance.ports import Clock
from storage.database import Database
from storage.draft_keeping import end_abandoned
from storage.tables import (
    ApiCallRow,
    AuditRow,
    Base,
    ChoiceRow,
    ClaimDraftRow,
    ClaimFileRow,
    ClaimForwardRow,
    CodeCheckRow,
    ConsultationEventRow,
    ConsultationRow,
    ConversationRow,
    DeliveryRow,
    EcardRow,
    EventRegistrationRow,
    EventRow,
    GivenTestimonialRow,
    InboxRow,
    LeaseRow,
    LinkRow,
    MediaRow,
    MedicineDeliveryRow,
    OneTimeCodeRow,
    OutboxRow,
    PrescriptionRow,
    TriesRow,
)

BATCH = 200
"""Rows that one transaction erases."""
PAUSE_S = 0.02
"""How long the others have the database to themselves between two of them."""
UNSENT = ("pending", "sending", "unknown")
"""States of outbox rows that still have something to do."""
ERASED = "erased:"
"""What the address digest of a forgotten chat begins with; no digest is found by it."""


@dataclass(frozen=True)
class Retention:
    """How long things are kept."""

    text_days: int = 30
    """What was said, on either side."""
    id_days: int = 90
    """Message ids, deliveries, codes asked for, addresses of chats that have gone quiet."""
    audit_years: int = 5
    """Who did what, and which chat was linked to whom with which consent."""


@dataclass(frozen=True)
class _Rule:
    """Which rows of a table are old, and what to erase of them; ``erase`` None: all."""

    name: str
    table: type[Base]
    old: ColumnElement[bool]
    erase: Mapping[str, Any] | None = None


def purge(
    db: Database, clock: Clock, retention: Retention | None = None, pause_s: float = PAUSE_S
) -> Mapping[str, int]:
    """Erase what is past its retention; how many rows of each kind it was."""
    now = clock.now()
    erased = dict(end_abandoned(db, clock, pause_s))
    for rule in _rules(now, retention or Retention()):
        erased[rule.name] = _apply(db, rule, pause_s)
    if any(erased.values()):
        with db.transaction() as session:
            detail = json.dumps({name: count for name, count in erased.items() if count})
            session.add(AuditRow(at=now, actor="system", action="purge", detail=detail))
    return erased


def _rules(now: datetime, retention: Retention) -> Sequence[_Rule]:
    text = now - timedelta(days=retention.text_days)
    ids = now - timedelta(days=retention.id_days)
    audit = now - timedelta(days=retention.audit_years * 365.25)
    return [
        *_messages(text, ids),
        *_codes(now, ids),
        *_claims(now, ids),
        *_consultations(now, ids),
        *_lifestyle(text, ids),
        _Rule("card_consents", EcardRow, _consented(ids), {"activated_inbound_id": None}),
        _Rule("leases", LeaseRow, LeaseRow.until < now - timedelta(days=1)),
        _Rule("links", LinkRow, func.coalesce(LinkRow.ended_at, LinkRow.expires_at) < audit),
        _Rule("addresses", ConversationRow, _quiet(now, ids), _forgotten()),
        _Rule("audit", AuditRow, AuditRow.at < audit),
    ]


def _messages(text: datetime, ids: datetime) -> Sequence[_Rule]:
    unsent = and_(OutboxRow.inbound_id == InboxRow.inbound_id, OutboxRow.state.in_(UNSENT))
    answered = and_(InboxRow.state == "done", ~exists().where(unsent))
    sent = OutboxRow.state.not_in(UNSENT)
    offered = exists().where(OutboxRow.id == ChoiceRow.outbox_id, sent)
    asked = and_(answered, InboxRow.content.is_not(None), InboxRow.received_at < text)
    in_claim = exists().where(ClaimFileRow.media_id == MediaRow.id)
    settled = and_(MediaRow.state != "waiting", MediaRow.data_key.is_(None), ~in_claim)
    told = and_(sent, OutboxRow.content.is_not(None), OutboxRow.created_at < text)
    return [
        _Rule("inbox_text", InboxRow, asked, {"content": None}),
        _Rule("outbox_text", OutboxRow, told, {"content": None}),
        _Rule("choices", ChoiceRow, and_(offered, ChoiceRow.created_at < text)),
        _Rule("inbox", InboxRow, and_(answered, InboxRow.received_at < ids)),
        _Rule("outbox", OutboxRow, and_(sent, OutboxRow.created_at < ids)),
        _Rule("deliveries", DeliveryRow, DeliveryRow.received_at < ids),
        # A row with a key has bytes in the media store, which are erased there first.
        _Rule("media", MediaRow, and_(settled, MediaRow.created_at < ids)),
    ]


def _codes(now: datetime, ids: datetime) -> Sequence[_Rule]:
    spent = and_(
        OneTimeCodeRow.state != "requested",
        OneTimeCodeRow.code_hash.is_not(None),
        OneTimeCodeRow.requested_at < now - timedelta(days=1),
    )
    unlocked = or_(TriesRow.locked_until.is_(None), TriesRow.locked_until < now)
    return [
        _Rule("code_hashes", OneTimeCodeRow, spent, {"code_hash": None}),
        _Rule("codes", OneTimeCodeRow, OneTimeCodeRow.requested_at < ids),
        _Rule("code_checks", CodeCheckRow, CodeCheckRow.checked_at < ids),
        _Rule("tries", TriesRow, and_(unlocked, TriesRow.last_at < ids)),
    ]


def _claims(now: datetime, ids: datetime) -> Sequence[_Rule]:
    over = ClaimDraftRow.state != "open"
    unanswered = exists().where(
        InboxRow.inbound_id == ClaimDraftRow.turn_inbound_id, InboxRow.state != "done"
    )
    # What a draft was before its last message is needed while that may be asked again.
    answered = and_(
        over,
        ClaimDraftRow.before.is_not(None),
        ClaimDraftRow.updated_at < now - timedelta(days=1),
        ~unanswered,
    )
    forwarded = and_(ClaimForwardRow.state == "done", ClaimForwardRow.created_at < ids)
    return [
        _Rule("claim_draft_text", ClaimDraftRow, answered, {"before": None}),
        _Rule("claim_drafts", ClaimDraftRow, and_(over, ClaimDraftRow.updated_at < ids)),
        _Rule("claim_forwards", ClaimForwardRow, forwarded),
        _Rule("api_calls", ApiCallRow, ApiCallRow.created_at < ids),
    ]


def _lifestyle(text: datetime, ids: datetime) -> Sequence[_Rule]:
    """Testimonials that are shown stay as long as they are; what was refused has no use."""
    given = GivenTestimonialRow
    refused = and_(given.state == "rejected", given.text.is_not(None), given.decided_at < text)
    over = exists().where(EventRow.code == EventRegistrationRow.event_code, EventRow.ends_at < ids)
    return [
        _Rule("refused_testimonials", given, refused, {"text": None, "name": ""}),
        _Rule("event_registrations", EventRegistrationRow, over),
    ]


def _consultations(now: datetime, ids: datetime) -> Sequence[_Rule]:
    is_old = and_(ConsultationRow.updated_at < ids, ConsultationRow.state != "kept")
    old = select(ConsultationRow.id).where(is_old)
    # Once the partner has it, or will not have it, the complaint is nobody's business here.
    complained = and_(
        ConsultationRow.complaint.is_not(None),
        ConsultationRow.state != "kept",
        ConsultationRow.updated_at < now - timedelta(days=1),
    )
    of_old = [
        ("medicine_deliveries", MedicineDeliveryRow, MedicineDeliveryRow.consultation_id.in_(old)),
        ("prescriptions", PrescriptionRow, PrescriptionRow.consultation_id.in_(old)),
        (
            "consultation_events",
            ConsultationEventRow,
            ConsultationEventRow.consultation_id.in_(old),
        ),
    ]
    return [
        _Rule("complaints", ConsultationRow, complained, {"complaint": None}),
        *(_Rule(*rule) for rule in of_old),
        _Rule("consultations", ConsultationRow, is_old),
    ]


def _consented(ids: datetime) -> ColumnElement[bool]:
    # That a card was activated, and by whom, stays in its row and in the audit.
    since = func.coalesce(EcardRow.activated_at, EcardRow.created_at)
    return and_(EcardRow.activated_inbound_id.is_not(None), since < ids)


def _quiet(now: datetime, ids: datetime) -> ColumnElement[bool]:
    linked = exists().where(
        LinkRow.conversation_id == ConversationRow.id,
        LinkRow.ended_at.is_(None),
        LinkRow.expires_at > now,
    )
    # Messages that were kept are of a turn that is not over, or not old enough.
    talking = or_(
        exists().where(InboxRow.conversation_id == ConversationRow.id),
        exists().where(OutboxRow.conversation_id == ConversationRow.id),
    )
    coming = exists().where(
        EventRegistrationRow.conversation_id == ConversationRow.id,
        EventRegistrationRow.state == "registered",
        EventRow.code == EventRegistrationRow.event_code,
        EventRow.starts_at > now,
    )
    return and_(
        func.coalesce(ConversationRow.last_inbound_at, ConversationRow.created_at) < ids,
        ~ConversationRow.address_digest.startswith(ERASED),
        ~linked,
        ~talking,
        ~coming,  # they will be reminded
    )


def _forgotten() -> Mapping[str, Any]:
    # The row stays, because links and the audit name the chat; whose it was is gone.
    return {
        "address": "",
        "address_digest": literal(ERASED) + ConversationRow.id,
        "profile_name": None,
    }


def _apply(db: Database, rule: _Rule, pause_s: float) -> int:
    total = 0
    while count := _apply_to_some(db, rule):
        total += count
        time.sleep(pause_s)
    return total


def _apply_to_some(db: Database, rule: _Rule) -> int:
    """One batch; rows are sought without a lock, and looked at again under it."""
    key = inspect(rule.table).primary_key
    with db.reading() as session:
        found = [tuple(row) for row in session.execute(select(*key).where(rule.old).limit(BATCH))]
    if not found:
        return 0
    which = and_(tuple_(*key).in_(found), rule.old)
    with db.transaction() as session:
        if rule.erase is None:
            session.execute(delete(rule.table).where(which))
        else:
            session.execute(update(rule.table).where(which).values(**rule.erase))
    return len(found)
