"""What members type, made safe to keep, and the few commands among it."""

from __future__ import annotations

import re

from bot.messages import InboundKind

_COMMANDS = {
    "/start": InboundKind.START,
    "/menu": InboundKind.MENU,
    "/help": InboundKind.MENU,
}
_COMMAND = re.compile(r"(/[a-z]+)(?:@\w+)?(?:\s|$)", re.IGNORECASE)


def storable(text: str) -> str:
    """``text`` without what no database and no UTF-8 stream takes: NULs and lone surrogates."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def kind_of(text: str) -> InboundKind:
    """START or MENU for the commands of that meaning (a payload is ignored); else TEXT."""
    command = _COMMAND.match(text.strip())
    return _COMMANDS.get(command[1].lower(), InboundKind.TEXT) if command else InboundKind.TEXT
