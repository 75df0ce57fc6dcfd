"""Rasa's JSON becomes replies, whatever is in it."""

from __future__ import annotations

import pytest

from bot.dialogue.replies import MalformedAnswer, RasaAnswer, read_answer, read_choice
from bot.messages import Choice, Language, Location, OutgoingMedia, Reply


def answer(*messages):
    return read_answer({"replayed": False, "messages": list(messages)})


def test_texts_and_buttons_become_replies():
    button = {"title": "Gigi", "payload": '/check_benefits{"benefit_type": "dental"}'}
    assert answer({"text": " a \n\n b ", "buttons": [button]}, {"text": "c"}) == RasaAnswer(
        (
            Reply("a \n\n b", (Choice("Gigi", "check_benefits", {"benefit_type": "dental"}),)),
            Reply("c"),
        )
    )


def test_empty_messages_say_nothing():
    assert answer({}, {"text": ""}, {"text": None}, {"custom": {"x": 1}}) == RasaAnswer(())


def test_effects_are_read_and_never_shown():
    read = answer(
        {"text": "ok"}, {"custom": {"language": "en"}}, {"custom": {"delete_inbound": True}}
    )
    assert read == RasaAnswer((Reply("ok"),), Language.ENGLISH, True)
    told = answer({"text": "ok"}, {"custom": {"files_told": True}})
    assert told == RasaAnswer((Reply("ok"),), files_told=True)


CARD = {"id": "m1", "content_type": "image/png", "file_name": "ecard.png"}
HOSPITAL = {"latitude": -6.2, "longitude": 106.8, "name": "RS Contoh", "address": "Jl. Contoh 1"}


def test_a_file_a_place_and_a_request_join_the_text_of_their_message():
    assert answer(
        {"text": "Kartu Anda", "custom": {"media": CARD}},
        {"text": "Terdekat", "custom": {"location": HOSPITAL}},
        {"custom": {"location": {"latitude": "1.5", "longitude": 2}}},
        {"text": "Di mana Anda?", "custom": {"request": "location"}},
    ).replies == (
        Reply("Kartu Anda", media=OutgoingMedia("m1", "image/png", "ecard.png")),
        Reply("Terdekat", location=Location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")),
        Reply("", location=Location(1.5, 2.0)),
        Reply("Di mana Anda?", asks_location=True),
    )


@pytest.mark.parametrize(
    "effect",
    [
        {"media": "m1"},
        {"media": {**CARD, "id": ""}},
        {"media": {"id": "m1"}},
        {"location": {}},
        {"location": [1, 2]},
        {"location": {"latitude": "here", "longitude": 1}},
        {"location": {"latitude": 0, "longitude": 0}},
        {"location": {"latitude": "nan", "longitude": 1}},
        {"request": "money"},
    ],
)
def test_a_malformed_effect_is_left_out_and_its_text_stays(effect):
    assert answer({"text": "a", "custom": effect}).replies == (Reply("a"),)


def test_unknown_effects_are_ignored():
    assert answer({"custom": {"language": "fr"}}, {"custom": ["x"]}) == RasaAnswer(())


def test_a_malformed_button_is_left_out_and_its_text_stays():
    buttons = [{"title": "Ya", "payload": "ya"}, "x", {"title": "Tidak", "payload": "/deny"}]
    assert answer({"text": "?", "buttons": buttons}) == RasaAnswer(
        (Reply("?", (Choice("Tidak", "deny"),)),)
    )


@pytest.mark.parametrize("body", [None, [], {}, {"messages": {}}, {"messages": [1]}])
def test_anything_else_is_malformed(body):
    with pytest.raises(MalformedAnswer):
        read_answer(body)


@pytest.mark.parametrize("payload", ["", "halo", "/", "/a{", '/a{"x"}', "/a b", "/a[1]"])
def test_a_payload_that_is_no_intent_is_no_choice(payload):
    assert read_choice("Ya", payload) is None


def test_a_retrieval_intent_may_be_a_choice():
    assert read_choice("Ya", "/faq/lost_card") == Choice("Ya", "faq/lost_card")
