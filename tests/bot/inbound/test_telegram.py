"""Telegram's updates, as the Bot API sends them, and as nobody ever should."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inbound.telegram import MalformedUpdate, callback_id, parse
from bot.messages import Channel, Inbound, InboundKind
from bot.stored import inbound_to_json

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
    )


def test_a_repeat_has_the_same_id_and_another_message_has_another() -> None:
    first, repeat = parse(update(text="a")), parse(update(text="a"))
    after_a_quiet_week = parse(update(text="a", message_id=8))
    assert first and repeat and after_a_quiet_week
    assert first.provider_message_id == repeat.provider_message_id
    assert first.provider_message_id != after_a_quiet_week.provider_message_id


@pytest.mark.parametrize("text", ["/start", "/start promo"])
def test_start_with_or_without_a_payload_is_the_first_hello(text: str) -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": 6}]
    inbound = parse(update(text=text, entities=entities))
    assert inbound is not None
    assert inbound.kind == InboundKind.START


def test_an_intent_typed_by_a_member_is_plain_text() -> None:
    inbound = parse(update(text='/inform{"policy_number":"1"}'))
    assert inbound is not None
    assert (inbound.kind, inbound.choice_token) == (InboundKind.TEXT, None)


PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
FILE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"photo": PHOTO}, "photo"),
        ({"voice": FILE | {"duration": 1}}, "voice"),
        ({"audio": FILE | {"duration": 1}}, "audio"),
        ({"video": FILE | {"duration": 1, "width": 1, "height": 1}}, "video"),
        ({"video_note": FILE | {"duration": 1, "length": 1}}, "video"),
        ({"document": FILE}, "document"),
        (
            {"animation": FILE | {"duration": 1, "width": 1, "height": 1}, "document": FILE},
            "video",
        ),
        (
            {
                "sticker": FILE
                | {
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "type": "regular",
                }
            },
            "sticker",
        ),
        ({"location": {"latitude": -6.2, "longitude": 106.8}}, "location"),
        (
            {
                "venue": {
                    "location": {"latitude": -6.2, "longitude": 106.8},
                    "title": "RS",
                    "address": "Jl.",
                },
                "location": {"latitude": -6.2, "longitude": 106.8},
            },
            "location",
        ),
        ({"contact": {"phone_number": "62811", "first_name": "Budi"}}, "contact"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "sticker"),
        ({"story": {"id": 1, "chat": CHAT}}, "other"),
    ],
)
def test_a_kind_that_is_not_understood_is_named(content: dict[str, Any], kind: str) -> None:
    inbound = parse(update(**content))
    assert inbound is not None
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, kind)


def test_a_caption_is_read_as_text() -> None:
    inbound = parse(update(photo=PHOTO, caption="ini kuitansinya"))
    assert inbound is not None
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "ini kuitansinya")


def test_the_items_of_an_album_are_answered_once() -> None:
    first = parse(update(photo=PHOTO, media_group_id="130"))
    second = parse(update(photo=PHOTO, media_group_id="130", message_id=8) | {"update_id": 901})
    assert first and second
    assert first.provider_message_id == second.provider_message_id


def test_a_tap_carries_its_token_and_wants_an_answer() -> None:
    assert parse(tap()) == Inbound(
        channel=Channel.TELEGRAM,
        address="1122334455",
        provider_message_id="callback.4382bfdwdsb323b2d9",
        kind=InboundKind.CHOICE,
        choice_token="token-1",
        language_hint="id",
    )
    assert callback_id(tap()) == "4382bfdwdsb323b2d9"


def test_a_tap_on_a_message_that_is_gone_still_counts() -> None:
    without = tap()
    del without["callback_query"]["message"]
    inaccessible = tap(message={"chat": CHAT, "message_id": 6, "date": 0})
    assert parse(without) == parse(inaccessible) == parse(tap())


def test_a_tap_with_no_data_of_ours_is_none_of_our_business() -> None:
    game = tap(game_short_name="chess")
    del game["callback_query"]["data"]
    assert parse(game) is None
    assert parse(tap(inline_message_id="1")) is None


def test_an_edited_text_is_named_and_an_edited_location_ignored() -> None:
    edited = {"update_id": 903, "edited_message": update(text="b", edit_date=1780000001)["message"]}
    inbound = parse(edited)
    assert inbound is not None
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, "edited")
    moved = update(location={"latitude": 1, "longitude": 1}, edit_date=1780000001)["message"]
    assert parse({"update_id": 904, "edited_message": moved}) is None


def test_a_member_who_blocks_us_or_lets_us_back_in_is_noted() -> None:
    blocked, returned = parse(membership("kicked")), parse(membership("member"))
    assert blocked and returned
    assert (blocked.kind, blocked.address) == (InboundKind.BLOCKED, "1122334455")
    assert (returned.kind, returned.address) == (InboundKind.RETURNED, "1122334455")


def test_groups_channels_and_service_messages_are_ignored() -> None:
    assert parse(update(chat=GROUP, text="halo")) is None
    assert parse(tap(message={"message_id": 6, "chat": GROUP, "date": 1780000000})) is None
    assert parse(membership("kicked", GROUP)) is None
    assert parse(update(message_auto_delete_timer_changed={"message_auto_delete_time": 9})) is None
    assert parse({"update_id": 1, "channel_post": update(text="x")["message"]}) is None
    assert parse({"update_id": 1, "something_new_in_2031": {"x": 1}}) is None
    assert parse({"update_id": 1}) is None


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
    update(photo=PHOTO, caption="x"),
    tap(),
    membership("kicked"),
    {"update_id": 903, "edited_message": update(text="b", edit_date=1780000001)["message"]},
]


def paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    inner = value.items() if isinstance(value, dict) else ()
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
    except MalformedUpdate:
        return
    if inbound is not None:
        json.loads(inbound_to_json(inbound).encode())
        assert "\x00" not in inbound.provider_message_id
