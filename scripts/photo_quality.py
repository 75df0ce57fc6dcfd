"""Writes docs/photo-quality.md: what is said of real receipts, and of what was spoilt on purpose.

``.venv/bin/python -m scripts.photo_quality`` on a checkout that has the shared data beside it.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import cv2

from bot.inbound.media_types import content_type_of
from bot.inspection.likeness import likeness_of
from bot.inspection.pictures import Pixels, decode
from bot.inspection.quality import Measures, findings_in, judge, measure
from insurance.likeness import MOST_DIFFERENT_BITS, different_bits
from insurance.ports import Finding
from scripts.photo_variants import FINE, SPOILT, at_most, jpeg

ROOT = Path(__file__).resolve().parents[1]
RECEIPTS = ROOT.parent / "shared" / "data" / "receipts"
PAGE = ROOT / "docs" / "photo-quality.md"
FROM = "<!-- from here on written by scripts/photo_quality.py -->"
COLUMNS = (
    *("file", "is", "smeared", "sharp", "blocky", "paper"),
    *("ink", "letters", "tilt", "lines", "cut", "said"),
)
ORIGINALS = ("original", "resized")


def receipts() -> Iterator[tuple[str, str, Pixels]]:
    """File, what it is (``original``, ``degraded:blur`` …) and picture of each."""
    with (RECEIPTS / "manifest.csv").open(encoding="utf-8") as manifest:
        for row in csv.DictReader(manifest):
            content = (RECEIPTS / row["file"]).read_bytes()
            yield row["file"], row["variant"], decode(content, content_type_of(content) or "")


def good_receipts() -> Mapping[str, Pixels]:
    """The papers among them that are as they were photographed, in the size that is judged."""
    return {
        file: at_most(pixels)
        for file, variant, pixels in receipts()
        if variant in ORIGINALS and not file.startswith("not_a_receipt")
    }


def found_in(pictures: Sequence[Pixels]) -> Counter[Finding]:
    """How many of them have each finding."""
    return Counter(finding for one in pictures for finding in findings_in(one))


def written_anew(pixels: Pixels) -> Sequence[Pixels]:
    """The same photo as channels hand it on: smaller, in worse quality, a little darker."""
    smaller = [at_most(pixels, side) for side in (1280, 800)]
    return [
        *smaller,
        jpeg(pixels, 40),
        jpeg(at_most(pixels, 1000), 60),
        FINE["a third darker"](pixels),
    ]


def likenesses() -> tuple[int, int]:
    """The most bits between copies of one photo, and the fewest between two papers."""
    good = good_receipts()
    own = {file: likeness_of(pixels) for file, pixels in good.items()}
    copies = [
        different_bits(own[file], likeness_of(copy))
        for file, pixels in good.items()
        for copy in written_anew(pixels)
    ]
    others = [different_bits(one, other) for one, other in combinations(own.values(), 2)]
    return max(copies), min(others)


def _each() -> list[str]:
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        f"|{' --- |' * len(COLUMNS)}",
    ]
    return lines + [_line(file, variant, measure(pixels)) for file, variant, pixels in receipts()]


def _line(file: str, variant: str, one: Measures) -> str:
    numbers = (
        f"{one.smeared:.2f} | {one.sharp:.2f} | {one.blocky:.1f} | {one.paper:.0f} | {one.ink:.0f}"
        f" | {one.letter_height:.0f} px | {one.tilt:.0f}° | {one.lines:.1f} | {one.cut:.2f}"
    )
    return f"| {file} | {variant} | {numbers} | {', '.join(judge(one)) or 'fine'} |"


def _fine(good: Sequence[Pixels]) -> list[str]:
    lines = [
        "| made from each good receipt | said to be fine | said besides |",
        "| --- | --- | --- |",
    ]
    for name, spoil in FINE.items():
        verdicts = [findings_in(spoil(one)) for one in good]
        besides = Counter(finding.value for verdict in verdicts for finding in verdict)
        fine = sum(not verdict for verdict in verdicts)
        lines.append(f"| {name} | {fine} of {len(good)} | {_counted(besides)} |")
    return lines


def _spoilt(good: Sequence[Pixels]) -> list[str]:
    lines = ["| made from each good receipt | should be | found | said besides |"]
    lines.append("| --- | --- | --- | --- |")
    for name, (finding, spoil) in SPOILT.items():
        found = found_in([spoil(one) for one in good])
        besides = Counter({one.value: count for one, count in found.items() if one != finding})
        lines.append(
            f"| {name} | {finding} | {found[finding]} of {len(good)} | {_counted(besides)} |"
        )
    return lines


def _counted(found: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in found.items()) or "–"


def page() -> str:
    """The measured part of the page."""
    cv2.setNumThreads(1)
    good = list(good_receipts().values())
    copies, others = likenesses()
    parts = [
        [FROM, "## Every picture of the set"],
        _each(),
        ["## What must not be complained of"],
        _fine(good),
        ["## What should be found"],
        _spoilt(good),
        ["## The same photo again"],
        [
            f"Of the 256 bits of a likeness, copies of one photo (1280, 800 and 1000 pixels long,"
            f" JPEG of quality 40 and 60, a third darker) differ in {copies} at most; two different"
            f" receipts in {others} at least. Up to {MOST_DIFFERENT_BITS} count as the same photo."
        ],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def main() -> None:
    """Write the page anew, what was written by hand left as it is."""
    if not RECEIPTS.exists():
        sys.exit(f"{RECEIPTS} is not there: the shared data is needed")
    by_hand, _, _ = PAGE.read_text(encoding="utf-8").partition(FROM)
    PAGE.write_text(by_hand + page(), encoding="utf-8")


if __name__ == "__main__":
    main()
