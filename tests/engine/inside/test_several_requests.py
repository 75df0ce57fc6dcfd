"""Cutting a message into requests, and hearing that somebody is lost in a form."""

from __future__ import annotations

from typing import Any

from world import Conversation

from engine.form_help import asks_for_help
from engine.two_requests import label, may_be_data, requests_in

KNOWN = {
    "limit": "check_benefits",
    "klaim": "check_claim_status",
    "nomor": "contact_info",
    "hilang": "faq",
    "pingsan": "medical_emergency",
    "halo": "greet",
    "makasih": "thank",
}


def read(text: str) -> dict[str, Any]:
    """A reader for which a word decides, and all words of a text are likely."""
    found = [intent for word, intent in KNOWN.items() if word in text.lower()] or ["inform"]
    ranking = [{"name": name, "confidence": 0.9 / len(found)} for name in found]
    return {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": []}


def cut(text: str) -> list[str]:
    return [each["text"] for each in requests_in(text, read(text), read)]


def test_two_requests_are_cut_where_they_meet() -> None:
    assert cut("cek limit saya dan nomor cs berapa") == ["cek limit saya", "nomor cs berapa"]
    assert cut("klaim saya gimana? terus cek limit") == ["klaim saya gimana", "cek limit"]
    assert cut("limit gigi,\ndan nomor cs") == ["limit gigi", "nomor cs"]


def test_one_request_stays_in_one_piece() -> None:
    for text in (
        "limit gigi dan limit mata",
        "limit gigi dan mata",
        "cek limit",
        "limit dan klaim",
    ):
        assert cut(text) == []


def test_courtesies_around_a_request_are_left_out() -> None:
    assert cut("halo kak. makasih ya. cek limit saya") == ["cek limit saya"]
    assert cut("cek limit saya, makasih ya") == ["cek limit saya"]
    assert cut("halo, makasih") == []


def test_an_emergency_is_answered_alone() -> None:
    assert cut("nomor cs berapa dan ayah pingsan") == ["ayah pingsan"]
    assert cut("cek limit saya dan ayah saya pingsan") == ["ayah saya pingsan"]
    assert cut("cek limit saya, pingsan ditanggung") == []


def test_what_is_known_word_for_word_is_not_cut() -> None:
    text = "cek limit saya dan nomor cs berapa"
    sure = {**read(text), "intent": {"name": "check_benefits", "confidence": 1.0}}
    assert requests_in(text, sure, read) == []


def test_a_story_is_read_as_a_whole() -> None:
    assert cut("cek limit saya, " * 10 + "nomor cs berapa") == []
    assert cut("cek limit saya " * 40 + "dan nomor cs berapa") == []


def test_a_question_is_labelled_with_its_topic() -> None:
    topic = {"faq": {"response": {"intent_response_key": "faq/lost_card"}}}
    assert label({**read("hilang"), "response_selector": topic}) == "faq/lost_card"


def test_data_and_stories_may_belong_to_a_form() -> None:
    for text in ("12 Mei 1990 dan budi@contoh.example", "saya ke dokter gigi dan minta obat"):
        assert may_be_data(text)
    assert not may_be_data("nomor cs brp dan klaim saya gmn")


def test_who_is_lost_in_a_form_is_heard() -> None:
    for text in (
        *("butuh bantuan", "bingung nih kak", "ga ngerti", "gk paham", "tolong bantu dong"),
        *("help me", "I don't understand", "i'm confused", "isi apa ya", "kasih contoh dong"),
        *("what should I write?", "aku gatau harus isi apa", "Butuh bantuan!", "help"),
    ):
        assert (text, asks_for_help(text)) == (text, True)


def test_what_is_more_than_a_cry_for_help_is_none() -> None:
    for text in (
        *("menu", "bingung, batal aja", "tolong cek limit saya", "bantu cek klaim", "lupa"),
        *(
            "tolong ayah saya pingsan",
            "setuju",
            "12 mei 1990",
            "bantuan@contoh.example",
            "ga setuju",
        ),
        *("apa itu nomor polis", "saya mau bantuan cs", ""),
    ):
        assert (text, asks_for_help(text)) == (text, False)


async def test_a_form_of_free_text_is_told_all_of_it(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    assert await conversation.say("Budi dan Ani") == ["Lahir?"]
    assert await conversation.slot("full_name") == "Budi dan Ani"
