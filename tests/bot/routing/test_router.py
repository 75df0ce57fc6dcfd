"""Where a message goes."""

from __future__ import annotations

import pytest

from bot.fakes import inbound
from bot.messages import Choice, InboundKind, OfferedChoice
from bot.routing.router import AskIntent, AskText, Say, Suppress, route
from bot.texts import Texts

YES = Choice("Ya", "affirm", {"why": "asked"})
OFFERED = (OfferedChoice("t", 1, YES),)


@pytest.mark.parametrize(
    ("message", "way"),
    [
        (inbound("halo"), AskText("halo")),
        (inbound("👍"), AskText("👍")),
        (inbound("\u200b"), Say("empty")),
        (inbound("/"), Say("empty")),
        (inbound("/affirm"), AskText("affirm")),
        (inbound("", kind=InboundKind.START), AskIntent("greet")),
        (inbound("", kind=InboundKind.MENU), AskIntent("show_menu")),
        (inbound("", kind=InboundKind.BLOCKED), Suppress()),
        (inbound("", kind=InboundKind.CHOICE, choice_token="x"), Say("unknown_button")),
        (inbound("Cek", kind=InboundKind.CHOICE, choice_token="x"), AskText("Cek")),
        (inbound("", kind=InboundKind.UNSUPPORTED), Say("unsupported_other")),
        (inbound("", kind=InboundKind.UNSUPPORTED, unsupported="photo"), Say("unsupported_photo")),
    ],
)
def test_every_kind_has_its_way(message, way):
    assert route(message) == way


def test_a_tap_that_was_offered_is_believed():
    tap = inbound("Ya", kind=InboundKind.CHOICE, choice_token="t")
    assert route(tap, tapped=YES) == AskIntent("affirm", {"why": "asked"})


def test_a_number_is_a_pick_only_while_something_is_offered():
    assert route(inbound("1"), offered=OFFERED) == AskIntent("affirm", {"why": "asked"})
    assert route(inbound("1")) == AskText("1")


def test_everything_that_the_router_says_has_a_text_in_both_languages():
    keys = Texts.load().keys()
    assert {"empty", "unknown_button", "unsupported_other"} <= keys
