"""The composition root: who gets whom handed in. Nothing is opened before an app starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from sanic import Sanic
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from actions import catalogue as actions
from actions.server import create_server
from actions.texts import load_texts
from bot.dialogue.rasa_client import RasaClient
from bot.gateway import Loop, create_app
from bot.health import all_well, http_probe
from bot.inbound.inbox import Inbox
from bot.inbound.intake import Intake
from bot.inbound.polling import TelegramPolling, TelegramWebhookMode
from bot.inbound.telegram_updates import TelegramUpdates
from bot.inbound.webhooks import TelegramDoor, WhatsAppDoor
from bot.inbound.whatsapp import TwilioSignature
from bot.leases import Leases
from bot.messages import Channel, Language
from bot.metrics import Metrics
from bot.outbound.notifications import Compose
from bot.outbound.outbox import Outbox
from bot.outbound.receipts import Receipts, recorded_in
from bot.outbound.sender import Sender
from bot.outbound.telegram import TelegramSender
from bot.outbound.whatsapp import WhatsAppSender
from bot.routing.notices import Notices
from bot.routing.secrets import Secrets
from bot.routing.turns import Turns
from bot.sandbox.proxy import demo_routes
from bot.telegram_api import TelegramApi
from bot.texts import Texts
from iclick.daily_purge import DailyPurge
from iclick.settings import ROOT, Settings
from insurance.benefits import Benefits
from insurance.claims import Claims
from insurance.code_mail import CodeMail
from insurance.identity import Identity
from insurance.otp import CodeSeals
from insurance.ports import SystemClock
from partners.smtp import SmtpMailer
from storage.code_queue import SqlCodeQueue
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.identity import SqlIdentityStore

CONNECTIONS = 200
"""To the channels and to Rasa, all together."""


class Insurance:
    """What gateway and action server both need of the insurance."""

    def __init__(self, settings: Settings) -> None:
        """Connects lazily to the database of ``settings``."""
        self.keyring = settings.keyring()
        self.clock = SystemClock()
        self.db = Database(settings.database_url, self.keyring)
        self.core = SqlCoreSystem(self.db)
        self.seals = CodeSeals(self.keyring.fernet_keys("codes"))
        self.identity = Identity(
            SqlIdentityStore(self.db, self.clock), self.core, self.clock, self.seals
        )


class Gateway:
    """The gateway's parts, each made once; nothing runs before its app does."""

    def __init__(self, settings: Settings, sandbox_url: str | None) -> None:
        """``sandbox_url`` is where the demo's page comes from; None on real channels."""
        self._settings = settings
        self._sandbox_url = sandbox_url
        self._insurance = insurance = Insurance(settings)
        self._db, self._clock = insurance.db, insurance.clock
        self._metrics = Metrics()
        self._texts = Texts.load()
        # Rasa, the action server and the sandbox are ours: no proxy stands between.
        self._inside = httpx.AsyncClient(trust_env=False)
        self._outside = httpx.AsyncClient(
            trust_env=sandbox_url is None, limits=httpx.Limits(max_connections=CONNECTIONS)
        )
        self._rasa = RasaClient(settings.rasa_url, settings.rasa_bearer(), self._inside)
        self._outbox = Outbox(self._db, self._senders(), self._clock, self._metrics)
        self._code_mail = self._make_code_mail()
        self._probes = {
            "rasa": self._rasa.is_well,
            "actions": http_probe(self._inside, actions_health(settings)),
        }
        self._turns = self._make_turns()
        inbox = Inbox(self._db, insurance.keyring, self._clock, self._metrics)
        self._intake = Intake(inbox, self._turns.wake)

    def app(self) -> Starlette:
        """The ASGI app."""
        routes: list[BaseRoute] = []
        purge = DailyPurge(self._db, self._clock)
        loops: list[Loop] = [purge, self._outbox, self._code_mail, self._turns]
        if self._settings.has_telegram():
            self._add_telegram(routes, loops)
        if self._settings.has_whatsapp():
            self._add_whatsapp(routes)
        if self._sandbox_url:
            routes += demo_routes(self._sandbox_url, self._inside)
        return create_app(
            db=self._db,
            clock=self._clock,
            metrics=self._metrics,
            routes=routes,
            loops=loops,
            probes=self._probes,
        )

    def _make_turns(self) -> Turns:
        return Turns(
            db=self._db,
            secrets=Secrets(self._insurance.identity),
            rasa=self._rasa,
            outbox=self._outbox,
            texts=self._texts,
            clock=self._clock,
            metrics=self._metrics,
            after_turn=lambda _conversation_id: self._code_mail.wake(),
            dialogue_is_well=all_well(self._probes),
        )

    def _senders(self) -> dict[Channel, Sender]:
        settings, senders = self._settings, list[Sender]()
        if token := settings.telegram_bot_token:
            senders.append(
                TelegramSender(token.get_secret_value(), settings.telegram_api_url, self._outside)
            )
        if settings.twilio_account_sid:
            senders.append(
                WhatsAppSender(
                    settings.twilio_account_sid,
                    _plain(settings.twilio_auth_token),
                    from_=settings.twilio_whatsapp_from or "",
                    api_url=settings.twilio_api_url,
                    status_callback_base=settings.public_url,
                    http=self._outside,
                    recorded=recorded_in(self._db),
                    how_to_choose={
                        language: self._texts.say("how_to_choose", language).text
                        for language in Language
                    },
                )
            )
        return {sender.channel: sender for sender in senders}

    def _make_code_mail(self) -> CodeMail:
        settings, insurance = self._settings, self._insurance
        return CodeMail(
            SqlCodeQueue(self._db, self._clock),
            insurance.core,
            SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from),
            self._clock,
            insurance.seals,
            on_delay=Notices(self._outbox, self._texts, self._clock).mail_is_late,
        )

    def _add_telegram(self, routes: list[BaseRoute], loops: list[Loop]) -> None:
        settings = self._settings
        api = TelegramApi(
            _plain(settings.telegram_bot_token), settings.telegram_api_url, self._outside
        )
        updates = TelegramUpdates(api, self._intake, self._metrics)
        secret = settings.telegram_secret()
        if settings.telegram_mode == "polling":
            loops.append(TelegramPolling(api, updates, self._db, Leases(self._clock)))
        else:
            loops.append(TelegramWebhookMode(api, updates, settings.public_url, secret))
        # Polling, too: what was posted while the mode changed is not lost.
        routes += TelegramDoor(secret, updates, self._metrics).routes()

    def _add_whatsapp(self, routes: list[BaseRoute]) -> None:
        settings = self._settings
        receipts = Receipts(self._db, self._outbox.wake, self._clock, self._metrics)
        signature = TwilioSignature(_plain(settings.twilio_auth_token), settings.public_url)
        routes += WhatsAppDoor(
            signature, settings.twilio_account_sid or "", self._intake, receipts, self._metrics
        ).routes()


