"""The stand-in for the mail server."""

from __future__ import annotations

import logging
from email.message import EmailMessage

import aiosmtplib
import pytest

from bot.sandbox.faults import Fault
from tests.bot.sandbox.running_demo import Demo


async def test_mail_is_kept_and_its_html_shown_in_a_cage(demo: Demo) -> None:
    await demo.gateway.mail("siti@contoh.example")
    assert await demo.client.wait_for_code("siti@contoh.example", within_s=3) == "482913"
    mail = (await demo.client.mails("siti@contoh.example"))[0]
    assert mail["subject"] == "Kode verifikasi <b>Anda</b>"
    assert mail["message_id"] == "<1@contoh.example>"
    shown = await demo.http.get(f"{demo.url}/sandbox/mail/{mail['id']}")
    assert "<b>482913</b>" in shown.text
    assert shown.headers["content-security-policy"].endswith("; sandbox")


async def test_unknown_mail_is_not_found(demo: Demo) -> None:
    assert (await demo.http.get(f"{demo.url}/sandbox/mail/1-0")).status_code == 404


async def test_what_is_attached_is_listed_and_can_be_fetched(demo: Demo) -> None:
    pdf = ("klaim-KLM-1.pdf", bytes(range(256)))
    await demo.gateway.mail("siti@contoh.example", pdf, ('a"\u201d\r\nb.pdf', b"%PDF"))
    mail = (await demo.client.mails("siti@contoh.example"))[0]
    assert mail["text"].startswith("Kode Anda: 482913.")
    first, second = mail["attachments"]
    assert first == {
        "url": f"/sandbox/mail/{mail['id']}/0",
        "content_type": "application/pdf",
        "name": "klaim-KLM-1.pdf",
        "size": 256,
    }
    shown = await demo.http.get(f"{demo.url}{first['url']}")
    assert shown.content == pdf[1]
    assert shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"] == 'inline; filename="klaim-KLM-1.pdf"'
    assert shown.headers["x-content-type-options"] == "nosniff"
    odd = await demo.http.get(f"{demo.url}{second['url']}")
    assert odd.headers["content-disposition"].count('"') == 2
    assert (await demo.http.get(f"{demo.url}/sandbox/mail/{mail['id']}/2")).status_code == 404


async def test_what_is_attached_and_no_pdf_can_only_be_saved(demo: Demo) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@contoh.example", "b@contoh.example", "x"
    message.set_content("x")
    message.add_attachment("<script>1</script>", subtype="html", filename="a.html")
    await aiosmtplib.send(message, hostname="127.0.0.1", port=demo.gateway.smtp_port)
    mail = (await demo.client.mails("b@contoh.example"))[0]
    shown = await demo.http.get(f"{demo.url}{mail['attachments'][0]['url']}")
    assert shown.headers["content-type"] == "application/octet-stream"
    assert shown.headers["content-disposition"] == 'attachment; filename="a.html"'
    assert shown.headers["content-security-policy"].endswith("; sandbox")


async def test_planned_trouble_refuses_the_mail_once(demo: Demo) -> None:
    await demo.client.plan(Fault("smtp"))
    with pytest.raises(aiosmtplib.SMTPDataError):
        await demo.gateway.mail("siti@contoh.example")
    assert await demo.client.mails("siti@contoh.example") == []
    await demo.gateway.mail("siti@contoh.example")
    assert len(await demo.client.mails("siti@contoh.example")) == 1


async def test_mail_server_logs_nobodys_address(
    demo: Demo, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await demo.gateway.mail("siti@contoh.example")
    assert "siti@contoh.example" not in caplog.text
