"""The doctor's checks of what is outside: Telegram, Twilio, our public address, the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from bot.telegram_api import TelegramApi, TelegramTrouble
from iclick.findings import Finding, broken, doubtful, off, well
from iclick.settings import Settings
from iclick.values import is_loopback

MOST_PENDING = 100
"""Updates that may wait at Telegram before something must be wrong."""
MOST_SECONDS_OFF = 5.0
"""A clock that is further off makes codes expire early or late."""


async def telegram(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether the token is good, and the webhook is as the mode wants it."""
    if settings.telegram_bot_token is None:
        return off("Telegram", "off: TELEGRAM_BOT_TOKEN is not set")
    token = settings.telegram_bot_token.get_secret_value()
    api = TelegramApi(token, settings.telegram_api_url, http)
    try:
        bot = await api.call("getMe", {})
        hook = await api.call("getWebhookInfo", {})
    except TelegramTrouble as trouble:
        says = f"{type(trouble).__name__} at {settings.telegram_api_url}"
        return broken("Telegram", says, "see TELEGRAM_BOT_TOKEN; a new one comes from @BotFather")
    return _webhook(settings, str(bot.get("username", "")), hook)


def _webhook(settings: Settings, name: str, hook: dict[str, object]) -> Finding:
    ours = f"{settings.public_url}/webhooks/telegram"
    wanted = ours if settings.telegram_mode == "webhook" else ""
    if hook.get("url", "") != wanted:
        says = f"@{name}: its webhook is not as TELEGRAM_MODE={settings.telegram_mode} wants it"
        return doubtful("Telegram", says, "the gateway sets it when it starts")
    if trouble := hook.get("last_error_message"):
        mend = "see whether the world reaches PUBLIC_URL"
        return doubtful("Telegram", f"@{name}: last webhook failed: {trouble}", mend)
    pending = hook.get("pending_update_count", 0)
    if isinstance(pending, int) and pending > MOST_PENDING:
        return doubtful("Telegram", f"@{name}: {pending} updates wait", "see whether it runs")
    return well("Telegram", f"@{name}, by {settings.telegram_mode}")


async def whatsapp(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether Twilio knows account and token, and the account is active."""
    if settings.twilio_account_sid is None or settings.twilio_auth_token is None:
        return off("WhatsApp", "off: the TWILIO_ variables are not set")
    answer = await http.get(
        f"{settings.twilio_api_url}/2010-04-01/Accounts/{settings.twilio_account_sid}.json",
        auth=(settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()),
    )
    if answer.status_code != httpx.codes.OK:
        mend = "see TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (the primary one)"
        return broken("WhatsApp", f"Twilio answers with {answer.status_code}", mend)
    status = answer.json().get("status")
    if status != "active":
        return broken("WhatsApp", f"the Twilio account is {status}", "see Twilio's console")
    return well("WhatsApp", f"Twilio account active, from {settings.twilio_whatsapp_from}")


async def public_url(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether the gateway answers there, and the world could reach it."""
    mend = "start the gateway, and see that PUBLIC_URL leads to it"
    try:
        answer = await http.get(f"{settings.public_url}/healthz")
    except httpx.HTTPError:
        return broken("PUBLIC_URL", f"no answer at {settings.public_url}", mend)
    if answer.status_code != httpx.codes.OK:
        return broken("PUBLIC_URL", f"{settings.public_url} answers {answer.status_code}", mend)
    if _needs_the_world(settings) and not _is_public(settings.public_url):
        mend = "set PUBLIC_URL to an https address that the world can reach"
        return broken("PUBLIC_URL", f"{settings.public_url}: no webhook can reach it", mend)
    return well("PUBLIC_URL", f"the gateway answers at {settings.public_url}")


async def clock(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether our clock agrees with that of a channel's server."""
    url = settings.telegram_api_url if settings.has_telegram() else settings.twilio_api_url
    try:
        answer = await http.head(url)
    except httpx.HTTPError:
        return doubtful("clock", f"{url} could not be asked", "see that this machine reaches it")
    now = datetime.now(UTC)
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return doubtful("clock", "no server told the time", "see that the machine keeps its clock")
    seconds = abs((now - theirs).total_seconds())
    if seconds > MOST_SECONDS_OFF:
        return broken("clock", f"{seconds:.0f} s off", "let the machine set its clock (NTP)")
    return well("clock", "right to the second, or nearly")


def _needs_the_world(settings: Settings) -> bool:
    by_webhook = settings.has_telegram() and settings.telegram_mode == "webhook"
    real = settings.twilio_api_url.startswith("https://api.twilio.com")
    return by_webhook or (settings.has_whatsapp() and real)


def _is_public(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        return parts.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and not is_loopback(host)
