"""Tells an insurer's own claims system what members do to claims: in order, until it has heard.

What has to be told is written down with the claim itself. Here it is told, each claim's things one
after the other; what the system does not answer is told again, under the same key. What it refuses
waits for an operator, and whatever follows it about the same claim waits too.

Several gateways may run one each: every attempt is claimed in the database first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import structlog

from insurance.claim_papers import ClaimFilesBook
from insurance.faults import where
from insurance.model import Claim, ClaimFile, ClaimStatus
from insurance.ports import ClaimsSystem, Clock, CoreSystem, SystemAway, SystemRefuses

ReadFile = Callable[[str], Awaitable[bytes]]
"""The bytes of a file by its media id; FileNotFoundError when they are not here (any more)."""

LEASE = timedelta(minutes=2)
"""For how long an attempt is nobody else's; prolonged with each file, which takes a minute at
most."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
"""Between attempts; they never end, because a claim that the insurer never hears of is lost."""
SWEEP_S = 2.0

log = structlog.get_logger(__name__)


class ForwardKind(StrEnum):
    """What members do to claims."""

    SUBMITTED = "submitted"
    DOCUMENTS_ADDED = "documents_added"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class ForwardDue:
    """One thing that the insurer's system has to be told."""

    id: int
    attempt: int
    """From 1; whoever comes back with an older one changes nothing."""
    claim_number: str
    kind: ForwardKind
    key: str
    """Makes a repeat harmless."""
    media_ids: frozenset[str]
    """The files that belong to it."""


class ClaimForwards(Protocol):
    """What is to be told; ``storage.claim_forwards`` implements it."""

    def claim_due(self, now: datetime, lease_until: datetime) -> ForwardDue | None:
        """Take the oldest that is due and whose claim has nothing older that is still to be told;
        nobody else gets the same before ``lease_until``."""

    def prolong(self, forward: ForwardDue, lease_until: datetime) -> bool:
        """Keep it for longer; False when somebody else has it by now."""

    def done(self, forward: ForwardDue, at: datetime) -> None:
        """The system has heard it."""

    def put_off(self, forward: ForwardDue, until: datetime, error: str) -> None:
        """The system was away: try again at ``until``."""

    def refuse(self, forward: ForwardDue, error: str, at: datetime) -> None:
        """The system will not have it: an operator must look."""


class _LostIt(Exception):
    """Another gateway has taken over."""


class ClaimForwarding:
    """Works off what is to be told."""

    def __init__(
        self,
        forwards: ClaimForwards,
        *,
        core: CoreSystem,
        book: ClaimFilesBook,
        system: ClaimsSystem,
        read_file: ReadFile,
        clock: Clock,
    ) -> None:
        """``system`` is told; it blocks, and so has a thread of its own meanwhile."""
        self._forwards = forwards
        self._core = core
        self._book = book
        self._system = system
        self._read_file = read_file
        self._clock = clock
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Tell what is due until ``stop``; looks every two seconds."""
        while not self._stopping.is_set():
            try:
                has_told = await self.forward_next()
            except Exception as error:  # the database may be away: the next round will tell
                log.error("claim_forwarding_round_failed", **where(error))
                has_told = False
            if not has_told:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), SWEEP_S)

    async def stop(self) -> None:
        """Let ``run`` end once what is being told is told."""
        self._stopping.set()

    async def forward_next(self) -> bool:
        """Tell the next thing that is due; False when there is none or it was not heard."""
        now = self._clock.now()
        forward = await asyncio.to_thread(self._forwards.claim_due, now, now + LEASE)
        return forward is not None and await self._attempt(forward)

    async def _attempt(self, forward: ForwardDue) -> bool:
        try:
            await self._tell(forward)
        except _LostIt:
            log.warning("claim_forward_lost", **_ids(forward))
        except SystemAway as error:
            await self._put_off(forward, str(error))
        except SystemRefuses as error:
            now = self._clock.now()
            await asyncio.to_thread(self._forwards.refuse, forward, str(error), now)
            log.error("claim_forward_refused", **_ids(forward), why=str(error))
            return True  # others may do better
        except Exception as error:  # one that fails keeps no other from being told
            log.error("claim_forward_failed", **_ids(forward), **where(error))
            await self._put_off(forward, type(error).__name__)
        else:
            await asyncio.to_thread(self._forwards.done, forward, self._clock.now())
            log.info("claim_forwarded", **_ids(forward))
            return True
        return False

    async def _tell(self, forward: ForwardDue) -> None:
        number = forward.claim_number
        if forward.kind is ForwardKind.CANCELLED:
            await asyncio.to_thread(self._system.claim_cancelled, forward.key, number)
            return
        if forward.kind is ForwardKind.SUBMITTED:
            await self._tell_claim(forward)
        for file in await asyncio.to_thread(self._book.files, number):
            if file.media_id in forward.media_ids:
                await self._tell_file(forward, file)

    async def _tell_claim(self, forward: ForwardDue) -> None:
        claim = await asyncio.to_thread(self._core.claim, forward.claim_number)
        details = await asyncio.to_thread(self._book.details, forward.claim_number)
        if claim is None or details is None:
            raise SystemRefuses("the claim is not here any more")
        filed = _as_filed(claim)
        await asyncio.to_thread(self._system.claim_submitted, forward.key, filed, details)

    async def _tell_file(self, forward: ForwardDue, file: ClaimFile) -> None:
        until = self._clock.now() + LEASE
        if not await asyncio.to_thread(self._forwards.prolong, forward, until):
            raise _LostIt
        try:
            content = await self._read_file(file.media_id)
        except FileNotFoundError:
            raise SystemRefuses(f"file {file.position} is not here any more") from None
        # One photo may stand in two claims: its key is of both.
        key = f"{forward.key}-{file.media_id}"
        number = forward.claim_number
        await asyncio.to_thread(self._system.file_added, key, number, file, content)

    async def _put_off(self, forward: ForwardDue, why: str) -> None:
        wait = min(FIRST_WAIT * 2 ** min(forward.attempt - 1, 20), LONGEST_WAIT)
        await asyncio.to_thread(self._forwards.put_off, forward, self._clock.now() + wait, why)
        log.warning("claim_forward_put_off", **_ids(forward), attempt=forward.attempt, why=why)


def _as_filed(claim: Claim) -> Claim:
    """As the member has handed it in: what became of it since would make a repeat another call."""
    return replace(
        claim,
        status=ClaimStatus.SUBMITTED,
        status_reason="",
        amount_approved=None,
        documents=(),
        updated_at=claim.submitted_at,
    )


def _ids(forward: ForwardDue) -> dict[str, str | int]:
    return {"forward_id": forward.id, "kind": forward.kind.value}
