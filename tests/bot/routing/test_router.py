"""Where a message goes."""

from __future__ import annotations

import pytest

from bot.fakes import inbound
from bot.messages import (
    FETCHED,
    Attachment,
    AttachmentKind,
    Choice,
    Contact,
    InboundKind,
    Location,
    OfferedChoice,
)
from bot.routing.router import AskIntent, AskText, Say, Suppress, route
from bot.texts import Texts

YES = Choice("Ya", "affirm", {"why": "asked"})
OFFERED = (OfferedChoice("t", 1, YES),)
CHOSEN = AskIntent("affirm", {"why": "asked"}, OFFERED[0])
PHOTO = Attachment(AttachmentKind.PHOTO, "file")
VIDEO = Attachment(AttachmentKind.VIDEO, "film")


def sent(*attachments, text=""):
    return inbound(text, kind=InboundKind.MEDIA, attachments=attachments)


def placed(latitude, longitude):
    return inbound("", kind=InboundKind.LOCATION, location=Location(latitude, longitude))


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
        (inbound("", kind=InboundKind.UNSUPPORTED, unsupported="poll"), Say("unsupported_poll")),
        (inbound("", kind=InboundKind.START, command="claims"), AskIntent("check_claim_status")),
        (inbound("", kind=InboundKind.COMMAND, command="contact"), AskIntent("contact_info")),
        (
            inbound("", kind=InboundKind.COMMAND, command="english"),
            AskIntent("change_language", {"language": "en"}),
        ),
        (inbound("", kind=InboundKind.COMMAND, command="of old"), AskIntent("show_menu")),
        (sent(PHOTO), AskIntent("media_sent")),
        (sent(PHOTO, text=" \u200b"), AskIntent("media_sent")),
        (sent(PHOTO, text="/"), AskIntent("media_sent")),
        (sent(PHOTO, text="klaim saya"), AskText("klaim saya")),
        (sent(VIDEO, PHOTO), AskIntent("media_sent")),
        (sent(VIDEO), Say("unsupported_video")),
        (sent(VIDEO, text="ini apa"), AskText("ini apa")),
        (sent(), Say("unsupported_other")),
        (placed(-6.2, 106.8), AskIntent("location_sent")),
        (placed(0.0, 0.0), Say("location_nowhere")),
        (placed(91.0, 106.8), Say("location_nowhere")),
        (inbound("", kind=InboundKind.LOCATION), Say("location_nowhere")),
        (
            inbound("", kind=InboundKind.CONTACT, contact=Contact(is_own=True)),
            Say("own_contact"),
        ),
        (
            inbound("", kind=InboundKind.CONTACT, contact=Contact(is_own=False)),
            Say("unsupported_contact"),
        ),
    ],
)
def test_every_kind_has_its_way(message, way):
    assert route(message) == way


def test_a_tap_that_was_offered_is_believed():
    tap = inbound("Ya", kind=InboundKind.CHOICE, choice_token="t")
    assert route(tap, tapped=OFFERED[0]) == CHOSEN


def test_a_number_is_a_pick_only_while_something_is_offered():
    assert route(inbound("1"), offered=OFFERED) == CHOSEN
    assert route(sent(PHOTO, text="1"), offered=OFFERED) == CHOSEN
    assert route(inbound("1")) == AskText("1")


def test_everything_that_the_router_says_has_a_text_in_both_languages():
    keys = Texts.load().keys()
    assert {"empty", "unknown_button", "location_nowhere", "own_contact"} <= keys
    assert {f"unsupported_{kind}" for kind in AttachmentKind if kind not in FETCHED} <= keys
    assert {f"unsupported_{kind}" for kind in ("sticker", "contact", "poll", "other")} <= keys
