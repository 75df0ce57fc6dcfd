"""``make bench``: measures the assistant beside a stock bot, in one run on this machine.

Shown, written down, never judged: it ends with 0 when it has measured. What each figure means, and
what was learnt, stands in docs/performance.md. ``python -m scripts.bench photos`` measures the part
about photos alone, ``… providers`` that about providers, ``… cards`` that about eCards, and only
shows it.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

import httpx

from iclick.rasa import RASA, bare_environment, training_command
from iclick.settings import ROOT, VAR
from scripts.bench import ours, stock
from scripts.bench.cards import card_figures
from scripts.bench.channel import ChannelApis
from scripts.bench.figures import Figure, earlier_measures, milliseconds, percentile, save
from scripts.bench.ours import OurBot
from scripts.bench.photos import photo_figures
from scripts.bench.providers import provider_figures
from scripts.bench.report import show
from scripts.bench.stock import StockBot

FOLDER = VAR / "bench"
OURS_SAYS = ("halo", "makasih ya", "dadah", "kamu robot ya?")
STOCK_SAYS = ("hello", "thanks", "goodbye", "are you a bot?")
"""Greet, thanks, goodbye, bot challenge: the same mix in the language each was trained in."""
STARTS = 3
ROUNDS = 25
MEMBERS, TURNS_EACH, LOADS = 50, 8, 3
EARLY, LATE = 5, 300
LATE_ROUNDS = 6
CHAT_PACE_S = 1.1
"""Between two messages of the long session: Telegram takes about one answer a second in a chat."""

Ask = Callable[[str, str], Awaitable[float]]


async def main() -> None:
    """Everything, in an order that lets neither bot profit from the other's rest."""
    tell("the stock bot is made (once)")
    project = stock.make_project(FOLDER / f"stock-{_rasa_version()}")
    training_s = await asyncio.to_thread(train)
    limits = httpx.Limits(max_connections=200)
    with tempfile.TemporaryDirectory() as folder:
        async with httpx.AsyncClient(trust_env=False, timeout=120, limits=limits) as http:
            starts = await start_both(project, Path(folder), http)
            theirs, mine = starts.bots
            try:
                figures = [*starts.figures, *await measure(theirs, mine, http)]
            finally:
                mine.running.stop()
                theirs.running.stop()
                await mine.apis.close()
    tell("eCards")
    figures.extend(await asyncio.to_thread(card_figures))
    tell("providers")
    figures.extend(await asyncio.to_thread(provider_figures))
    figures.append(Figure("training, whole data", "s", training_s, project.training_s))
    report(figures)


async def photos_alone() -> None:
    """The part about photos, without the stock bot."""
    with tempfile.TemporaryDirectory() as folder:
        async with httpx.AsyncClient(trust_env=False, timeout=120) as http:
            mine = await ours.serve(Path(folder), ChannelApis(), http)
            try:
                figures = await photo_figures(mine)
            finally:
                mine.running.stop()
                await mine.apis.close()
    show(figures, {})


async def providers_alone() -> None:
    """The part about providers, which needs no bot."""
    show(await asyncio.to_thread(provider_figures), {})


async def cards_alone() -> None:
    """The part about eCards, which needs no bot."""
    show(await asyncio.to_thread(card_figures), {})


class Starts:
    """Both bots' starts, and both bots as the last start left them."""

    def __init__(self) -> None:
        self.ours_s: list[float] = []
        self.stock_s: list[float] = []
        self.bots: tuple[StockBot, OurBot]

    @property
    def figures(self) -> Sequence[Figure]:
        """The line that they come to."""
        return [Figure("start until ready", "s", median(self.ours_s), median(self.stock_s), 0.6)]


async def start_both(project: stock.StockProject, folder: Path, http: httpx.AsyncClient) -> Starts:
    """Start each in turn, alone on the machine; the last two are left running."""
    starts = Starts()
    for number in range(STARTS):
        tell(f"start {number + 1} of {STARTS}")
        is_last = number == STARTS - 1
        theirs = await asyncio.to_thread(stock.serve, project)
        starts.stock_s.append(theirs.running.ready_after_s)
        if not is_last:
            theirs.running.stop()
        own = folder / str(number)
        own.mkdir()
        mine = await ours.serve(own, ChannelApis(), http)
        starts.ours_s.append(mine.running.ready_after_s)
        starts.bots = (theirs, mine)
        if not is_last:
            mine.running.stop()
            await mine.apis.close()
    return starts


async def measure(theirs: StockBot, mine: OurBot, http: httpx.AsyncClient) -> Sequence[Figure]:
    """All figures of the running bots."""

    async def ask_stock(member: str, text: str) -> float:
        return await theirs.ask(http, member, text)

    tell("a long session begins, in the background")
    long_session = asyncio.create_task(grow(mine.ask, "telegram:700000001", OURS_SAYS, CHAT_PACE_S))
    try:
        alone = await one_at_a_time(mine, ask_stock)
        load = await under_load(mine, ask_stock, alone[0].stock or 0.0)
        memory = weigh(mine, theirs)
        tell("photos")
        photos = await photo_figures(mine)
        tell(f"sessions of {LATE} turns")
        await grow(ask_stock, "long", STOCK_SAYS, 0.0)
        await long_session
    finally:
        long_session.cancel()
        with suppress(asyncio.CancelledError):
            await long_session
    return [*alone, *load, *memory, *photos, *await late_by_early(mine, ask_stock)]


