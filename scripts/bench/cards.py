"""eCards: how long a picture takes that has to be painted, and one that was painted before.

From the member on file to the media row that a message names: data read, painted or read from the
store, sealed for the conversation. SQLite and a folder, as in the demo.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from iclick.ecards import ecards_of
from iclick.insurance import Insurance
from iclick.settings import load_settings
from insurance.ecard_model import CardState
from insurance.ecards import ECards
from insurance.model import Member
from insurance.ports import SystemClock
from scripts.bench.figures import Figure, milliseconds
from storage.samples.loader import load_samples
from storage.tables import Base, ConversationRow, MemberRow

CHAT = "b" * 32
ROUNDS = 5


def card_figures() -> Sequence[Figure]:
    """All figures about eCards."""
    with tempfile.TemporaryDirectory() as folder:
        insurance, ecards = _installation(Path(folder))
        try:
            members = _with_a_card(insurance, ecards)
            begun = _took(ecards, members[0])  # with what is loaded for the first one alone
            first = [_took(ecards, member) for member in members[1:]]
            again = [_took(ecards, member) for _ in range(ROUNDS) for member in members]
        finally:
            insurance.db.close()
    return [
        Figure("eCard, the process's first", "ms", begun * 1000),
        Figure("eCard painted", "ms", milliseconds(first)),
        Figure("eCard painted before", "ms", milliseconds(again)),
    ]


def _installation(folder: Path) -> tuple[Insurance, ECards]:
    settings = load_settings(
        env_file=None,
        database_url=f"sqlite:///{folder / 'iclick.db'}",
        media_url=(folder / "media").as_uri(),
        secret_key="a-key-for-the-bench",  # noqa: S106 (protects nothing)
    )
    insurance = Insurance(settings)
    Base.metadata.create_all(insurance.db.engine)
    load_samples(insurance.db, insurance.keyring, SystemClock())
    with insurance.db.transaction() as session:
        now = SystemClock().now()
        session.add(
            ConversationRow(
                id=CHAT, channel="telegram", address_digest=CHAT, address="1", created_at=now
            )
        )
    return insurance, ecards_of(settings, insurance)


def _with_a_card(insurance: Insurance, ecards: ECards) -> Sequence[Member]:
    with insurance.db.reading() as session:
        numbers = [row.participant_number for row in session.query(MemberRow)]
    members = [member for number in numbers if (member := insurance.core.member(number))]
    return [member for member in members if ecards.card(member).state is CardState.VALID]


def _took(ecards: ECards, member: Member) -> float:
    began = time.perf_counter()
    ecards.picture(member, "id", CHAT)
    return time.perf_counter() - began
