"""The stand-in for Telegram: results as specified, refusals in the real server's words."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.sandbox.telegram_errors import TelegramError
from bot.sandbox.telegram_html import parse_html
from tests.bot.sandbox.running_demo import Demo
from tests.bot.sandbox.specified import mismatches


async def started_phone(demo: Demo, text: str = "/start") -> Phone:
    phone = await demo.client.new_phone(Channel.TELEGRAM, name="Budi")
    await phone.send_text(text)
    return phone


async def updates(demo: Demo, **params: Any) -> list[dict[str, Any]]:
    result: list[dict[str, Any]] = (await demo.gateway.call("getUpdates", **params))["result"]
    return result


async def send(demo: Demo, phone: Phone, text: str, **params: Any) -> dict[str, Any]:
    return await demo.gateway.call(
        "sendMessage", chat_id=int(phone.chat["address"]), text=text, **params
    )


def keyboard(data: str, title: str = "Cek manfaat") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": title, "callback_data": data}]]}


async def test_updates_have_the_specified_shape(demo: Demo, shared: Path) -> None:
    phone = await started_phone(demo)
    sent = await send(demo, phone, "<b>Halo</b>", parse_mode="HTML", reply_markup=keyboard("t1"))
    assert mismatches(shared, "Message", sent["result"]) == []
    await phone.tap("Cek manfaat")
    await phone.block()
    found = await updates(demo)
    kinds = [next(name for name in one if name != "update_id") for one in found]
    assert kinds == ["message", "callback_query", "my_chat_member"]
    assert mismatches(shared, "Array of Update", found) == []


async def test_bot_and_webhook_info_have_the_specified_shape(demo: Demo, shared: Path) -> None:
    assert mismatches(shared, "User", (await demo.gateway.call("getMe"))["result"]) == []
    info = (await demo.gateway.call("getWebhookInfo"))["result"]
    assert mismatches(shared, "WebhookInfo", info) == []


@pytest.mark.wrong_on_purpose
async def test_wrong_token_and_unknown_method_are_refused(demo: Demo) -> None:
    answer = await demo.http.post(f"{demo.url}/telegram/bot1:wrong/getMe")
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert (await demo.gateway.call("getMoon"))["error_code"] == 404


async def test_update_stays_until_a_higher_offset_confirms_it(demo: Demo) -> None:
    await started_phone(demo)
    first = await updates(demo)
    assert await updates(demo) == first
    assert await updates(demo, offset=first[0]["update_id"] + 1) == []
    assert await updates(demo) == []


async def test_long_poll_ends_with_the_first_update(demo: Demo) -> None:
    waiting = asyncio.create_task(updates(demo, timeout=20))
    await asyncio.sleep(0.1)
    await started_phone(demo, "halo")
    found = await asyncio.wait_for(waiting, 3)
    assert found[0]["message"]["text"] == "halo"


async def test_second_poller_ends_the_first_with_a_conflict(demo: Demo) -> None:
    first = asyncio.create_task(demo.gateway.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(demo.gateway.call("getUpdates", timeout=1))
    refused = await asyncio.wait_for(first, 3)
    assert refused["error_code"] == 409
    assert "terminated by other getUpdates request" in refused["description"]
    assert (await second)["ok"]


async def test_kinds_that_were_not_asked_for_are_not_kept(demo: Demo) -> None:
    await updates(demo, allowed_updates=["message"])
    phone = await started_phone(demo)
    await phone.block()
    assert len(await updates(demo)) == 1


async def test_webhook_brings_the_secret_and_stops_polling(demo: Demo) -> None:
    hook = f"{demo.config.public_url}/webhooks/telegram"
    await demo.gateway.call("setWebhook", url=hook, secret_token="se-cret_1")
    assert (await demo.gateway.call("getUpdates"))["error_code"] == 409
    await started_phone(demo)
    await asyncio.sleep(0.2)
    assert demo.gateway.headers[0]["x-telegram-bot-api-secret-token"] == "se-cret_1"
    assert demo.gateway.updates[0]["message"]["text"] == "/start"
    assert (await demo.gateway.call("getWebhookInfo"))["result"]["pending_update_count"] == 0


async def test_webhook_that_failed_is_tried_at_once_and_in_order(demo: Demo) -> None:
    demo.gateway.statuses = [500]
    await demo.gateway.call("setWebhook", url=f"{demo.config.public_url}/webhooks/telegram")
    phone = await started_phone(demo, "satu")
    await phone.send_text("dua")
    await asyncio.sleep(0.3)
    assert [one["message"]["text"] for one in demo.gateway.updates] == ["satu", "dua"]
    info = (await demo.gateway.call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 500"


async def test_updates_kept_while_the_webhook_was_down_are_polled_later(demo: Demo) -> None:
    demo.gateway.statuses = [503] * 5
    await demo.gateway.call("setWebhook", url=f"{demo.config.public_url}/webhooks/telegram")
    await started_phone(demo, "satu")
    await asyncio.sleep(0.1)
    await demo.gateway.call("deleteWebhook")
    assert (await updates(demo))[0]["message"]["text"] == "satu"


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("text", "params", "description"),
    [
        ("", {}, "Bad Request: message text is empty"),
        (" \n ", {}, "Bad Request: message text is empty"),
        ("x" * 4097, {}, "Bad Request: message is too long"),
        ("🙂" * 2049, {}, "Bad Request: message is too long"),
        ("a < b", {"parse_mode": "HTML"}, "Bad Request: can't parse entities: Unclosed start tag"),
        (
            "é<x>",
            {"parse_mode": "HTML"},
            'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2',
        ),
        (
            "<b>tebal",
            {"parse_mode": "HTML"},
            "Bad Request: can't parse entities: "
            'Can\'t find end tag corresponding to start tag "b"',
        ),
        (
            "<b>x</i>",
            {"parse_mode": "HTML"},
            "Bad Request: can't parse entities: Unmatched end tag at byte offset 4, "
            'expected "</b>", found "</i>"',
        ),
        ("x</b>", {"parse_mode": "HTML"}, "Bad Request: can't parse entities: Unexpected end tag"),
        ("x", {"reply_markup": keyboard("")}, "Bad Request: BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": keyboard("é" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
    ],
)
@pytest.mark.wrong_on_purpose
async def test_bad_message_is_refused_in_the_real_words(
    demo: Demo, text: str, params: dict[str, Any], description: str
) -> None:
    phone = await started_phone(demo)
    answer = await send(demo, phone, text, **params)
    assert answer["error_code"] == 400
    assert answer["description"].startswith(description)
    assert await phone.heard() == []


async def test_longest_text_is_counted_after_its_tags(demo: Demo) -> None:
    phone = await started_phone(demo)
    answer = await send(demo, phone, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    assert answer["result"]["text"] == "&" * 4096
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]


async def test_nobody_is_written_to_who_has_not_written_first(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.TELEGRAM)
    answer = await send(demo, phone, "halo")
    assert answer["description"] == "Forbidden: bot can't initiate conversation with a user"
    answer = await demo.gateway.call("sendMessage", chat_id=5, text="halo")
    assert answer["description"] == "Bad Request: chat not found"


async def test_member_who_blocked_the_bot_gets_nothing(demo: Demo) -> None:
    phone = await started_phone(demo)
    await phone.block()
    answer = await send(demo, phone, "halo")
    assert (answer["error_code"], answer["description"]) == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    await phone.block(False)
    assert (await send(demo, phone, "halo"))["ok"]


async def test_tap_is_answered_once(demo: Demo) -> None:
    phone = await started_phone(demo)
    await send(demo, phone, "Menu", reply_markup=keyboard("t1"))
    await phone.tap("cek manfaat")
    query = (await updates(demo))[-1]["callback_query"]
    assert query["data"] == "t1"
    assert (await demo.gateway.call("answerCallbackQuery", callback_query_id=query["id"]))["ok"]
    answer = await demo.gateway.call("answerCallbackQuery", callback_query_id=query["id"])
    assert answer["description"].startswith("Bad Request: query is too old")


async def test_message_is_deleted_edited_and_refused_when_gone(demo: Demo) -> None:
    phone = await started_phone(demo, "123456")
    chat = int(phone.chat["address"])
    mine = (await updates(demo))[0]["message"]["message_id"]
    assert (await demo.gateway.call("deleteMessage", chat_id=chat, message_id=mine))["result"]
    answer = await demo.gateway.call("deleteMessage", chat_id=chat, message_id=mine)
    assert answer["description"] == "Bad Request: message to delete not found"
    sent = (await send(demo, phone, "Menu", reply_markup=keyboard("t1")))["result"]["message_id"]
    edit = {"chat_id": chat, "message_id": sent}
    assert (await demo.gateway.call("editMessageReplyMarkup", **edit))["ok"]
    answer = await demo.gateway.call("editMessageReplyMarkup", **edit)
    assert "message is not modified" in answer["description"]
    assert (await demo.gateway.call("editMessageText", text="Baru", **edit))["ok"]


async def test_planned_429_tells_when_to_come_back(demo: Demo) -> None:
    phone = await started_phone(demo)
    description = "Too Many Requests: retry after 3"
    await demo.client.plan(
        Fault("telegram.sendMessage", status=429, description=description, retry_after=3)
    )
    assert await send(demo, phone, "halo") == {
        "ok": False,
        "error_code": 429,
        "description": description,
        "parameters": {"retry_after": 3},
    }
    assert (await send(demo, phone, "halo"))["ok"]


def test_links_and_nested_marks_become_entities() -> None:
    text, entities = parse_html(
        '🙂 <a href="https://contoh.example/?a=1&amp;b=2">di <i>sini</i></a>'
    )
    assert text == "🙂 di sini"
    assert entities == [
        {
            "type": "text_link",
            "offset": 3,
            "length": 7,
            "url": "https://contoh.example/?a=1&b=2",
        },
        {"type": "italic", "offset": 6, "length": 4},
    ]


def test_stray_ampersand_is_text() -> None:
    assert parse_html("Budi & Siti &lt;3 &nbsp;")[0] == "Budi & Siti <3 &nbsp;"


def test_refusal_carries_its_code() -> None:
    with pytest.raises(TelegramError) as refusal:
        parse_html("<script>")
    assert refusal.value.code == 400
