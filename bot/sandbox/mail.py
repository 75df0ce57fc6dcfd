"""The stand-in for the mail server: takes every mail and keeps it for the page's mailbox."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.sandbox.faults import Faults, strike_after, strike_before
from bot.sandbox.journal import Journal

MAX_BYTES = 10_000_000


@dataclass(frozen=True)
class MailFile:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class KeptMail:
    """One mail that was taken."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    files: tuple[MailFile, ...]


class Mailbox:
    """Every mail that came in, for every address."""

    def __init__(self, journal: Journal, faults: Faults) -> None:
        """Begin empty; mails are told to ``journal``."""
        self._journal = journal
        self._faults = faults
        self._mails: dict[str, KeptMail] = {}
        # Ids that cannot be guessed: the page opens a mail by its id alone.
        self._numbers = itertools.count(1)

    def get(self, mail_id: str) -> KeptMail | None:
        """The mail of that id."""
        return self._mails.get(mail_id)

    async def handle_DATA(  # noqa: N802 (aiosmtpd calls it so)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take one mail, once for each of its recipients."""
        recipients: Sequence[str] = envelope.rcpt_tos
        fault = self._faults.take("smtp", ",".join(recipients))
        if await strike_before(fault):
            return "451 4.3.0 Temporary failure, try again later"
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content or "").encode()
        for recipient in recipients:
            self._keep(recipient, raw)
        if await strike_after(fault):
            return "451 4.3.0 Temporary failure, try again later"
        return "250 2.0.0 OK: queued"

    def _keep(self, to: str, raw: bytes) -> None:
        message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(raw)
        mail_id = f"{next(self._numbers)}-{secrets.token_hex(8)}"
        mail = KeptMail(
            id=mail_id,
            to=to,
            subject=str(message["subject"] or ""),
            text=_part(message, "plain"),
            html=_part(message, "html"),
            files=tuple(_files(message)),
        )
        self._mails[mail_id] = mail
        self._journal.add(
            "mail",
            id=mail.id,
            to=mail.to,
            sender=str(message["from"] or ""),
            subject=mail.subject,
            text=mail.text,
            has_html=bool(mail.html),
            message_id=str(message["message-id"] or ""),
            attachments=[_shown(mail, place) for place in range(len(mail.files))],
        )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _files(message: EmailMessage) -> Iterator[MailFile]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield MailFile(part.get_filename() or "", part.get_content_type(), content)


def _shown(mail: KeptMail, place: int) -> dict[str, Any]:
    """One of its files as the page lists it."""
    file = mail.files[place]
    return {
        "url": f"/sandbox/mail/{mail.id}/{place}",
        "content_type": file.content_type,
        "name": file.name,
        "size": len(file.content),
    }


async def listen(mailbox: Mailbox, host: str, port: int) -> asyncio.Server:
    """Take mail at ``host``:``port`` until the server returned is closed."""
    # The library's own log names every recipient; what came in is in the journal.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(
            mailbox, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname="sandbox", loop=loop
        ),
        host,
        port,
    )
