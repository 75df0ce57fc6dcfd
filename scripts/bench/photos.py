"""Photos: how soon one is answered at the channel, and what everybody else's turns cost meanwhile.

Each member sends one photo of 12 million pixels without a word. What is measured holds the second
for which more photos of an album are waited for, the download, the inspection and the turn.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from scripts.bench.figures import Figure, milliseconds, percentile
from scripts.bench.ours import OurBot

SIZE = (4000, 3000)
ALONE, AT_ONCE = 5, 20
QUIET_TURNS = 40
SAYS = ("halo", "makasih ya", "dadah", "kamu robot ya?")
MOST_SLOWED = 1.5

_members = itertools.count(1)


def photo() -> bytes:
    """A page of print on a table, with a camera's noise: some 4 MB as a JPEG."""
    page = Image.new("RGB", SIZE, (96, 78, 60))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(64)
    pen.rectangle((500, 100, 3500, 2900), fill=(228, 226, 218))
    for line, top in enumerate(range(200, 2800, 110)):
        pen.text(
            (700, top), f"{line:02} Konsultasi dan obat {line * 12_500:>12}", (40, 40, 44), font
        )
    noise = np.random.default_rng(7).normal(0, 6, (SIZE[1], SIZE[0], 1))
    noisy = (np.asarray(page) + noise).clip(0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noisy).save(out, "JPEG", quality=85)
    return out.getvalue()


async def photo_figures(mine: OurBot) -> Sequence[Figure]:
    """All figures about photos."""
    mine.apis.photo = photo()
    alone = [await mine.ask_with_photo(_member()) for _ in range(ALONE)]
    quiet = [await mine.ask(_member(), SAYS[turn % len(SAYS)]) for turn in range(QUIET_TURNS)]
    sending = asyncio.gather(*(mine.ask_with_photo(_member()) for _ in range(AT_ONCE)))
    meanwhile = await _turns_until(mine, sending)
    together = await sending
    ratio = milliseconds(meanwhile) / milliseconds(quiet)
    return [
        Figure("photo of 12 MP answered, 1 member", "ms", milliseconds(alone)),
        Figure(f"photo of 12 MP answered, {AT_ONCE} at once, p50", "ms", milliseconds(together)),
        Figure(f"the same, last of {AT_ONCE}", "ms", percentile(together, 1.0) * 1000),
        Figure("a text turn while they are looked into", "ms", milliseconds(meanwhile)),
        Figure("a text turn then ÷ without photos", "", ratio, bar=MOST_SLOWED, is_ratio=True),
    ]


async def _turns_until(mine: OurBot, sending: asyncio.Future[list[float]]) -> Sequence[float]:
    """Turns of other members, one after another, for as long as photos are on their way."""
    turns: list[float] = []
    began = time.perf_counter()
    while not sending.done():
        turns.append(await mine.ask(_member(), SAYS[len(turns) % len(SAYS)]))
    if not turns:
        turns.append(time.perf_counter() - began)
    return turns


def _member() -> str:
    """A new one each time: nobody waits for a channel's pace."""
    return f"whatsapp:+6289{next(_members):07}"
