"""A mailer that keeps what it is given, and fails when it is told to."""

from __future__ import annotations

import asyncio

from insurance.ports import Mail, MailMaybeSent, MailNotSent


class FakeMailer:
    """``Mailer`` in memory; set ``is_down``, ``is_mute`` and ``takes_s`` to see what happens."""

    def __init__(self) -> None:
        """Begin with nothing sent, and well."""
        self.sent: list[Mail] = []
        self.is_down = False
        self.is_mute = False
        """Takes every mail, and never says so."""
        self.takes_s = 0.0

    async def send(self, mail: Mail) -> None:
        """Keep the mail, or raise MailNotSent while down; MailMaybeSent while mute."""
        if self.takes_s:
            await asyncio.sleep(self.takes_s)
        if self.is_down:
            raise MailNotSent("down")
        self.sent.append(mail)
        if self.is_mute:
            raise MailMaybeSent("mute")
