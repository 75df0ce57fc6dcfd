"""What members can send on WhatsApp, with the parameters that Twilio has for it."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Heard, Phone
from tests.bot.sandbox.pictures import png
from tests.bot.sandbox.running_demo import ACCOUNT, Demo

AUTH = (ACCOUNT, "an-auth-token")


async def whatsapp_phone(demo: Demo) -> Phone:
    return await demo.client.new_phone(Channel.WHATSAPP, name="Budi")


def inbound(demo: Demo) -> list[dict[str, str]]:
    return [form for path, form in demo.gateway.forms if path == "/webhooks/whatsapp"]


async def photo_url(demo: Demo) -> str:
    """Where the picture is that a member has just sent."""
    phone = await whatsapp_phone(demo)
    await phone.send_photos([png()])
    return inbound(demo)[-1]["MediaUrl0"]


async def test_photo_is_fetched_with_the_accounts_credentials_only(demo: Demo) -> None:
    url = await photo_url(demo)
    assert url.startswith(f"{demo.twilio}/Messages/MM")
    answer = await demo.http.get(url, auth=AUTH)
    assert (answer.content, answer.headers["content-type"]) == (png(), "image/jpeg")
    assert (await demo.http.get(url)).status_code == 401
    assert (await demo.http.get(url, auth=(ACCOUNT, "wrong"))).status_code == 401
    other = url[:-1] + ("0" if url[-1] != "0" else "1")
    assert (await demo.http.get(other, auth=AUTH)).status_code == 404


async def test_caption_stands_in_the_first_photo_of_a_burst(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    ids = await phone.send_photos([png()] * 3, caption="kuitansi", burst_ms=200)
    forms = sorted(inbound(demo), key=lambda form: ids.index(form["MessageSid"]))
    assert [form["Body"] for form in forms] == ["kuitansi", "", ""]
    assert {form["NumMedia"] for form in forms} == {"1"}
    assert {form["MessageType"] for form in forms} == {"image"}


async def test_burst_takes_the_time_that_it_is_given(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    began = time.monotonic()
    await phone.send_photos([png()] * 3, burst_ms=300)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize(
    ("kind", "content_type", "message_type"),
    [
        ("document", "application/pdf", "document"),
        ("video", "video/mp4", "video"),
        ("voice", "audio/ogg", "audio"),
    ],
)
async def test_other_files_carry_their_type(
    demo: Demo, kind: str, content_type: str, message_type: str
) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_photos([b"content"], as_=kind, content_type=content_type)
    form = inbound(demo)[0]
    assert (form["MediaContentType0"], form["MessageType"]) == (content_type, message_type)


async def test_contact_comes_as_a_card_and_a_sticker_as_a_picture(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_contact("Budi Santoso", "+6281299990000")
    await phone.send_sticker()
    card, sticker = inbound(demo)
    assert (card["MediaContentType0"], card["MessageType"]) == ("text/vcard", "contacts")
    assert "TEL;type=CELL" in (await demo.http.get(card["MediaUrl0"], auth=AUTH)).text
    assert (sticker["MediaContentType0"], sticker["MessageType"]) == ("image/webp", "sticker")


async def test_location_carries_its_label(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")
    await phone.send_location(0, 200)
    named, nowhere = inbound(demo)
    assert {name: named[name] for name in ("Latitude", "Longitude", "Label", "Address")} == {
        "Latitude": "-6.2",
        "Longitude": "106.8",
        "Label": "RS Contoh",
        "Address": "Jl. Contoh 1",
    }
    assert (nowhere["Latitude"], nowhere["Longitude"], "Label" in nowhere) == (
        "0.0",
        "200.0",
        False,
    )


async def test_answer_and_forwarded_message_are_marked(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_text("menu")
    menu = await phone.wait_for_reply("menu")
    await phone.reply("1", to=menu)
    await phone.forward("diteruskan")
    answer, forwarded = inbound(demo)[1:]
    assert answer["OriginalRepliedMessageSid"] == menu.id
    assert answer["OriginalRepliedMessageSender"] == demo.config.whatsapp_from
    assert forwarded["Forwarded"] == "true"


async def test_tap_on_a_quick_reply_carries_its_payload(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_text("tombol")
    heard = await phone.wait_for_reply("lanjut")
    await phone.tap("Tidak")
    form = inbound(demo)[-1]
    assert (form["ButtonText"], form["ButtonPayload"], form["Body"]) == ("Tidak", "no", "Tidak")
    assert form["OriginalRepliedMessageSid"] == heard.id


async def test_choice_from_a_list_carries_its_id(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.send_text("daftar")
    heard = await phone.wait_for_reply("pilih")
    assert heard.list is not None
    assert heard.list["label"] == "Lihat pilihan"
    assert heard.option("rawat inap") == "2"
    await phone.tap("Rawat inap")
    form = inbound(demo)[-1]
    assert (form["ListId"], form["ListTitle"]) == ("pick-2", "Rawat inap")
    assert "ButtonPayload" not in form


async def test_made_up_tap_is_passed_on_as_a_client_of_bad_will_sends_it(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    await phone.tap_data("SM0", "made-up", "Judul")
    form = inbound(demo)[-1]
    assert (form["ButtonPayload"], form["ButtonText"]) == ("made-up", "Judul")
    assert phone.last_sent_id == form["MessageSid"]


async def test_edits_and_groups_are_telegrams_alone(demo: Demo) -> None:
    phone = await whatsapp_phone(demo)
    with pytest.raises(httpx.HTTPStatusError):
        await phone.edit("SM0", "teks")
    with pytest.raises(httpx.HTTPStatusError):
        await demo.client.post(f"/sandbox/chats/{phone.chat['id']}/group")


# --- downloads on a bad day ---------------------------------------------------------------------


async def test_media_that_still_propagates_is_not_found_at_first(demo: Demo) -> None:
    await demo.client.plan(Fault("twilio.media", Trouble.NOT_YET, seconds=0.4))
    url = await photo_url(demo)
    assert (await demo.http.get(url, auth=AUTH)).status_code == 404
    await asyncio.sleep(0.5)
    assert (await demo.http.get(url, auth=AUTH)).content == png()


async def test_redirect_leads_where_it_was_planned(demo: Demo) -> None:
    url = await photo_url(demo)
    target = "http://169.254.169.254/latest/meta-data"
    await demo.client.plan(Fault("twilio.media", Trouble.REDIRECT, location=target))
    answer = await demo.http.get(url, auth=AUTH)
    assert (answer.status_code, answer.headers["location"]) == (307, target)


async def test_redirect_to_nowhere_leads_to_the_store_and_tells_of_credentials(
    demo: Demo,
) -> None:
    url = await photo_url(demo)
    await demo.client.plan(Fault("twilio.media", Trouble.REDIRECT))
    target = (await demo.http.get(url, auth=AUTH)).headers["location"]
    assert (await demo.http.get(target)).content == png()
    await demo.client.look()
    downloads = [one for one in demo.client.events if one["kind"] == "download"]
    assert [one["has_credentials"] for one in downloads] == [True, False]


async def test_endless_media_goes_on_until_the_caller_leaves(demo: Demo) -> None:
    url = await photo_url(demo)
    await demo.client.plan(Fault("twilio.media", Trouble.ENDLESS))
    read = 0
    async with demo.http.stream("GET", url, auth=AUTH) as answer:
        assert "content-length" not in answer.headers
        async for chunk in answer.aiter_bytes():
            read += len(chunk)
            if read > 2_000_000:
                break
    assert read > 2_000_000


async def test_dripping_media_comes_a_byte_at_a_time(demo: Demo) -> None:
    url = await photo_url(demo)
    await demo.client.plan(Fault("twilio.media", Trouble.DRIP, seconds=0.05))
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(demo.http.get(url, auth=AUTH), 0.5)


async def test_huge_media_says_its_length_beforehand(demo: Demo) -> None:
    url = await photo_url(demo)
    await demo.client.plan(Fault("twilio.media", Trouble.HUGE, size=25_000_000))
    async with demo.http.stream("GET", url, auth=AUTH) as answer:
        assert answer.headers["content-length"] == "25000000"


def test_options_of_buttons_and_lists_are_counted() -> None:
    heard = Heard("1", "Menu", buttons=(("Ya", "y"), ("Tidak", "n")))
    assert (heard.option("tidak"), heard.button("tidak")) == ("2", "n")
    listed = Heard("1", "Menu", items=(("Rawat jalan", "a"), ("Rawat inap", "b")))
    assert (listed.option("rawat inap"), listed.button("rawat inap")) == ("2", "b")
