"""The mail that confirms a claim: what was submitted, as a PDF, to whoever submitted it.

That it is due is written down with the claim itself. Here it is printed and mailed, until the mail
server has taken it; a server that has it and never says so may have sent it, and counts as having
done so. Killed between the mail and its note, it is mailed again under the same Message-ID.

Several gateways may run one each: every attempt is claimed in the database first.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from insurance.claim_papers import ClaimFilesBook
from insurance.claim_summary import ClaimSummary, claim_summary
from insurance.errors import ClaimNotFound
from insurance.faults import where
from insurance.letters import Letters
from insurance.letters.press import Printer, PrintingFailed
from insurance.matching import email_on_file
from insurance.ports import (
    Clock,
    CoreSystem,
    Facts,
    Mail,
    Mailer,
    MailMaybeSent,
    MailNotSent,
)

LEASE = timedelta(minutes=2)
"""For how long an attempt is nobody else's: well above a minute of printing and the mailer's 10 s.
"""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
"""Between attempts; nobody stands and waits, but a member looks into the mailbox soon."""
GIVE_UP_AFTER = timedelta(days=3)
"""A mail server that has refused for so long will not take it; the claim stands in the chat."""
SWEEP_S = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LetterDue:
    """One claim that is to be confirmed by mail."""

    claim_number: str
    language: str
    attempt: int
    """From 1; whoever comes back with an older one changes nothing."""


class ClaimLetters(Protocol):
    """The letters that are due; ``storage.claim_letters`` implements it."""

    def claim_due(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[LetterDue]:
        """Take what is due, oldest first; nobody else gets the same before ``lease_until``."""

    def mark_sent(self, letter: LetterDue, at: datetime) -> None:
        """The mail server has it."""

    def put_off(self, letter: LetterDue, until: datetime) -> None:
        """It did not go out: try again at ``until``."""

    def give_up(self, letter: LetterDue) -> None:
        """It can never be sent."""

    def give_up_stale(self, asked_before: datetime, now: datetime) -> int:
        """Give up what is due since before then; tells how many."""


class ClaimPost:
    """Works off the letters that are due."""

    def __init__(
        self,
        queue: ClaimLetters,
        *,
        core: CoreSystem,
        facts: Facts,
        book: ClaimFilesBook,
        mailer: Mailer,
        clock: Clock,
        printer: Printer,
        letters: Letters | None = None,
    ) -> None:
        """``printer`` makes the PDF; ``core`` knows the members' addresses."""
        self._queue = queue
        self._core = core
        self._facts = facts
        self._book = book
        self._mailer = mailer
        self._clock = clock
        self._printer = printer
        self._letters = letters or Letters()
        self._woken = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Send what is due until ``stop``; looks every two seconds."""
        while not self._stopping:
            self._woken.clear()
            try:
                sent = await self.send_due()
            except Exception as error:  # the database may be away: the next round will tell
                log.error("claim_post_round_failed", **where(error))
                sent = 0
            if not sent:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), SWEEP_S)

    def wake(self) -> None:
        """There may be something to send; call it from the event loop of ``run``."""
        self._woken.set()

    async def stop(self) -> None:
        """Let ``run`` end once the letters on their way are through."""
        self._stopping = True
        self._woken.set()

    async def send_due(self) -> int:
        """Give up what is stale, mail what is due; tells how many letters went out."""
        now = self._clock.now()
        if stale := await asyncio.to_thread(self._queue.give_up_stale, now - GIVE_UP_AFTER, now):
            log.error("claim_letters_given_up", count=stale)
        sent = 0
        while not self._stopping and (letter := await self._next()):
            sent += await self._attempted(letter)
        return sent

    async def _next(self) -> LetterDue | None:
        # One by one: nothing waits under a lease for what is printed before it.
        now = self._clock.now()
        due = await asyncio.to_thread(self._queue.claim_due, now, now + LEASE, 1)
        return next(iter(due), None)

    async def _attempted(self, letter: LetterDue) -> bool:
        try:
            return await self._send(letter)
        except (MailNotSent, PrintingFailed) as error:
            await self._put_off(letter, str(error))
        except Exception as error:  # one letter that fails keeps no other from being sent
            log.error("claim_letter_failed", claim=letter.claim_number, **where(error))
            await self._put_off(letter, type(error).__name__)
        return False

    async def _send(self, letter: LetterDue) -> bool:
        addressed = await asyncio.to_thread(self._addressed, letter)
        if addressed is None:
            await asyncio.to_thread(self._queue.give_up, letter)
            log.warning("claim_letter_without_address", claim=letter.claim_number)
            return False
        to, summary = addressed
        pdf = await self._printer.print(summary)
        try:
            await self._mailer.send(self._mail(to, summary, pdf))
        except MailMaybeSent as error:
            log.warning("claim_letter_outcome_open", claim=letter.claim_number, why=str(error))
        await asyncio.to_thread(self._queue.mark_sent, letter, self._clock.now())
        log.info("claim_letter_mailed", claim=letter.claim_number)
        return True

    def _addressed(self, letter: LetterDue) -> tuple[str, ClaimSummary] | None:
        number, language = letter.claim_number, letter.language
        try:
            summary = claim_summary(self._core, self._facts, self._book, number, language)
        except ClaimNotFound:
            return None
        to = email_on_file(self._core, summary.filed_by or summary.participant)
        return (to, summary) if to else None

    def _mail(self, to: str, summary: ClaimSummary, pdf: bytes) -> Mail:
        claim = summary.claim
        message_id = _message_id(claim.claim_number, claim.submitted_at)
        return self._letters.claim(to=to, summary=summary, pdf=pdf, message_id=message_id)

    async def _put_off(self, letter: LetterDue, why: str) -> None:
        wait = min(FIRST_WAIT * 2 ** min(letter.attempt - 1, 20), LONGEST_WAIT)
        await asyncio.to_thread(self._queue.put_off, letter, self._clock.now() + wait)
        tries = letter.attempt
        log.warning("claim_letter_not_sent", claim=letter.claim_number, attempt=tries, why=why)


def _message_id(claim_number: str, submitted_at: datetime) -> str:
    """The same for the same claim, and for no other's, not even another database's."""
    claim = f"{claim_number}.{submitted_at.isoformat()}"
    return f"claim.{hashlib.sha256(claim.encode()).hexdigest()[:32]}"
