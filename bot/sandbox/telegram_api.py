"""The stand-in for Telegram's Bot API: the methods that a bot in private chats needs."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Fault, Faults, strike_after, strike_before
from bot.sandbox.telegram_bot import TelegramBot
from bot.sandbox.telegram_errors import TelegramError, bad_request
from bot.sandbox.telegram_updates import Updates
from bot.sandbox.telegram_webhook import Hook, Webhook

Params = Mapping[str, Any]
Method = Callable[[Params], Awaitable[Any]]
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class TelegramApi:
    """One bot, reached at ``/telegram/bot<token>/<method>``."""

    def __init__(
        self,
        config: SandboxConfig,
        bot: TelegramBot,
        updates: Updates,
        webhook: Webhook,
        faults: Faults,
    ) -> None:
        """Serve the bot whose token is in ``config``."""
        self._config = config
        self._bot = bot
        self._updates = updates
        self._webhook = webhook
        self._faults = faults
        self._methods: dict[str, tuple[str, Method]] = {
            name.lower(): (name, method)
            for name, method in {
                "getMe": self._get_me,
                "getUpdates": self._get_updates,
                "setWebhook": self._set_webhook,
                "deleteWebhook": self._delete_webhook,
                "getWebhookInfo": self._webhook_info,
                **bot.methods(),
            }.items()
        }

    def routes(self) -> list[Route]:
        """The part of the API that exists here."""
        return [
            Route("/telegram/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/telegram/{rest:path}", _missing, methods=["GET", "POST"]),
        ]

    async def _answer(self, request: Request) -> Response:
        try:
            return JSONResponse({"ok": True, "result": await self._call(request)})
        except TelegramError as error:
            return JSONResponse(error.as_json(), error.code)

    async def _call(self, request: Request) -> Any:
        expected, given = self._config.telegram_token, request.path_params["token"]
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise TelegramError(401, "Unauthorized")
        known = self._methods.get(request.path_params["method"].lower())
        if known is None:
            raise TelegramError(404, "Not Found: method not found")
        name, method = known
        params = await _params(request)
        fault = self._faults.take(f"telegram.{name}", str(params.get("chat_id", "")))
        if await strike_before(fault):
            raise _refusal(fault)
        result = await method(params)
        if await strike_after(fault):
            raise _refusal(fault)
        return result

    async def _get_me(self, _params: Params) -> Any:
        return self._bot.user() | {
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, params: Params) -> Any:
        if self._webhook.hook.url:
            raise TelegramError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._updates.allow(_list(params.get("allowed_updates")))
        found = await self._updates.fetch(
            _integer(params, "offset", 0),
            _integer(params, "limit", 100),
            _integer(params, "timeout", 0),
        )
        return [update.as_json() for update in found]

    async def _set_webhook(self, params: Params) -> Any:
        """As a Bot API server run with ``--local``: plain http and any port will do."""
        url, secret = str(params.get("url", "")), str(params.get("secret_token", ""))
        if url and not url.startswith(("https://", "http://")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._updates.allow(_list(params.get("allowed_updates")))
        self._drop_if_asked(params)
        self._webhook.set(Hook(url, secret, _integer(params, "max_connections", 40)))
        return True

    async def _delete_webhook(self, params: Params) -> Any:
        self._drop_if_asked(params)
        self._webhook.set(Hook())
        return True

    async def _webhook_info(self, _params: Params) -> Any:
        return self._webhook.info()

    def _drop_if_asked(self, params: Params) -> None:
        if str(params.get("drop_pending_updates", "")).lower() in ("true", "1"):
            self._updates.drop_all()


async def _missing(_request: Request) -> Response:
    return JSONResponse(TelegramError(404, "Not Found").as_json(), 404)


async def _params(request: Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            params |= await request.json()
        except (ValueError, TypeError) as error:
            raise bad_request("can't parse request: invalid JSON") from error
    else:
        params |= {name: str(value) for name, value in (await request.form()).multi_items()}
    return params


def _integer(params: Params, name: str, default: int) -> int:
    try:
        return int(params.get(name, default))
    except (TypeError, ValueError):
        return default


def _list(value: Any) -> list[str] | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return [str(one) for one in value] if isinstance(value, list) else None


def _refusal(fault: Fault | None) -> TelegramError:
    if fault is None:  # a refusal always has its fault
        return TelegramError(500, "Internal Server Error")
    return TelegramError(fault.status, fault.description, fault.retry_after)
