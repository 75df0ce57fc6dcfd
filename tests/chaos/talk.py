"""One member in the storm: writes until it arrives, waits for the answer, taps, opens mails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.sandbox.phone import CODE, NothingHeard, Phone
from tests.chaos.ledger import Ledger, Taken
from tests.journeys.people import Person

TRY_AGAIN_S = 1.5
LOOK_EVERY_S = 0.4


class GaveUp(Exception):
    """Nothing came for so long that the member went away."""


@dataclass(frozen=True)
class Said:
    """One message, and the name of its answer."""

    what: str
    message_id: str
    arrived: bool
    """False: WhatsApp told that it did not get through, though the gateway may have it."""


@dataclass
class Talk:
    """One conversation: what was said, and under which ids."""

    phone: Phone
    ledger: Ledger
    person: Person | None = None
    """Who proves who they are in this talk; None: nobody."""
    patience_s: float = 180.0
    said: list[Said] = field(default_factory=list)
    wrong_tries_counted: int | None = None
    """As the database had it, right after the wrong code was answered."""
    gave_up: str = ""

    async def say(self, what: str, text: str) -> str:
        """Write until it arrives, as one does whose phone says that it did not; the message's id.

        A message that broke off halfway is written again only if the gateway does not have it.
        """
        path = f"/sandbox/chats/{self.phone.chat['id']}/messages"
        return await self._until_it_arrives(what, path, text=text)

    async def ask(self, what: str, text: str) -> Taken:
        """Write, and wait until it is answered."""
        return await self._answered(await self.say(what, text))

    async def show(self, what: str, photo: bytes) -> Taken:
        """Send a photo until it arrives, and wait until it is answered."""
        path = f"/sandbox/chats/{self.phone.chat['id']}/media"

        async def send() -> tuple[str, bool]:
            files = [("foto.jpg", photo, "image/jpeg")]
            answer = await self.phone.sandbox.upload(path, files, **{"as": "photo"})
            return str(answer["ids"][0]), bool(answer["arrived"])

        return await self._answered(await self._until_sent(what, send))

    async def choose(self, what: str, title: str) -> Taken:
        """Tap the newest button of that title, or answer with its number; wait for the answer."""
        for heard in reversed(await self.phone.heard()):
            data, number = heard.button(title), heard.option(title)
            if data is not None:
                return await self._answered(await self._tap(what, heard.id, data))
            if number is not None:
                return await self.ask(what, number)
        raise NothingHeard(f"no option {title!r} was offered")

    async def newest_code(self, asked_by: Taken) -> str:
        """The code in the newest mail, once it is sure that no other is on its way."""
        await self._until(lambda: self.ledger.is_mailed(asked_by.inbound_id), "code mail")
        assert self.person is not None
        mails = await self.phone.sandbox.mails(self.person.email)
        found = CODE.search(mails[-1]["text"])
        assert found is not None
        return found[0]

    async def _tap(self, what: str, message_id: str, data: str) -> str:
        """Tap until it arrives; a tap on WhatsApp is a message like any other."""
        path = f"/sandbox/chats/{self.phone.chat['id']}/taps"
        return await self._until_it_arrives(what, path, id=message_id, data=data)

    async def _until_it_arrives(self, what: str, path: str, **body: str) -> str:
        async def send() -> tuple[str, bool]:
            answer = await self.phone.sandbox.post(path, **body)
            return str(answer["id"]), bool(answer["arrived"])

        return await self._until_sent(what, send)

    async def _until_sent(self, what: str, send: Callable[[], Awaitable[tuple[str, bool]]]) -> str:
        while True:
            id_, arrived = await send()
            self.said.append(Said(what, id_, arrived))
            if arrived:
                return id_
            await asyncio.sleep(TRY_AGAIN_S)
            if self.ledger.find(self.phone, id_):
                return id_

    async def _answered(self, message_id: str) -> Taken:
        def is_answered() -> bool:
            taken = self.ledger.find(self.phone, message_id)
            return bool(taken and taken.is_done and not self.ledger.unsent(self.phone))

        await self._until(is_answered, self.said[-1].what)
        taken = self.ledger.find(self.phone, message_id)
        assert taken is not None
        return taken

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + self.patience_s
        while not holds():
            if time.monotonic() > deadline:
                raise GaveUp(what)
            await asyncio.sleep(LOOK_EVERY_S)
