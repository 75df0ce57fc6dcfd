"""``make chaos``: 200 conversations on both channels, 20 kills, and a table of what came of it."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.chaos.storm import Outcome, Storm, raise_storm
from tests.journeys.assistant import start_assistant

CONSOLE = Console()


def main() -> int:
    """Run it; 0 if the crash rule held."""
    storm = _storm()
    folder = Path(tempfile.mkdtemp(prefix="iclick-chaos-"))
    CONSOLE.print(f"{storm}\nlogs and databases: {folder}")
    assistant = start_assistant(folder)
    try:
        outcome = asyncio.run(raise_storm(assistant, storm))
    finally:
        status = assistant.stop()
    _print(outcome)
    CONSOLE.print("The crash rule holds." if outcome.holds else "[bold]The crash rule is broken.")
    return 0 if outcome.holds and status == 0 else 1


def _storm() -> Storm:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=200)
    parser.add_argument("--messages", type=int, default=5)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=400)
    parser.add_argument("--seed", type=int, default=1)
    words = parser.parse_args()
    return Storm(
        words.conversations, words.messages, words.kills, lasts_s=words.seconds, seed=words.seed
    )


def _print(outcome: Outcome) -> None:
    title = f"{outcome.conversations} conversations, {outcome.kills.total()} kills"
    CONSOLE.print(_table(title, _answers(outcome)))
    CONSOLE.print(_table("Effects of the members who proved who they are", _effects(outcome)))
    kills = ", ".join(f"{name} {count}" for name, count in outcome.kills.items())
    CONSOLE.print(f"kill -9: {kills}; WhatsApp messages that broke off: {outcome.refused}")
    CONSOLE.print(f"the last answer came {outcome.waited_s:.0f} s after the storm")
    for words in outcome.worst:
        CONSOLE.print(words, markup=False, highlight=False)


def _table(title: str, rows: Sequence[Mapping[str, object]]) -> Table:
    table = Table(title=title)
    for name in rows[0]:
        table.add_column(name, justify="right" if name else "left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    return table


def _answers(outcome: Outcome) -> list[Mapping[str, object]]:
    return [
        {
            "": channel,
            "answered once": found.answered,
            "unanswered": found.unanswered,
            "surplus": found.surplus,
            "in flight, came twice": found.repeated_in_flight,
        }
        for channel, found in outcome.verdicts.items()
    ]


def _effects(outcome: Outcome) -> list[Mapping[str, object]]:
    return [
        {
            "": channel,
            "linked once": found.verified,
            "codes": found.codes,
            "wrong tries": found.wrong_tries,
            "code mails": found.mails,
            "claims": found.claims,
            "in flight, mailed twice": found.repeated_mails,
            "faults": len(found.faults),
        }
        for channel, found in outcome.effects.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
