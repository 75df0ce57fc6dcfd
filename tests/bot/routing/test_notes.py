"""First lines of an answer."""

from __future__ import annotations

import pytest

from bot.fakes import inbound
from bot.messages import Attachment, AttachmentKind, Language, OutgoingMedia, Reply
from bot.routing.notes import noted
from bot.routing.router import CODE_CHECKED, MEDIA_SENT, AskIntent, AskText
from bot.routing.turn import Part, Turn
from bot.texts import Texts
from insurance.ports import LARGEST_UPLOAD_MB, MOST_PAGES

SAID = Texts.load()
STATES = (
    *("stored", "empty", "too_large", "wrong_type", "broken", "too_many_pixels"),
    *("too_many_pages", "password", "active", "gone", "refused", "unavailable"),
)


def turn(*states, kinds=(AttachmentKind.PHOTO,), edited=False):
    files = tuple(Attachment(kind, "") for kind in kinds)
    part = Part(1, "i", inbound("apa", attachments=files), None)
    known = (None, False, False)
    return Turn("c", (part,), 0, *known, file_states=states, replaces_answered=edited)


def first_line(turn, way=AskText("apa"), language=Language.INDONESIAN):  # noqa: B008 - frozen
    (reply,) = noted([Reply("jawaban")], turn, way, SAID, language)
    return reply.text


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", STATES)
def test_what_became_of_a_file_is_said_before_the_answer(state, language):
    text = SAID.say(f"file_{state}", language).text
    text = text.format(limit=LARGEST_UPLOAD_MB, pages=MOST_PAGES)
    assert first_line(turn(state, state), language=language) == f"{text}\n\njawaban"


def test_files_that_the_dialogue_has_told_of_are_not_told_of_twice():
    told = noted(
        [Reply("jawaban")], turn("gone"), AskText("a"), SAID, Language.ENGLISH, files_told=True
    )
    assert told == (Reply("jawaban"),)


@pytest.mark.parametrize("kind", ["video", "voice", "audio"])
def test_a_recording_is_told_even_where_the_dialogue_tells_of_the_files(kind):
    both = (AttachmentKind.PHOTO, AttachmentKind(kind))
    text = SAID.say(f"not_opened_{kind}", Language.INDONESIAN).text
    assert first_line(turn("gone", kinds=both), AskIntent(MEDIA_SENT)) == f"{text}\n\njawaban"


def test_a_new_wording_is_told_first():
    lines = first_line(turn("gone", edited=True)).splitlines()
    assert lines[:2] == [
        SAID.say("edit_used", Language.INDONESIAN).text,
        SAID.say("file_gone", Language.INDONESIAN).text,
    ]


def test_an_unknown_outcome_is_a_failed_download():
    assert first_line(turn("erased")) == first_line(turn("unavailable"))


def test_nothing_is_added_to_a_plain_answer_or_to_what_came_of_a_code():
    assert first_line(turn(kinds=())) == "jawaban"
    assert first_line(turn("gone", edited=True), AskIntent(CODE_CHECKED)) == "jawaban"


def test_a_file_of_ours_gets_the_line_as_its_caption():
    media = OutgoingMedia("m", "image/png", "a.png")
    (reply,) = noted([Reply("", media=media)], turn("gone"), AskText("a"), SAID, Language.ENGLISH)
    assert reply == Reply(SAID.say("file_gone", Language.ENGLISH).text, media=media)
