"""A member with a phone, for journeys and chaos: writes, taps, sends files, reads, opens mails.

sandbox = SandboxClient("http://127.0.0.1:8026", http)
phone = await sandbox.new_phone(Channel.WHATSAPP)
await phone.send_text("halo")
reply = await phone.wait_for_reply("menu")
await phone.tap("Cek manfaat")
await phone.send_photos([front, back], caption="kuitansi")
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.messages import Channel
from bot.sandbox.faults import Fault

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
NUMBERED_LINE = re.compile(r"^\W*(\d{1,2})\W+(.+?)\W*$")
LOOK_EVERY_S = 0.05
SEND_TIMEOUT_S = 60.0
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200)
"""As much of a voice message as its beginning tells."""


class NothingHeard(AssertionError):
    """The reply that the member waited for did not come."""


@dataclass(frozen=True)
class Heard:
    """One message of the assistant as it stands on the phone."""

    id: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    """(title, data) of the buttons under it; on WhatsApp its quick replies."""
    items: tuple[tuple[str, str], ...] = ()
    """(title, data) of what its list holds (WhatsApp)."""
    type: str = "text"
    """``text`` ``photo`` ``document`` ``location`` … as ``Bubble.type``."""
    media: Mapping[str, Any] | None = None
    """``{url, content_type, name, size}``; ``SandboxClient.media`` fetches it."""
    place: Mapping[str, Any] | None = None
    """``{latitude, longitude, name, address}``."""
    list: Mapping[str, Any] | None = None
    """``{label, items}`` with items ``{title, description, data}`` (WhatsApp)."""

    def option(self, title: str) -> str | None:
        """What to type for the option whose title contains ``title``; None if not offered."""
        for line in self.text.splitlines():
            found = NUMBERED_LINE.match(line)
            if found and title.casefold() in found[2].casefold():
                return found[1]
        for position, (shown, _) in enumerate((*self.buttons, *self.items), 1):
            if title.casefold() in shown.casefold():
                return str(position)
        return None

    def button(self, title: str) -> str | None:
        """The data behind the button or list item whose title contains ``title``, if any."""
        for shown, data in (*self.buttons, *self.items):
            if title.casefold() in shown.casefold():
                return data
        return None


class SandboxClient:
    """The sandbox as tests see it: phones, mails, faults, and a record of everything."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        """Speak to the sandbox at ``url``."""
        self._url = url.rstrip("/")
        self._http = http
        self._seen = 0
        self.events: list[Mapping[str, Any]] = []
        """Everything that happened, oldest first, as of the last ``look``."""

    async def look(self) -> None:
        """Bring ``events`` up to date."""
        answer = await self._http.get(f"{self._url}/record", params={"after": self._seen})
        for event in answer.raise_for_status().json()["events"]:
            if event["seq"] > self._seen:  # two callers may look at once
                self.events.append(event)
                self._seen = event["seq"]

    async def new_phone(self, channel: Channel, **about: Any) -> Phone:
        """A member whom the assistant has never heard of."""
        return Phone(self, channel, await self.post("/sandbox/chats", channel=channel, **about))

    async def post(self, path: str, **body: Any) -> Mapping[str, Any]:
        """Call the member's side of the sandbox."""
        return _json(await self._http.post(self._url + path, json=body, timeout=SEND_TIMEOUT_S))

    async def upload(
        self, path: str, files: Sequence[tuple[str, bytes, str]], **fields: str
    ) -> Mapping[str, Any]:
        """Call the member's side with files: (name, content, content type)."""
        parts = [("files", file) for file in files]
        return _json(
            await self._http.post(
                self._url + path, data=fields, files=parts, timeout=SEND_TIMEOUT_S
            )
        )

    async def media(self, heard: Heard) -> bytes:
        """The file in a message of the assistant."""
        if heard.media is None:
            raise NothingHeard("this message has no file")
        answer = await self._http.get(self._url + str(heard.media["url"]))
        return answer.raise_for_status().content

    async def attachment(self, mail: Mapping[str, Any], index: int = 0) -> bytes:
        """What is attached to a mail."""
        attached = mail.get("attachments") or ()
        if index >= len(attached):
            raise NothingHeard(f"this mail has {len(attached)} attachments")
        answer = await self._http.get(self._url + str(attached[index]["url"]))
        return answer.raise_for_status().content

    async def plan(self, fault: Fault) -> None:
        """Let something go wrong; only if the sandbox was started with faults."""
        await self.post("/faults", **fault.__dict__)

    async def calls(self, method: str = "") -> list[Mapping[str, Any]]:
        """Every call of both APIs so far, or those whose method contains ``method``."""
        await self.look()
        return [one for one in self.events if one["kind"] == "api_call" and method in one["method"]]

    async def mails(self, to: str) -> Sequence[Mapping[str, Any]]:
        """Every mail to that address, oldest first."""
        await self.look()
        return [one for one in self.events if one["kind"] == "mail" and one["to"] == to]

    async def wait_for_code(self, to: str, already: int = 0, within_s: float = 20) -> str:
        """The code in the first mail to ``to`` after the ``already`` known ones."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            mails = await self.mails(to)
            if len(mails) > already and (found := CODE.search(mails[-1]["text"])):
                return found[0]
            await asyncio.sleep(LOOK_EVERY_S)
        raise NothingHeard(f"no mail with a code came to {to}")


@dataclass
class Phone:
    """One member's phone, on one channel."""

    sandbox: SandboxClient
    channel: Channel
    chat: Mapping[str, Any]
    last_sent_id: str = ""
    """The id of what the member sent last: Telegram's message id, or Twilio's MessageSid; of a
    tap on Telegram its query's id."""
    _read: int = field(default=0)

    # --- what the member does -----------------------------------------------------------------

    async def send_text(self, text: str) -> bool:
        """Write to the assistant; whether the gateway took it at once."""
        return await self._send("messages", text=text)

    async def reply(self, text: str, to: Heard) -> bool:
        """Write as an answer to an earlier message of the assistant."""
        return await self._send("messages", text=text, reply_to=to.id)

    async def forward(self, text: str) -> bool:
        """Pass on what somebody else has written."""
        return await self._send("messages", text=text, forwarded=True)

    async def send_photos(
        self,
        photos: Sequence[bytes],
        caption: str = "",
        as_: str = "photo",
        *,
        content_type: str = "image/jpeg",
        name: str = "",
        burst_ms: int = 0,
    ) -> list[str]:
        """Send files (1–30) at once, and return the ids of the messages that they became.

        ``as_`` is ``photo``, ``document``, ``video`` or ``voice``; ``name`` is what they are
        called, by default by their number; ``burst_ms`` is how long it takes until the last.
        """
        ending = content_type.partition("/")[2].replace("jpeg", "jpg")
        files = [
            (name or f"{as_}-{number}.{ending}", content, content_type)
            for number, content in enumerate(photos, 1)
        ]
        answer = await self.sandbox.upload(
            self._path("media"), files, caption=caption, burst_ms=str(burst_ms), **{"as": as_}
        )
        ids = [str(one) for one in answer["ids"]]
        self.last_sent_id = ids[-1]
        return ids

    async def send_document(
        self, content: bytes, name: str, content_type: str, caption: str = ""
    ) -> str:
        """Send one file as it is; its message's id."""
        ids = await self.send_photos(
            [content], caption, "document", content_type=content_type, name=name
        )
        return ids[0]

    async def send_voice(self, content: bytes = VOICE) -> str:
        """Send a voice message; its id."""
        return (await self.send_photos([content], as_="voice", content_type="audio/ogg"))[0]

    async def send_video(self, content: bytes, caption: str = "") -> str:
        """Send a video; its message's id."""
        return (await self.send_photos([content], caption, "video", content_type="video/mp4"))[0]

    async def send_location(
        self, latitude: float, longitude: float, name: str = "", address: str = ""
    ) -> bool:
        """Send a point on the map, or one that no map has."""
        return await self._send(
            "location", latitude=latitude, longitude=longitude, name=name, address=address
        )

    async def send_contact(
        self, name: str = "Budi", phone_number: str = "+6281299990000", own: bool = False
    ) -> bool:
        """Send a contact card, one's own or somebody else's."""
        return await self._send("contact", name=name, phone_number=phone_number, own=own)

    async def send_sticker(self) -> bool:
        """Send a sticker."""
        return await self._send("sticker")

    async def edit(self, message_id: str, text: str) -> None:
        """Change the text or caption of a message that one has sent (Telegram)."""
        await self.sandbox.post(self._path("edits"), id=message_id, text=text)

    async def tap(self, title: str) -> None:
        """Choose the newest offered option of that title: the button, list item or number."""
        for heard in reversed(await self.heard()):
            data, number = heard.button(title), heard.option(title)
            if data is not None:
                await self.tap_data(heard.id, data)
                return
            if number is not None:
                await self.send_text(number)
                return
        raise NothingHeard(f"no option {title!r} was offered")

    async def tap_data(self, message_id: str, data: str, title: str = "") -> bool:
        """Tap with whatever data, as a client of bad will can; whether it was taken at once."""
        return await self._send("taps", id=message_id, data=data, title=title)

    async def block(self, blocked: bool = True) -> None:
        """Block the assistant, or let it back in."""
        await self.sandbox.post(self._path("blocked"), blocked=blocked)

    # --- what the member sees -----------------------------------------------------------------

    async def heard(self) -> list[Heard]:
        """Every message of the assistant so far, oldest first, as it was sent."""
        await self.sandbox.look()
        return [
            _heard(one)
            for one in self.sandbox.events
            if one["kind"] == "message"
            and one["chat"] == self.chat["id"]
            and one["author"] == "bot"
        ]

    async def now(self, heard: Heard) -> Mapping[str, Any] | None:
        """The message's bubble as it stands now, after edits; None if it was deleted."""
        await self.sandbox.look()
        shown: dict[str, Any] | None = None
        for one in self.sandbox.events:
            if one.get("chat") != self.chat["id"] or one.get("id") != heard.id:
                continue
            if one["kind"] == "message":
                shown = dict(one)
            elif one["kind"] == "change" and shown is not None:
                shown |= one
            elif one["kind"] == "delete":
                shown = None
        return shown

    async def keyboard(self) -> Sequence[Sequence[Mapping[str, str]]] | None:
        """The reply keyboard under the chat (Telegram); None when there is none."""
        await self.sandbox.look()
        mine = [
            one
            for one in self.sandbox.events
            if one["kind"] == "chat" and one["id"] == self.chat["id"]
        ]
        shown: Sequence[Sequence[Mapping[str, str]]] | None = mine[-1]["keyboard"]
        return shown

    async def skip_to_now(self) -> None:
        """Count everything heard so far as read."""
        self._read = len(await self.heard())

    async def wait_for_reply(self, *containing: str, within_s: float = 30) -> Heard:
        """The next message not waited for yet that contains every one of ``containing``.

        Letter case does not matter; messages before it count as read.
        """
        deadline = time.monotonic() + within_s
        while True:
            heard = await self.heard()
            for index, one in enumerate(heard[self._read :], self._read):
                if all(part.casefold() in one.text.casefold() for part in containing):
                    self._read = index + 1
                    return one
            if time.monotonic() > deadline:
                texts = "\n".join(f"- {one.text}" for one in heard[self._read :])
                raise NothingHeard(f"nothing with {containing} came; unread:\n{texts}")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _send(self, what: str, **body: Any) -> bool:
        answer = await self.sandbox.post(self._path(what), **body)
        self.last_sent_id = str(answer["id"])
        return bool(answer["arrived"])

    def _path(self, what: str) -> str:
        return f"/sandbox/chats/{self.chat['id']}/{what}"


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    answer.raise_for_status()
    return answer.json() if answer.content else {}


def _heard(event: Mapping[str, Any]) -> Heard:
    shown = event["list"]
    return Heard(
        id=event["id"],
        text=event["text"],
        buttons=tuple((one["title"], one["data"]) for row in event["buttons"] for one in row),
        items=tuple((one["title"], one["data"]) for one in shown["items"]) if shown else (),
        type=event["type"],
        media=event["media"],
        place=event["place"],
        list=shown,
    )
