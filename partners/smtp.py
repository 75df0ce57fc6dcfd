"""Mail by SMTP: ``Mailer`` on aiosmtplib."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_SMTP
from email.utils import formatdate, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from insurance.ports import Mail, MailMaybeSent, MailNotSent

TIMEOUT_S = 10.0
DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
ASCII_ONLY = LINES_OF_SMTP.clone(cte_type="7bit")
"""So that every server takes it, whatever extensions it has."""


@dataclass
class _Handing:
    """How far one mail has come."""

    begun: bool = False
    """The server may have the message."""
    taken: bool = False
    """The server has said so."""


class SmtpMailer:
    """Hands mails to one mail server, each over a connection of its own."""

    def __init__(self, url: str, mail_from: str, *, timeout_s: float = TIMEOUT_S) -> None:
        """Send through ``url``, as ``mail_from`` (``name@host`` or ``Name <name@host>``).

        ``smtp://user:password@host:port`` uses STARTTLS where the server offers it, ``smtps://…``
        TLS from the start; ports default to 587 and 465. User and password are percent-encoded
        and may be left out. Raises ValueError for another scheme or no host.
        """
        parts = urlsplit(url)
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
            raise ValueError("expected smtp://[user:password@]host[:port] or smtps://…")
        self._host = parts.hostname
        self._port = parts.port or DEFAULT_PORTS[parts.scheme]
        self._uses_tls = parts.scheme == "smtps"
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._from = mail_from
        self._domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
        self._timeout_s = timeout_s

    async def send(self, mail: Mail) -> None:
        """Hand the mail to the mail server. Takes 10 s at most.

        Raises MailNotSent, or MailMaybeSent when the server fell silent once its text was on its
        way.
        """
        handing = _Handing()
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._deliver(mail.to, self._compose(mail), handing)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            if handing.taken:  # and only the farewell failed
                return
            refused = isinstance(error, aiosmtplib.SMTPDataError)
            is_open = handing.begun and not refused
            # Without its cause, whose text may name the address: logs hold ids only.
            raise (MailMaybeSent if is_open else MailNotSent)(_kind(error)) from None

    async def reach(self) -> None:
        """Greet the server and log in, sending nothing; raises MailNotSent."""
        try:
            async with asyncio.timeout(self._timeout_s), self._client():
                pass
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailNotSent(_kind(error)) from None

    async def _deliver(self, to: str, message: EmailMessage, handing: _Handing) -> None:
        content = message.as_bytes()
        if not to:
            raise ValueError("a mail needs a recipient")
        async with self._client() as client:
            await client.mail(parseaddr(self._from)[1])
            await client.rcpt(to)
            handing.begun = True
            await client.data(content)
            handing.taken = True

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._uses_tls,
            start_tls=None if not self._uses_tls else False,
            timeout=self._timeout_s,
            # Its default asks the name service for this machine's name, which may take minutes.
            local_hostname=self._domain,
        )

    def _compose(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=ASCII_ONLY)
        message["From"] = self._from
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = f"<{mail.message_id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office stays silent
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        for file in mail.attachments:
            kind, _, subtype = file.content_type.partition("/")
            message.add_attachment(
                file.content, maintype=kind, subtype=subtype, filename=file.file_name
            )
        return message


def _kind(error: Exception) -> str:
    code = getattr(error, "code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
