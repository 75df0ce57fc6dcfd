"""Where a message goes: to the dialogue as a text or an intent, or straight back from here.

Read this first. Nothing here does I/O; what must be looked up was looked up before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.messages import Choice, Inbound, InboundKind, OfferedChoice
from bot.routing.picks import picked
from bot.routing.text import clean, without_commands


@dataclass(frozen=True)
class AskIntent:
    """The dialogue is told what the member wants; it has nothing to understand."""

    name: str
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AskText:
    """The dialogue must understand this text; a code may still be in it."""

    text: str


@dataclass(frozen=True)
class Say:
    """The gateway answers by itself, with one of ``bot.texts``."""

    key: str


@dataclass(frozen=True)
class Suppress:
    """The member has blocked us: no answer, and nothing else either."""


@dataclass(frozen=True)
class Note:
    """Nothing was said to us and nothing is answered, but the member can be reached again."""


Route = AskIntent | AskText | Say | Suppress | Note

_INTENTS = {InboundKind.START: "greet", InboundKind.MENU: "show_menu"}


def route(
    inbound: Inbound, tapped: Choice | None = None, offered: Sequence[OfferedChoice] = ()
) -> Route:
    """Decide for one message.

    ``tapped`` is what the message's token was found to stand for in this conversation;
    ``offered`` are the choices of the last thing that we said.
    """
    if inbound.kind is InboundKind.BLOCKED:
        return Suppress()
    if inbound.kind is InboundKind.RETURNED:
        return Note()
    if inbound.kind in _INTENTS:
        return AskIntent(_INTENTS[inbound.kind])
    if inbound.kind is InboundKind.UNSUPPORTED:
        return Say(f"unsupported_{inbound.unsupported or 'other'}")
    if tapped:
        return AskIntent(tapped.intent, tapped.entities)
    return _typed(inbound, offered)


def _typed(inbound: Inbound, offered: Sequence[OfferedChoice]) -> Route:
    text = clean(inbound.text)
    pick = picked(text, offered)
    if pick:
        return AskIntent(pick.intent, pick.entities)
    plain = without_commands(text)
    if plain:
        return AskText(plain)
    # A tap that nobody here was offered, with no title to go by, is answered, never obeyed.
    return Say("unknown_button" if inbound.kind is InboundKind.CHOICE else "empty")
