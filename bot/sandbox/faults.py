"""Trouble on demand, for tests and chaos only: what the real APIs do on a bad day."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum


class Trouble(StrEnum):
    """In which way a call goes wrong."""

    REFUSE = "refuse"
    """Not done, and answered with ``status``."""
    HANG_BEFORE = "hang_before"
    """Not done, and answered only after ``seconds`` (with ``status``)."""
    HANG_AFTER = "hang_after"
    """Done, but answered only after ``seconds``: the caller cannot know."""
    REFUSE_AFTER = "refuse_after"
    """Done, but answered with ``status``: the caller is told a lie."""


@dataclass(frozen=True)
class Fault:
    """One kind of trouble at one place, a number of times."""

    at: str
    """``twilio.messages``, ``telegram.<method>`` as spelt in the docs, or ``smtp``."""
    trouble: Trouble = Trouble.REFUSE
    status: int = 500
    code: int = 20500
    """Twilio's own error code."""
    description: str = "Internal Server Error"
    retry_after: int | None = None
    seconds: float = 0.0
    times: int = 1
    to: str | None = None
    """Only for this address (``whatsapp:…``, chat id, e-mail); None: for all."""


class Faults:
    """The troubles that are still to come."""

    def __init__(self) -> None:
        """Begin on a good day."""
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        """Let ``fault`` happen at its place, after those already planned there."""
        self._planned.append(fault)

    def clear(self) -> None:
        """Forget every trouble that has not happened yet."""
        self._planned.clear()

    def take(self, at: str, to: str) -> Fault | None:
        """The trouble that strikes this call, once; None on a good day."""
        for index, fault in enumerate(self._planned):
            if fault.at == at and fault.to in (None, to):
                self._use_up(index, fault)
                return fault
        return None

    def _use_up(self, index: int, fault: Fault) -> None:
        if fault.times <= 1:
            del self._planned[index]
        else:
            self._planned[index] = replace(fault, times=fault.times - 1)


async def strike_before(fault: Fault | None) -> bool:
    """Whether the call is to be refused undone, after such time as the fault takes."""
    if fault is None:
        return False
    if fault.trouble is Trouble.HANG_BEFORE:
        await asyncio.sleep(fault.seconds)
    return fault.trouble in (Trouble.REFUSE, Trouble.HANG_BEFORE)


async def strike_after(fault: Fault | None) -> bool:
    """Whether a call that was done is to be reported as failed, after the fault's time."""
    if fault is None:
        return False
    if fault.trouble is Trouble.HANG_AFTER:
        await asyncio.sleep(fault.seconds)
    return fault.trouble is Trouble.REFUSE_AFTER
