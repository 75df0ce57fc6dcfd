"""The message that the claim form is to hear: the latest, or one that had to wait.

A message waits while its chat is locked (until the code), and while it is asked whether it begins
a new claim or goes on with the one that is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actions.turn import CLAIM_FORM, REQUESTED, Event, Turn, offered_files, remember

FILE_CLAIM = "action_file_claim"
"""The action under whose name a wish to file a claim waits for a code."""
STASH = "claim_said"
"""The slot for a message that waits until it is known which claim it is about."""


@dataclass(frozen=True)
class Said:
    """One message with what it meant. Personal data."""

    intent: str
    text: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)
    files_of: tuple[str, ...] = ()
    """The inbound ids under which its files are found."""
    asked: str | None = None
    """What the form had asked when it came; None outside the form."""
    is_button: bool = False
    """Whether it is a tap, and has no words."""
    has_waited: bool = False


def what_is_said(turn: Turn) -> Said:
    """Right after a code, the message that had to wait for it; else the latest."""
    wish: Mapping[str, Any] = turn.slots.get("wish") or {}
    if turn.intent == "code_checked" and wish.get("action") == FILE_CLAIM:
        return _with_offered(turn, _from(wish))
    asked = turn.slots.get(REQUESTED) if turn.form == CLAIM_FORM else None
    said = Said(
        turn.intent,
        turn.text,
        turn.entities,
        _files_of(turn.inbound_id if turn.attachments else "", turn.entities),
        asked,
        turn.is_button,
    )
    return _with_offered(turn, said)


def _with_offered(turn: Turn, said: Said) -> Said:
    """A claim begun in words, after photos of which it was asked what they are for, is for them."""
    offered = offered_files(turn)
    if said.asked is not None or said.is_button or not offered:
        return said
    entities = {"files_of": ",".join(offered), **said.entities}
    return replace(said, entities=entities, files_of=_files_of(",".join(said.files_of), entities))


def stashed(turn: Turn) -> Said | None:
    """The message that waited for an answer about which claim it begins."""
    kept = turn.slots.get(STASH)
    return _from(kept) if kept else None


def stash(said: Said) -> list[Event]:
    """Keep the message until that is known."""
    kept = {
        "intent": said.intent,
        "text": said.text,
        "entities": dict(said.entities),
        "inbound_id": next(iter(said.files_of), ""),
    }
    return remember(**{STASH: kept})


def _from(kept: Mapping[str, Any]) -> Said:
    entities = kept.get("entities") or {}
    text = str(kept.get("text") or "")
    return Said(
        str(kept.get("intent") or ""),
        text,
        entities,
        _files_of(str(kept.get("inbound_id") or ""), entities),
        kept.get("asked"),
        is_button=not text,
        has_waited=True,
    )


def _files_of(inbound_id: str, entities: Mapping[str, str]) -> tuple[str, ...]:
    """A button "file a claim with this photo" names the messages that the photos came with."""
    named = entities.get("files_of", "").split(",")
    return tuple(dict.fromkeys(each for each in (*inbound_id.split(","), *named) if each))