async def one_at_a_time(mine: OurBot, ask_stock: Ask) -> Sequence[Figure]:
    """The small talk's median, both bots by turns; and a question that reads the insurer's book."""
    tell("one member at a time")
    own: list[float] = []
    other: list[float] = []
    benefits: list[float] = []
    for number in range(ROUNDS):
        member = f"whatsapp:+62812{number:06}"
        for text, theirs in zip(OURS_SAYS, STOCK_SAYS, strict=True):
            own.append(await mine.ask(member, text))
            other.append(await ask_stock(f"alone-{number}", theirs))
    for number in range(ROUNDS // 5):
        member = f"whatsapp:+62814{number:06}"
        await mine.ask(member, OURS_SAYS[0])
        mine.unlock(member)
        benefits += [await mine.ask(member, "sisa limit rawat jalan saya") for _ in range(5)]
    stock_ms = milliseconds(other)
    return [
        Figure("p50, one member at a time", "ms", milliseconds(own), stock_ms, 0.8),
        Figure("p50 of check_benefits", "ms", milliseconds(benefits)),
    ]


async def under_load(mine: OurBot, ask_stock: Ask, stock_ms: float) -> Sequence[Figure]:
    """Turns a second with many members at once, each asking anew when answered."""
    own: list[float] = []
    other: list[float] = []
    mine.acknowledged_s.clear()
    for number in range(LOADS):
        tell(f"{MEMBERS} members at once, {number + 1} of {LOADS}")
        members = [f"whatsapp:+6281{3 + number}{one:06}" for one in range(MEMBERS)]
        own.append(await throughput(mine.ask, members, OURS_SAYS))
        people = [f"load-{number}-{one}" for one in range(MEMBERS)]
        other.append(await throughput(ask_stock, people, STOCK_SAYS))
    acknowledged = percentile(mine.acknowledged_s, 0.99) * 1000
    return [
        Figure(f"turns per second, {MEMBERS} at once", "/s", median(own), median(other), 1.5, True),
        Figure("webhook acknowledged, p99 under load", "ms", acknowledged, stock_ms, 2.0),
    ]


async def throughput(ask: Ask, members: Sequence[str], says: Sequence[str]) -> float:
    """Turns a second."""

    async def talk(member: str) -> None:
        for turn in range(TURNS_EACH):
            await ask(member, says[turn % len(says)])

    began = time.perf_counter()
    await asyncio.gather(*(talk(member) for member in members))
    return len(members) * TURNS_EACH / (time.perf_counter() - began)


def weigh(mine: OurBot, theirs: StockBot) -> Sequence[Figure]:
    """Resident memory after the load."""
    own = mine.running.resident_mb()
    three = sum(own.get(name, 0.0) for name in ("gateway", "actions", "rasa"))
    stock_mb = theirs.running.resident_mb().get("rasa", 0.0)
    apart = [Figure(f"resident memory, {name}", "MB", mb) for name, mb in sorted(own.items())]
    return [Figure("resident memory of our three processes", "MB", three, stock_mb, 0.8), *apart]


async def grow(ask: Ask, member: str, says: Sequence[str], pause_s: float) -> None:
    """One session of many turns."""
    for turn in range(LATE):
        await ask(member, says[turn % len(says)])
        await asyncio.sleep(pause_s)


async def late_by_early(mine: OurBot, ask_stock: Ask) -> Sequence[Figure]:
    """What a turn costs past the 300th of a session, by what the fifth costs."""
    tell("late turns beside early ones")
    own = await ratio(mine.ask, "telegram:7000001{:02}", "telegram:700000001", OURS_SAYS, 6.0)
    other = await ratio(ask_stock, "early-{}", "long", STOCK_SAYS, 0.0)
    return [Figure(f"turn {LATE} ÷ turn {EARLY}", "", own, other, 1.2, is_ratio=True)]


async def ratio(ask: Ask, fresh: str, long: str, says: Sequence[str], rest_s: float) -> float:
    """Medians of late and early turns, taken by turns so that noise falls on both alike."""
    early: list[float] = []
    late: list[float] = []
    for number in range(LATE_ROUNDS):
        await asyncio.sleep(rest_s)  # so that no answer waits for a channel's pace
        turns = [await ask(fresh.format(number), says[turn % 4]) for turn in range(EARLY)]
        early.append(turns[-1])
        turns = [await ask(long, says[turn % 4]) for turn in range(EARLY)]
        late.append(turns[-1])
    return median(late) / median(early)


def train() -> float:
    """Seconds that training with the whole data takes, into nowhere."""
    tell("training with the whole data")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        subprocess.run(  # noqa: S603 (a command of our own)
            training_command(Path(folder), "bench"),
            cwd=ROOT,
            env=bare_environment() | {"RASA_MAX_CACHE_SIZE": "0"},
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - began


def report(figures: Sequence[Figure]) -> None:
    """Print, keep and draw."""
    earlier = earlier_measures(FOLDER)
    run = save(figures, {"rasa": _rasa_version(), "python": sys.version.split()[0]}, FOLDER)
    picture = run.with_suffix(".png")
    drawing = Path(__file__).with_name("picture.py")
    subprocess.run(  # noqa: S603 (a command of our own)
        [str(RASA.with_name("python")), str(drawing), str(run), str(picture)],
        env=bare_environment(),
        check=True,
    )
    show(figures, earlier)
    tell(f"{run.relative_to(ROOT)} and {picture.relative_to(ROOT)}")


def _rasa_version() -> str:
    found = sorted((RASA.parents[1] / "lib").glob("python*/site-packages/rasa-*.dist-info"))
    return found[0].name.removeprefix("rasa-").removesuffix(".dist-info")


def tell(what: str) -> None:
    """Say what is being done."""
    sys.stderr.write(f"bench: {what}\n")


if __name__ == "__main__":
    alone = {"photos": photos_alone, "providers": providers_alone, "cards": cards_alone}
    asyncio.run(alone.get(" ".join(sys.argv[1:]), main)())
