"""Files, places and contacts in Telegram's messages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.inbound.telegram import MalformedUpdate, parse
from bot.inbound.telegram_contents import READ
from bot.messages import Attachment, AttachmentKind, Contact, Inbound, InboundKind, Location
from bot.stored import inbound_to_json
from tests.bot.inbound.polls import POLL

SITI = {"id": 1122, "is_bot": False, "first_name": "Siti"}
BUDI = {"id": 3344, "is_bot": False, "first_name": "Budi"}
CHAT = {"id": 1122, "first_name": "Siti", "type": "private"}
FILE = {"file_id": "f", "file_unique_id": "u"}
CLIP = FILE | {"duration": 1, "width": 1, "height": 1}
HERE = {"latitude": -6.2, "longitude": 106.8}
NUMBER = "+62 811-1234-567"


def received(**content: Any) -> Inbound:
    message = {"message_id": 7, "from": SITI, "chat": CHAT, "date": 1780000000} | content
    inbound = parse({"update_id": 900, "message": message})
    assert inbound is not None
    return inbound


def sizes(*bytes_: int | None) -> list[dict[str, Any]]:
    """Sizes of a photo, ever wider, named by their place."""
    return [
        {"file_id": f"f{place}", "file_unique_id": "u", "width": 90 * place, "height": 90}
        | ({} if size is None else {"file_size": size})
        for place, size in enumerate(bytes_, start=1)
    ]


@pytest.mark.parametrize(
    ("photo", "chosen"),
    [
        (sizes(100, 2_000, 30_000), Attachment(AttachmentKind.PHOTO, "f3", size=30_000)),
        (sizes(100, 2_000)[::-1], Attachment(AttachmentKind.PHOTO, "f2", size=2_000)),
        (sizes(100, 19_999_999, 20_000_000), Attachment(AttachmentKind.PHOTO, "f2", size=19999999)),
        (sizes(100, None), Attachment(AttachmentKind.PHOTO, "f2")),
        (sizes(10**30), Attachment(AttachmentKind.PHOTO, "f1")),
        (sizes(20_000_000), Attachment(AttachmentKind.PHOTO, "f1", size=20_000_000)),
    ],
)
def test_of_a_photo_the_largest_size_that_may_be_fetched_is_taken(
    photo: list[dict[str, Any]], chosen: Attachment
) -> None:
    inbound = received(photo=photo)
    assert (inbound.kind, inbound.attachments) == (InboundKind.MEDIA, (chosen,))


def test_of_a_live_photo_the_still_one_is_taken() -> None:
    inbound = received(live_photo=CLIP | {"photo": sizes(100, 200)})
    assert inbound.attachments == (Attachment(AttachmentKind.PHOTO, "f2", size=200),)


def test_a_document_keeps_its_name_type_and_size() -> None:
    document = FILE | {"mime_type": "application/PDF", "file_name": "kuitansi.pdf", "file_size": 9}
    assert received(document=document).attachments == (
        Attachment(AttachmentKind.DOCUMENT, "f", "application/pdf", "kuitansi.pdf", 9),
    )


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"document": FILE}, AttachmentKind.DOCUMENT),
        ({"document": FILE | {"mime_type": "image/jpeg"}}, AttachmentKind.DOCUMENT),
        ({"document": FILE | {"mime_type": "video/mp4"}}, AttachmentKind.VIDEO),
        ({"document": FILE | {"mime_type": "audio/mpeg"}}, AttachmentKind.AUDIO),
        ({"voice": FILE | {"duration": 1}}, AttachmentKind.VOICE),
        ({"audio": FILE | {"duration": 1}}, AttachmentKind.AUDIO),
        ({"video": CLIP}, AttachmentKind.VIDEO),
        ({"video_note": FILE | {"duration": 1, "length": 1}}, AttachmentKind.VIDEO),
        ({"animation": CLIP, "document": FILE}, AttachmentKind.VIDEO),
    ],
)
def test_every_kind_of_file_is_told_apart(content: dict[str, Any], kind: AttachmentKind) -> None:
    inbound = received(caption="lihat", **content)
    assert (inbound.kind, inbound.text) == (InboundKind.MEDIA, "lihat")
    assert [one.kind for one in inbound.attachments] == [kind]


def test_a_files_name_is_kept_as_one_short_visible_line() -> None:
    names = ["../../\u202efdp.exe\n", "x" * 999, 5, ""]
    files = [received(document=FILE | {"file_name": name}).attachments[0] for name in names]
    assert [one.file_name for one in files] == ["../../fdp.exe", "x" * 255, None, None]


def test_a_file_without_an_id_is_malformed() -> None:
    for spoiled in (FILE | {"file_id": ""}, {"file_unique_id": "u"}, "f"):
        with pytest.raises(MalformedUpdate):
            received(document=spoiled)


@pytest.mark.parametrize("size", [-1, "9", True, 1.5])
def test_a_size_that_is_none_is_not_believed(size: object) -> None:
    assert received(document=FILE | {"file_size": size}).attachments[0].size is None


def test_a_location_is_a_place() -> None:
    inbound = received(location=HERE)
    assert (inbound.kind, inbound.location) == (InboundKind.LOCATION, Location(-6.2, 106.8))


def test_a_venue_is_a_place_with_its_name_and_address() -> None:
    venue = {"location": HERE, "title": "RS  Harapan\n", "address": "Jl. Merdeka 1"}
    inbound = received(venue=venue, location=HERE)
    assert inbound.kind is InboundKind.LOCATION
    assert inbound.location == Location(-6.2, 106.8, "RS Harapan", "Jl. Merdeka 1")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0, 0),
        (-0.0, 0.0),
        (90.1, 0),
        (0, -180.5),
        (1e300, 1e300),
        (float("nan"), 106.8),
        (-6.2, float("inf")),
    ],
)
def test_a_point_that_is_not_on_earth_is_nowhere(latitude: float, longitude: float) -> None:
    place = received(location={"latitude": latitude, "longitude": longitude}).location
    assert place is not None
    assert not place.is_somewhere


@pytest.mark.parametrize("latitude", ["-6,2", None, [], 10**400])
def test_coordinates_that_are_no_numbers_are_malformed(latitude: object) -> None:
    with pytest.raises(MalformedUpdate):
        received(location={"latitude": latitude, "longitude": 106.8})


def test_the_senders_own_contact_is_kept_with_its_number() -> None:
    inbound = received(contact={"phone_number": NUMBER, "first_name": "Siti", "user_id": 1122})
    assert inbound.kind is InboundKind.CONTACT
    assert inbound.contact == Contact(is_own=True, phone_number="+628111234567")


OWN = {"phone_number": NUMBER, "first_name": "Siti", "user_id": 1122}
FORWARDED = {"type": "user", "date": 1780000000, "sender_user": SITI}


@pytest.mark.parametrize(
    "content",
    [
        {"contact": OWN | {"user_id": 3344}},
        {"contact": OWN | {"user_id": "1122"}},
        {"contact": {"phone_number": NUMBER, "first_name": "Budi"}},
        {"contact": OWN, "forward_origin": FORWARDED},
        {"contact": OWN, "via_bot": BUDI | {"is_bot": True}},
        {"contact": OWN, "from": BUDI},
    ],
)
def test_of_somebody_elses_contact_nothing_is_kept(content: dict[str, Any]) -> None:
    inbound = received(**content)
    assert (inbound.kind, inbound.contact) == (InboundKind.CONTACT, Contact(is_own=False))
    assert "811" not in inbound_to_json(inbound)


@pytest.mark.parametrize("number", ["", "x", "+", "12", "1" * 30, "+62811<b>"])
def test_a_number_that_is_none_is_not_kept(number: str) -> None:
    assert received(contact=OWN | {"phone_number": number}).contact == Contact(is_own=True)


STICKER = {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
INVOICE = {
    "title": "x",
    "description": "x",
    "start_parameter": "x",
    "currency": "IDR",
    "total_amount": 1,
}
NO_USE: dict[str, tuple[dict[str, Any], str]] = {
    "sticker": (FILE | STICKER, "sticker"),
    "dice": ({"emoji": "🎲", "value": 3}, "sticker"),
    "poll": (POLL, "poll"),
    "story": ({"id": 1, "chat": CHAT}, "other"),
    "rich_message": ({"blocks": [{"type": "divider"}]}, "other"),
    "checklist": ({"title": "x", "tasks": []}, "other"),
    "game": ({"title": "x", "description": "x", "photo": sizes(1)}, "other"),
    "paid_media": ({"star_count": 1, "paid_media": [{"type": "preview"}]}, "other"),
    "gift": ({"gift": {"a": "gift of next year"}}, "other"),
    "unique_gift": ({"gift": {"a": "gift of next year"}}, "other"),
    "giveaway": ({"chats": [], "winners_selection_date": 1, "winner_count": 1}, "other"),
    "invoice": (INVOICE, "other"),
}


@pytest.mark.parametrize("field", NO_USE)
def test_a_kind_that_nobody_can_answer_to_is_named(field: str) -> None:
    content, name = NO_USE[field]
    inbound = received(**{field: content})
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, name)


def test_a_rich_message_is_read_as_the_words_it_holds() -> None:
    bold = {"type": "bold", "text": ["limit ", {"type": "italic", "text": "gigi"}]}
    emoji = {"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "🦷"}
    item = {"label": "1.", "blocks": [{"type": "paragraph", "text": "rawat inap"}]}
    cells = [[{"text": "Siti"}, {"text": ["Budi", None, 5]}]]
    blocks = [
        {"type": "heading", "size": 1, "text": "Tolong cek"},
        {"type": "divider"},
        {"type": "paragraph", "text": [bold, emoji]},
        {"type": "list", "items": [item]},
        {"type": "table", "cells": cells, "caption": "Peserta"},
    ]
    inbound = received(rich_message={"blocks": blocks})
    assert inbound.kind is InboundKind.TEXT
    assert inbound.text.splitlines() == [
        "Tolong cek",
        "limit gigi🦷",
        "1.",
        "rawat inap",
        "Peserta",
        "Siti",
        "Budi",
    ]


READ_AS_TEXT = {"text", "caption", "rich_message"}
AROUND = {
    *("message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat"),
    *("sender_boost_count", "sender_business_bot", "sender_tag", "date", "guest_query_id"),
    *("business_connection_id", "chat", "forward_origin", "is_topic_message"),
    *("is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story"),
    *("reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot"),
    *("guest_bot_caller_user", "guest_bot_caller_chat", "edit_date", "has_protected_content"),
    *("is_from_offline", "is_paid_post", "media_group_id", "author_signature"),
    *("paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id"),
    *("caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup"),
}
SERVICE_MESSAGE = re.compile(
    r"new_chat|left_chat|chat_owner|delete_chat|_created$|_changed$|^migrate_|pinned_message"
    r"|_payment$|_shared$|gift_upgrade_sent|connected_website|write_access|passport_data"
    r"|proximity|boost_added|chat_background|checklist_tasks|forum_topic|giveaway_|poll_option"
    r"|suggested_post|video_chat|web_app_data"
)


def test_every_kind_of_message_that_the_bot_api_knows_has_its_place(shared: Path) -> None:
    specification = json.loads((shared / "specs/telegram_api.json").read_text())
    fields = {field["name"] for field in specification["types"]["Message"]["fields"]}
    handled = {*READ, *READ_AS_TEXT, *AROUND, *NO_USE}
    left = fields - handled
    assert {field for field in left if not SERVICE_MESSAGE.search(field)} == set()
    assert handled - fields == set()
