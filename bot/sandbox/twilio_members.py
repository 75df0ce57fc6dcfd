"""What members do in their WhatsApp chats, and the webhooks that come of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.chats import Bubble, Chat
from bot.sandbox.config import SandboxConfig
from bot.sandbox.ground import Ground
from bot.sandbox.media import KeptFile
from bot.sandbox.twilio_messages import KeptMessages, Message, new_sid
from bot.sandbox.twilio_webhooks import TwilioWebhooks, shared_form

MESSAGE_TYPES = {
    "text": "text",
    "photo": "image",
    "document": "document",
    "video": "video",
    "voice": "audio",
    "audio": "audio",
    "sticker": "sticker",
    "contact": "contacts",
    "location": "location",
}


@dataclass(frozen=True)
class Sent:
    """What a member does: how it looks on the phone, and what Twilio says of it."""

    about: Mapping[str, Any]
    """Fields of the bubble."""
    form: Mapping[str, str]
    """Parameters beside those that every message has."""
    file: KeptFile | None = None


class TwilioMembers:
    """The members' side of the account's WhatsApp sender."""

    def __init__(self, ground: Ground, messages: KeptMessages, webhooks: TwilioWebhooks) -> None:
        """Post through ``webhooks``; what was sent is kept in ``messages``."""
        self._config = ground.config
        self._chats = ground.chats
        self._shelf = ground.shelf
        self._journal = ground.journal
        self._now = ground.now
        self._messages = messages
        self._webhooks = webhooks

    async def writes(
        self, chat: Chat, text: str, reply_to: str | None = None, *, forwarded: bool = False
    ) -> Bubble:
        """The member sends a text; the bubble's status tells whether it arrived."""
        form = {"Body": text} | self._replying(chat, reply_to)
        if forwarded:
            form["Forwarded"] = "true"
        about = {"text": text, "reply_to": reply_to, "forwarded": forwarded}
        return await self._send(chat, Sent(about, form))

    async def sends_files(
        self, chat: Chat, kind: str, files: Sequence[KeptFile], caption: str, burst_ms: int
    ) -> list[Bubble]:
        """The member sends files at once: one message each, the caption with the first.

        The last one comes ``burst_ms`` after the first, whether or not those before were taken.
        """
        pause_s = burst_ms / 1000 / max(len(files) - 1, 1)
        sending: list[asyncio.Task[Bubble]] = []
        for file in files:
            if sending:
                await asyncio.sleep(pause_s)
            words = "" if sending else caption
            sent = Sent({"type": kind, "text": words}, {"Body": words}, file)
            sending.append(asyncio.create_task(self._send(chat, sent)))
        return list(await asyncio.gather(*sending))

    async def sends_place(self, chat: Chat, place: Mapping[str, Any]) -> Bubble:
        """The member sends a location, with a label if the place has a name."""
        form = {"Latitude": str(place["latitude"]), "Longitude": str(place["longitude"])}
        names = {"Label": place.get("name"), "Address": place.get("address")}
        form |= {name: str(value) for name, value in names.items() if value}
        return await self._send(chat, Sent({"type": "location", "place": place}, form))

    async def sends_contact(self, chat: Chat, name: str, phone_number: str) -> Bubble:
        """The member sends a contact card, which comes as a file."""
        shown = {"name": name, "phone_number": phone_number}
        content = _vcard(name, phone_number)
        card = self._shelf.keep(content, "text/vcard", f"{name}.vcf", chat.address)
        return await self._send(chat, Sent({"type": "contact", "contact": shown}, {}, card))

    async def sends_sticker(self, chat: Chat, file: KeptFile) -> Bubble:
        """The member sends a sticker."""
        return await self._send(chat, Sent({"type": "sticker"}, {}, file))

    async def taps(self, chat: Chat, message_id: str, data: str, title: str) -> Bubble:
        """The member taps a quick reply, or chooses from a list."""
        bubble = self._chats.bubble(chat, message_id)
        items = bubble.list["items"] if bubble and bubble.list else ()
        is_item = any(item["data"] == data for item in items)
        shown = title or _title(bubble, data)
        form = {"Body": shown, "MessageType": "interactive"}
        if is_item:
            form |= {"ListId": data, "ListTitle": shown}
        else:
            form |= {"ButtonText": shown, "ButtonPayload": data, "MessageType": "button"}
        self._journal.add("tap", chat=chat.id, id=message_id, data=data)
        return await self._send(
            chat,
            Sent({"text": shown, "reply_to": message_id}, form | self._replying(chat, message_id)),
        )

    async def _send(self, chat: Chat, sent: Sent) -> Bubble:
        self._chats.note_writing(chat, self._now())
        message = self._messages.keep(_inbound(self._config, chat, sent))
        shown = sent.file if sent.about.get("type") != "contact" else None
        about = {"text": ""} | dict(sent.about) | {"media": shown.shown() if shown else None}
        bubble = self._chats.show(Bubble(chat.id, message.sid, "member", **about))
        arrived = await self._webhooks.tell_message(self._form(message, chat, sent))
        return self._chats.change(bubble, status="delivered" if arrived else "failed")

    def _form(self, message: Message, chat: Chat, sent: Sent) -> dict[str, str]:
        form = _inbound_form(message, chat, str(sent.about.get("type", "text")))
        uri = f"/2010-04-01/Accounts/{message.account_sid}/Messages/{message.sid}/Media"
        for number, (sid, file) in enumerate(message.files.items()):
            form[f"MediaUrl{number}"] = f"{self._config.own_url}/twilio{uri}/{sid}"
            form[f"MediaContentType{number}"] = file.content_type
        return form | dict(sent.form)

    def _replying(self, chat: Chat, message_id: str | None) -> dict[str, str]:
        if not message_id:
            return {}
        bubble = self._chats.bubble(chat, message_id)
        of_member = bubble is not None and bubble.author == "member"
        sender = chat.address if of_member else self._config.whatsapp_from
        return {
            "OriginalRepliedMessageSid": message_id,
            "OriginalRepliedMessageSender": sender,
        }


