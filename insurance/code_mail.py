"""The durable sender of one-time codes: what was asked for is mailed, whatever happens meanwhile.

``Identity`` only writes down that a code is wanted. Here the code is made, sealed, mailed and
forgotten, so that it never rests anywhere but in the member's mailbox. Killed between the mail
and its note, the next attempt mails a new code, and only that one is good.

A mail server that has the mail and never says so may have sent it: the code counts as sent and
stays good, and a member who gets nothing asks for another. A new code at once would void the one
in the mailbox, again and again for as long as the server is slow.

Several gateways may run one each: every attempt is claimed in the database first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from insurance.faults import where
from insurance.identity_ports import CodeDelayed, CodeQueue, CodeToSend
from insurance.letters import Letters
from insurance.limits import CODE_VALID
from insurance.matching import email_on_file
from insurance.otp import CodeSeals, new_code
from insurance.ports import Clock, CoreSystem, Mail, Mailer, MailMaybeSent, MailNotSent

OnDelay = Callable[[str, str], Awaitable[None]]
"""Told the conversation id and language of a chat whose code takes longer; once per code."""

AT_ONCE = 8
"""Mails of one round; they go out side by side."""
LEASE = timedelta(seconds=30)
"""For how long an attempt is nobody else's: well above the mailer's 10 s."""
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=8)
"""Between attempts: short, because somebody is waiting for the mail."""
TELL_AFTER = timedelta(seconds=10)
GIVE_UP_AFTER = timedelta(minutes=15)
"""A code asked for longer ago than this helps nobody any more."""
SWEEP_S = 1.0

log = structlog.get_logger(__name__)


class CodeMail:
    """Works off the codes that were asked for."""

    def __init__(
        self,
        queue: CodeQueue,
        core: CoreSystem,
        mailer: Mailer,
        clock: Clock,
        seals: CodeSeals,
        *,
        letters: Letters | None = None,
        on_delay: OnDelay | None = None,
    ) -> None:
        """``seals`` are those of ``Identity``; ``on_delay`` is told what takes above 10 s."""
        self._queue = queue
        self._core = core
        self._mailer = mailer
        self._clock = clock
        self._seals = seals
        self._letters = letters or Letters()
        self._on_delay = on_delay
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Send what is due, and tell what is late, until ``stop``; looks once a second."""
        await asyncio.gather(
            self._repeat(self.send_due, heeds_wake=True),
            self._repeat(self.report_delays, heeds_wake=False),
        )

    def wake(self) -> None:
        """There may be something to send; call it from the event loop of ``run``."""
        self._woken.set()

    async def stop(self) -> None:
        """Let ``run`` end once the mails on their way are through."""
        self._stopping.set()
        self._woken.set()

    async def send_due(self) -> int:
        """Give up what is stale, mail what is due; tells how many mails went out."""
        now = self._clock.now()
        await _in_thread(self._queue.drop_stale, now - GIVE_UP_AFTER, now)
        claimed = await _in_thread(self._queue.claim_due, now, now + LEASE, AT_ONCE)
        rounds = await asyncio.gather(*map(self._send, claimed), return_exceptions=True)
        for failure in rounds:
            if isinstance(failure, Exception):
                log.error("code_mail_failed", **where(failure))
        return rounds.count(True)

    async def report_delays(self) -> int:
        """Tell each chat once whose code was asked for 10 s ago and is not mailed yet."""
        now = self._clock.now()
        late = await _in_thread(self._queue.claim_delayed, now - TELL_AFTER, now)
        for code in late:
            log.warning("code_mail_delayed", conversation_id=code.conversation_id)
            await self._tell(code)
        return len(late)

    async def _tell(self, code: CodeDelayed) -> None:
        if self._on_delay is None:
            return
        try:
            await self._on_delay(code.conversation_id, code.language)
        except Exception as error:  # one chat that cannot be told keeps no other from being told
            chat = code.conversation_id
            log.error("code_mail_delay_untold", conversation_id=chat, **where(error))

    async def _send(self, code: CodeToSend) -> bool:
        mail = await _in_thread(self._prepare, code)
        if mail is None:
            return False
        try:
            await self._mailer.send(mail)
        except MailNotSent as error:
            await self._put_off(code, str(error))
            return False
        except MailMaybeSent as error:
            log.warning("code_mail_outcome_open", **_ids(code), why=str(error))
        now = self._clock.now()
        is_newest = await _in_thread(self._queue.mark_sent, code, now, now + CODE_VALID)
        log.info("code_mailed", **_ids(code), is_newest=is_newest)
        return True

    def _prepare(self, code: CodeToSend) -> Mail | None:
        member = self._core.member(code.participant_number)
        address = email_on_file(self._core, member) if member else ""
        if member is None or not address:
            self._queue.drop(code)
            log.warning("code_mail_without_address", **_ids(code))
            return None
        digits = new_code()
        if not self._queue.keep_hash(code, self._seals.seal(code.conversation_id, digits)):
            return None
        return self._letters.code(
            to=address,
            name=member.first_name,
            channel=code.channel,
            language=code.language,
            code=digits,
        )

    async def _put_off(self, code: CodeToSend, why: str) -> None:
        wait = min(FIRST_WAIT * 2 ** (code.attempt - 1), LONGEST_WAIT)
        await _in_thread(self._queue.put_off, code, self._clock.now() + wait)
        log.warning("code_mail_not_sent", **_ids(code), attempt=code.attempt, why=why)

    async def _repeat(self, work: Callable[[], Awaitable[int]], *, heeds_wake: bool) -> None:
        signal = self._woken if heeds_wake else self._stopping
        while not self._stopping.is_set():
            if heeds_wake:
                self._woken.clear()
            try:
                did_something = await work() > 0
            except Exception as error:  # the database may be away: the next round will tell
                log.error("code_mail_round_failed", **where(error))
                did_something = False
            if not (did_something and heeds_wake):
                with suppress(TimeoutError):
                    await asyncio.wait_for(signal.wait(), SWEEP_S)


def _ids(code: CodeToSend) -> dict[str, str | int]:
    return {"conversation_id": code.conversation_id, "code_id": code.id}


_in_thread = asyncio.to_thread
