"""Twilio's forms, as they come for WhatsApp, and the signature under them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.inbound.whatsapp import MalformedForm, TwilioSignature, parse, read_form
from bot.messages import Channel, Inbound, InboundKind
from bot.stored import inbound_from_json, inbound_to_json

TOKEN = "12345"
MENU = "SM" + "1" * 32
PUBLIC = "https://iclick.example.co.id"
TEXT_MESSAGE = {
    "SmsMessageSid": "SM0c0b0a0c0b0a0c0b0a0c0b0a0c0b0a0c",
    "NumMedia": "0",
    "ProfileName": "Siti",
    "MessageType": "text",
    "SmsSid": "SM0c0b0a0c0b0a0c0b0a0c0b0a0c0b0a0c",
    "WaId": "6281200000001",
    "SmsStatus": "received",
    "Body": "cek limit",
    "To": "whatsapp:+14155238886",
    "NumSegments": "1",
    "ReferralNumMedia": "0",
    "MessageSid": "SM0c0b0a0c0b0a0c0b0a0c0b0a0c0b0a0c",
    "AccountSid": "AC00000000000000000000000000000001",
    "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Siti"}}}',
    "From": "whatsapp:+6281200000001",
    "ApiVersion": "2010-04-01",
}


def sign(url: str, pairs: list[tuple[str, str]]) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, read_form(urlencode(pairs).encode())))


def test_a_text_is_a_text() -> None:
    assert parse(TEXT_MESSAGE) == Inbound(
        channel=Channel.WHATSAPP,
        address="whatsapp:+6281200000001",
        provider_message_id="SM0c0b0a0c0b0a0c0b0a0c0b0a0c0b0a0c",
        kind=InboundKind.TEXT,
        text="cek limit",
        profile_name="Siti",
    )


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"ExternalUserId": "whatsapp:ID.1A2b3C"}, "whatsapp:ID.1A2b3C"),
        ({"ExternalUserId": "ID.1A2b3C"}, "whatsapp:ID.1A2b3C"),
        ({"ExternalUserId": "", "From": "whatsapp:ID.1A2b3C"}, "whatsapp:ID.1A2b3C"),
        ({"From": "whatsapp:+ID.1A2b3C"}, "whatsapp:ID.1A2b3C"),
        ({"From": "whatsapp:6281200000001"}, "whatsapp:+6281200000001"),
    ],
)
def test_the_business_scoped_id_comes_before_the_number(
    fields: dict[str, str], address: str
) -> None:
    assert parse(TEXT_MESSAGE | fields).address == address


@pytest.mark.parametrize(
    ("fields", "token", "text"),
    [
        ({"Body": "Ya", "ButtonText": "Ya", "ButtonPayload": "token-1"}, "token-1", "Ya"),
        ({"Body": "Klaim", "ListTitle": "Klaim", "ListId": "token-2"}, "token-2", "Klaim"),
        ({"Body": "Klaim", "ListId": "token-2"}, "token-2", "Klaim"),
        ({"Body": "Klaim", "ListId": "", "ButtonPayload": "token-3"}, "token-3", "Klaim"),
        ({"Body": "", "ButtonPayload": "token-1"}, "token-1", ""),
    ],
)
def test_a_tap_on_a_button_or_a_row_of_a_list_is_a_choice(
    fields: dict[str, str], token: str, text: str
) -> None:
    inbound = parse(
        TEXT_MESSAGE | {"MessageType": "interactive", "OriginalRepliedMessageSid": MENU} | fields
    )
    assert (inbound.kind, inbound.choice_token, inbound.text) == (InboundKind.CHOICE, token, text)
    assert (inbound.tapped_ref, inbound.reply_to) == (MENU, MENU)


def test_a_title_without_its_id_is_read_like_a_text() -> None:
    inbound = parse(TEXT_MESSAGE | {"Body": "", "ListTitle": "Klaim", "ListId": ""})
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "Klaim")


@pytest.mark.parametrize(
    ("body", "kind", "command"),
    [
        ("/menu", InboundKind.MENU, None),
        ("/start klaim", InboundKind.START, "claims"),
        ("/Manfaat", InboundKind.COMMAND, "benefits"),
    ],
)
def test_the_commands_work_here_too(body: str, kind: InboundKind, command: str | None) -> None:
    inbound = parse(TEXT_MESSAGE | {"Body": body})
    assert (inbound.kind, inbound.command) == (kind, command)


def test_a_reply_tells_which_message_it_answers() -> None:
    replied = {"OriginalRepliedMessageSid": MENU, "OriginalRepliedMessageSender": "whatsapp:+1"}
    assert parse(TEXT_MESSAGE | replied).reply_to == MENU
    assert parse(TEXT_MESSAGE | {"OriginalRepliedMessageSid": "'; --"}).reply_to is None
    assert parse(TEXT_MESSAGE).reply_to is None


@pytest.mark.parametrize(
    ("fields", "is_forwarded"),
    [
        ({"Forwarded": "true"}, True),
        ({"FrequentlyForwarded": "true"}, True),
        ({"Forwarded": "false", "FrequentlyForwarded": ""}, False),
        ({}, False),
    ],
)
def test_a_forwarded_message_is_marked(fields: dict[str, str], is_forwarded: bool) -> None:
    assert parse(TEXT_MESSAGE | fields).is_forwarded == is_forwarded


@pytest.mark.parametrize(
    ("name", "kept"),
    [(" Siti\u202e\n Rahayu", "Siti Rahayu"), ("", None), ("\u200b", None), ("x" * 999, "x" * 128)],
)
def test_the_profiles_name_is_kept_as_one_short_line(name: str, kept: str | None) -> None:
    assert parse(TEXT_MESSAGE | {"ProfileName": name}).profile_name == kept


def test_an_advertisement_that_was_followed_changes_nothing() -> None:
    referral = {
        "ReferralBody": "Klaim mudah",
        "ReferralHeadline": "Gen iClick",
        "ReferralSourceId": "1",
        "ReferralSourceType": "ad",
        "ReferralSourceUrl": "https://fb.me/x",
        "ReferralMediaId": "2",
        "ReferralMediaContentType": "image/jpeg",
        "ReferralMediaUrl": "https://api.twilio.com/x",
        "ReferralNumMedia": "1",
        "ReferralCtwaClid": "3",
    }
    assert parse(TEXT_MESSAGE | referral) == parse(TEXT_MESSAGE)


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageSid": "", "SmsMessageSid": ""},
        {"MessageSid": "SM'; DROP TABLE inbox; --"},
        {"From": "", "ExternalUserId": ""},
        {"From": "whatsapp:+"},
    ],
)
def test_a_form_without_an_id_or_a_sender_is_malformed(fields: dict[str, str]) -> None:
    with pytest.raises(MalformedForm):
        parse(TEXT_MESSAGE | fields)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join([b"a=1"] * 501)])
def test_a_body_that_is_no_form_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedForm):
        read_form(body)


def test_twilios_published_example_is_accepted() -> None:
    form = read_form(
        urlencode(
            {
                "CallSid": "CA1234567890ABCDE",
                "Caller": "+14158675309",
                "Digits": "1234",
                "From": "+14158675309",
                "To": "+18005551212",
            }
        ).encode()
    )
    signature = TwilioSignature("12345", "https://mycompany.com")
    published = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert signature.signs(published, "/myapp.php", "foo=1&bar=2", form)
    assert not signature.signs(published, "/myapp.php", "foo=1&bar=3", form)
    assert not signature.signs(published, "/other.php", "foo=1&bar=2", form)


@pytest.mark.parametrize(
    "pairs",
    [
        [("Body", ""), ("From", "whatsapp:+62812"), ("MediaUrl0", "")],
        [("Body", "satu"), ("Body", "dua"), ("From", "x")],
        [("Body", "  spasi dipertahankan \r\n"), ("Unknown", "🇮🇩 ünï + & = %")],
        [("", ""), ("Body", "a\x00b")],
    ],
)
def test_blank_repeated_and_unicode_fields_are_signed_as_they_are(
    pairs: list[tuple[str, str]],
) -> None:
    signature = TwilioSignature(TOKEN, PUBLIC)
    given = sign(f"{PUBLIC}/webhooks/whatsapp", pairs)
    form = read_form(urlencode(pairs).encode())
    assert signature.signs(given, "/webhooks/whatsapp", "", form)
    assert not signature.signs(given, "/webhooks/whatsapp/status", "", form)
    more = read_form(urlencode([*pairs, ("Extra", "")]).encode())
    assert not signature.signs(given, "/webhooks/whatsapp", "", more)


FIELDS = [
    *TEXT_MESSAGE,
    *("MediaUrl0", "MediaContentType0", "MediaUrl1", "MediaContentType9", "Latitude", "Longitude"),
    *("Label", "Address", "ButtonPayload", "ButtonText", "ListId", "ListTitle", "Forwarded"),
    *("OriginalRepliedMessageSid", "ExternalUserId"),
]
TYPES = ["text", "image", "location", "contacts", "sticker", "voice", "document", "", "hologram"]
VALUES = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from([*TYPES, "image/jpeg", "text/vcard", "audio/ogg", "https://a/b", "0", "-6.2"]),
    st.floats().map(str),
)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.booleans())
def test_nothing_breaks_the_parser_and_what_it_lets_through_can_be_stored(
    fields: dict[str, str], is_whole: bool
) -> None:
    try:
        inbound = parse((TEXT_MESSAGE if is_whole else {}) | fields)
    except MalformedForm:
        return
    assert inbound_from_json(inbound_to_json(inbound).encode().decode()) == inbound


@given(st.text(max_size=40))
def test_no_guess_of_a_signature_is_accepted(guess: str) -> None:
    form = read_form(urlencode(TEXT_MESSAGE).encode())
    assert not TwilioSignature(TOKEN, PUBLIC).signs(guess, "/webhooks/whatsapp", "", form)


def test_a_port_and_a_path_of_the_public_address_are_signed_too() -> None:
    for public in ("http://127.0.0.1:8000", "https://a.id/gen", "https://a.id:8443/"):
        url = f"{public.rstrip('/')}/webhooks/whatsapp"
        given = sign(url, [("Body", "x")])
        form = read_form(b"Body=x")
        assert TwilioSignature(TOKEN, public).signs(given, "/webhooks/whatsapp", "", form)
