"""The stand-in for the mail server."""

from __future__ import annotations

import logging

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