def composers() -> dict[Channel, Compose]:
    """How each channel writes a message, for a process that sends none itself."""
    nowhere = httpx.AsyncClient()
    telegram = TelegramSender("", "", nowhere)
    whatsapp = WhatsAppSender("", "", from_="", api_url="", status_callback_base="", http=nowhere)
    return {sender.channel: sender.compose for sender in (telegram, whatsapp)}


def gateway_app(settings: Settings, sandbox_url: str | None = None) -> Starlette:
    """The gateway, on the channels that ``settings`` switch on."""
    return Gateway(settings, sandbox_url).app()


def actions_health(settings: Settings) -> str:
    """Where the action server says that it is well."""
    parts = urlsplit(settings.actions_url)
    return f"{parts.scheme}://{parts.netloc}/health"


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()


def action_server(settings: Settings) -> Sanic[Any, Any]:
    """The action server, which ``actions.server.serve`` runs."""
    insurance = Insurance(settings)
    core, clock = insurance.core, insurance.clock
    needed = actions.Insurance(
        identity=insurance.identity,
        benefits=Benefits(core, clock),
        claims=Claims(core, clock),
        core=core,
        facts=core,
        clock=clock,
    )
    texts = load_texts(ROOT / "domain")
    return create_server(actions.all_actions(needed, texts), settings.actions_bearer())
