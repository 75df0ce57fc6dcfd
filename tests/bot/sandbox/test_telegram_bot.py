"""What the bot can send and change on Telegram, and what the stand-in refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Channel
from bot.sandbox.phone import Phone
from bot.sandbox.telegram_api import PER_CHAT
from tests.bot.sandbox.pictures import jpeg_beginning, png
from tests.bot.sandbox.running_demo import Demo
from tests.bot.sandbox.specified import mismatches

ASK_LOCATION = {
    "keyboard": [[{"text": "Kirim lokasi", "request_location": True}], [{"text": "Batal"}]],
    "one_time_keyboard": True,
    "resize_keyboard": True,
}


async def started_phone(demo: Demo) -> Phone:
    phone = await demo.client.new_phone(Channel.TELEGRAM)
    await phone.send_text("/start")
    return phone


async def call(demo: Demo, phone: Phone, method: str, **params: Any) -> dict[str, Any]:
    return await demo.gateway.call(method, chat_id=int(phone.chat["address"]), **params)


async def upload(
    demo: Demo, phone: Phone, method: str, files: dict[str, Any], **fields: str
) -> dict[str, Any]:
    url = f"{demo.url}/telegram/bot{demo.config.telegram_token}/{method}"
    data = {"chat_id": phone.chat["address"]} | fields
    result: dict[str, Any] = (await demo.http.post(url, data=data, files=files)).json()
    return result


async def test_uploaded_photo_stands_in_the_chat_and_can_be_sent_again(
    demo: Demo, shared: Path
) -> None:
    phone = await started_phone(demo)
    files = {"photo": ("kartu.png", png(), "image/png")}
    sent = await upload(
        demo, phone, "sendPhoto", files, caption="<b>Kartu</b> Anda", parse_mode="HTML"
    )
    assert mismatches(shared, "Message", sent["result"]) == []
    heard = (await phone.heard())[0]
    assert (heard.type, heard.text) == ("photo", "Kartu Anda")
    assert await demo.client.media(heard) == png()
    file_id = sent["result"]["photo"][-1]["file_id"]
    assert (await call(demo, phone, "sendPhoto", photo=file_id))["ok"]


async def test_attached_document_keeps_its_name(demo: Demo) -> None:
    phone = await started_phone(demo)
    files = {"part": ("polis.pdf", b"%PDF-1.7", "application/pdf")}
    sent = await upload(demo, phone, "sendDocument", files, document="attach://part")
    assert sent["result"]["document"]["file_name"] == "polis.pdf"
    recorded = (await demo.client.calls("sendDocument"))[0]
    assert recorded["params"]["part"] == {"file": "polis.pdf", "size": 8}
    assert (recorded["body"], recorded["unknown"]) == ("multipart", [])


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("method", "content", "description"),
    [
        ("sendPhoto", b"", "file must be non-empty"),
        ("sendPhoto", b"%PDF-1.7", "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", jpeg_beginning(9000, 2000), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", jpeg_beginning(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", png() + bytes(10_485_760), "is too big for a photo"),
        ("sendDocument", b"", "file must be non-empty"),
    ],
)
async def test_file_that_telegram_would_not_take_is_refused(
    demo: Demo, method: str, content: bytes, description: str
) -> None:
    phone = await started_phone(demo)
    files = {method.removeprefix("send").lower(): ("berkas", content, "image/jpeg")}
    answer = await upload(demo, phone, method, files)
    assert answer["error_code"] == 400
    assert description in answer["description"]


async def test_location_and_venue_stand_in_the_chat(demo: Demo, shared: Path) -> None:
    phone = await started_phone(demo)
    place = {"latitude": -6.2, "longitude": 106.8}
    point = await call(demo, phone, "sendLocation", **place)
    venue = await call(demo, phone, "sendVenue", title="RS Contoh", address="Jl. 1", **place)
    assert mismatches(shared, "Array of Message", [point["result"], venue["result"]]) == []
    heard = await phone.heard()
    assert [one.type for one in heard] == ["location", "location"]
    assert heard[1].place == place | {"name": "RS Contoh", "address": "Jl. 1"}


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendLocation", {"latitude": 91.0, "longitude": 0.0}, "wrong latitude or longitude"),
        ("sendLocation", {"latitude": "utara", "longitude": 0.0}, "expected to be Float"),
        ("sendMessage", {"text": 5}, 'parameter "text" is expected to be String'),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": "x", "reply_markup": {"keyboard": []}}, "keyboard is empty"),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "reply_markup"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "https://a.example/x.png"}, "wrong HTTP URL specified"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"text": "x", "message_id": 999_999}, "message to edit not found"),
        ("setChatMenuButton", {"menu_button": {"type": "moon"}}, "unsupported type"),
    ],
)
async def test_wrong_call_is_refused(
    demo: Demo, method: str, params: dict[str, Any], description: str
) -> None:
    phone = await started_phone(demo)
    answer = await call(demo, phone, method, **params)
    assert answer["error_code"] == 400
    assert description in answer["description"]
    await demo.client.look()
    refused = [one for one in demo.client.events if one["kind"] == "api_refused"]
    assert [one["method"] for one in refused] == [method]


async def test_keyboard_that_asks_for_the_place_goes_away_after_use(demo: Demo) -> None:
    phone = await started_phone(demo)
    await call(demo, phone, "sendMessage", text="Di mana Anda?", reply_markup=ASK_LOCATION)
    assert await phone.keyboard() == [
        [{"title": "Kirim lokasi", "asks": "location"}],
        [{"title": "Batal", "asks": "text"}],
    ]
    await phone.send_text("sebentar")
    assert await phone.keyboard() is not None
    await phone.send_location(-6.2, 106.8)
    assert await phone.keyboard() is None


async def test_bot_takes_its_keyboard_away(demo: Demo) -> None:
    phone = await started_phone(demo)
    keyboard = ASK_LOCATION | {"one_time_keyboard": False}
    await call(demo, phone, "sendMessage", text="Di mana?", reply_markup=json.dumps(keyboard))
    await phone.send_location(-6.2, 106.8)
    assert await phone.keyboard() is not None
    await call(demo, phone, "sendMessage", text="Baik", reply_markup={"remove_keyboard": True})
    assert await phone.keyboard() is None


async def test_caption_is_edited_where_there_is_one(demo: Demo) -> None:
    phone = await started_phone(demo)
    files = {"photo": ("kartu.png", png(), "image/png")}
    photo = (await upload(demo, phone, "sendPhoto", files))["result"]["message_id"]
    text = (await call(demo, phone, "sendMessage", text="Halo"))["result"]["message_id"]
    edited = await call(demo, phone, "editMessageCaption", message_id=photo, caption="Kartu")
    assert edited["result"]["caption"] == "Kartu"
    again = await call(demo, phone, "editMessageCaption", message_id=photo, caption="Kartu")
    assert "message is not modified" in again["description"]
    no_caption = await call(demo, phone, "editMessageCaption", message_id=text, caption="x")
    assert no_caption["description"] == "Bad Request: there is no caption in the message to edit"
    no_text = await call(demo, phone, "editMessageText", message_id=photo, text="x")
    assert no_text["description"] == "Bad Request: there is no text in the message to edit"


async def test_menu_can_be_closed_after_a_tap(demo: Demo) -> None:
    phone = await started_phone(demo)
    markup = {"inline_keyboard": [[{"text": "Cek manfaat", "callback_data": "t1"}]]}
    sent = await call(demo, phone, "sendMessage", text="Menu", reply_markup=markup)
    await call(
        demo,
        phone,
        "editMessageText",
        message_id=sent["result"]["message_id"],
        text="Menu\nAnda memilih: Cek manfaat",
    )
    now = await phone.now((await phone.heard())[0])
    assert now is not None
    assert (now["text"], now["buttons"], now["edited"]) == (
        "Menu\nAnda memilih: Cek manfaat",
        [],
        True,
    )


async def test_reply_to_a_message_that_is_gone_is_refused_unless_it_may_go_without(
    demo: Demo,
) -> None:
    phone = await started_phone(demo)
    gone = {"message_id": 999_999}
    answer = await call(demo, phone, "sendMessage", text="x", reply_parameters=gone)
    assert answer["description"] == "Bad Request: message to be replied not found"
    without = gone | {"allow_sending_without_reply": True}
    assert (await call(demo, phone, "sendMessage", text="x", reply_parameters=without))["ok"]


async def test_chat_and_its_action_are_told(demo: Demo, shared: Path) -> None:
    phone = await started_phone(demo)
    chat = await call(demo, phone, "getChat")
    assert mismatches(shared, "ChatFullInfo", chat["result"]) == []
    await call(demo, phone, "sendChatAction", action="typing")
    await demo.client.look()
    assert [one["seconds"] for one in demo.client.events if one["kind"] == "typing"] == [5]
    left = await call(demo, phone, "leaveChat")
    assert "private chats" in left["description"]


async def test_much_more_than_a_chat_may_get_is_put_off(demo: Demo) -> None:
    phone = await started_phone(demo)
    answers = [
        await call(demo, phone, "sendMessage", text=str(number)) for number in range(PER_CHAT + 2)
    ]
    refused = [one for one in answers if not one["ok"]]
    assert refused
    assert refused[0]["error_code"] == 429
    assert refused[0]["parameters"]["retry_after"] >= 1


@pytest.mark.wrong_on_purpose
async def test_every_call_is_recorded_without_the_token(demo: Demo) -> None:
    hook = f"{demo.config.public_url}/webhooks/telegram"
    await demo.gateway.call("setWebhook", url=hook, secret_token="se-cret_1")
    await demo.gateway.call("getMe", moon="full")
    first, second = await demo.client.calls()
    assert first["params"] == {"url": hook, "secret_token": "hidden"}
    assert (second["method"], second["unknown"]) == ("getMe", ["moon"])
    assert demo.config.telegram_token not in str(demo.client.events)
