"""The insurer's book in our own database: CoreSystem, Facts and ClaimsWriter in SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from insurance.model import (
    Benefit,
    BenefitType,
    Claim,
    ClaimEvent,
    Fact,
    Gender,
    LimitScope,
    Member,
    Policy,
    PolicyStatus,
    Relation,
    Usage,
)
from insurance.order import place_in_family, place_in_plan
from storage.claim_rows import claim_event_of, claim_of, event_row, status_audit, write_claim
from storage.database import Database
from storage.tables import (
    Base,
    BenefitRow,
    ClaimEventRow,
    ClaimRow,
    FactRow,
    MemberRow,
    PolicyRow,
    UsageRow,
)

T = TypeVar("T")

OnClaimChanged = Callable[[Session, Claim, Claim], object]
"""Told of a claim before and after its change, within the transaction that changes it."""


def _nothing_follows(_session: Session, _before: Claim, _after: Claim) -> None:
    """For those who only read."""


class SqlCoreSystem:
    """What ``iclick import`` has loaded. Every call is one short transaction of its own."""

    def __init__(self, db: Database, on_claim_changed: OnClaimChanged = _nothing_follows) -> None:
        """Read from and write to ``db``; what ``on_claim_changed`` does is committed with it."""
        self._db = db
        self._on_claim_changed = on_claim_changed

    def policy(self, policy_number: str) -> Policy | None:
        """The policy of that number."""
        with self._db.reading() as session:
            row = session.get(PolicyRow, policy_number)
            return None if row is None else _policy(row)

    def benefits(self, policy_number: str, plan_code: str) -> Sequence[Benefit]:
        """The benefits of one plan, in the order in which a member thinks of them."""
        query = select(BenefitRow).where(
            BenefitRow.policy_number == policy_number, BenefitRow.plan_code == plan_code
        )
        with self._db.reading() as session:
            found = [_benefit(row) for row in session.scalars(query)]
        return sorted(found, key=place_in_plan)

    def member(self, participant_number: str) -> Member | None:
        """The participant of that number."""
        with self._db.reading() as session:
            row = session.get(MemberRow, participant_number)
            return None if row is None else _member(row)

    def family(self, principal_participant_number: str) -> Sequence[Member]:
        """The principal first, then the dependents, by relation and age."""
        query = select(MemberRow).where(
            MemberRow.principal_participant_number == principal_participant_number
        )
        with self._db.reading() as session:
            return sorted((_member(row) for row in session.scalars(query)), key=place_in_family)

    def usages(
        self, participant_numbers: Sequence[str], since: date | None = None
    ) -> Sequence[Usage]:
        """Usages of these participants, newest first; treated on ``since`` or later."""
        query = (
            select(UsageRow)
            .where(UsageRow.participant_number.in_(participant_numbers))
            .order_by(UsageRow.treatment_date.desc(), UsageRow.reference)
        )
        if since is not None:
            query = query.where(UsageRow.treatment_date >= since)
        with self._db.reading() as session:
            return [_usage(row) for row in session.scalars(query)]

    def claims(
        self, participant_numbers: Sequence[str], limit: int | None = None
    ) -> Sequence[Claim]:
        """Claims of these participants, latest change first."""
        query = (
            select(ClaimRow)
            .where(ClaimRow.participant_number.in_(participant_numbers))
            .order_by(ClaimRow.updated_at.desc(), ClaimRow.claim_number)
            .limit(limit)
        )
        with self._db.reading() as session:
            return [claim_of(row) for row in session.scalars(query)]

    def claim(self, claim_number: str) -> Claim | None:
        """The claim of that number, whoever's it is: callers check whose."""
        with self._db.reading() as session:
            row = session.get(ClaimRow, claim_number)
            return None if row is None else claim_of(row)

    def claim_history(self, claim_number: str) -> Sequence[ClaimEvent]:
        """The claim's steps, oldest first."""
        query = (
            select(ClaimEventRow)
            .where(ClaimEventRow.claim_number == claim_number)
            .order_by(ClaimEventRow.at, ClaimEventRow.id)
        )
        with self._db.reading() as session:
            return [claim_event_of(row) for row in session.scalars(query)]

    def change_claim(self, before: Claim, after: Claim, actor: str) -> bool:
        """Put ``after`` in the place of ``before``, with its event and the audit, as one.

        False, and nothing written, when the claim no longer stands as ``before`` says. ``actor``
        as in ``ClaimEvent``.
        """
        with self._db.transaction() as session:
            row = session.get(ClaimRow, before.claim_number, with_for_update=True)
            if row is None or claim_of(row) != before:
                return False
            write_claim(row, after)
            session.add_all([event_row(after, actor), status_audit(before, after, actor)])
            self._on_claim_changed(session, before, after)
            return True

    def fact(self, key: str) -> Fact | None:
        """The fact of that key; None when unset or left empty."""
        with self._db.reading() as session:
            row = session.get(FactRow, key)
            return None if row is None or not row.value_id else _plain(Fact, row)


def _plain(kind: type[T], row: Base, **converted: Any) -> T:
    """The row's columns of the same names, those in ``converted`` excepted."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names if name not in converted} | converted)


def _policy(row: PolicyRow) -> Policy:
    return _plain(Policy, row, status=PolicyStatus(row.status))


def _benefit(row: BenefitRow) -> Benefit:
    return _plain(
        Benefit,
        row,
        benefit_type=BenefitType(row.benefit_type),
        limit_scope=LimitScope(row.limit_scope),
    )


def _member(row: MemberRow) -> Member:
    return _plain(
        Member,
        row,
        date_of_birth=date.fromisoformat(row.date_of_birth),
        gender=Gender(row.gender),
        relation=Relation(row.relation),
    )


def _usage(row: UsageRow) -> Usage:
    return _plain(Usage, row, benefit_type=BenefitType(row.benefit_type))
