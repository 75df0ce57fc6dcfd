"""First lines of an answer: what must be said before it, in the same bubble.

That an edited message is answered anew, that a recording under which something was written could
not be opened, and what became of files that came with a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import FETCHED, Language, Reply
from bot.routing.router import CODE_CHECKED, MEDIA_SENT, AskIntent, AskText
from bot.routing.turn import Turn
from bot.texts import Texts
from insurance.ports import LARGEST_UPLOAD_MB, MOST_PAGES

_STATES = (
    *("stored", "empty", "too_large", "wrong_type", "broken", "too_many_pixels"),
    *("too_many_pages", "password", "active", "gone", "refused", "unavailable"),
)
"""In the order in which they are told; whatever else a file came to is ``unavailable``."""


def noted(
    replies: Sequence[Reply],
    turn: Turn,
    way: AskIntent | AskText,
    texts: Texts,
    language: Language,
    *,
    files_told: bool = False,
) -> tuple[Reply, ...]:
    """The replies, the first of them beginning with what must be said.

    ``files_told``: the dialogue has said itself what became of the files.
    """
    lines = [texts.say(key, language).text for key in _keys(turn, way, files_told=files_told)]
    if not lines or not replies:
        return tuple(replies)
    first, *others = replies
    note = "\n".join(lines).format(limit=LARGEST_UPLOAD_MB, pages=MOST_PAGES)
    text = f"{note}\n\n{first.text}" if first.text else note
    return (replace(first, text=text), *others)


def _keys(turn: Turn, way: AskIntent | AskText, *, files_told: bool) -> list[str]:
    if isinstance(way, AskIntent) and way.name == CODE_CHECKED:
        return []  # what came of the code is all that matters
    edited = ["edit_used"] if turn.replaces_answered else []
    kinds = dict.fromkeys(file.kind for file in turn.inbound.attachments)
    unopened = [f"not_opened_{kind}" for kind in kinds if kind not in FETCHED]
    # Files without a word are answered by an action that says itself what became of them.
    is_told = files_told or (isinstance(way, AskIntent) and way.name == MEDIA_SENT)
    return [*edited, *([] if is_told else _files(turn.file_states)), *unopened]


def _files(states: Sequence[str]) -> list[str]:
    known = {state if state in _STATES else _STATES[-1] for state in states}
    return [f"file_{state}" for state in _STATES if state in known]
