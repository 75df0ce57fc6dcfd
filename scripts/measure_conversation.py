"""What a turn costs a member, early and late in one session: the second figure of performance.md.

Run as ``.venv/bin/python -m scripts.measure_conversation``. It starts the whole assistant, as
``iclick demo`` does, and times each turn from the member's webhook to the answer's arrival at
WhatsApp's API, both as the sandbox noted them. Fifth turns of fresh chats and turns of a chat past
its 300th alternate, so that whatever else the machine does falls on both alike. Shown, not judged.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx

from bot.messages import Channel
from bot.sandbox.phone import Phone, SandboxClient
from tests.journeys.assistant import start_assistant

EARLY, LATE, ROUNDS = 5, 300, 25
SAID = ("halo", "makasih ya", "kamu robot ya?", "jam buka cs", "menu")


async def main(sandbox_url: str) -> None:
    """Time both kinds of turns, and print their medians and the ratio."""
    async with httpx.AsyncClient() as http:
        sandbox = SandboxClient(sandbox_url, http)
        old = await sandbox.new_phone(Channel.WHATSAPP)
        said = itertools.cycle(SAID)
        for _ in range(LATE - 1):
            await timed_turn(sandbox, old, said)
        early: list[float] = []
        late: list[float] = []
        for _ in range(ROUNDS):
            fresh, words = await sandbox.new_phone(Channel.WHATSAPP), itertools.cycle(SAID)
            early.append([await timed_turn(sandbox, fresh, words) for _ in range(EARLY)][-1])
            late.append([await timed_turn(sandbox, old, words) for _ in range(EARLY)][-1])
    first, last = statistics.median(early), statistics.median(late)
    sys.stdout.write(
        f"turn {EARLY}: {first * 1000:.1f} ms   turn {LATE}+: {last * 1000:.1f} ms   "
        f"ratio {last / first:.2f}   (medians of {ROUNDS})\n"
    )


async def timed_turn(sandbox: SandboxClient, phone: Phone, said: Iterator[str]) -> float:
    """Seconds from one message to its answer."""
    before = len(await phone.heard())
    await phone.send_text(next(said))
    while len(await phone.heard()) == before:  # noqa: ASYNC110 - it happens in other processes
        await asyncio.sleep(0.01)
    chat = [
        event
        for event in sandbox.events
        if event["kind"] == "message" and event["chat"] == phone.chat["id"]
    ]
    sent = next(event for event in reversed(chat) if event["author"] != "bot")
    answered = next(e for e in chat if e["author"] == "bot" and e["seq"] > sent["seq"])
    return float(answered["at"] - sent["at"])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        assistant = start_assistant(Path(folder))
        try:
            asyncio.run(main(assistant.sandbox_url))
        finally:
            assistant.stop()
