"""Prints the paper about a claim in a process of its own, for a server that has others to serve.

Drawing takes some 60 MB and a second during which nothing else would run. The process ends with
its paper, so that the server stays as small and as quick as it was.
"""

from __future__ import annotations

import asyncio
from multiprocessing import get_context
from typing import Protocol

from pebble import concurrent

from insurance.claim_summary import ClaimSummary

LONGEST_S = 60.0
"""After which a paper that is still not drawn never will be. On a busy machine it takes three."""


class PrintingFailed(Exception):
    """The process that draws died, or took too long; it is worth another try."""


class Printer(Protocol):
    """Makes a PDF of a claim."""

    async def print(self, summary: ClaimSummary) -> bytes:
        """The paper about this claim; or PrintingFailed."""


class Press:
    """Prints one paper after the other."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        self._one_at_a_time = asyncio.Semaphore(1)

    async def print(self, summary: ClaimSummary) -> bytes:
        """The paper about this claim; or PrintingFailed."""
        async with self._one_at_a_time:
            begin = concurrent.process(timeout=LONGEST_S, mp_context=get_context("spawn"))
            try:
                return await asyncio.wrap_future(await asyncio.to_thread(begin(_draw), summary))
            except Exception as error:
                # Without its cause, whose text may hold what was to be printed.
                raise PrintingFailed(type(error).__name__) from None


def _draw(summary: ClaimSummary) -> bytes:
    # Only here: whoever imports it carries the whole drawing library.
    from insurance.letters.claim_pdf import claim_pdf  # noqa: PLC0415

    return claim_pdf(summary)
