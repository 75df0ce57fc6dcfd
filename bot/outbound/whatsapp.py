"""Out to WhatsApp through Twilio: texts, buttons, lists, files, places and approved templates."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

import structlog

from bot.messages import Channel, Draft, Language, News, OfferedChoice, Reply
from bot.outbound import whatsapp_menus as menus
from bot.outbound.contents import Contents
from bot.outbound.pace import Pacing
from bot.outbound.sender import ContentRefused, Refused, RetryLater, WindowClosed
from bot.outbound.templates import Templates, variables_of
from bot.outbound.twilio_errors import as_send_error
from bot.outbound.whatsapp_compose import WhatsAppComposer
from bot.outbound.whatsapp_find import is_of, made_since
from bot.outbound.whatsapp_forms import FileSize, MediaAddresses, check_file, pin
from bot.outbound.whatsapp_words import Words
from bot.twilio_api import TwilioApi, TwilioTrouble

log = structlog.get_logger(__name__)

NO_SUCH_CONTENT = "21655"
WRONG_VARIABLES = "21656"
_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")

Recorded = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Which of these message ids already belong to other rows of the outbox."""


async def none_recorded(_sids: Collection[str]) -> Collection[str]:
    """For a sender without an outbox."""
    return ()


class WhatsAppSender:
    """Sends drafts from one WhatsApp number of one Twilio account."""

    channel = Channel.WHATSAPP
    grace_s = 10.0
    pace = Pacing(burst=40, seconds_per_message=6.0, messages_per_s=80.0)
    """Meta lets one message in six seconds to one member through, with bursts that are paid back;
    Twilio takes 80 a second."""
    keeps_order_by_receipts = True

    def __init__(
        self,
        api: TwilioApi,
        *,
        from_: str,
        public_url: str,
        contents: Contents,
        templates: Templates,
        words: Mapping[Language, Words],
        files: MediaAddresses,
        file_size: FileSize,
        recorded: Recorded = none_recorded,
    ) -> None:
        """``public_url`` is our address, to which status callbacks come.

        ``recorded`` keeps ``find`` from taking an earlier message of the same text for this one.
        """
        self._api = api
        self._from = from_
        self._callback = f"{public_url.rstrip('/')}/webhooks/whatsapp/status"
        self._contents = contents
        self._templates = templates
        self._composer = WhatsAppComposer(words)
        self._files = files
        self._file_size = file_size
        self._recorded = recorded

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The calls that one reply takes; see ``WhatsAppComposer``."""
        return self._composer.compose(reply, offered)

    def compose_closed(
        self, draft: Draft, chosen_title: str | None, message_ref: str
    ) -> Draft | None:
        """None: what was sent stays as it is on WhatsApp."""
        return None

    def hide_keyboard(self, drafts: Sequence[Draft]) -> list[Draft]:
        """As they are: WhatsApp has no such keyboard."""
        return list(drafts)

    async def send(
        self, address: str, draft: Draft, outbox_id: int, *, in_window: bool = True
    ) -> str | None:
        """Send one message; see ``Sender.send``. Nothing can be deleted or closed on WhatsApp.

        What is refused for its buttons, file or place goes out as text in the same call.
        """
        if draft.delete_ref is not None or draft.close_ref is not None:
            return None
        form = {
            "From": self._from,
            "To": address,
            "StatusCallback": f"{self._callback}?outbox={outbox_id}",
        }
        if not in_window:
            return await self._by_template(form, draft)
        try:
            return await self._as_it_is(form, draft)
        except Refused as refusal:
            if not draft.numbered:
                raise
            log.error("sent_as_text", outbox_id=outbox_id, code=refusal.code)
            return await self._post({**form, "Body": draft.numbered})

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """A message to ``address`` that says what ``draft`` does, made since then and no other
        row's."""
        try:
            return await self._find(address, draft, since.astimezone(UTC))
        except TwilioTrouble as trouble:  # a question may be asked again without harm
            log.warning("twilio_look_up_failed", why=str(trouble))
            raise RetryLater(getattr(trouble, "retry_after", None)) from None

    async def show_typing(self, address: str, provider_message_id: str) -> float | None:
        """Once: it stays until we answer, or for 25 seconds. It marks the message as read."""
        if not _MESSAGE_SID.fullmatch(provider_message_id):
            return None
        try:
            await self._api.show_typing(provider_message_id)
        except TwilioTrouble as trouble:
            log.info("typing_not_shown", why=str(trouble))
        return None

    def note_refusal(self, draft: Draft) -> None:
        """WhatsApp took a draft over and then refused it: its kind of menu goes as text now."""
        if draft.buttons:
            self._contents.refuse(menus.definition_of(menus.shape_of(draft)))

    async def _as_it_is(self, form: Mapping[str, str], draft: Draft) -> str:
        if draft.buttons:
            return await self._by_content(form, draft)
        if draft.media is not None:
            check_file(draft.media, await self._file_size(draft.media.media_id))
            form = {**form, "MediaUrl": self._files.url(draft.media.media_id)}
        if draft.location is not None:
            form = {**form, "PersistentAction": pin(draft.location)}
        return await self._post({**form, "Body": draft.text} if draft.text else form)

    async def _by_content(self, form: Mapping[str, str], draft: Draft) -> str:
        menu = menus.definition_of(menus.shape_of(draft))
        sid = await self._contents.sid(menu)
        content = {"ContentSid": sid, "ContentVariables": menus.variables_of(draft)}
        try:
            return await self._post({**form, **content})
        except ContentRefused as refusal:
            if refusal.code == NO_SUCH_CONTENT:
                await self._contents.forget(menu, sid)
            elif refusal.code != WRONG_VARIABLES:  # which are this one message's
                self._contents.refuse(menu)
            raise

    async def _by_template(self, form: Mapping[str, str], draft: Draft) -> str:
        if draft.news is None:
            raise WindowClosed
        sid = await self._templates.approved(draft.news.name, draft.language)
        if sid is None:
            raise WindowClosed
        return await self._post_template(form, draft, draft.news, sid)

    async def _post_template(
        self, form: Mapping[str, str], draft: Draft, news: News, sid: str
    ) -> str:
        content = {"ContentSid": sid, "ContentVariables": variables_of(news)}
        try:
            return await self._post({**form, **content})
        except ContentRefused as refusal:
            log.error("template_refused", template=news.name, code=refusal.code)
            await self._templates.doubt(news.name, draft.language)
            raise WindowClosed from None

    async def _post(self, form: Mapping[str, str]) -> str:
        try:
            return await self._api.send(form)
        except TwilioTrouble as trouble:
            raise as_send_error(trouble) from None

    async def _find(self, address: str, draft: Draft, since: datetime) -> str | None:
        async for page in self._api.messages(address, self._from):
            recent = list(made_since(page, since))
            sids = [str(message["sid"]) for message in recent if is_of(draft, message)]
            known = await self._recorded(sids) if sids else ()
            for sid in sids:
                if sid not in known:
                    return sid
            if not recent:
                return None
        return None
