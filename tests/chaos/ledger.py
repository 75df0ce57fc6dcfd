"""What the run's database says of a chat: which messages came in, and what was done for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.messages import Channel
from bot.sandbox.phone import Phone
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import (
    AuditRow,
    ClaimFileRow,
    ClaimLetterRow,
    ClaimRow,
    CodeCheckRow,
    ConversationRow,
    InboxRow,
    LinkRow,
    OneTimeCodeRow,
    OutboxRow,
    TriesRow,
)

ENDED = "done"


@dataclass(frozen=True)
class Taken:
    """One message that the gateway has in its inbox."""

    message_id: str
    """As the phone knows it."""
    inbound_id: str
    is_done: bool
    failure: str | None


@dataclass(frozen=True)
class Books:
    """Everything that was done for one chat about proving who it is."""

    code_requests: Sequence[str]
    """The inbound id of every code asked for, in order."""
    checks: Mapping[str, str]
    """Inbound id → outcome of every message that was taken for a code."""
    wrong_tries: int
    links: Sequence[tuple[str, bool]]
    """(participant number, whether it is live), of all there ever were."""
    audit: Mapping[str, int]
    """Action → how often."""


@dataclass(frozen=True)
class Filed:
    """A claim that was filed in the run."""

    claim_number: str
    files: int
    letter: str | None
    """The state of the mail that confirms it; None when there is none."""


class Ledger:
    """Reads the database of a running assistant, and changes nothing in it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Over the database and with the keys of the assistant of that ``environment``."""
        self._keyring = Keyring((environment["SECRET_KEY"],))
        self._db = Database(environment["DATABASE_URL"], self._keyring)
        self._conversations: dict[str, str] = {}

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def taken(self, phone: Phone) -> list[Taken]:
        """The chat's messages, in the order in which they are answered."""
        query = (
            select(
                InboxRow.provider_message_id, InboxRow.inbound_id, InboxRow.state, InboxRow.failure
            )
            .where(InboxRow.conversation_id == self._conversation(phone))
            .order_by(InboxRow.id)
        )
        with self._db.reading() as session:
            rows = session.execute(query).all()
        return [
            Taken(_phones_id(phone.channel, id_), inbound, state == ENDED, failure)
            for id_, inbound, state, failure in rows
        ]

    def find(self, phone: Phone, message_id: str) -> Taken | None:
        """That message, if the gateway has it."""
        found = (one for one in self.taken(phone) if one.message_id == message_id)
        return next(found, None)

    def unsent(self, phone: Phone) -> list[str]:
        """The states of all bubbles for the chat that were not sent."""
        query = select(OutboxRow.state).where(
            OutboxRow.conversation_id == self._conversation(phone), OutboxRow.state != "sent"
        )
        with self._db.reading() as session:
            return list(session.scalars(query))

    def bubbles(self, inbound_id: str) -> int:
        """How many bubbles answer that message, interim notices apart.

        What only deletes a message on Telegram makes no message of its own.
        """
        query = select(func.count()).where(
            OutboxRow.inbound_id == inbound_id,
            OutboxRow.position >= 0,
            OutboxRow.provider_message_id.is_not(None),
        )
        with self._db.reading() as session:
            return int(session.scalar(query) or 0)

    def is_mailed(self, inbound_id: str) -> bool:
        """Whether the code that this message asked for is noted as sent."""
        query = select(OneTimeCodeRow.sent_at).where(OneTimeCodeRow.inbound_id == inbound_id)
        with self._db.reading() as session:
            return session.scalar(query) is not None

    def filed(self, participant_number: str) -> list[Filed]:
        """Every claim that this member has filed in a chat."""
        files = (
            select(func.count())
            .where(ClaimFileRow.claim_number == ClaimRow.claim_number)
            .scalar_subquery()
        )
        query = (
            select(ClaimRow.claim_number, files, ClaimLetterRow.state)
            .outerjoin(ClaimLetterRow, ClaimLetterRow.claim_number == ClaimRow.claim_number)
            .where(ClaimRow.filed_by == participant_number)
        )
        with self._db.reading() as session:
            return [Filed(*row) for row in session.execute(query)]

    def books(self, phone: Phone) -> Books:
        """What was done for the chat about proving who it is."""
        chat = self._conversation(phone)
        codes = select(OneTimeCodeRow.inbound_id).where(OneTimeCodeRow.conversation_id == chat)
        checks = select(CodeCheckRow.inbound_id, CodeCheckRow.outcome).where(
            CodeCheckRow.conversation_id == chat, CodeCheckRow.subject == "code"
        )
        tries = select(func.sum(TriesRow.count)).where(TriesRow.conversation_id == chat)
        links = select(LinkRow.participant_number, LinkRow.ended_at).where(
            LinkRow.conversation_id == chat
        )
        audit = select(AuditRow.action, func.count()).where(AuditRow.conversation_id == chat)
        with self._db.reading() as session:
            audited = [
                (action, times)
                for action, times in session.execute(audit.group_by(AuditRow.action))
            ]
            return Books(
                code_requests=list(session.scalars(codes.order_by(OneTimeCodeRow.id))),
                checks={
                    inbound_id: str(json.loads(outcome)["kind"])
                    for inbound_id, outcome in session.execute(checks)
                },
                wrong_tries=int(session.scalar(tries) or 0),
                links=[(number, ended is None) for number, ended in session.execute(links)],
                audit=dict(audited),
            )

    def _conversation(self, phone: Phone) -> str:
        key = str(phone.chat["id"])
        if found := self._conversations.get(key):
            return found
        # WhatsApp tells two addresses, and either may be the one that the chat is known by.
        addresses = {phone.chat["address"], phone.chat["other_address"]} - {""}
        digests = [
            digest
            for address in addresses
            for digest in self._keyring.digests("address", f"{phone.channel}:{address}")
        ]
        query = select(ConversationRow.id).where(ConversationRow.address_digest.in_(digests))
        with self._db.reading() as session:
            found = session.scalar(query)
        if found:
            self._conversations[key] = found
        return found or ""


def _phones_id(channel: Channel, provider_message_id: str) -> str:
    """On Telegram the inbox puts the update's number, or the kind, before the message's id."""
    if channel is Channel.WHATSAPP:
        return provider_message_id
    return provider_message_id.rpartition(".")[2]
