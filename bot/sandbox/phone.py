"""A member with a phone, for journeys and chaos: writes, taps, reads, opens their mail.

sandbox = SandboxClient("http://127.0.0.1:8026", http)
phone = await sandbox.new_phone(Channel.WHATSAPP)
await phone.send_text("halo")
reply = await phone.wait_for_reply("menu")
await phone.tap("Cek manfaat")
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


class NothingHeard(AssertionError):
    """The reply that the member waited for did not come."""


@dataclass(frozen=True)
class Heard:
    """One message of the assistant as it stands on the phone."""

    id: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    """(title, data)."""

    def option(self, title: str) -> str | None:
        """What to send for the option whose title contains ``title``; None if not offered."""
        for line in self.text.splitlines():
            found = NUMBERED_LINE.match(line)
            if found and title.casefold() in found[2].casefold():
                return found[1]
        return None

    def button(self, title: str) -> str | None:
        """The data behind the button whose title contains ``title``; None if there is none."""
        for shown, data in self.buttons:
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
        answer = await self._http.post(self._url + path, json=body, timeout=60)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    async def plan(self, fault: Fault) -> None:
        """Let something go wrong; only if the sandbox was started with faults."""
        await self.post("/faults", **fault.__dict__)

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
    _read: int = field(default=0)

    async def send_text(self, text: str) -> bool:
        """Write to the assistant; whether the gateway took it at once."""
        answer = await self.sandbox.post(f"/sandbox/chats/{self.chat['id']}/messages", text=text)
        return bool(answer["arrived"])

    async def tap(self, title: str) -> None:
        """Choose the newest offered option of that title: the button, or its number."""
        for heard in reversed(await self.heard()):
            data, number = heard.button(title), heard.option(title)
            if data is not None:
                await self.tap_data(heard.id, data)
                return
            if number is not None:
                await self.send_text(number)
                return
        raise NothingHeard(f"no option {title!r} was offered")

    async def tap_data(self, message_id: str, data: str) -> None:
        """Tap with whatever data, as a client of bad will can."""
        await self.sandbox.post(f"/sandbox/chats/{self.chat['id']}/taps", id=message_id, data=data)

    async def block(self, blocked: bool = True) -> None:
        """Block the assistant, or let it back in."""
        await self.sandbox.post(f"/sandbox/chats/{self.chat['id']}/blocked", blocked=blocked)

    async def heard(self) -> list[Heard]:
        """Every message of the assistant so far, oldest first."""
        await self.sandbox.look()
        return [
            Heard(one["id"], one["text"], _buttons(one))
            for one in self.sandbox.events
            if one["kind"] == "message"
            and one["chat"] == self.chat["id"]
            and one["author"] == "bot"
        ]

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


def _buttons(event: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((one["title"], one["data"]) for row in event["buttons"] for one in row)