def _inbound(config: SandboxConfig, chat: Chat, sent: Sent) -> Message:
    return Message(
        sid=new_sid("MM" if sent.file else "SM"),
        account_sid=config.twilio_account_sid,
        direction="inbound",
        from_=chat.address,
        to=config.whatsapp_from,
        body=str(sent.form.get("Body", "")),
        status="received",
        created=datetime.now(UTC).replace(microsecond=0),
        files={new_sid("ME"): sent.file} if sent.file else {},
    )


def _inbound_form(message: Message, chat: Chat, kind: str) -> dict[str, str]:
    return shared_form(message) | {
        "Body": message.body,
        "ChannelMetadata": json.dumps(
            {"type": "whatsapp", "data": {"context": {"ProfileName": chat.name}}}
        ),
        "ExternalUserId": chat.other_address,
        "MessageType": MESSAGE_TYPES[kind],
        "NumMedia": str(len(message.files)),
        "NumSegments": "1",
        "ProfileName": chat.name,
        "ReferralNumMedia": "0",
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "WaId": chat.address.removeprefix("whatsapp:").removeprefix("+"),
    }


def _title(bubble: Bubble | None, data: str) -> str:
    """What stands on the button or list item with that data; its data when there is none."""
    if bubble is None:
        return data
    buttons = [button for row in bubble.buttons for button in row]
    items = bubble.list["items"] if bubble.list else ()
    for one in (*buttons, *items):
        if one["data"] == data:
            return str(one["title"])
    return data


def _vcard(name: str, phone_number: str) -> bytes:
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:;{name};;;",
        f"FN:{name}",
        f"TEL;type=CELL;waid={phone_number.lstrip('+')}:{phone_number}",
        "END:VCARD",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()
