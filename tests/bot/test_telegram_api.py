"""Calls to the Bot API: what comes back, what goes wrong, and where the token never shows."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import httpx
import pytest

from bot.telegram_api import (
    TelegramApi,
    TelegramOutOfReach,
    TelegramRefused,
    TelegramSilent,
    TelegramTrouble,
    Upload,
)
from tests.bot.outbound.fake_bot_api import BotApi, Part

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK"


def api(answer: Callable[[httpx.Request], httpx.Response]) -> TelegramApi:
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return TelegramApi(TOKEN, "https://api.telegram.org/", http)


def raising(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


async def test_the_result_is_handed_back() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == f"https://api.telegram.org/bot{TOKEN}/getMe"
        return httpx.Response(200, json={"ok": True, "result": {"id": 1}})

    assert await api(answer).call("getMe", {}) == {"id": 1}


@pytest.mark.parametrize(
    ("response", "code", "retry_after"),
    [
        (
            httpx.Response(
                429,
                json={
                    "ok": False,
                    "error_code": 429,
                    "description": "Too Many Requests: retry after 7",
                    "parameters": {"retry_after": 7},
                },
            ),
            429,
            7,
        ),
        (httpx.Response(502, text="<html>Bad Gateway</html>"), 502, None),
        (httpx.Response(200, text="<html>Welcome to this hotel's network</html>"), 502, None),
        (httpx.Response(401, json={"ok": False, "error_code": 401}), 401, None),
        (httpx.Response(403, text="<html>Blocked by your company</html>"), 502, None),
        (httpx.Response(407, text="<html>Who are you?</html>"), 502, None),
        (httpx.Response(302, headers={"location": "https://login.hotel.example"}), 502, None),
    ],
)
async def test_an_error_is_told_with_its_code(
    response: httpx.Response, code: int, retry_after: float | None
) -> None:
    with pytest.raises(TelegramRefused) as refusal:
        await api(lambda _: response).call("getMe", {})
    assert (refusal.value.code, refusal.value.retry_after) == (code, retry_after)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (httpx.ConnectError("refused"), TelegramOutOfReach),
        (httpx.ConnectTimeout("slow"), TelegramOutOfReach),
        (httpx.PoolTimeout("busy"), TelegramOutOfReach),
        (httpx.ReadTimeout("slow"), TelegramSilent),
        (httpx.ReadError("reset"), TelegramSilent),
        (httpx.WriteError("reset"), TelegramSilent),
        (httpx.RemoteProtocolError("hung up"), TelegramSilent),
    ],
)
async def test_whether_a_call_may_have_arrived_is_told_apart(
    error: Exception, trouble: type[TelegramTrouble]
) -> None:
    with pytest.raises(trouble):
        await api(raising(error)).call("getMe", {})


async def test_a_file_is_uploaded_in_a_form_with_everything_else_in_fields() -> None:
    bot_api = BotApi()
    http = bot_api.http()
    upload = Upload("document", "Surat “1”.pdf", "application/pdf", b"%PDF\r\n\x00--")
    arguments = {"chat_id": 7, "caption": "7", "disable_notification": True}
    await TelegramApi(TOKEN, "https://api.telegram.org", http).call(
        "sendDocument", arguments, upload=upload
    )
    assert bot_api.calls == [
        (
            "sendDocument",
            {
                "chat_id": 7,
                "caption": 7,  # a form's field has no type
                "disable_notification": True,
                "document": Part("Surat “1”.pdf", "application/pdf", b"%PDF\r\n\x00--"),
            },
        )
    ]


async def test_the_token_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await api(lambda _: httpx.Response(200, json={"ok": True, "result": 1})).call("getMe", {})
    assert "/bot…/getMe" in caplog.text
    try:
        await api(raising(httpx.ReadTimeout(f"no answer from /bot{TOKEN}/x"))).call("getMe", {})
    except TelegramTrouble as trouble:
        shown = "".join(traceback.format_exception(trouble)) + repr(trouble)
    secret = TOKEN.partition(":")[2]
    assert secret not in caplog.text + shown
