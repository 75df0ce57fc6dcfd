"""What WhatsApp's way out is made of, for the gateway and for the operator's commands."""

from __future__ import annotations

import httpx

from bot.outbound.contents import Contents
from bot.outbound.media_links import MediaLinks
from bot.outbound.receipts import recorded_in
from bot.outbound.templates import Templates
from bot.outbound.whatsapp import WhatsAppSender
from bot.outbound.whatsapp_forms import size_in
from bot.outbound.whatsapp_words import words_of
from bot.texts import Texts
from bot.twilio_api import TwilioApi, TwilioUrls
from iclick.settings import Settings
from insurance.ports import Clock
from storage.database import Database


def twilio_api(settings: Settings, http: httpx.AsyncClient) -> TwilioApi:
    """The account that the settings name; they must name one."""
    token = settings.twilio_auth_token
    urls = TwilioUrls(
        api=settings.twilio_api_url,
        content=settings.twilio_content_url,
        messaging=settings.twilio_messaging_url,
    )
    account_sid = settings.twilio_account_sid or ""
    return TwilioApi(account_sid, token.get_secret_value() if token else "", urls, http)


def whatsapp_sender(
    settings: Settings, db: Database, clock: Clock, texts: Texts, http: httpx.AsyncClient
) -> WhatsAppSender:
    """The gateway's sender; ``http`` is shared and not closed here."""
    api = twilio_api(settings, http)
    contents = Contents(db, api, clock)
    return WhatsAppSender(
        api,
        from_=settings.twilio_whatsapp_from or "",
        public_url=settings.public_url,
        contents=contents,
        templates=Templates(db, api, contents, clock),
        words=words_of(texts),
        files=MediaLinks(settings.keyring(), settings.public_url),
        file_size=size_in(db),
        recorded=recorded_in(db),
    )
