"""Who is told of a message once it is stored."""

from __future__ import annotations

import pytest

from bot.fakes import inbound
from bot.inbound.inbox import Inbox
from bot.inbound.intake import Intake
from bot.messages import Attachment, AttachmentKind, InboundKind
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database

MEDIA, TURNS = "media", "turns"


class Office:
    """An intake, and in which order it woke whom."""

    def __init__(self, db: Database, keyring: Keyring, clock: FakeClock) -> None:
        self.woken: list[tuple[str, str]] = []
        self.inbox = Inbox(db, keyring, clock)
        self.intake = Intake(
            self.inbox,
            lambda key: self.woken.append((TURNS, key)),
            lambda key: self.woken.append((MEDIA, key)),
        )


@pytest.fixture
def office(sqlite_database: Database, keyring: Keyring, clock: FakeClock) -> Office:
    return Office(sqlite_database, keyring, clock)


@pytest.mark.parametrize(
    ("kinds", "woken"),
    [
        ((), [TURNS]),
        ((AttachmentKind.PHOTO,), [MEDIA, TURNS]),
        ((AttachmentKind.VOICE, AttachmentKind.DOCUMENT), [MEDIA, TURNS]),
        ((AttachmentKind.VOICE, AttachmentKind.VIDEO, AttachmentKind.AUDIO), [TURNS]),
    ],
)
async def test_files_to_be_fetched_are_told_of_before_the_turn(
    office: Office, kinds: tuple[AttachmentKind, ...], woken: list[str]
) -> None:
    files = tuple(Attachment(kind, "f") for kind in kinds)
    kind = InboundKind.MEDIA if files else InboundKind.TEXT
    await office.intake.take(inbound("halo", kind=kind, attachments=files))
    assert [who for who, _ in office.woken] == woken
    assert len({key for _, key in office.woken}) == 1


async def test_a_repeat_wakes_nobody(office: Office) -> None:
    photo = inbound(kind=InboundKind.MEDIA, attachments=(Attachment(AttachmentKind.PHOTO, "f"),))
    await office.intake.take(photo)
    await office.intake.take(photo)
    assert [who for who, _ in office.woken] == [MEDIA, TURNS]


async def test_without_anybody_who_fetches_files_the_turn_begins_all_the_same(
    office: Office,
) -> None:
    woken: list[str] = []
    photo = inbound(kind=InboundKind.MEDIA, attachments=(Attachment(AttachmentKind.PHOTO, "f"),))
    await Intake(office.inbox, woken.append).take(photo)
    assert len(woken) == 1
