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
    HTML = "html"
    """Not done, and answered with 200 and a page instead of JSON."""
    TWICE = "twice"
    """An event is told twice."""
    NOT_YET = "not_yet"
    """A file is answered with 404 until it is ``seconds`` old, as while it still propagates."""
    REDIRECT = "redirect"
    """A file is said to be at ``location``."""
    EMPTY = "empty"
    """A file has 0 bytes."""
    HUGE = "huge"
    """A file is followed by zeros until it has ``size`` bytes, and says so beforehand."""
    ENDLESS = "endless"
    """A file never ends, and does not say how long it is."""
    DRIP = "drip"
    """A file comes a byte at a time, ``seconds`` apart."""


@dataclass(frozen=True)
class Fault:
    """One kind of trouble at one place, a number of times."""

    at: str
    """``smtp``; ``telegram.<method>`` as spelt in the docs; ``telegram.file`` (a download);
    ``twilio.messages``; ``twilio.media`` (a download); ``twilio.content`` (every call of that
    API); ``twilio.approval`` (the template is rejected for ``description``); ``twilio.typing``;
    ``twilio.window`` (over, whenever the member wrote); ``twilio.delivery`` (accepted, then
    undelivered with ``code``); ``telemedicine.<call>`` (``status``, ``doctors``, ``open``,
    ``consultation``, ``join_link``, ``cancel``) and ``telemedicine.events`` (``to``: the type of
    the event; ``hang_before`` lets others overtake it)."""
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
    location: str = ""
    size: int = 0
    """In bytes."""


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
        fault = self.peek(at, to)
        if fault is not None:
            self._use_up(self._planned.index(fault), fault)
        return fault

    def peek(self, at: str, to: str) -> Fault | None:
        """The trouble that would strike this call; it stays planned."""
        for fault in self._planned:
            if fault.at == at and fault.to in (None, to):
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
