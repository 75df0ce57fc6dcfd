"""A member's chat with the real Rasa and the real actions, without the gateway between.

What the gateway does to a turn stands here in its smallest form: the language that Rasa is told,
taps on buttons as intents, and codes that are checked before Rasa hears of them.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from insurance.code_mail import CodeMail
from insurance.fake_mailer import FakeMailer
from insurance.fake_telemedicine import FakeTelemedicine
from insurance.fakes import FakeClock
from insurance.identity import Identity
from insurance.ports import Upload
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.tables import ConversationRow
from tests.conversations.arrivals import Arrivals

CODE = re.compile(r"^\s*(\d{6})$", re.MULTILINE)

BUDI = ("GN-100200", "100200-0001-0", "12 Mei 1985", "budi.santoso@contoh.example")
"""A principal with a wife, two children and a mother."""
DEWI = ("GN-100200", "100200-0002-0", "2 Desember 1991", "dewi.anggraini@contoh.example")
"""Somebody else of the same company, without a family."""
MARIA = ("GN-100200", "100200-0003-1", "4 April 1982", "maria.simbolon@contoh.example")
"""A dependent: she sees herself only."""
HENDRA = ("GN-500600", "500600-0001-0", "21 Maret 1983", "hendra.gunawan@contoh.example")
"""The principal of a lapsed policy."""


@dataclass
class Office:
    """All that the insurer's side of a test consists of."""

    database: Database
    clock: FakeClock
    core: SqlCoreSystem
    identity: Identity
    mailer: FakeMailer
    code_mail: CodeMail
    uploads: Arrivals
    partner: FakeTelemedicine = field(
        default_factory=lambda: FakeTelemedicine({"CONTOH-D01", "CONTOH-D13"})
    )
    """The telemedicine partner: a general practitioner and a dermatologist are there."""
    rasa_url: str = ""
    rasa_token: str = ""
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))

    def chat(self, language: str = "id", channel: str = "telegram") -> Chat:
        """Somebody who has never written before."""
        chat = Chat(self, uuid.uuid4().hex, language, channel)
        with self.database.transaction() as session:
            session.add(
                ConversationRow(
                    id=chat.id,
                    channel=channel,
                    address_digest=chat.id,
                    address=chat.id,
                    created_at=self.clock.now(),
                )
            )
        return chat

    def mailed_code(self) -> str:
        """The code in the mail that goes out now."""
        asyncio.run(self.code_mail.send_due())
        found = CODE.search(self.mailer.sent[-1].text)
        assert found is not None
        return found[1]


@dataclass
class Chat:
    """One conversation; what was answered last is kept."""

    office: Office
    id: str
    language: str
    channel: str
    last: list[dict[str, Any]] = field(default_factory=list)
    deleted: int = 0
    """How many of the member's messages the gateway was told to delete."""

    def says(self, text: str) -> str:
        """Write something; all that is answered, in one string."""
        return self._ask({"text": text})

    def taps(self, title: str) -> str:
        """Tap a button of the last answer, by its title."""
        payload = next(b["payload"] for b in self._buttons() if b["title"] == title)
        name, brace, rest = payload.removeprefix("/").partition("{")
        return self.sends(name, **json.loads(brace + rest or "{}"))

    def sends(self, intent: str, **entities: str) -> str:
        """Send what the gateway makes of a tap or a code."""
        return self._ask({"intent": {"name": intent, "entities": entities}})

    def sends_files(self, *uploads: Upload, caption: str = "") -> str:
        """Send files, as one turn, without a word or with a caption."""
        inbound_id = uuid.uuid4().hex
        self.office.uploads.put(self.id, inbound_id, *uploads)
        said = {"text": caption} if caption else {"intent": {"name": "media_sent", "entities": {}}}
        return self._ask({**said, "inbound_id": inbound_id, "attachments": len(uploads)})

    def is_at(self, latitude: float, longitude: float) -> str:
        """Send a location, which stands in the message until it is answered."""
        inbound_id = uuid.uuid4().hex
        self.office.uploads.put_place(self.id, inbound_id, latitude, longitude)
        what = {"intent": {"name": "location_sent", "entities": {}}, "inbound_id": inbound_id}
        return self._ask(what)

    def types_code(self, code: str | None = None) -> str:
        """Type the mailed code, or another one."""
        code = code or self.office.mailed_code()
        outcome = self.office.identity.check_code(self.id, uuid.uuid4().hex, code)
        entities = {"outcome": outcome.kind.value}
        if outcome.tries_left is not None:
            entities["tries_left"] = str(outcome.tries_left)
        return self.sends("code_checked", **entities)

    def gives(self, *answers: str) -> str:
        """Write several answers, one after the other; what the last one got."""
        return [self.says(answer) for answer in answers][-1]

    def begins_verification(self) -> str:
        """As far as the policy number."""
        self.says("mau verifikasi" if self.language == "id" else "I want to verify my account")
        self.sends("pick_policy_type", policy_type="group")
        return self.sends("affirm")

    def is_verified_as(self, member: tuple[str, ...] = BUDI) -> str:
        """All the way through verification; the welcome."""
        self.begins_verification()
        self.gives(*member)
        return self.types_code()

    @property
    def titles(self) -> list[str]:
        """The buttons under the last answer."""
        return [button["title"] for button in self._buttons()]

    @property
    def bubbles(self) -> int:
        """How many messages the last answer had."""
        return len([message for message in self.last if message.get("text")])

    def _buttons(self) -> list[dict[str, str]]:
        return [button for message in self.last for button in message.get("buttons") or []]

    def asks(self, inbound_id: str, text: str) -> httpx.Response:
        """One try at a turn, as the gateway makes it; asking again means the same inbound id."""
        return self._post({"text": text, "inbound_id": inbound_id})

    def _post(self, what: dict[str, Any]) -> httpx.Response:
        turn = {
            "conversation_id": self.id,
            "inbound_id": uuid.uuid4().hex,
            "channel": self.channel,
            "language": self.language,
            **what,
        }
        return self.office.http.post(
            f"{self.office.rasa_url}/webhooks/iclick/webhook",
            json=turn,
            headers={"Authorization": f"Bearer {self.office.rasa_token}"},
        )

    def _ask(self, what: dict[str, Any]) -> str:
        answer = self._post(what)
        assert answer.status_code == httpx.codes.OK, answer.text
        self.last = answer.json()["messages"]
        for effect in (message["custom"] for message in self.last if message.get("custom")):
            self.language = effect.get("language", self.language)
            self.deleted += bool(effect.get("delete_inbound"))
        said = "\n---\n".join(message["text"] for message in self.last if message.get("text"))
        assert said, "the assistant was silent"
        assert "{" not in said, f"an unfilled placeholder: {said}"
        return said
