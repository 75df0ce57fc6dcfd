"""An insurer's system is told all: in order, by one gateway at a time, until it has heard it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from insurance.claim_forwarding import LEASE, ClaimForwarding
from insurance.claims import Claims
from insurance.fake_claims_system import FakeClaimsSystem
from insurance.fakes import FakeClock
from insurance.model import BankAccount, ClaimDetails, ClaimStatus
from insurance.ports import SystemAway, SystemRefuses
from storage.claim_forwards import SqlClaimForwards
from storage.claim_rows import details_to_json
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.media_store import MediaStore
from storage.samples import load_samples
from storage.tables import ClaimFileRow, ClaimForwardRow, ClaimRow, MediaRow
from tests.storage.media_world import Files

FIRST, SECOND = "KLM-100002", "KLM-100003"


class House:
    """Two claims that were filed in a chat, and a gateway that tells of them."""

    def __init__(self, db: Database, keyring: Keyring, folder: Path) -> None:
        self.db, self.clock = db, FakeClock()
        load_samples(db, keyring, self.clock)
        self.store = MediaStore(folder.as_uri())
        self.media = Files(db, self.store, self.clock)
        self.media.chat()
        self.forwards = SqlClaimForwards(db)
        self.system = FakeClaimsSystem()
        for number in (FIRST, SECOND):
            self._filed(number)

    def gateway(self) -> ClaimForwarding:
        return ClaimForwarding(
            self.forwards,
            core=SqlCoreSystem(self.db),
            book=SqlClaimsBook(self.db, self.clock),
            system=self.system,
            read_file=self._read,
            clock=self.clock,
        )

    async def all_told(self) -> None:
        gateway = self.gateway()
        while await gateway.forward_next():
            pass

    def note(self, number: str, kind: str, key: str) -> None:
        with self.db.transaction() as session:
            session.add(
                ClaimForwardRow(
                    claim_number=number,
                    kind=kind,
                    idempotency_key=f"{kind}-{key}",
                    created_at=self.clock.now(),
                )
            )

    def hand_in(self, number: str, media_id: str, document: str, inbound_id: str) -> None:
        with self.db.reading() as session:
            known = session.scalars(
                select(ClaimFileRow).where(ClaimFileRow.claim_number == number)
            ).all()
        self.media.file(media_id, None)
        with self.db.transaction() as session:
            session.add(
                ClaimFileRow(
                    claim_number=number,
                    media_id=media_id,
                    position=len(known) + 1,
                    document_id=document,
                    added_at=self.clock.now(),
                    inbound_id=inbound_id,
                )
            )

    def rows(self) -> list[tuple[str, str, str | None]]:
        with self.db.reading() as session:
            rows = session.scalars(select(ClaimForwardRow).order_by(ClaimForwardRow.id))
            return [(row.kind, row.state, row.error) for row in rows]

    async def _read(self, media_id: str) -> bytes:
        with self.db.reading() as session:
            row = session.get_one(MediaRow, media_id)
        if row.data_key is None:
            raise FileNotFoundError
        return self.store.read(media_id, row.data_key)

    def _filed(self, number: str) -> None:
        details = ClaimDetails(
            diagnosis="Demam",
            contact_phone="+62811",
            bank_account=BankAccount("BCA", "1234567890", "Budi"),
            provider_code=None,
            language="id",
            declared_at=self.clock.now(),
        )
        with self.db.transaction() as session:
            session.get_one(ClaimRow, number).details = details_to_json(details)


@pytest.fixture
def house(database: Database, keyring: Keyring, tmp_path: Path) -> House:
    return House(database, keyring, tmp_path / "media")


async def test_a_claim_is_told_with_its_files_and_what_followed_in_order(house: House):
    house.hand_in(FIRST, "a" * 32, "receipt", "1" * 32)
    house.note(FIRST, "submitted", "draft")
    house.hand_in(FIRST, "b" * 32, "diagnosis", "2" * 32)
    house.note(FIRST, "documents_added", f"{FIRST}-2")
    house.note(FIRST, "cancelled", FIRST)
    await house.all_told()
    assert house.system.told == {
        "submitted-draft": f"{FIRST} Demam",
        f"submitted-draft-{'a' * 32}": f"{FIRST} receipt",
        f"documents_added-{FIRST}-2-{'b' * 32}": f"{FIRST} diagnosis",
        f"cancelled-{FIRST}": f"{FIRST} cancelled",
    }
    assert house.system.contents == {"a" * 32: b"a" * 32, "b" * 32: b"b" * 32}
    assert {state for _, state, _ in house.rows()} == {"done"}


async def test_nothing_to_tell_is_nothing_told(house: House):
    assert await house.gateway().forward_next() is False


async def test_a_system_that_is_away_is_told_later_and_its_claims_wait_in_order(house: House):
    house.note(FIRST, "submitted", "draft")
    house.note(FIRST, "cancelled", FIRST)
    house.system.troubles = [SystemAway("HTTP 503")]
    await house.all_told()
    assert house.rows() == [("submitted", "pending", "HTTP 503"), ("cancelled", "pending", None)]
    await house.all_told()
    assert house.system.calls == 1
    house.clock.advance(seconds=15)
    await house.all_told()
    assert list(house.system.told) == ["submitted-draft", f"cancelled-{FIRST}"]


async def test_pauses_grow_and_never_become_giving_up(house: House):
    house.note(FIRST, "submitted", "draft")
    house.system.troubles = [SystemAway("ConnectTimeout")] * 12
    pauses = []
    for _ in range(12):
        await house.gateway().forward_next()
        with house.db.reading() as session:
            row = session.scalars(select(ClaimForwardRow)).one()
        assert row.next_attempt_at is not None
        pauses.append((row.next_attempt_at - house.clock.now()).total_seconds())
        house.clock.advance(seconds=pauses[-1])
    assert (pauses[:3], pauses[-1]) == ([15, 30, 60], 3600)
    await house.all_told()
    assert list(house.system.told) == ["submitted-draft"]


async def test_a_refusal_waits_for_an_operator_and_holds_no_other_claim_up(house: House):
    house.note(FIRST, "submitted", "one")
    house.note(FIRST, "cancelled", FIRST)
    house.note(SECOND, "submitted", "two")
    house.system.troubles = [SystemRefuses("HTTP 422 urn:insurer:limit")]
    await house.all_told()
    assert house.rows() == [
        ("submitted", "refused", "HTTP 422 urn:insurer:limit"),
        ("cancelled", "pending", None),
        ("submitted", "done", None),
    ]
    waiting = house.forwards.waiting()
    assert (waiting.pending, waiting.refused) == (1, 1)
    assert house.forwards.try_again() == 1
    await house.all_told()
    assert list(house.system.told) == ["submitted-two", "submitted-one", f"cancelled-{FIRST}"]


async def test_a_gateway_that_was_killed_is_followed_by_another_after_its_lease(house: House):
    house.note(FIRST, "submitted", "draft")
    now = house.clock.now()
    lost = house.forwards.claim_due(now, now + LEASE)
    assert lost is not None
    assert await house.gateway().forward_next() is False
    house.clock.advance(seconds=LEASE.total_seconds())
    assert await house.gateway().forward_next() is True
    assert house.forwards.prolong(lost, now + timedelta(days=1)) is False
    house.forwards.refuse(lost, "too late", now)
    house.forwards.put_off(lost, now + timedelta(days=1), "too late")
    assert house.rows() == [("submitted", "done", None)]


async def test_killed_in_between_it_is_told_again_under_the_same_keys(house: House):
    house.hand_in(FIRST, "a" * 32, "receipt", "1" * 32)
    house.note(FIRST, "submitted", "draft")
    house.system.troubles = [None, SystemAway("ReadTimeout")]
    await house.all_told()
    house.clock.advance(seconds=15)
    await house.all_told()
    assert (house.system.calls, len(house.system.told)) == (4, 2)


async def test_a_claim_that_has_changed_before_it_is_told_again_is_the_same_call(house: House):
    house.hand_in(FIRST, "a" * 32, "receipt", "1" * 32)
    house.note(FIRST, "submitted", "draft")
    house.system.troubles = [None, SystemAway("ReadTimeout")]
    await house.all_told()
    core = SqlCoreSystem(house.db)
    house.clock.advance(seconds=15)
    Claims(core, house.clock, writer=core).set_status(FIRST, ClaimStatus.REJECTED, "Di luar polis")
    await house.all_told()
    first, again = house.system.claims
    assert first == again
    assert (first.status, first.status_reason) == (ClaimStatus.SUBMITTED, "")


async def test_a_file_that_is_gone_is_an_operators_matter(house: House):
    house.hand_in(FIRST, "a" * 32, "receipt", "1" * 32)
    house.note(FIRST, "submitted", "draft")
    with house.db.transaction() as session:
        session.get_one(MediaRow, "a" * 32).data_key = None
    await house.all_told()
    assert house.rows() == [("submitted", "refused", "file 1 is not here any more")]


async def test_one_that_fails_unforeseen_is_tried_again(house: House):
    house.note(FIRST, "submitted", "draft")
    house.system.troubles = [KeyError("secret words")]
    await house.all_told()
    assert house.rows() == [("submitted", "pending", "KeyError")]


async def test_what_a_member_withdraws_is_noted_with_the_change(house: House):
    book = SqlClaimsBook(house.db, house.clock, is_forwarding=True)
    core = SqlCoreSystem(house.db, book.note_cancelled)
    member = core.member(core.claim(FIRST).participant_number)
    Claims(core, house.clock, writer=core, book=book).cancel([member], FIRST, "1" * 32)
    await house.all_told()
    assert list(house.system.told.values()) == [f"{FIRST} cancelled"]
