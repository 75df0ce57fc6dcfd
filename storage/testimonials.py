"""Testimonials in the database: the insurer's own, and those given in chats and approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from insurance.periods import JAKARTA, today
from insurance.ports import Clock
from insurance.testimonials import Draft, Given, GivenState, Testimonial
from storage.audit import SessionAudit
from storage.database import Database
from storage.tables import GivenTestimonialRow, TestimonialRow
from storage.upsert import insert_into

_HIGHEST = 2**63 - 1
"""No database counts further."""


class SqlTestimonialBook:
    """The ``TestimonialBook`` of the database, and what moderators do to it."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Rows in ``db``."""
        self._db = db
        self._clock = clock

    def published(self, language: str, skip: int, limit: int) -> Sequence[Testimonial]:
        """What may be read in this language, or in the other if there is none; newest first."""
        most = skip + limit
        with self._db.reading() as session:
            until = today(self._clock)
            found = _shown(session, language, most, until) or _shown(session, None, most, until)
        return found[skip:most]

    def given(self, participant_number: str, month: str) -> Given | None:
        """What this member has given in the month, ``2026-11``; whatever became of it."""
        with self._db.reading() as session:
            row = session.scalar(_of_month(participant_number, month))
            return None if row is None else _given(row)

    def give(self, draft: Draft) -> bool:
        """Keep it until somebody decides, and note it in the audit.

        True also for the same message again; False when the month's was given before.
        """
        values = {
            "participant_number": draft.participant_number,
            "month": draft.month,
            "inbound_id": draft.inbound_id,
            "name": draft.name,
            "text": draft.text,
            "language": draft.language,
            "stars": draft.stars,
            "state": GivenState.PENDING.value,
            "given_at": draft.given_at,
        }
        with self._db.transaction() as session:
            adding = insert_into(session, GivenTestimonialRow).values(**values)
            new = session.scalar(adding.on_conflict_do_nothing().returning(GivenTestimonialRow.id))
            if new is not None:
                self._note(session, draft, new)
                return True
            row = session.scalar(_of_month(draft.participant_number, draft.month))
            return row is not None and row.inbound_id == draft.inbound_id

    def waiting(self) -> Sequence[Given]:
        """What nobody has decided about yet, the oldest first."""
        query = (
            select(GivenTestimonialRow)
            .where(GivenTestimonialRow.state == GivenState.PENDING.value)
            .order_by(GivenTestimonialRow.given_at, GivenTestimonialRow.id)
        )
        with self._db.reading() as session:
            return [_given(row) for row in session.scalars(query)]

    def is_there(self, number: int) -> bool:
        """Whether there is one of that number to decide about."""
        if not 0 < number <= _HIGHEST:
            return False
        with self._db.reading() as session:
            row = session.get(GivenTestimonialRow, number)
            return row is not None and row.text is not None

    def decide(self, number: int, state: GivenState, *, by: str = "operator") -> Given | None:
        """Approve or reject it, audited; what was decided may be decided otherwise later.

        ``by``: the audit's actor. None when there is none of that number, or its text is erased.
        """
        with self._db.transaction() as session:
            row = session.get(GivenTestimonialRow, number, with_for_update=True)
            if row is None or row.text is None:
                return None
            if row.state != state.value:
                row.state, row.decided_at = state.value, self._clock.now()
                SessionAudit(session, self._clock).record(
                    f"testimonial_{state.value}",
                    participant_number=row.participant_number,
                    actor=by,
                    detail={"testimonial": str(number)},
                )
            return _given(row)

    def _note(self, session: Session, draft: Draft, number: int) -> None:
        SessionAudit(session, self._clock).record(
            "testimonial_given",
            conversation_id=draft.conversation_id,
            participant_number=draft.participant_number,
            detail={"testimonial": str(number)},
        )


def _of_month(participant_number: str, month: str) -> Select[GivenTestimonialRow]:
    return select(GivenTestimonialRow).where(
        GivenTestimonialRow.participant_number == participant_number,
        GivenTestimonialRow.month == month,
    )


def _shown(session: Session, language: str | None, most: int, until: date) -> Sequence[Testimonial]:
    """The newest of the insurer's own and of those that were approved; ``language`` None: all."""
    found = [*_imported(session, language, most, until), *_approved(session, language, most)]
    return sorted(found, key=lambda one: one.published_on, reverse=True)


def _imported(
    session: Session, language: str | None, most: int, until: date
) -> Sequence[Testimonial]:
    query = (
        select(TestimonialRow)
        .where(TestimonialRow.published_on <= until)
        .order_by(TestimonialRow.published_on.desc(), TestimonialRow.key)
        .limit(most)
    )
    if language is not None:
        query = query.where(TestimonialRow.language == language)
    return [
        Testimonial(row.name, row.text, row.language, row.stars, row.published_on)
        for row in session.scalars(query)
    ]


def _approved(session: Session, language: str | None, most: int) -> Sequence[Testimonial]:
    row = GivenTestimonialRow
    query = (
        select(row)
        .where(row.state == GivenState.APPROVED.value, row.text.is_not(None))
        .order_by(row.given_at.desc(), row.id)
        .limit(most)
    )
    if language is not None:
        query = query.where(row.language == language)
    return [_public(one) for one in session.scalars(query)]


def _public(row: GivenTestimonialRow) -> Testimonial:
    day = row.given_at.astimezone(JAKARTA).date()
    return Testimonial(row.name, row.text or "", row.language, row.stars, day)


def _given(row: GivenTestimonialRow) -> Given:
    return Given(
        id=row.id,
        name=row.name,
        text=row.text or "",
        language=row.language,
        stars=row.stars,
        state=GivenState(row.state),
        given_at=row.given_at,
        inbound_id=row.inbound_id,
    )
