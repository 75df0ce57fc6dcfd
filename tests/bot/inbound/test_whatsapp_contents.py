"""Files, places and contacts in Twilio's forms for WhatsApp."""

from __future__ import annotations

import pytest

from bot.inbound.whatsapp import parse
from bot.messages import Attachment, AttachmentKind, Contact, Inbound, InboundKind, Location
from bot.stored import inbound_to_json

URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"
BARE = {"MessageSid": "MM" + "0" * 32, "From": "whatsapp:+6281200000001", "Body": ""}


def received(**fields: str) -> Inbound:
    return parse(BARE | fields)


def media(*types: str) -> dict[str, str]:
    """The fields of files of these types."""
    fields = {"NumMedia": str(len(types))}
    for place, content_type in enumerate(types):
        fields |= {f"MediaUrl{place}": f"{URL}{place}", f"MediaContentType{place}": content_type}
    return fields


def test_a_photo_comes_with_its_caption() -> None:
    inbound = received(MessageType="image", **media("image/jpeg"), Body="ini kuitansinya")
    assert (inbound.kind, inbound.text) == (InboundKind.MEDIA, "ini kuitansinya")
    assert inbound.attachments == (Attachment(AttachmentKind.PHOTO, f"{URL}0", "image/jpeg"),)


def test_a_photo_needs_no_caption() -> None:
    assert received(**media("image/jpeg")).text == ""


@pytest.mark.parametrize("count", [{}, {"NumMedia": ""}, {"NumMedia": "0"}, {"NumMedia": "99"}])
def test_what_is_there_counts_and_not_what_nummedia_says(count: dict[str, str]) -> None:
    fields = media("image/jpeg", "application/pdf")
    del fields["NumMedia"]
    inbound = received(**fields, **count)
    assert [one.source for one in inbound.attachments] == [f"{URL}0", f"{URL}1"]


def test_a_gap_among_the_files_hides_none_and_more_than_ten_are_not_taken() -> None:
    fields = media(*["image/png"] * 15)
    del fields["MediaUrl3"], fields["MediaContentType3"]
    inbound = received(**fields)
    assert [one.source for one in inbound.attachments] == [
        f"{URL}{place}" for place in range(10) if place != 3
    ]


@pytest.mark.parametrize(
    ("message_type", "content_type", "kind"),
    [
        ("image", "image/jpeg", AttachmentKind.PHOTO),
        ("", "image/jpeg", AttachmentKind.PHOTO),
        ("", "image/webp", AttachmentKind.PHOTO),
        ("image", "application/octet-stream", AttachmentKind.PHOTO),
        ("document", "image/jpeg", AttachmentKind.DOCUMENT),
        ("document", "Application/PDF; x=y", AttachmentKind.DOCUMENT),
        ("", "application/pdf", AttachmentKind.DOCUMENT),
        ("", "text/plain", AttachmentKind.DOCUMENT),
        ("", "", AttachmentKind.DOCUMENT),
        ("hologram", "hologram/x", AttachmentKind.DOCUMENT),
        ("document", "video/mp4", AttachmentKind.VIDEO),
        ("video", "video/mp4", AttachmentKind.VIDEO),
        ("", "video/3gpp", AttachmentKind.VIDEO),
        ("audio", "audio/ogg", AttachmentKind.AUDIO),
        ("", "audio/mpeg", AttachmentKind.AUDIO),
        ("voice", "audio/amr", AttachmentKind.VOICE),
        ("", "audio/ogg; codecs=opus", AttachmentKind.VOICE),
    ],
)
def test_every_kind_of_file_is_told_apart(
    message_type: str, content_type: str, kind: AttachmentKind
) -> None:
    inbound = received(MessageType=message_type, **media(content_type))
    assert [one.kind for one in inbound.attachments] == [kind]


@pytest.mark.parametrize("message_type", ["image", "document", "video", "voice"])
def test_a_file_that_twilio_could_not_get_is_still_a_file(message_type: str) -> None:
    inbound = received(MessageType=message_type, NumMedia="0", Body="kuitansi")
    assert (inbound.kind, inbound.text) == (InboundKind.MEDIA, "kuitansi")
    assert [one.source for one in inbound.attachments] == [""]


