"""What Telegram is to show of a reply, as drafts; pure.

Of a reply with everything, in this order: its text, its file (with the text under it, if it is
short enough), its place on a map, the keyboard that asks for a location; the buttons stand under
the last of these.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Draft, OfferedChoice, Reply
from bot.outbound.splitting import shortened, utf16_length
from bot.outbound.telegram_html import html_pieces, plain

TEXT_LIMIT = 4096
"""What Telegram takes in one message, in UTF-16 units, after its entities are parsed."""
CAPTION_LIMIT = 1024
"""The same, under a picture or file."""
_POINTER = "👇"
"""For buttons that have nothing to stand under."""
_PIN = "📍"
"""The same for the keyboard that asks for a location."""
_NODDED = "👌"
"""For a keyboard that goes away with nothing said."""
_LONGEST_MARK = 80


def drafts_of(
    reply: Reply, offered: Sequence[OfferedChoice], location_button: str = ""
) -> list[Draft]:
    """The calls that a reply takes; without a ``location_button`` no location is asked for."""
    buttons = tuple((choice.choice.title, choice.token) for choice in offered)
    drafts = _contents(reply, _room_for_mark(buttons))
    if reply.asks_location and location_button:
        *before, last = drafts or [Draft(text=_PIN)]
        asking = replace(last, location_button=location_button, language=reply.language)
        drafts = [*before, asking]
        # Buttons and a keyboard cannot be had in one message.
        return [*drafts, Draft(text=_POINTER, buttons=buttons)] if buttons else drafts
    if not buttons:
        return drafts
    *before, last = drafts or [Draft(text=_POINTER)]
    return [*before, replace(last, buttons=buttons)]


def closed_menu(draft: Draft, chosen_title: str | None, message_ref: str) -> Draft:
    """What takes the buttons away from a menu; see ``Sender.compose_closed``.

    Its ``text`` is what the menu is to say from now on; empty: as it was, which is all that can
    be done to a place on a map. ``media`` tells that the text stands under a file.
    """
    if chosen_title is None or draft.location is not None:
        return Draft(close_ref=message_ref)
    above = "" if draft.text == _POINTER else draft.text
    text = "\n\n".join(filter(None, (above, html.escape(_mark(chosen_title), quote=False))))
    limit = TEXT_LIMIT if draft.media is None else CAPTION_LIMIT
    if utf16_length(plain(text)) > limit:
        return Draft(close_ref=message_ref)
    return Draft(text=text, close_ref=message_ref, media=draft.media)


def keyboard_hidden(drafts: Sequence[Draft]) -> list[Draft]:
    """The same calls, the first that can taking the keyboard away; or one more before them.

    Buttons under a message leave no room for that; a new keyboard takes the old one's place.
    """
    if any(draft.location_button for draft in drafts):
        return list(drafts)
    for at, draft in enumerate(drafts):
        if not (draft.buttons or draft.delete_ref or draft.close_ref):
            return [*drafts[:at], replace(draft, hides_keyboard=True), *drafts[at + 1 :]]
    return [Draft(text=_NODDED, hides_keyboard=True), *drafts]


def _contents(reply: Reply, room: int) -> list[Draft]:
    """Text, file and place; of each text so much is left free as closing its menu will take."""
    texts = [Draft(text=piece) for piece in html_pieces(reply.text, TEXT_LIMIT - room)]
    place = reply.location
    places = [Draft(location=place)] if place is not None and place.is_somewhere else []
    if reply.media is None:
        return [*texts, *places]
    captions = html_pieces(reply.text, CAPTION_LIMIT - room)
    if len(captions) > 1:
        return [*texts, Draft(media=reply.media, language=reply.language), *places]
    captioned = Draft(text="".join(captions), media=reply.media, language=reply.language)
    return [captioned, *places]


def _mark(title: str) -> str:
    """The line that says what was chosen."""
    return f"✓ {shortened(title, _LONGEST_MARK)}".rstrip()


def _room_for_mark(buttons: Sequence[tuple[str, str]]) -> int:
    marks = [utf16_length(_mark(title)) for title, _ in buttons]
    return max(marks) + len("\n\n") if marks else 0
