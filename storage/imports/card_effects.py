"""What a file of members does to their eCards: the insurer's word ends what was activated here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import exists, insert, select, update

from insurance.ports import Clock
from storage.imports.kinds import table_of
from storage.imports.staging import Staging
from storage.tables import AuditRow, EcardRow, MemberRow

members = table_of(MemberRow)
ecards = table_of(EcardRow)


def end_activations(staging: Staging, clock: Clock) -> None:
    """Before members are merged: a card that the insurer makes inactive, which it had as active,
    is so whatever the member did here. One that it never had as active stays as activated."""
    waiting = staging.table
    turned_off = exists().where(
        waiting.c.participant_number == ecards.c.participant_number,
        members.c.participant_number == ecards.c.participant_number,
        members.c.card_active.is_(True),
        waiting.c.card_active.is_(False),
    )
    ended = (ecards.c.activated_at.is_not(None), turned_off)
    query = select(ecards.c.participant_number).where(*ended)
    numbers: Sequence[str] = staging.connection.scalars(query).all()
    lines = [
        {
            "at": clock.now(),
            "actor": "operator",
            "action": "ecard_activation_ended",
            "participant_number": number,
            "detail": json.dumps({"by": "import"}),
        }
        for number in numbers
    ]
    if lines:
        staging.connection.execute(insert(AuditRow), lines)
        staging.connection.execute(update(ecards).where(*ended).values(activated_at=None))
