"""Twilio's forms, as they come for WhatsApp, and the signature under them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from bot.inbound.whatsapp import MalformedForm, TwilioSignature, parse, read_form
from bot.messages import Channel, Inbound, InboundKind

TOKEN = "12345"
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


def test_a_tap_on_a_real_button_or_list_row_is_a_choice() -> None:
    button = parse(TEXT_MESSAGE | {"Body": "Ya", "ButtonText": "Ya", "ButtonPayload": "token-1"})
    row = parse(TEXT_MESSAGE | {"Body": "Klaim", "ListTitle": "Klaim", "ListId": "token-2"})
    assert (button.kind, button.choice_token, button.text) == (InboundKind.CHOICE, "token-1", "Ya")
    assert (row.kind, row.choice_token, row.text) == (InboundKind.CHOICE, "token-2", "Klaim")


def test_the_commands_work_here_too() -> None:
    assert parse(TEXT_MESSAGE | {"Body": "/menu"}).kind == InboundKind.MENU


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"}, "photo"),
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, "photo"),
        ({"MessageType": "audio", "NumMedia": "1", "MediaContentType0": "audio/ogg"}, "audio"),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg; codecs=opus"}, "voice"),
        ({"NumMedia": "1", "MediaContentType0": "video/mp4"}, "video"),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, "document"),
        ({"NumMedia": "1", "MediaContentType0": "text/vcard"}, "contact"),
        ({"NumMedia": "1", "MediaContentType0": "image/webp"}, "sticker"),
        (
            {
                "MessageType": "location",
                "Body": "RS Harapan",
                "Latitude": "-6.2",
                "Longitude": "106.8",
            },
            "location",
        ),
        ({"MessageType": "contacts", "Body": "Budi"}, "contact"),
        ({"MessageType": "hologram"}, "other"),
    ],
)
def test_a_kind_that_is_not_understood_is_named(fields: dict[str, str], kind: str) -> None:
    inbound = parse(TEXT_MESSAGE | {"Body": "", "MessageType": ""} | fields)
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, kind)
    assert inbound.text == ""


def test_a_caption_is_read_as_text() -> None:
    image = {"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg"}
    inbound = parse(TEXT_MESSAGE | image | {"Body": "ini kuitansinya"})
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "ini kuitansinya")


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
