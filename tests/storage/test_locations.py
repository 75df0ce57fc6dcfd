"""A member's location is read from its own message, and gone with it."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.messages import Channel, Inbound, InboundKind, Location
from bot.stored import inbound_to_json
from insurance.points import Point
from storage.locations import SqlLocations
from storage.media_store import MediaStore
from storage.tables import InboxRow
from tests.storage.media_world import Files


@pytest.fixture
def files(database, clock, tmp_path) -> Files:
    files = Files(database, MediaStore((tmp_path / "media").as_uri()), clock)
    files.chat()
    files.message("m1")
    return files


def says(files: Files, location: Location | None) -> None:
    inbound = Inbound(Channel.TELEGRAM, "4711", "m1", InboundKind.LOCATION, location=location)
    with files.db.transaction() as session:
        session.execute(update(InboxRow).values(content=inbound_to_json(inbound)))


def test_the_place_that_came_with_a_message_is_found(files):
    says(files, Location(-6.2446, 106.7986, "Blok M", "Jl. Melawai"))
    assert SqlLocations(files.db).of("m1") == Point(-6.2446, 106.7986)


def test_a_message_without_one_one_that_is_answered_and_one_unknown_have_none(files):
    assert SqlLocations(files.db).of("m1") is None
    says(files, None)
    assert SqlLocations(files.db).of("m1") is None
    assert SqlLocations(files.db).of("m2") is None
