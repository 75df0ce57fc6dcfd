"""Out to Telegram: requests as the Bot API describes them, and what its errors mean to us."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.messages import Choice, Draft, OfferedChoice, Reply
from bot.outbound.sender import (
    Ambiguous,
    Paused,
    Refused,
    RetryLater,
    Sender,
    SendError,
    Unreachable,
)
from bot.outbound.telegram import TelegramSender

OFFERED = (
    OfferedChoice("token-1", 1, Choice("Cek manfaat", "check_benefits")),
    OfferedChoice("token-2", 2, Choice("Cek status klaim saya", "check_claim_status")),
)


class BotApi:
    """A Bot API that answers as it is told and keeps what it was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        method = request.url.path.rpartition("/")[2]
        self.calls.append((method, json.loads(request.content)))
        answer = self.answers.pop(0) if self.answers else ok({"message_id": 77})
        if isinstance(answer, Exception):
            raise answer
        return answer


def ok(result: object) -> httpx.Response:
    return httpx.Response(200, json={"ok": True, "result": result})


def refusal(code: int, description: str, **parameters: Any) -> httpx.Response:
    body = {"ok": False, "error_code": code, "description": description}
    return httpx.Response(code, json=body | ({"parameters": parameters} if parameters else {}))


def sender(bot_api: Callable[[httpx.Request], httpx.Response]) -> TelegramSender:
    http = httpx.AsyncClient(transport=httpx.MockTransport(bot_api))
    return TelegramSender("1:token", "https://api.telegram.org", http)


def check_against_spec(shared: Path, calls: list[tuple[str, dict[str, Any]]]) -> None:
    """Every argument is known, of a documented type, and none that is required is missing."""
    spec = json.loads((shared / "specs" / "telegram_api.json").read_text())
    python = {"Integer": int, "String": str, "Boolean": bool}
    for method, arguments in calls:
        fields = {field["name"]: field for field in spec["methods"][method].get("fields", [])}
        required = {name for name, field in fields.items() if field["required"]}
        assert required <= arguments.keys() <= fields.keys()
        for name, value in arguments.items():
            types = fields[name]["types"]
            simple = tuple(python[kind] for kind in types if kind in python)
            assert isinstance(value, simple or (dict, list)), (method, name)


def test_it_is_a_sender() -> None:
    promised: Sender = sender(BotApi())
    assert promised.grace_s == 0


def test_a_reply_becomes_html_with_our_tokens_under_it() -> None:
    drafts = sender(BotApi()).compose(Reply("*Menu* & <lain>"), OFFERED)
    assert drafts == [
        Draft(
            text="<b>Menu</b> &amp; &lt;lain&gt;",
            buttons=(("Cek manfaat", "token-1"), ("Cek status klaim saya", "token-2")),
        )
    ]


def test_a_long_reply_is_split_and_its_buttons_come_last() -> None:
    drafts = sender(BotApi()).compose(Reply("kata " * 2000), OFFERED)
    assert [len(draft.buttons) for draft in drafts] == [0, 0, 2]
    assert "".join(draft.text for draft in drafts).count("kata") == 2000


def test_choices_without_a_text_still_have_something_to_stand_under() -> None:
    (draft,) = sender(BotApi()).compose(Reply(""), OFFERED)
    assert draft.text
    assert len(draft.buttons) == 2


async def test_a_message_is_sent_as_the_bot_api_describes_it(shared: Path) -> None:
    bot_api = BotApi()
    draft = Draft(text="<b>Menu</b>", buttons=(("Cek manfaat", "token-1"), ("Lain", "token-2")))
    assert await sender(bot_api).send("1122", draft, 5) == "77"
    assert bot_api.calls == [
        (
            "sendMessage",
            {
                "chat_id": 1122,
                "text": "<b>Menu</b>",
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                "reply_markup": {
                    "inline_keyboard": [
                        [
                            {"text": "Cek manfaat", "callback_data": "token-1"},
                            {"text": "Lain", "callback_data": "token-2"},
                        ]
                    ]
                },
            },
        )
    ]
    check_against_spec(shared, bot_api.calls)


async def test_long_titles_and_longer_menus_stand_one_to_a_row() -> None:
    bot_api = BotApi()
    buttons = tuple((f"Pilihan {number}", f"token-{number}") for number in range(3))
    await sender(bot_api).send("1", Draft(text="x", buttons=buttons), 1)
    keyboard = bot_api.calls[0][1]["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in keyboard] == [1, 1, 1]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, "Too Many Requests: retry after 9", retry_after=9), RetryLater),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
        (refusal(403, "Forbidden: user is deactivated"), Unreachable),
        (refusal(400, "Bad Request: chat not found"), Unreachable),
        (refusal(400, "Bad Request: message is too long"), Refused),
        (refusal(401, "Unauthorized"), Paused),
        (refusal(404, "Not Found"), Paused),
        (refusal(500, "Internal Server Error"), RetryLater),
        (httpx.Response(502, text="Bad Gateway"), RetryLater),
        (httpx.ConnectError("refused"), RetryLater),
        (httpx.ReadTimeout("slow"), Ambiguous),
        (httpx.RemoteProtocolError("hung up"), Ambiguous),
    ],
)
async def test_what_an_error_means(
    answer: httpx.Response | Exception, error: type[SendError]
) -> None:
    bot_api = BotApi(answer)
    with pytest.raises(error) as raised:
        await sender(bot_api).send("1", Draft(text="halo"), 1)
    assert len(bot_api.calls) == 1
    if isinstance(answer, httpx.Response) and answer.status_code == 429:
        assert isinstance(raised.value, RetryLater)
        assert raised.value.after_s == 9


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text() -> None:
    bot_api = BotApi(refusal(400, "Bad Request: can't parse entities: Unsupported start tag"))
    assert await sender(bot_api).send("1", Draft(text="<b>1 &lt; 2</b>"), 1) == "77"
    again = bot_api.calls[1][1]
    assert (again["text"], "parse_mode" in again) == ("1 < 2", False)


async def test_a_members_message_is_deleted(shared: Path) -> None:
    bot_api = BotApi(ok(True))
    assert await sender(bot_api).send("1122", Draft(delete_ref="7"), 1) is None
    assert bot_api.calls == [("deleteMessage", {"chat_id": 1122, "message_id": 7})]
    check_against_spec(shared, bot_api.calls)


async def test_a_message_that_is_gone_or_too_old_need_not_be_deleted() -> None:
    for words in ("message to delete not found", "message can't be deleted for everyone"):
        bot_api = BotApi(refusal(400, f"Bad Request: {words}"))
        assert await sender(bot_api).send("1", Draft(delete_ref="7"), 1) is None


async def test_telegram_cannot_tell_what_was_sent() -> None:
    assert await sender(BotApi()).find("1", Draft(text="x"), 1, datetime.now(UTC)) is None
