"""After a rotation everything is under the newest key, and the older one can go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.fakes import inbound
from bot.inbound.inbox import Inbox
from bot.outbound.media_files import StoredFiles
from insurance.fakes import FakeClock
from insurance.identity import Identity
from insurance.otp import CodeSeals
from storage import rekey as rekeying
from storage.claim_drafts import SqlClaimDrafts
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.crypto import InvalidToken, Keyring
from storage.database import Database
from storage.identity import SqlIdentityStore
from storage.imports import ImportReport, import_csv
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.rekey import Rekeyed, rekey
from storage.tables import Base, ClaimRow, ConversationRow, LinkRow
from tests.storage.claims_world import BEGUN, CHANGED, ClaimsWorld
from tests.storage.conftest import FILES, FOLDER
from tests.storage.media_world import CHAT

OLD, BOTH, NEW = (
    Keyring(("the-old-key-of-tests",)),
    Keyring(("the-new-key-of-tests", "the-old-key-of-tests")),
    Keyring(("the-new-key-of-tests",)),
)
ADDRESSES = [str(number) for number in range(1, 8)]


@dataclass
class House:
    """A database, and the keys under which it is opened."""

    url: str
    opened: list[Database]
    clock: FakeClock

    def open(self, keyring: Keyring) -> Database:
        db = Database(self.url, keyring)
        self.opened.append(db)
        return db

    def load(self, keyring: Keyring, kind: str) -> ImportReport:
        return import_csv(self.open(keyring), keyring, kind, FOLDER / f"{kind}.csv", self.clock)

    def chat(self, keyring: Keyring, address: str) -> str:
        """The conversation in which a message from ``address`` arrives."""
        inbox = Inbox(self.open(keyring), keyring, self.clock)
        return asyncio.run(inbox.receive(inbound(address=address))).conversation_id


@pytest.fixture(params=["sqlite", "postgres"])
def house(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    """An insurer's data and chats, kept under the old key."""
    url = (
        f"sqlite:///{tmp_path / 'rotating.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_url")
    )
    house = House(url, [], clock)
    Base.metadata.create_all(house.open(OLD).engine)
    for kind in FILES:
        house.load(OLD, kind)
    yield house
    for db in house.opened:
        db.close()


def link(house: House, conversation_id: str, participant_number: str) -> None:
    now = house.clock.now()
    with house.open(OLD).transaction() as session:
        session.add(
            LinkRow(
                conversation_id=conversation_id,
                participant_number=participant_number,
                consent_version="1",
                linked_at=now,
                expires_at=now.replace(year=now.year + 1),
                unlocked_until=now.replace(year=now.year + 1),
            )
        )


def test_with_the_old_key_removed_chats_links_and_members_are_all_still_found(house: House):
    before = {address: house.chat(OLD, address) for address in ADDRESSES}
    member = first_member(house, OLD)
    link(house, before["1"], member)

    done = rekey(house.open(BOTH), BOTH, pause_s=0)

    assert (done.encrypted > 0, done.digests > len(ADDRESSES), done.unreadable) == (True, True, 0)
    assert {address: house.chat(NEW, address) for address in ADDRESSES} == before
    db = house.open(NEW)
    core = SqlCoreSystem(db)
    identity = Identity(
        SqlIdentityStore(db, house.clock), core, house.clock, CodeSeals(NEW.fernet_keys("codes"))
    )
    assert identity.unlocked_member(before["1"]).full_name
    assert core.claims([member]) is not None
    for kind in FILES:
        report = house.load(NEW, kind)
        assert (kind, report.added, report.changed) == (kind, 0, 0)


def test_files_open_with_the_old_key_removed_and_were_not_touched(house: House, tmp_path: Path):
    store = MediaStore((tmp_path / "media").as_uri())
    chat = house.chat(OLD, "1")
    media_id = OwnFiles(house.open(OLD), store, house.clock).add(chat, b"x", "image/png", "x.png")
    before = list(store.kept())

    rekey(house.open(BOTH), BOTH, pause_s=0)

    assert list(store.kept()) == before
    files = StoredFiles(house.open(NEW), store)
    assert asyncio.run(files.read(media_id)) == b"x"


