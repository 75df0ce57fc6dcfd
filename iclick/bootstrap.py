"""The gateway's composition root: who gets whom handed in. Nothing is opened before it starts."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import BaseRoute

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
from bot.messages import Channel, ConversationId, Language
from bot.metrics import Metrics
from bot.outbound.letters import NewsPost
from bot.outbound.notifications import Compose
from bot.outbound.outbox import Outbox
from bot.outbound.presence import Presence
from bot.outbound.receipts import Receipts
from bot.outbound.sender import Sender
from bot.outbound.telegram import TelegramSender, TelegramWords
from bot.outbound.whatsapp_compose import WhatsAppComposer
from bot.outbound.whatsapp_words import words_of
from bot.pages.verify import VerifyPage
from bot.routing.notices import Notices
from bot.routing.secrets import Secrets
from bot.routing.turns import Turns
from bot.sandbox.proxy import demo_routes
from bot.telegram_api import TelegramApi
from bot.texts import Texts
from iclick.claims import claims_loops, claims_routes
from iclick.consultations import Consultations
from iclick.daily_purge import DailyPurge
from iclick.draft_keeper import DraftKeeper
from iclick.ecards import ecards_of
from iclick.insurance import Insurance
from iclick.lifestyle import lifestyle_loops, lifestyle_routes
from iclick.media import Media
from iclick.settings import Settings
from iclick.telegram_setup import ProfileAtStart
from iclick.whatsapp import whatsapp_sender
from insurance.claim_post import ClaimPost
from insurance.code_mail import CodeMail
from insurance.letters.press import Press
from insurance.ports import Clock
from partners.smtp import SmtpMailer
from storage.claim_letters import SqlClaimLetters
from storage.code_queue import SqlCodeQueue

CONNECTIONS = 200
"""To the channels and to Rasa, all together."""


class Gateway:
    """The gateway's parts, each made once; nothing runs before its app does."""

    def __init__(
        self, settings: Settings, sandbox_url: str | None, clock: Clock | None = None
    ) -> None:
        """``sandbox_url`` is where the demo's page comes from; None on real channels."""
        self._settings = settings
        self._sandbox_url = sandbox_url
        self._insurance = insurance = Insurance(settings, clock)
        self._db, self._clock = insurance.db, insurance.clock
        self._metrics = Metrics()
        self._texts = Texts.load()
        # Rasa, the action server and the sandbox are ours: no proxy stands between.
        self._inside = httpx.AsyncClient(trust_env=False)
        self._outside = httpx.AsyncClient(
            trust_env=sandbox_url is None, limits=httpx.Limits(max_connections=CONNECTIONS)
        )
        self._rasa = RasaClient(settings.rasa_url, settings.rasa_bearer(), self._inside)
        self._media = Media(settings, self._db, insurance.keyring, self._clock, self._metrics)
        senders = self._senders()
        mailer = SmtpMailer(settings.smtp_url.get_secret_value(), settings.mail_from)
        post = NewsPost(self._db, insurance.core, mailer, self._clock)
        self._outbox = Outbox(self._db, senders, self._clock, self._metrics, post=post)
        self._presence = Presence(senders)
        self._code_mail = self._make_code_mail(mailer)
        self._claim_post = self._make_claim_post(mailer)
        self._probes = {
            "rasa": self._rasa.is_well,
            "actions": http_probe(self._inside, actions_health(settings)),
        }
        self._turns = self._make_turns()
        inbox = Inbox(self._db, insurance.keyring, self._clock, self._metrics)
        self._media_desk = self._media.desk(self._outside, self._turns.wake)
        self._intake = Intake(inbox, self._turns.wake, self._media_desk.wake)

    def app(self) -> Starlette:
        """The ASGI app."""
        routes: list[BaseRoute] = [
            *self._media.routes(),
            *lifestyle_routes(self._db, self._clock),
        ]
        purge = DailyPurge(self._db, self._clock)
        drafts = DraftKeeper(self._db, composers(), self._texts, self._clock)
        loops: list[Loop] = [
            *(purge, self._outbox, self._code_mail, self._claim_post, self._turns),
            *(self._presence, self._media_desk, self._media.erasure(), drafts),
            *claims_loops(self._settings, self._insurance, self._media.files),
            *lifestyle_loops(self._db, composers(), self._clock),
        ]
        routes += claims_routes(
            self._settings, self._insurance, self._media.files, composers(), self._metrics
        )
        consultations = Consultations(self._settings, self._insurance, composers())
        routes += consultations.routes(self._metrics)
        loops += consultations.loops()
        ecards = ecards_of(self._settings, self._insurance)
        routes += VerifyPage(ecards, self._clock, self._metrics).routes()
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
            after_turn=self._mail_what_is_due,
            dialogue_is_well=all_well(self._probes),
            presence=self._presence,
        )

    def _senders(self) -> dict[Channel, Sender]:
        settings, senders = self._settings, list[Sender]()
        if token := settings.telegram_bot_token:
            senders.append(
                TelegramSender(
                    token.get_secret_value(),
                    settings.telegram_api_url,
                    self._outside,
                    words=self._telegram_words(),
                    files=self._media.files,
                )
            )
        if settings.twilio_account_sid:
            self._whatsapp = whatsapp_sender(
                settings, self._db, self._clock, self._texts, self._outside
            )
            senders.append(self._whatsapp)
        return {sender.channel: sender for sender in senders}

    def _telegram_words(self) -> dict[Language, TelegramWords]:
        keys = ("send_location", "do_not_send_location", "file_not_sent")
        return {
            language: TelegramWords(*(self._texts.say(key, language).text for key in keys))
            for language in Language
        }

    def _make_code_mail(self, mailer: SmtpMailer) -> CodeMail:
        insurance = self._insurance
        return CodeMail(
            SqlCodeQueue(self._db, self._clock),
            insurance.core,
            mailer,
            self._clock,
            insurance.seals,
            on_delay=Notices(self._outbox, self._texts, self._clock).mail_is_late,
        )

    def _make_claim_post(self, mailer: SmtpMailer) -> ClaimPost:
        insurance = self._insurance
        return ClaimPost(
            SqlClaimLetters(self._db, self._clock),
            core=insurance.core,
            facts=insurance.core,
            book=insurance.book,
            mailer=mailer,
            clock=self._clock,
            printer=Press(),
        )

    def _mail_what_is_due(self, _conversation_id: ConversationId) -> None:
        """A turn may have asked for a code, or filed a claim."""
        self._code_mail.wake()
        self._claim_post.wake()

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
        if self._sandbox_url:
            loops.append(ProfileAtStart(api))
        # Polling, too: what was posted while the mode changed is not lost.
        routes += TelegramDoor(secret, updates, self._metrics).routes()

    def _add_whatsapp(self, routes: list[BaseRoute]) -> None:
        settings, refused = self._settings, self._whatsapp.note_refusal
        receipts = Receipts(self._db, self._outbox.wake, self._clock, self._metrics, refused)
        signature = TwilioSignature(_plain(settings.twilio_auth_token), settings.public_url)
        routes += WhatsAppDoor(
            signature, settings.twilio_account_sid or "", self._intake, receipts, self._metrics
        ).routes()


def composers() -> dict[Channel, Compose]:
    """How each channel writes a message, for a process that sends none itself."""
    nowhere = httpx.AsyncClient()
    telegram = TelegramSender("", "", nowhere)
    whatsapp = WhatsAppComposer(words_of(Texts.load()))
    return {Channel.TELEGRAM: telegram.compose, Channel.WHATSAPP: whatsapp.compose}


def gateway_app(
    settings: Settings, sandbox_url: str | None = None, clock: Clock | None = None
) -> Starlette:
    """The gateway, on the channels that ``settings`` switch on."""
    return Gateway(settings, sandbox_url, clock).app()


def actions_health(settings: Settings) -> str:
    """Where the action server says that it is well."""
    parts = urlsplit(settings.actions_url)
    return f"{parts.scheme}://{parts.netloc}/health"


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
