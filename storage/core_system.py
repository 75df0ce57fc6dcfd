"""The insurer's book in our own database: CoreSystem, Facts and ClaimsWriter in SQL."""

from __future__ import annotations

import json
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
    ClaimStatus,
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
from storage.database import Database
from storage.tables import (
    AuditRow,
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
            return [_claim(row) for row in session.scalars(query)]

    def claim(self, claim_number: str) -> Claim | None:
        """The claim of that number, whoever's it is: callers check whose."""
        with self._db.reading() as session:
            row = session.get(ClaimRow, claim_number)
            return None if row is None else _claim(row)

    def claim_history(self, claim_number: str) -> Sequence[ClaimEvent]:
        """The claim's steps, oldest first."""
        query = (
            select(ClaimEventRow)
            .where(ClaimEventRow.claim_number == claim_number)
            .order_by(ClaimEventRow.at, ClaimEventRow.id)
        )
        with self._db.reading() as session:
            return [_claim_event(row) for row in session.scalars(query)]

    def change_claim(self, before: Claim, after: Claim) -> bool:
        """Put ``after`` in the place of ``before``, with its event and the audit, as one.

        False, and nothing written, when the claim no longer stands as ``before`` says.
        """
        with self._db.transaction() as session:
            row = session.get(ClaimRow, before.claim_number, with_for_update=True)
            if row is None or _claim(row) != before:
                return False
            _write_claim(row, after)
            session.add_all([_event_row(after), _audit_row(before, after)])
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


def _claim(row: ClaimRow) -> Claim:
    return _plain(
        Claim,
        row,
        benefit_type=BenefitType(row.benefit_type),
        status=ClaimStatus(row.status),
        documents=tuple(json.loads(row.documents)) if row.documents else (),
    )


def _claim_event(row: ClaimEventRow) -> ClaimEvent:
    return _plain(ClaimEvent, row, status=ClaimStatus(row.status))


def _write_claim(row: ClaimRow, claim: Claim) -> None:
    row.status = claim.status.value
    row.status_reason = claim.status_reason
    row.amount_approved = claim.amount_approved
    row.documents = json.dumps(claim.documents) if claim.documents else None
    row.updated_at = claim.updated_at
    row.row_digest = ""


def _event_row(claim: Claim) -> ClaimEventRow:
    return ClaimEventRow(
        claim_number=claim.claim_number,
        status=claim.status.value,
        reason=claim.status_reason,
        at=claim.updated_at,
    )


def _audit_row(before: Claim, after: Claim) -> AuditRow:
    detail = {"claim": after.claim_number, "from": before.status.value, "to": after.status.value}
    return AuditRow(
        at=after.updated_at,
        actor="operator",
        action="claim_status_set",
        participant_number=after.participant_number,
        detail=json.dumps(detail),
    )
