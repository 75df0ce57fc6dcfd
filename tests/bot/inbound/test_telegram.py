"""Telegram's updates, as the Bot API sends them, and as nobody ever should."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inbound.telegram import (
    ALLOWED_UPDATES,
    MalformedUpdate,
    callback_id,
    chat_to_leave,
    parse,
)
from bot.messages import Attachment, AttachmentKind, Channel, Inbound, InboundKind, Location
from bot.stored import inbound_from_json, inbound_to_json
from tests.bot.inbound.polls import POLL

SITI = {
    "id": 1122334455,
    "is_bot": False,
    "first_name": "Siti",
    "username": "siti",
    "language_code": "id",
}
CHAT = {"id": 1122334455, "first_name": "Siti", "username": "siti", "type": "private"}
GROUP = {"id": -100123, "title": "Keluarga", "type": "supergroup"}
BOT = {"id": 42, "is_bot": True, "first_name": "Gen iClick", "username": "GenBot"}


def update(**message: Any) -> dict[str, Any]:
    body = {"message_id": 7, "from": SITI, "chat": CHAT, "date": 1780000000} | message
    return {"update_id": 900, "message": body}


def tap(**query: Any) -> dict[str, Any]:
    message = {"message_id": 6, "from": BOT, "chat": CHAT, "date": 1780000000, "text": "Menu"}
    body = {
        "id": "4382bfdwdsb323b2d9",
        "from": SITI,
        "chat_instance": "-1",
        "message": message,
        "data": "token-1",
    }
    return {"update_id": 901, "callback_query": body | query}


def membership(status: str, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    member: dict[str, Any] = {"user": BOT, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return {
        "update_id": 902,
        "my_chat_member": {
            "chat": chat,
            "from": SITI,
            "date": 1780000000,
            "old_chat_member": {"user": BOT, "status": "member"},
            "new_chat_member": member,
        },
    }


def test_a_text_is_a_text() -> None:
    assert parse(update(text="cek limit")) == Inbound(
        channel=Channel.TELEGRAM,
        address="1122334455",
        provider_message_id="900.7",
        kind=InboundKind.TEXT,
        text="cek limit",
        language_hint="id",
        message_ref="7",
        profile_name="Siti",
    )


def test_a_repeat_has_the_same_id_and_another_message_has_another() -> None:
    first, repeat = parse(update(text="a")), parse(update(text="a"))
    after_a_quiet_week = parse(update(text="a", message_id=8))
    assert first and repeat and after_a_quiet_week
    assert first.provider_message_id == repeat.provider_message_id
    assert first.provider_message_id != after_a_quiet_week.provider_message_id


def seen(raw: object) -> Inbound:
    inbound = parse(raw)
    assert inbound is not None
    return inbound


@pytest.mark.parametrize(
    ("text", "kind", "command"),
    [
        ("/start", InboundKind.START, None),
        ("/start klaim", InboundKind.START, "claims"),
        ("/start@GenBot benefits", InboundKind.START, "benefits"),
        ("/menu", InboundKind.MENU, None),
        ("/help@GenBot", InboundKind.MENU, None),
        ("/manfaat", InboundKind.COMMAND, "benefits"),
        ("/benefits@GenBot", InboundKind.COMMAND, "benefits"),
    ],
)
def test_commands_and_deep_links_are_known(
    text: str, kind: InboundKind, command: str | None
) -> None:
    length = len(text.partition(" ")[0])
    entities = [{"type": "bot_command", "offset": 0, "length": length}]
    inbound = seen(update(text=text, entities=entities))
    assert (inbound.kind, inbound.command) == (kind, command)


def test_a_deep_links_unknown_payload_is_nowhere_in_what_is_kept() -> None:
    inbound = seen(update(text="/start 483920"))
    assert inbound.kind == InboundKind.START
    assert "483920" not in inbound_to_json(inbound)


def test_an_intent_typed_by_a_member_is_plain_text() -> None:
    inbound = parse(update(text='/inform{"policy_number":"1"}'))
    assert inbound is not None
    assert (inbound.kind, inbound.choice_token) == (InboundKind.TEXT, None)


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
FILE = {"file_id": "f", "file_unique_id": "u"}


def test_a_caption_stands_beside_its_photo() -> None:
    inbound = seen(update(photo=PHOTO, caption="ini kuitansinya /menu"))
    assert inbound == Inbound(
        channel=Channel.TELEGRAM,
        address="1122334455",
        provider_message_id="900.7",
        kind=InboundKind.MEDIA,
        text="ini kuitansinya /menu",
        language_hint="id",
        message_ref="7",
        attachments=(Attachment(AttachmentKind.PHOTO, "f"),),
        profile_name="Siti",
    )


def test_what_means_nothing_to_us_cannot_cost_us_a_message() -> None:
    gift = {"message_id": 6, "chat": CHAT, "date": 1780000000, "unique_gift": {"of": "next year"}}
    odd = {"link_preview_options": 5, "external_reply": "x", "quote": [], "pinned_message": 7}
    assert seen(update(text="halo", reply_to_message=gift, **odd)).reply_to == "6"
    assert seen(tap(message=gift)).tapped_ref == "6"


def test_every_item_of_an_album_is_a_message_of_its_own() -> None:
    first = seen(update(photo=PHOTO, media_group_id="130", caption="semua kuitansi"))
    second = seen(update(photo=PHOTO, media_group_id="130", message_id=8) | {"update_id": 901})
    assert (first.album, second.album) == ("130", "130")
    assert first.provider_message_id != second.provider_message_id
    assert (first.text, second.text) == ("semua kuitansi", "")


def test_a_caption_under_a_kind_that_is_not_known_is_read_as_a_text() -> None:
    inbound = seen(update(caption="halo", something_new_in_2031={"x": 1}))
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "halo")


def test_a_reply_tells_which_message_it_answers() -> None:
    menu = {"message_id": 6, "from": BOT, "chat": CHAT, "date": 1780000000, "text": "Menu"}
    assert seen(update(text="2", reply_to_message=menu)).reply_to == "6"
    assert seen(update(text="2")).reply_to is None


@pytest.mark.parametrize(
    "origin",
    [
        {"type": "user", "date": 1780000000, "sender_user": SITI},
        {"type": "hidden_user", "date": 1780000000, "sender_user_name": "Budi"},
        {"type": "channel", "date": 1780000000, "chat": GROUP, "message_id": 3},
    ],
)
def test_a_forwarded_message_is_marked(origin: dict[str, Any]) -> None:
    assert seen(update(text="halo", forward_origin=origin)).is_forwarded
    assert not seen(update(text="halo")).is_forwarded


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        ({"first_name": "Siti", "last_name": "Rahayu"}, "Siti Rahayu"),
        ({"first_name": " Siti\u202e\n"}, "Siti"),
        ({"first_name": ""}, None),
        ({"first_name": "x" * 999}, "x" * 128),
        ({"first_name": 5}, None),
    ],
)
def test_the_profiles_name_is_kept_as_one_short_line(
    names: dict[str, Any], kept: str | None
) -> None:
    sender = {"id": 1122334455, "is_bot": False} | names
    assert seen(update(text="halo", **{"from": sender})).profile_name == kept


def test_a_tap_carries_its_token_and_wants_an_answer() -> None:
    assert parse(tap()) == Inbound(
        channel=Channel.TELEGRAM,
        address="1122334455",
        provider_message_id="callback.4382bfdwdsb323b2d9",
        kind=InboundKind.CHOICE,
        choice_token="token-1",
        language_hint="id",
        tapped_ref="6",
        profile_name="Siti",
    )
    assert callback_id(tap()) == "4382bfdwdsb323b2d9"


def test_a_tap_on_a_message_that_is_gone_still_counts() -> None:
    without = tap()
    del without["callback_query"]["message"]
    inaccessible = tap(message={"chat": CHAT, "message_id": 6, "date": 0})
    assert seen(inaccessible) == seen(tap())
    assert seen(without) == replace(seen(tap()), tapped_ref=None)


def test_a_tap_with_no_data_of_ours_is_none_of_our_business() -> None:
    game = tap(game_short_name="chess")
    del game["callback_query"]["data"]
    assert parse(game) is None
    assert parse(tap(inline_message_id="1")) is None


def edited(**message: Any) -> dict[str, Any]:
    changed = update(edit_date=1780000001, **message)["message"]
    return {"update_id": 903, "edited_message": changed}


def test_an_edited_text_is_a_message_of_its_own_that_replaces_the_first() -> None:
    inbound = seen(edited(text="limit rawat inap"))
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "limit rawat inap")
    assert (inbound.edit_of, inbound.message_ref) == ("7", "7")
    assert inbound.provider_message_id == "903.7"
    assert seen(update(text="limit")).edit_of is None


def test_an_edited_caption_comes_with_the_file_as_the_message_is_now() -> None:
    inbound = seen(edited(photo=PHOTO, caption="kuitansi kedua", media_group_id="130"))
    assert (inbound.kind, inbound.text) == (InboundKind.MEDIA, "kuitansi kedua")
    assert inbound.attachments == (Attachment(AttachmentKind.PHOTO, "f"),)
    assert (inbound.edit_of, inbound.album) == ("7", "130")


def test_an_edit_may_become_a_command_and_keeps_no_payload() -> None:
    inbound = seen(edited(text="/start 483920"))
    assert (inbound.kind, inbound.text) == (InboundKind.START, "/start")


@pytest.mark.parametrize(
    "content",
    [
        {"location": {"latitude": 1, "longitude": 1, "live_period": 600}},
        {"poll": POLL},
        {},
    ],
)
def test_what_changes_by_itself_is_no_edit(content: dict[str, Any]) -> None:
    assert parse(edited(**content)) is None


def test_a_place_that_a_member_is_at_now_is_one_message_and_its_moves_are_none() -> None:
    here = {"latitude": -6.2, "longitude": 106.8, "live_period": 600}
    assert seen(update(location=here)).location == Location(-6.2, 106.8)
    assert parse(edited(location=here)) is None


def test_a_member_who_blocks_us_or_lets_us_back_in_is_noted() -> None:
    blocked, returned = parse(membership("kicked")), parse(membership("member"))
    assert blocked and returned
    assert (blocked.kind, blocked.address) == (InboundKind.BLOCKED, "1122334455")
    assert (returned.kind, returned.address) == (InboundKind.RETURNED, "1122334455")


def test_groups_channels_service_messages_and_other_bots_are_ignored() -> None:
    assert parse(update(chat=GROUP, text="halo")) is None
    assert parse(update(**{"from": BOT, "text": "halo"})) is None
    assert parse(tap(message={"message_id": 6, "chat": GROUP, "date": 1780000000})) is None
    assert parse(membership("kicked", GROUP)) is None
    assert parse(membership("member", GROUP)) is None
    assert parse(update(message_auto_delete_timer_changed={"message_auto_delete_time": 9})) is None
    assert parse({"update_id": 1, "channel_post": update(text="x")["message"]}) is None
    assert parse({"update_id": 1, "something_new_in_2031": {"x": 1}}) is None
    assert parse({"update_id": 1}) is None


CHANNEL = {"id": -100456, "title": "Kabar", "type": "channel"}


@pytest.mark.parametrize(
    ("raw", "chat_id"),
    [
        (membership("member", GROUP), -100123),
        (membership("administrator", CHANNEL), -100456),
        (membership("restricted", GROUP | {"type": "group"}), -100123),
        (update(chat=GROUP, text="halo"), -100123),
        (update(chat=GROUP, new_chat_members=[BOT]), -100123),
        (membership("left", GROUP), None),
        (membership("kicked", GROUP), None),
        (membership("member"), None),
        (update(text="halo"), None),
        (update(chat=GROUP | {"id": "-100123"}, text="halo"), None),
        (update(chat="group"), None),
        (tap(), None),
        ({}, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_group_or_channel_that_we_are_in_is_to_be_left(raw: object, chat_id: int | None) -> None:
    assert chat_to_leave(raw) == chat_id


def test_nothing_is_asked_of_telegram_that_nobody_reads() -> None:
    assert ALLOWED_UPDATES == ("message", "edited_message", "callback_query", "my_chat_member")


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        [],
        "update",
        7,
        {},
        {"update_id": "9"},
        {"update_id": True},
        {"update_id": 1, "message": "x"},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "message": {"chat": CHAT, "message_id": 1, "date": 1, "text": 5}},
        {"update_id": 1, "message": {"chat": CHAT, "message_id": 1, "date": 10**30, "text": "x"}},
        {"update_id": 1, "message": {"chat": CHAT | {"id": "1"}, "message_id": 1, "text": "x"}},
        {"update_id": 1, "callback_query": {"id": 5, "from": SITI, "data": "x"}},
        {"update_id": 1, "callback_query": {"data": "x"}},
        {"update_id": 1, "my_chat_member": {}},
    ],
)
def test_what_is_no_update_is_called_malformed(malformed: object) -> None:
    with pytest.raises(MalformedUpdate):
        parse(malformed)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "text", "type", "date", "data", "message_id"])
            | st.text(max_size=8),
            children,
            max_size=4,
        )
    ),
    max_leaves=12,
)
VALID = [
    update(text="halo"),
    update(photo=PHOTO, caption="x", media_group_id="130"),
    update(document=FILE | {"mime_type": "application/pdf", "file_name": "a.pdf", "file_size": 9}),
    update(location={"latitude": -6.2, "longitude": 106.8}),
    update(contact={"phone_number": "62811", "first_name": "Siti", "user_id": 1122334455}),
    update(text="2", reply_to_message=update(text="Menu")["message"]),
    update(rich_message={"blocks": [{"type": "paragraph", "text": [{"text": "halo"}]}]}),
    tap(),
    membership("kicked"),
    membership("member", GROUP),
    edited(text="b"),
]


def paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    pairs = enumerate(value) if isinstance(value, list) else ()
    inner = value.items() if isinstance(value, dict) else pairs
    return [path, *(deeper for key, one in inner for deeper in paths(one, (*path, key)))]


@st.composite
def spoiled_updates(draw: st.DrawFn) -> object:
    """A valid update in which one place holds something else."""
    spoiled = copy.deepcopy(draw(st.sampled_from(VALID)))
    *way, last = draw(st.sampled_from([path for path in paths(spoiled) if path]))
    place: Any = spoiled
    for key in way:
        place = place[key]
    place[last] = draw(JSON)
    return spoiled


@settings(max_examples=300)
@given(st.one_of(JSON, spoiled_updates()))
def test_nothing_breaks_the_parser_and_what_it_lets_through_can_be_stored(update: object) -> None:
    try:
        inbound = parse(update)
        callback_id(update)
        chat_to_leave(update)
    except MalformedUpdate:
        return
    if inbound is not None:
        assert inbound_from_json(inbound_to_json(inbound).encode().decode()) == inbound
        assert "\x00" not in inbound.provider_message_id