def test_drafts_and_claims_that_were_filed_open_with_the_old_key_removed(
    house: House, tmp_path: Path
):
    old = ClaimsWorld(house.open(OLD), MediaStore((tmp_path / "media").as_uri()), house.clock)
    claim = old.files_a_claim()
    old.drafts.save(replace(old.complete("p1"), id=CHANGED), CHAT, CHANGED)
    draft = old.drafts.as_of("P-1", "8" * 32)
    details = old.book.details(claim.claim_number)
    assert draft is not None
    assert details is not None

    rekey(house.open(BOTH), BOTH, pause_s=0)

    book = SqlClaimsBook(house.open(NEW), house.clock)
    assert SqlClaimDrafts(house.open(NEW), house.clock).as_of("P-1", "8" * 32) == draft
    assert book.submitted(BEGUN) == claim
    assert book.details(claim.claim_number) == details
    assert book.bank_account("P-1") == details.bank_account


def test_nothing_is_left_under_the_old_key(house: House):
    house.chat(OLD, "1")
    rekey(house.open(BOTH), BOTH, pause_s=0)
    db = house.open(OLD)
    with pytest.raises(InvalidToken), db.reading() as session:
        session.get(ClaimRow, session.scalar(text("SELECT min(claim_number) FROM claims")))
    assert rekey(house.open(NEW), NEW, pause_s=0) == Rekeyed()


def test_while_keys_rotate_chats_are_found_and_a_file_loaded_again_changes_nothing(house: House):
    before = house.chat(OLD, "1")
    assert house.chat(BOTH, "1") == before
    assert [house.load(BOTH, kind).changed for kind in FILES] == [0] * len(FILES)
    assert house.chat(NEW, "2") == house.chat(BOTH, "2")


def test_ended_in_the_middle_it_goes_on_when_started_again(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    before = {address: house.chat(OLD, address) for address in ADDRESSES}
    monkeypatch.setattr(rekeying, "BATCH", 2)

    def end_soon(rows: int) -> None:
        if rows > 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rekey(house.open(BOTH), BOTH, end_soon, pause_s=0)
    assert {address: house.chat(BOTH, address) for address in ADDRESSES} == before
    rekey(house.open(BOTH), BOTH, pause_s=0)
    assert {address: house.chat(NEW, address) for address in ADDRESSES} == before


def test_what_changes_under_its_hands_is_left_alone(house: House, monkeypatch: pytest.MonkeyPatch):
    chat = house.chat(OLD, "1")
    moved: list[str] = []
    read = rekeying._Pass._read

    def read_and_move(self: object, query: object) -> object:
        rows = read(self, query)  # type: ignore[arg-type]
        if not moved and rows and "address" in rows[0]:
            moved.append(chat)
            with house.open(BOTH).transaction() as session:
                session.execute(update(ConversationRow).values(address="77"))
        return rows

    monkeypatch.setattr(rekeying._Pass, "_read", read_and_move)
    rekey(house.open(BOTH), BOTH, pause_s=0)
    with house.open(NEW).reading() as session:
        assert session.get_one(ConversationRow, chat).address == "77"


def test_what_no_key_opens_is_counted_and_left_as_it_is(house: House):
    house.chat(OLD, "1")
    stranger = Keyring(("a-key-that-is-lost",))
    done = rekey(house.open(stranger), stranger, pause_s=0)
    assert (done.encrypted, done.unreadable > 0) == (0, True)
    assert house.chat(OLD, "1")


def first_member(house: House, keyring: Keyring) -> str:
    with house.open(keyring).reading() as session:
        return str(session.scalar(text("SELECT min(participant_number) FROM members")))
