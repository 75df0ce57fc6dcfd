"""Where a message goes: to the dialogue as a text or an intent, or straight back from here.

Read this first. Nothing here does I/O; what must be looked up was looked up before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands import named
from bot.messages import FETCHED, Inbound, InboundKind, OfferedChoice
from bot.routing.picks import picked
from bot.routing.text import clean, without_commands


@dataclass(frozen=True)
class AskIntent:
    """The dialogue is told what the member wants; it has nothing to understand."""

    name: str
    entities: Mapping[str, str] = field(default_factory=dict)
    chosen: OfferedChoice | None = None
    """Which of our choices said so."""


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

UNKNOWN_BUTTON = "unknown_button"
MEDIA_SENT = "media_sent"
"""The intent of files without a word."""
LOCATION_SENT = "location_sent"
CODE_CHECKED = "code_checked"
"""The intent of a message with a code, which the dialogue never sees."""


def route(
    inbound: Inbound,
    tapped: OfferedChoice | None = None,
    offered: Sequence[OfferedChoice] = (),
) -> Route:
    """Decide for one message.

    ``tapped`` is what the message's token was found to stand for in this conversation;
    ``offered`` are the choices of the last thing that we said, or of what it replies to.
    """
    match inbound.kind:
        case InboundKind.BLOCKED:
            return Suppress()
        case InboundKind.RETURNED:
            return Note()
        case InboundKind.TEXT | InboundKind.CHOICE:
            return _choose(tapped) if tapped else _typed(inbound, offered)
        case InboundKind.MEDIA:
            return _media(inbound, offered)
    return _other(inbound)


def _other(inbound: Inbound) -> Route:
    """Where nothing was written."""
    match inbound.kind:
        case InboundKind.START | InboundKind.MENU | InboundKind.COMMAND:
            return _command(inbound)
        case InboundKind.LOCATION:
            return _location(inbound)
        case InboundKind.CONTACT:
            is_own = inbound.contact is not None and inbound.contact.is_own
            return Say("own_contact" if is_own else "unsupported_contact")
    return Say(f"unsupported_{inbound.unsupported or 'other'}")


def _command(inbound: Inbound) -> Route:
    command = named(inbound.command) if inbound.command else None
    if command:
        return AskIntent(command.intent, command.entities)
    return AskIntent("greet" if inbound.kind is InboundKind.START else "show_menu")


def _media(inbound: Inbound, offered: Sequence[OfferedChoice]) -> Route:
    """What is written under files is answered like any text."""
    written = _typed(inbound, offered)
    if not isinstance(written, Say):
        return written
    kinds = [attachment.kind for attachment in inbound.attachments]
    if FETCHED.intersection(kinds):
        return AskIntent(MEDIA_SENT)
    return Say(f"unsupported_{kinds[0] if kinds else 'other'}")


def _location(inbound: Inbound) -> Route:
    # The place itself goes no further: an action that needs it finds it by the inbound id.
    is_somewhere = inbound.location is not None and inbound.location.is_somewhere
    return AskIntent(LOCATION_SENT) if is_somewhere else Say("location_nowhere")


def _typed(inbound: Inbound, offered: Sequence[OfferedChoice]) -> Route:
    text = clean(inbound.text)
    pick = picked(text, offered)
    if pick:
        return _choose(pick)
    plain = without_commands(text)
    if plain:
        return AskText(plain)
    # A tap that nobody here was offered, with no title to go by, is answered, never obeyed.
    return Say(UNKNOWN_BUTTON if inbound.kind is InboundKind.CHOICE else "empty")


def _choose(pick: OfferedChoice) -> AskIntent:
    return AskIntent(pick.choice.intent, pick.choice.entities, pick)
