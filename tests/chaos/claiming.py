"""How a member in the storm files a claim: each question is answered when it has been asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.chaos.ledger import Taken
from tests.chaos.talk import GaveUp, Talk
from tests.journeys.filing import SUBMIT, Visit, question_of, title_of
from tests.journeys.papers import paper

Pause = Callable[[], Awaitable[None]]
VISIT = Visit(participant="Bima", account="BCA 1234567890 a.n. Bima Prasetya")
PAPERS = ("KUITANSI", "RINCIAN", "DIAGNOSIS")
MOST_QUESTIONS = 25


async def file_claim(talk: Talk, pause: Pause) -> None:
    """From the wish to the claim's number."""
    papers = list(PAPERS)
    await talk.ask("wish to claim", "saya mau ajukan klaim")
    for number in range(MOST_QUESTIONS):
        asked = await _asked(talk)
        if number % 2:
            await pause()
        if asked == "declaration":
            await talk.choose("submit", SUBMIT)
            return
        await _answer(talk, asked, papers)
    raise GaveUp("a claim's end")


async def _answer(talk: Talk, asked: str, papers: list[str]) -> Taken:
    what = f"claim: {asked}"
    if title := title_of(asked, VISIT):
        return await talk.choose(what, title)
    if asked != "documents":
        return await talk.ask(what, getattr(VISIT, asked))
    if papers:
        title = papers.pop(0)
        return await talk.show(f"{what}, {title}", paper(title).jpeg)
    return await talk.ask(f"{what}, all there", "sudah semua")


async def _asked(talk: Talk) -> str:
    """What the newest message asks that asks anything."""
    for heard in reversed(await talk.phone.heard()):
        if asked := question_of(heard):
            return asked
    raise GaveUp("a question about the claim")
