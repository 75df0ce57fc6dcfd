"""``iclick telegram setup``: brings the bot's commands and profile texts to Telegram.

It reads first and changes only what differs, so that it can be run at any time; Telegram takes
changes of a profile a few times a day only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx
import structlog
from rich.console import Console
from rich.text import Text

from bot.faults import where
from bot.telegram_api import TelegramApi, TelegramRefused, TelegramTrouble
from iclick.settings import Settings, SettingsError, load_settings
from iclick.telegram_profile import Wish, wishes

log = structlog.get_logger(__name__)

FAILED = 1
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
_WRONG_TOKEN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


@dataclass(frozen=True)
class Done:
    """One wish, and whether it took a change."""

    wish: Wish
    changed: bool


@dataclass(frozen=True)
class Report:
    """The bot as it stands afterwards."""

    bot: Mapping[str, Any]
    """Telegram's User."""
    done: tuple[Done, ...]
    hook: Mapping[str, Any]
    """Telegram's WebhookInfo."""


def set_up(name: str | None) -> int:
    """Set everything up and print it; returns the exit status. Raises SettingsError.

    ``name``: what the bot is to be called; None leaves that to BotFather.
    """
    settings = load_settings()
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN: must be set; @BotFather gives one for each bot")
    try:
        report = asyncio.run(
            _report(settings, settings.telegram_bot_token.get_secret_value(), name)
        )
    except TelegramTrouble as trouble:
        Console(stderr=True, highlight=False).print(
            _told(trouble, settings.telegram_api_url), soft_wrap=True, markup=False
        )
        return FAILED
    console = Console(highlight=False)
    for line in page(report, settings):
        console.print(line, soft_wrap=True)
    return 0


async def _report(settings: Settings, token: str, name: str | None) -> Report:
    async with httpx.AsyncClient() as http:
        api = TelegramApi(token, settings.telegram_api_url, http)
        try:
            bot = await api.call("getMe", {})
        except TelegramRefused as refusal:
            if refusal.code not in _WRONG_TOKEN:
                raise
            mend = "@BotFather shows it, and makes new ones"
            raise SettingsError(f"TELEGRAM_BOT_TOKEN: Telegram does not know it; {mend}") from None
        done = await fulfil(api, wishes(name))
        bot |= {} if name is None else {"first_name": name}
        return Report(bot, tuple(done), await api.call("getWebhookInfo", {}))


async def fulfil(api: TelegramApi, wanted: Iterable[Wish]) -> list[Done]:
    """Make the bot what is wanted, where it is not already. Raises TelegramTrouble."""
    return [Done(wish, await _fulfil(api, wish)) for wish in wanted]


async def _fulfil(api: TelegramApi, wish: Wish) -> bool:
    if wish.is_met_by(await api.call(f"get{wish.method}", wish.of)):
        return False
    await api.call(f"set{wish.method}", {**wish.of, **wish.wanted})
    return True


class ProfileAtStart:
    """Sets the same up when the demo starts, so that its phone shows the commands. A ``Loop``."""

    def __init__(self, api: TelegramApi) -> None:
        """``api`` is that of the demo's stand-in, which may start later than we do."""
        self._api = api
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Until it is done, or we are stopped."""
        for pause in (*_PAUSES_S, *[_PAUSES_S[-1]] * 20):
            if self._stopped.is_set() or await self._is_done():
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), pause)

    async def stop(self) -> None:
        """Try no more."""
        self._stopped.set()

    async def _is_done(self) -> bool:
        try:
            done = await fulfil(self._api, wishes())
        except TelegramTrouble as trouble:
            log.info("telegram_profile_waits", **where(trouble))
            return False
        log.info("telegram_profile_set", changed=sum(one.changed for one in done))
        return True


def page(report: Report, settings: Settings) -> list[Text]:
    """The report in lines."""
    bot = report.bot
    title = Text(f"@{bot.get('username', '?')}", style="bold")
    title.append(f"  {bot.get('first_name', '')}, bot {bot.get('id', '?')}", style="default")
    lines = [title, Text()]
    lines += [_done_line(one) for one in report.done]
    lines += [Text(), *_hook_lines(report.hook, settings)]
    if bot.get("can_join_groups"):
        mend = "it answers in private chats only: /setjoingroups at @BotFather says so to others"
        lines.append(_line("!", "groups", f"the bot can be added to groups; {mend}", "yellow"))
    return lines


def _done_line(done: Done) -> Text:
    says = ": ".join(filter(None, ("set" if done.changed else "as it was", done.wish.says)))
    return _line("✓", done.wish.title, says, "green")


def _hook_lines(hook: Mapping[str, Any], settings: Settings) -> list[Text]:
    mode = settings.telegram_mode
    ours = f"{settings.public_url}/webhooks/telegram" if mode == "webhook" else ""
    url = str(hook.get("url") or "")
    is_ours = url == ours
    at = f"webhook at {url}" if url else "no webhook: they are to be fetched"
    after = "" if is_ours else f"; the gateway changes that at its start (TELEGRAM_MODE={mode})"
    lines = [
        _line("✓" if is_ours else "!", "updates", at + after, "green" if is_ours else "yellow")
    ]
    lines.append(_line("–", "waiting", f"{hook.get('pending_update_count', 0)} updates", "dim"))
    if trouble := hook.get("last_error_message"):
        when = _time(hook.get("last_error_date"))
        lines.append(_line("!", "last error", f"{when}{trouble}", "yellow"))
    return lines


def _line(mark: str, what: str, says: str, colour: str) -> Text:
    line = Text(f"{mark} {what:<28} ", style=colour)
    return line.append(says, style="default")


def _time(seconds: object) -> str:
    if not isinstance(seconds, int):
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC: ")


def _told(trouble: TelegramTrouble, api_url: str) -> str:
    """A trouble in a line; what was set before it stays set."""
    if not isinstance(trouble, TelegramRefused):
        return f"TELEGRAM_API_URL: no answer from {api_url}: see that this machine reaches it"
    if trouble.retry_after is not None:
        return f"Telegram wants a pause of {trouble.retry_after:g} s: run this again after it"
    return f"Telegram refuses ({trouble.code}): {trouble.description or 'it does not say why'}"
