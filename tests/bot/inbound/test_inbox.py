"""The inbox keeps every message once, in the order in which it came."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.fakes import inbound
from bot.inbound.inbox import Inbox
from bot.messages import Attachment, AttachmentKind, Channel, InboundKind
from bot.metrics import Metrics
from bot.stored import inbound_from_json
from storage.crypto import Keyring
from storage.tables import ConversationRow, InboxRow, MediaRow


def rows(database, table):
    with database.reading() as session:
        return session.scalars(select(table)).all()


async def test_a_message_is_kept_as_it_came(database, keyring, clock):
    message = inbound("halo 👍", language_hint="id", choice_token=None)
    received = await Inbox(database, keyring, clock).receive(message)
    (row,) = rows(database, InboxRow)
    assert inbound_from_json(row.content) == message
    assert (row.inbound_id, row.state) == (received.inbound_id, "received")
    (conversation,) = rows(database, ConversationRow)
    assert conversation.id == received.conversation_id
    assert conversation.last_inbound_at == clock.now()


async def test_a_repeat_a_day_later_changes_nothing(database, keyring, clock):
    metrics = Metrics()
    inbox = Inbox(database, keyring, clock, metrics)
    message = inbound("halo")
    first = await inbox.receive(message)
    then = clock.now()
    clock.advance(days=1)
    again = await inbox.receive(replace(message, text="lain"))
    assert again == replace(first, is_new=False)
    assert rows(database, ConversationRow)[0].last_inbound_at == then
    assert metrics.value("iclick_received_total", channel="telegram", repeat="yes") == 1


async def test_the_same_id_on_another_channel_is_another_message(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    message = inbound("halo")
    await inbox.receive(message)
    other = await inbox.receive(replace(message, channel=Channel.WHATSAPP))
    assert other.is_new
    assert len(rows(database, ConversationRow)) == 2


async def test_a_chat_is_found_again_after_the_keys_were_rotated(database, keyring, clock):
    old = "a-secret-key-for-tests-and-nothing-else"
    first = await Inbox(database, keyring, clock).receive(inbound("halo"))
    rotated = Keyring(("a-newer-key-of-more-than-thirty-two-letters", old))
    second = await Inbox(database, rotated, clock).receive(inbound("lagi"))
    assert first.conversation_id == second.conversation_id


async def test_first_messages_that_arrive_together_make_one_conversation(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    received = await asyncio.gather(*(inbox.receive(inbound(str(n))) for n in range(10)))
    assert len({one.conversation_id for one in received}) == 1
    assert [row.id for row in rows(database, InboxRow)] == sorted(
        row.id for row in rows(database, InboxRow)
    )


async def test_addresses_stand_nowhere_in_the_clear(database, keyring, clock):
    await Inbox(database, keyring, clock).receive(inbound("halo", "whatsapp:+628123456"))
    with database.engine.connect() as connection:
        everything = str(connection.exec_driver_sql("SELECT * FROM conversations").all())
        everything += str(connection.exec_driver_sql("SELECT * FROM inbox").all())
    assert "628123456" not in everything


PHOTO = Attachment(AttachmentKind.PHOTO, "file-1", size=9)
PAPER = Attachment(AttachmentKind.DOCUMENT, "file-2", "application/pdf", "kuitansi.pdf", 7)
VOICE = Attachment(AttachmentKind.VOICE, "file-3")


def with_files(*files, **changes):
    return inbound("ini kuitansinya", kind=InboundKind.MEDIA, attachments=files, **changes)


async def test_the_messages_own_id_stands_beside_it_for_edits_to_find(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    await inbox.receive(inbound("halo", message_ref="41"))
    await inbox.receive(inbound("halo lagi", message_ref="41", edit_of="41"))
    await inbox.receive(inbound("halo", message_ref=None))
    assert [row.message_ref for row in rows(database, InboxRow)] == ["41", "41", None]


async def test_a_file_to_be_fetched_is_noted_with_its_message(database, keyring, clock):
    received = await Inbox(database, keyring, clock).receive(with_files(VOICE, PHOTO, PAPER))
    photo, paper = sorted(rows(database, MediaRow), key=lambda row: row.position)
    assert (photo.inbound_id, photo.position, photo.kind) == (received.inbound_id, 1, "photo")
    assert (photo.state, photo.source, photo.size) == ("waiting", "file-1", 9)
    assert (photo.conversation_id, photo.created_at) == (received.conversation_id, clock.now())
    assert (paper.position, paper.kind, paper.file_name) == (2, "document", "kuitansi.pdf")
    assert (paper.content_type, paper.sha256, paper.settled_at) == (None, None, None)


async def test_of_recordings_nothing_is_to_be_fetched(database, keyring, clock):
    video, audio = (Attachment(kind, "f") for kind in (AttachmentKind.VIDEO, AttachmentKind.AUDIO))
    await Inbox(database, keyring, clock).receive(with_files(VOICE, video, audio))
    assert rows(database, MediaRow) == []


async def test_a_file_that_is_nowhere_to_be_fetched_from_is_waited_for_like_any_other(
    database, keyring, clock
):
    await Inbox(database, keyring, clock).receive(with_files(replace(PHOTO, source="")))
    (row,) = rows(database, MediaRow)
    assert (row.state, row.source) == ("waiting", None)


async def test_a_repeat_of_a_photo_adds_no_second_file(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    photo = with_files(PHOTO)
    received = await asyncio.gather(*(inbox.receive(photo) for _ in range(5)))
    assert [one.is_new for one in received].count(True) == 1
    assert len(rows(database, MediaRow)) == 1


async def test_a_message_that_cannot_be_kept_leaves_no_file_either(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)

    def store_and_fail(session):
        inbox.store(session, with_files(PHOTO))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.run(store_and_fail)
    assert (rows(database, InboxRow), rows(database, MediaRow)) == ([], [])


async def test_the_profiles_name_is_kept_and_follows_its_changes(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    kept = []
    for name in ("Siti", "Siti", None, "Siti Rahayu"):
        await inbox.receive(inbound("halo", profile_name=name))
        kept.append(rows(database, ConversationRow)[0].profile_name)
    assert kept == ["Siti", "Siti", "Siti", "Siti Rahayu"]


async def test_a_profiles_name_that_did_not_change_is_not_written_again(
    sqlite_database, keyring, clock
):
    inbox = Inbox(sqlite_database, keyring, clock)
    stored = []
    for _ in range(2):
        await inbox.receive(inbound("halo", profile_name="Siti"))
        with sqlite_database.engine.connect() as connection:
            asked = "SELECT profile_name FROM conversations"
            stored.append(connection.exec_driver_sql(asked).scalar_one())
    first, second = stored  # encrypted, so that writing it again would change it
    assert first == second
    assert "Siti" not in first


async def test_where_a_file_is_kept_and_what_it_is_called_stand_nowhere_in_the_clear(
    database, keyring, clock
):
    await Inbox(database, keyring, clock).receive(with_files(PAPER))
    with database.engine.connect() as connection:
        everything = str(connection.exec_driver_sql("SELECT * FROM media").all())
    assert "file-2" not in everything
    assert "kuitansi" not in everything
