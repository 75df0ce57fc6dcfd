"""Mail goes out by SMTP; whatever the server does wrong is told within the time, and whether it
may have the mail nevertheless."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from insurance.letters import Letters
from insurance.ports import Mail, MailAttachment, MailMaybeSent, MailNotSent
from partners.smtp import SmtpMailer

MAIL = Mail(
    to="budi@contoh.co.id",
    subject="Kode verifikasi – Anda",
    text="Halo Budi,\n\n    012345\n",
    html="<p>Halo Budi, <b>012345</b></p>",
    message_id="code.abc",
)
FROM = "Gen iClick <no-reply@generali.example>"


class Server:
    """Takes mails, or answers each with ``answer``."""

    def __init__(self, answer: str = "250 2.0.0 OK") -> None:
        self.answer = answer
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(bytes(envelope.content or b""))  # type: ignore[arg-type]
        return self.answer


@asynccontextmanager
async def serving(protocol: Callable[[], asyncio.BaseProtocol]) -> AsyncIterator[int]:
    """A server on some free port of the loopback."""
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@asynccontextmanager
async def smtp(handler: Server, **options: Any) -> AsyncIterator[int]:
    async with serving(lambda: SMTP(handler, hostname="localhost", **options)) as port:
        yield port


class Silent(asyncio.Protocol):
    """Accepts the connection and never says a word."""


async def test_a_mail_arrives_as_text_and_html_with_its_message_id() -> None:
    handler = Server()
    async with smtp(handler) as port:
        await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(MAIL)
    message = message_from_bytes(handler.mails[0], policy=policy.default)
    assert message["Subject"] == MAIL.subject
    assert message["To"] == MAIL.to
    assert message["From"] == FROM
    assert message["Message-ID"] == "<code.abc@generali.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(["plain"]), message.get_body(["html"])  # type: ignore[attr-defined]
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html


async def test_a_letter_arrives_as_it_was_written() -> None:
    handler = Server()
    letter = Letters().code(
        to=MAIL.to, name="Budi", channel="telegram", language="id", code="012345"
    )
    async with smtp(handler) as port:
        await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(letter)
    message = message_from_bytes(handler.mails[0], policy=policy.default)
    plain, html = message.get_body(["plain"]), message.get_body(["html"])  # type: ignore[attr-defined]
    assert plain.get_content().replace("\r\n", "\n") == letter.text
    assert html.get_content().replace("\r\n", "\n") == letter.html
    assert max(map(len, handler.mails[0].splitlines())) <= 998  # RFC 5322


async def test_what_is_attached_arrives_as_it_was_beside_text_and_html() -> None:
    pdf = MailAttachment("klaim-1.pdf", "application/pdf", bytes(range(256)) * 400)
    note = MailAttachment("catatan – ü.txt", "text/plain", b"a\r\nb\xff")
    handler = Server()
    async with smtp(handler) as port:
        mail = replace(MAIL, attachments=(pdf, note))
        await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(mail)
    message = message_from_bytes(handler.mails[0], policy=policy.default)
    plain, html = message.get_body(["plain"]), message.get_body(["html"])  # type: ignore[attr-defined]
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html
    arrived = [
        MailAttachment(part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()  # type: ignore[attr-defined]
    ]
    assert arrived == [pdf, note]
    assert max(map(len, handler.mails[0].splitlines())) <= 998  # RFC 5322


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_user_and_password_are_percent_decoded() -> None:
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    handler = Server()
    options = {"authenticator": authenticate, "auth_require_tls": False, "auth_required": True}
    async with smtp(handler, **options) as port:
        await SmtpMailer(f"smtp://bot%40x:p%3Aw%2F@127.0.0.1:{port}", FROM).send(MAIL)
    assert seen == [(b"bot@x", b"p:w/")]
    assert len(handler.mails) == 1


@pytest.mark.parametrize("answer", ["451 4.3.0 Try later", "550 5.1.1 No such budi@contoh.co.id"])
async def test_a_refusal_is_mail_not_sent_and_names_nobody(answer: str) -> None:
    async with smtp(Server(answer)) as port:
        with pytest.raises(MailNotSent) as caught:
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(MAIL)
    assert "budi" not in str(caught.value)
    assert answer[:3] in str(caught.value)
    assert caught.value.__cause__ is None


async def test_nobody_listening_is_mail_not_sent() -> None:
    async with smtp(Server()) as port:
        pass
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", FROM)
    with pytest.raises(MailNotSent):
        await mailer.send(MAIL)
    with pytest.raises(MailNotSent):
        await mailer.reach()


async def test_a_hanging_server_is_given_up_in_time() -> None:
    async with serving(Silent) as port:
        begun = time.monotonic()
        with pytest.raises(MailNotSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=0.3).send(MAIL)
        assert time.monotonic() - begun < 1


async def test_a_server_that_has_the_mail_and_never_says_so_may_have_sent_it() -> None:
    class Hanging(Server):
        async def handle_DATA(self, *_: Any) -> str:  # noqa: N802
            await asyncio.sleep(5)
            return "250 OK"

    async with smtp(Hanging()) as port:
        begun = time.monotonic()
        with pytest.raises(MailMaybeSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=0.3).send(MAIL)
        assert time.monotonic() - begun < 1.5


async def test_a_server_that_hangs_up_on_the_mail_may_have_sent_it() -> None:
    class HangingUp(SMTP):
        async def smtp_DATA(self, _arg: str) -> None:  # noqa: N802
            await self.push("354 go on")
            assert self.transport is not None
            self.transport.close()

    async with serving(lambda: HangingUp(Server(), hostname="localhost")) as port:
        with pytest.raises(MailMaybeSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=1).send(MAIL)


async def test_a_server_that_hangs_before_the_mail_surely_has_not_sent_it() -> None:
    class HangingAtTheRecipient(Server):
        async def handle_RCPT(self, *_: Any) -> str:  # noqa: N802
            await asyncio.sleep(5)
            return "250 OK"

    async with smtp(HangingAtTheRecipient()) as port:
        with pytest.raises(MailNotSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=0.3).send(MAIL)


async def test_a_mail_that_was_taken_is_sent_even_if_the_farewell_hangs() -> None:
    class NoFarewell(SMTP):
        async def smtp_QUIT(self, _arg: str) -> None:  # noqa: N802
            await asyncio.sleep(5)

    handler = Server()
    async with serving(lambda: NoFarewell(handler, hostname="localhost")) as port:
        await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=0.5).send(MAIL)
    assert len(handler.mails) == 1


async def test_what_speaks_no_smtp_is_mail_not_sent() -> None:
    class Chatter(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            transport.close()

    async with serving(Chatter) as port:
        with pytest.raises(MailNotSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM, timeout_s=1).send(MAIL)


async def test_where_starttls_is_offered_a_server_that_cannot_prove_itself_gets_nothing(
    tmp_path: Path,
) -> None:
    handler = Server()
    async with smtp(handler, tls_context=self_signed(tmp_path)) as port:
        with pytest.raises(MailNotSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(MAIL)
    assert handler.mails == []


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "server.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


async def test_the_server_can_be_reached_without_sending() -> None:
    handler = Server()
    async with smtp(handler) as port:
        await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).reach()
    assert handler.mails == []


@pytest.mark.parametrize("to", ["a@b.example\nBcc: c@d.example", "", "@@", "ü@b.example"])
async def test_an_address_that_is_none_is_mail_not_sent(to: str) -> None:
    async with smtp(Server()) as port:
        mail = Mail(to, MAIL.subject, MAIL.text, MAIL.html, MAIL.message_id)
        with pytest.raises(MailNotSent):
            await SmtpMailer(f"smtp://127.0.0.1:{port}", FROM).send(mail)


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example:25", "smtp:///x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        SmtpMailer(url, FROM)