@pytest.mark.parametrize(
    ("body", "name", "caption"),
    [
        ("kuitansi RS.pdf", "kuitansi RS.pdf", ""),
        ("Scan 01.JPG", "Scan 01.JPG", ""),
        ("ini kuitansinya ya", None, "ini kuitansinya ya"),
        ("tolong dicek.trims", None, "tolong dicek.trims"),
        ("a\nb.pdf", None, "a\nb.pdf"),
        ("", None, ""),
    ],
)
def test_under_a_document_its_name_is_no_caption(body: str, name: str | None, caption: str) -> None:
    inbound = received(MessageType="document", **media("application/pdf"), Body=body)
    assert (inbound.attachments[0].file_name, inbound.text) == (name, caption)


def test_under_a_photo_a_name_is_what_the_member_wrote() -> None:
    assert received(**media("image/jpeg"), Body="a.pdf").text == "a.pdf"


def test_a_sticker_is_told_by_the_kind_of_message_only() -> None:
    inbound = received(MessageType="sticker", **media("image/webp"))
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, "sticker")
    assert inbound.attachments == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"MessageType": "contacts", "Body": "Budi 0811"},
        {"MessageType": "contact", **media("text/vcard")},
        {"MessageType": "", **media("text/x-vcard; charset=utf-8")},
        {"MessageType": "document", **media("text/vcard", "text/directory")},
    ],
)
def test_of_a_contact_nothing_is_kept(fields: dict[str, str]) -> None:
    inbound = received(**fields)
    assert (inbound.kind, inbound.contact) == (InboundKind.CONTACT, Contact(is_own=False))
    assert inbound.attachments == ()
    assert "0811" not in inbound_to_json(inbound)


def test_a_contact_beside_a_photo_leaves_the_photo() -> None:
    inbound = received(**media("text/vcard", "image/jpeg"))
    assert (inbound.kind, len(inbound.attachments)) == (InboundKind.MEDIA, 1)


def test_a_location_is_a_place_with_its_name_and_address() -> None:
    inbound = received(
        MessageType="location",
        Latitude="-6.2087634",
        Longitude="106.845599",
        Label="RS  Harapan\n",
        Address="Jl. Merdeka 1",
    )
    assert inbound.kind is InboundKind.LOCATION
    assert inbound.location == Location(-6.2087634, 106.845599, "RS Harapan", "Jl. Merdeka 1")
    assert inbound.text == ""


def test_a_place_needs_neither_a_name_nor_to_be_called_one() -> None:
    inbound = received(Latitude="1.5E-5", Longitude=" 106 ")
    assert inbound.location == Location(1.5e-5, 106.0)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("0", "0"),
        ("-6,2", "106,8"),
        ("nan", "106.8"),
        ("-6.2", "inf"),
        ("-6.2", "Infinity"),
        ("1_0", "1_0"),
        ("١", "٢"),
        ("91", "0"),
        ("-6.2", "-180.01"),
        ("1e99", "1e99"),
        ("-6.2", ""),
        ("", "106.8"),
        ("", ""),
        ("9" * 400, "1"),
    ],
)
def test_a_point_that_is_not_on_earth_is_nowhere(latitude: str, longitude: str) -> None:
    inbound = received(MessageType="location", Latitude=latitude, Longitude=longitude)
    assert inbound.kind is InboundKind.LOCATION
    assert inbound.location is not None
    assert not inbound.location.is_somewhere


@pytest.mark.parametrize(
    ("message_type", "name"),
    [
        ("poll", "poll"),
        ("unsupported", "other"),
        ("hologram", "other"),
        ("text", "other"),
        ("", "other"),
    ],
)
def test_a_kind_that_nobody_can_answer_to_is_named(message_type: str, name: str) -> None:
    inbound = received(MessageType=message_type)
    assert (inbound.kind, inbound.unsupported) == (InboundKind.UNSUPPORTED, name)


def test_words_that_come_with_an_unknown_kind_are_read() -> None:
    inbound = received(MessageType="hologram", Body="cek limit")
    assert (inbound.kind, inbound.text) == (InboundKind.TEXT, "cek limit")
