"""The stand-in for Telegram's Bot API: the methods that a bot in private chats needs."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.downloads import hand_out, take_fault
from bot.sandbox.faults import Fault, strike_after, strike_before
from bot.sandbox.flood import Buckets
from bot.sandbox.ground import Ground
from bot.sandbox.telegram_errors import TelegramError, bad_request
from bot.sandbox.telegram_files import TelegramFiles
from bot.sandbox.telegram_messages import TelegramMessages
from bot.sandbox.telegram_params import Given, checked, read_given
from bot.sandbox.telegram_tables import METHODS
from bot.sandbox.telegram_updates import Updates
from bot.sandbox.telegram_webhook import Hook, Webhook

Params = Mapping[str, Any]
Method = Callable[[Params], Awaitable[Any]]
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PER_CHAT, PER_CHAT_EVERY_S = 30, 1.0
OVERALL, OVERALL_EVERY_S = 60, 1 / 30
"""Clearly more than Telegram advises: some 1/s in a chat, with bursts, and 30/s overall."""
COUNTED = ("send", "edit")


class TelegramApi:
    """One bot, reached at ``/telegram/bot<token>/<method>``."""

    def __init__(
        self,
        ground: Ground,
        messages: TelegramMessages,
        files: TelegramFiles,
        *,
        methods: Mapping[str, Method],
        updates: Updates,
        webhook: Webhook,
    ) -> None:
        """Serve the bot that the settings name: ``methods``, and those about the bot itself."""
        self._config = ground.config
        self._faults = ground.faults
        self._journal = ground.journal
        self._messages = messages
        self._files = files
        self._updates = updates
        self._webhook = webhook
        self._per_chat = Buckets(PER_CHAT, PER_CHAT_EVERY_S)
        self._overall = Buckets(OVERALL, OVERALL_EVERY_S)
        served = dict(methods) | self._own_methods()
        self._methods = {name.lower(): (name, method) for name, method in served.items()}

    def routes(self) -> list[Route]:
        """The part of the API that exists here."""
        return [
            Route("/telegram/file/bot{token}/{path:path}", self._download, methods=["GET"]),
            Route("/telegram/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/telegram/{rest:path}", _missing, methods=["GET", "POST"]),
        ]

    def _own_methods(self) -> dict[str, Method]:
        return {
            "getMe": self._get_me,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._webhook_info,
        }

    # --- one call -----------------------------------------------------------------------------

    async def _answer(self, request: Request) -> Response:
        try:
            self._authenticate(request)
            return JSONResponse({"ok": True, "result": await self._call(request)})
        except TelegramError as error:
            return JSONResponse(error.as_json(), error.code)

    def _authenticate(self, request: Request) -> None:
        expected, given = self._config.telegram_token, request.path_params["token"]
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise TelegramError(401, "Unauthorized")

    async def _call(self, request: Request) -> Any:
        asked = request.path_params["method"]
        name, method = self._methods.get(asked.lower(), (asked, _unknown))
        given = await read_given(request)
        self._record(name, given)
        fault = self._faults.take(f"telegram.{name}", str(given.params.get("chat_id", "")))
        if await strike_before(fault):
            raise _refusal(fault)
        result = await self._do(name, method, given)
        if await strike_after(fault):
            raise _refusal(fault)
        return result

    async def _do(self, name: str, method: Method, given: Given) -> Any:
        """Make the call; a refusal that nobody has planned is recorded."""
        try:
            params = checked(given, METHODS.get(name, {}))
            self._slow_down(name, params)
            return await method(params)
        except TelegramError as error:
            self._journal.add(
                "api_refused",
                api="telegram",
                method=name,
                code=error.code,
                description=error.description,
            )
            raise

    def _record(self, name: str, given: Given) -> None:
        known = METHODS.get(name, {})
        # A part that is attached has whatever name the caller gave it.
        self._journal.add(
            "api_call",
            api="telegram",
            method=name,
            params=given.recorded(),
            body=given.body,
            unknown=[one for one in given.params if one not in known],
        )

    def _slow_down(self, name: str, params: Params) -> None:
        """Refuse what comes much too fast; a demo without faults takes it all."""
        if not self._config.faults or not name.startswith(COUNTED) or name == "sendChatAction":
            return
        wait_s = self._per_chat.wait_s(str(params.get("chat_id"))) or self._overall.wait_s("")
        if wait_s:
            raise TelegramError(429, f"Too Many Requests: retry after {wait_s}", wait_s)

    async def _download(self, request: Request) -> Response:
        try:
            self._authenticate(request)
            path = request.path_params["path"]
            self._journal.add("download", api="telegram", path=path, has_credentials=True)
            file = self._files.at(path)
            if file is None:
                raise TelegramError(404, "Not Found")
            fault = take_fault(self._faults, "telegram.file", file)
            answer = await hand_out(file, "application/octet-stream", fault)
            if answer is None:
                raise TelegramError(404, "Not Found")
            return answer
        except TelegramError as error:
            return JSONResponse(error.as_json(), error.code)

    # --- the methods that concern the bot itself ----------------------------------------------

    async def _get_me(self, _params: Params) -> Any:
        return self._messages.bot_user() | {
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
        self._updates.allow(_kinds(params))
        found = await self._updates.fetch(
            params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
        )
        return [update.as_json() for update in found]

    async def _set_webhook(self, params: Params) -> Any:
        """As a Bot API server run with ``--local``: plain http and any port will do."""
        url, secret = params["url"], params.get("secret_token", "")
        if url and not url.startswith(("https://", "http://")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        self._updates.allow(_kinds(params))
        self._drop_if_asked(params)
        self._webhook.set(Hook(url, secret, params.get("max_connections", 40)))
        return True

    async def _delete_webhook(self, params: Params) -> Any:
        self._drop_if_asked(params)
        self._webhook.set(Hook())
        return True

    async def _webhook_info(self, _params: Params) -> Any:
        return self._webhook.info()

    def _drop_if_asked(self, params: Params) -> None:
        if params.get("drop_pending_updates"):
            self._updates.drop_all()


async def _unknown(_params: Params) -> Any:
    raise TelegramError(404, "Not Found: method not found")


async def _missing(_request: Request) -> Response:
    return JSONResponse(TelegramError(404, "Not Found").as_json(), 404)


def _kinds(params: Params) -> Sequence[str] | None:
    kinds: Sequence[str] | None = params.get("allowed_updates")
    return kinds


def _refusal(fault: Fault | None) -> TelegramError:
    if fault is None:  # a refusal always has its fault
        return TelegramError(500, "Internal Server Error")
    return TelegramError(fault.status, fault.description, fault.retry_after)
