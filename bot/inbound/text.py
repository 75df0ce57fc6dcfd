"""What members type, made safe to keep, and the commands among it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands import MENU, START, named
from bot.messages import InboundKind

_COMMAND = re.compile(r"/(\w{1,32})(?:@\w*)?(?:\s+(.*))?", re.ASCII | re.DOTALL)
_JOINER = "\u200d"


@dataclass(frozen=True)
class Typed:
    """What was typed: a text, or a command with nothing else."""

    kind: InboundKind
    text: str
    """What is kept of it."""
    command: str | None = None
    """For COMMAND, and for START that came with a word of ours, the command's name."""


def storable(text: str) -> str:
    """``text`` without what no database and no UTF-8 stream takes: NULs and lone surrogates."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def line(value: object, longest: int) -> str:
    """A name, label or the like as one line of at most ``longest`` characters.

    Nothing invisible stays in it, so that it cannot be shown as what it is not; what is no text
    at all is an empty line.
    """
    if not isinstance(value, str):
        return ""
    # Cut first: what comes from outside may be a megabyte.
    spaced = " ".join(storable(value[: 4 * longest]).split())
    shown = "".join(one for one in spaced if one.isprintable() or one == _JOINER)
    return shown[:longest].strip(f" {_JOINER}")


def typed(text: str) -> Typed:
    """Tell a command from a text, and keep of it what may be kept.

    A command with more words behind it is a text, for nothing that a member says is passed over.
    Only behind ``/start`` there is no member's saying but a link's payload: a word that
    ``bot.commands`` knows is kept, and anything else is dropped here, for it may be a code.
    """
    kept = storable(text)
    found = _COMMAND.fullmatch(kept.strip())
    if found is None:
        return Typed(InboundKind.TEXT, kept)
    word, more = found[1].lower(), (found[2] or "").strip()
    command = named(more if word == START else word)
    if word == START:
        return Typed(InboundKind.START, f"/{START}", command.name if command else None)
    if command is None or more:
        return Typed(InboundKind.TEXT, kept)
    if command.name == MENU:
        return Typed(InboundKind.MENU, f"/{word}")
    return Typed(InboundKind.COMMAND, f"/{word}", command.name)
