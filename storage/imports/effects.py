"""What else happens when members or claims are merged: families are checked, steps are noted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, case, exists, literal, null, or_, select, update
from sqlalchemy.sql import Select

from insurance.claims import NEED_AMOUNT
from insurance.model import ClaimStatus, Relation
from storage.imports.kinds import table_of
from storage.imports.staging import Staging
from storage.tables import ClaimEventRow, ClaimRow, MemberRow
from storage.types import Encrypted
from storage.upsert import insert_into

members = table_of(MemberRow)
claims = table_of(ClaimRow)
claim_events = table_of(ClaimEventRow)


principal, dependent = members.alias("principal"), members.alias("dependent")
FAMILIES = dependent.join(
    principal, dependent.c.principal_participant_number == principal.c.participant_number
)
BROKEN = and_(
    dependent.c.participant_number != dependent.c.principal_participant_number,
    or_(
        principal.c.relation != Relation.SELF.value,
        principal.c.policy_number != dependent.c.policy_number,
    ),
)


def broken_families(staging: Staging, most: int) -> list[int]:
    """Lines after which somebody's principal is no principal, or of another policy.

    To be asked after the merge: families may be in any order in the file, or partly known.
    """
    waiting = staging.table
    lines: set[int] = set()
    for side in (dependent, principal):
        same = side.c.participant_number == waiting.c.participant_number
        query = select(waiting.c.line).select_from(waiting).join(FAMILIES, same).where(BROKEN)
        found = staging.connection.execute(query.order_by(waiting.c.line).limit(most))
        lines.update(found.scalars())
    return sorted(lines)[:most]


def claims_of_strangers(staging: Staging, most: int) -> list[int]:
    """Before claims are merged: lines that would give a claim which was filed in a chat, with its
    photos, to another family: their number is one that we gave to somebody else's claim."""
    waiting = staging.table
    filer, treated = members.alias("filer"), members.alias("treated")
    query = (
        select(waiting.c.line)
        .join_from(waiting, claims, claims.c.claim_number == waiting.c.claim_number)
        .join(filer, filer.c.participant_number == claims.c.filed_by)
        .join(treated, treated.c.participant_number == waiting.c.participant_number)
        .where(
            claims.c.participant_number != waiting.c.participant_number,
            filer.c.principal_participant_number != treated.c.principal_participant_number,
        )
        .order_by(waiting.c.line)
    )
    return list(staging.connection.execute(query.limit(most)).scalars())


def remember_statuses(staging: Staging) -> None:
    """Before claims are merged: note in which status each one stood."""
    waiting = staging.table
    known = select(claims.c.status).where(claims.c.claim_number == waiting.c.claim_number)
    staging.connection.execute(update(waiting).values(old_status=known.scalar_subquery()))


def note_steps(staging: Staging) -> None:
    """After claims were merged: note the steps that they have taken, for their history."""
    waiting = staging.table
    new = waiting.c.old_status.is_(None)
    filed = select(
        waiting.c.claim_number,
        literal(ClaimStatus.SUBMITTED.value),
        literal("", Encrypted),
        waiting.c.submitted_at,
        null(),
    ).where(new, waiting.c.status != ClaimStatus.SUBMITTED.value)
    has_amount = waiting.c.status.in_([status.value for status in NEED_AMOUNT])
    moved = select(
        waiting.c.claim_number,
        waiting.c.status,
        waiting.c.status_reason,
        waiting.c.updated_at,
        case((has_amount, waiting.c.amount_approved)),
    ).where(or_(new, waiting.c.old_status != waiting.c.status))
    for steps in (filed, moved):
        _insert_steps(staging, steps)


def forget_documents(staging: Staging) -> None:
    """After claims were merged: nothing is missing where the status does not say so."""
    waiting = staging.table
    staging.connection.execute(
        update(claims)
        .where(
            claims.c.documents.is_not(None),
            claims.c.status != ClaimStatus.PENDING_DOCUMENTS.value,
            exists().where(waiting.c.claim_number == claims.c.claim_number),
        )
        .values(documents=None)
    )


def _insert_steps(staging: Staging, steps: Select[Any]) -> None:
    step = insert_into(staging.connection, claim_events).from_select(
        ["claim_number", "status", "reason", "at", "amount_approved"], steps
    )
    staging.connection.execute(step.on_conflict_do_nothing())
