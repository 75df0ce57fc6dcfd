"""What the assistant answers when nothing is killed: the storm's answers are held against it."""

from __future__ import annotations

import asyncio

from tests.chaos.insurer import alike
from tests.chaos.proving import prove_and_ask
from tests.chaos.record import Answers
from tests.chaos.talk import Talk

GREETING = "halo"
PROMPTS = (
    "menu",
    "terima kasih",
    "sampai jumpa",
    "nomor telepon customer service",
    "kamu robot ya",
    "batal",
)
"""Each is answered alike at any time, by one bubble that no other prompt is answered by."""


async def learn(plain: Talk, proving: Talk) -> Answers:
    """The bubbles that answer whatever is said in the storm, from two talks in calm weather."""
    for prompt in (GREETING, *PROMPTS):
        await plain.ask(prompt, prompt)
    answers = await _learned(plain)
    if len({tuple(bubbles) for bubbles in answers.values()}) != len(answers):
        raise RuntimeError(f"two prompts have one answer: {answers}")
    await proving.ask(GREETING, GREETING)
    await prove_and_ask(proving, lambda: asyncio.sleep(0))
    if proving.gave_up:
        raise RuntimeError(f"even in calm weather: {proving.gave_up}")
    return {**await _learned(proving), **answers}


async def _learned(talk: Talk) -> dict[str, list[str]]:
    """What was said → its bubbles; in calm weather they come in the order of the messages."""
    bubbles = [alike(one.text) for one in await talk.phone.heard()]
    whats = {said.message_id: said.what for said in talk.said}
    learned = {}
    for taken in talk.ledger.taken(talk.phone):
        count = talk.ledger.bubbles(taken.inbound_id)
        learned[whats[taken.message_id]], bubbles = bubbles[:count], bubbles[count:]
    if bubbles or not all(learned.values()):
        raise RuntimeError(f"answers that belong to nothing said, or none: {learned}")
    return learned
