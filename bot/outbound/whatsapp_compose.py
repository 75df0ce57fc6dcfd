"""A reply as WhatsApp takes it: buttons up to three, a list up to ten, else numbered lines.

Every menu carries its numbered form along, for the day on which its buttons are refused; the
numbers are good either way, for a member may type them under buttons, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.messages import Draft, Language, Location, OfferedChoice, OutgoingMedia, Reply
from bot.outbound.splitting import shortened, split, utf16_length
from bot.outbound.whatsapp_menus import fits
from bot.outbound.whatsapp_words import Words

TEXT_LIMIT = 1599
"""Twilio takes 1,600 characters."""
BODY_LIMIT = 1024
"""Of the text above buttons or a list, or under a picture."""
MOST_BUTTONS = 3
BUTTON_TITLE = 20
MOST_ITEMS = 10
ITEM_TITLE = 24
ITEM_DESCRIPTION = 72
CAPTIONED = frozenset({"image/jpeg", "image/png", "video/mp4"})
"""What WhatsApp shows a text under; other files go without."""


class WhatsAppComposer:
    """Composes replies; pure."""

    def __init__(self, words: Mapping[Language, Words]) -> None:
        """``words``: what the channel adds, by language."""
        self._words = words

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The calls that one reply takes, in order; see ``Sender.compose``."""
        drafts = self._composed(reply, offered)
        if reply.news and drafts:
            # Where its buttons are refused, the words alone say enough: a number belongs to the
            # menu above.
            plain = reply.text if drafts[0].buttons else drafts[0].numbered
            drafts[0] = replace(drafts[0], news=reply.news, language=reply.language, numbered=plain)
        return drafts

    def _composed(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        words = self._words[reply.language or Language.INDONESIAN]
        text = _with_hint(reply, words)
        if reply.media and _fits_under(reply.media, text) and not (offered or reply.location):
            return [_file(reply.media, words, text)]
        drafts = [_file(reply.media, words)] if reply.media else []
        place = [_place(reply.location, words)] if reply.location else []
        if offered:  # the menu stays the last thing said
            return [*drafts, *place, *_menu(text, offered, words)]
        return [*drafts, *(Draft(text=piece) for piece in split(text, TEXT_LIMIT)), *place]


def _with_hint(reply: Reply, words: Words) -> str:
    if not reply.asks_location:
        return reply.text
    return f"{reply.text.rstrip()}\n\n{words.how_to_send_location}".strip()


def _fits_under(media: OutgoingMedia, text: str) -> bool:
    return media.content_type in CAPTIONED and utf16_length(text.strip()) <= BODY_LIMIT


def _file(media: OutgoingMedia, words: Words, caption: str = "") -> Draft:
    caption = caption.strip()
    instead = f"{caption}\n\n{words.file_not_sent}".strip()
    return Draft(text=caption, media=media, numbered=instead)


def _place(place: Location, words: Words) -> Draft:
    """Its name is the message's text; what stands under the map, its address."""
    name = shortened(place.name, BODY_LIMIT) or words.place
    map_of_it = f"https://maps.google.com/?q={place.latitude:.6f},{place.longitude:.6f}"
    lines = [line for line in (name, shortened(place.address, BODY_LIMIT // 2), map_of_it) if line]
    return Draft(text=name, location=place, numbered=_in_one(lines))


def _in_one(lines: Sequence[str]) -> str:
    """Lines as one text that is not too long."""
    return split("\n".join(lines), TEXT_LIMIT)[0]


def _menu(text: str, offered: Sequence[OfferedChoice], words: Words) -> list[Draft]:
    *before, body = _above_menu(text) or [words.please_choose]
    numbered = f"{body}\n\n{_lines(offered, words)}"
    buttons = _quick_replies(body, offered) or _list_picker(body, offered, words)
    if buttons is None or not fits(body) or utf16_length(numbered) > TEXT_LIMIT:
        return _numbered(text, offered, words)
    return [*(Draft(text=piece) for piece in before), replace(buttons, numbered=numbered)]


def _above_menu(text: str) -> list[str]:
    """The text in pieces, the last of which fits above buttons."""
    pieces = split(text, TEXT_LIMIT)
    return [*pieces[:-1], *split(pieces[-1], BODY_LIMIT)] if pieces else []


def _quick_replies(body: str, offered: Sequence[OfferedChoice]) -> Draft | None:
    titles = [" ".join(one.choice.title.split()) for one in offered]
    described = any(one.choice.description for one in offered)
    too_long = any(utf16_length(title) > BUTTON_TITLE for title in titles)
    if len(offered) > MOST_BUTTONS or described or too_long or not _tell_apart(titles):
        return None
    return Draft(text=body, buttons=_with_tokens(titles, offered))


def _list_picker(body: str, offered: Sequence[OfferedChoice], words: Words) -> Draft | None:
    titles = [shortened(one.choice.title, ITEM_TITLE) for one in offered]
    if len(offered) > MOST_ITEMS or not _tell_apart(titles):
        return None
    second_lines = tuple(map(_second_line, offered, titles))
    return Draft(
        text=body,
        buttons=_with_tokens(titles, offered),
        descriptions=second_lines if any(second_lines) else (),
        list_label=shortened(words.list_label, BUTTON_TITLE),
    )


def _second_line(one: OfferedChoice, shown: str) -> str:
    """The description; of a title that had to be cut and has none, the title in full."""
    whole = " ".join(one.choice.title.split())
    return shortened(one.choice.description or (whole if whole != shown else ""), ITEM_DESCRIPTION)


def _tell_apart(titles: Sequence[str]) -> bool:
    return all(titles) and len({title.casefold() for title in titles}) == len(titles)


def _with_tokens(
    titles: Sequence[str], offered: Sequence[OfferedChoice]
) -> tuple[tuple[str, str], ...]:
    return tuple((title, one.token) for title, one in zip(titles, offered, strict=True))


def _numbered(text: str, offered: Sequence[OfferedChoice], words: Words) -> list[Draft]:
    """The text in pieces; the numbered lines stay together at its end."""
    pieces, menu = split(text, TEXT_LIMIT), split(_lines(offered, words), TEXT_LIMIT)
    if pieces and menu:
        joined = f"{pieces[-1]}\n\n{menu[0]}"
        if utf16_length(joined) <= TEXT_LIMIT:
            pieces[-1:], menu[:1] = [joined], []
    return [Draft(text=piece) for piece in (*pieces, *menu)]


def _lines(offered: Sequence[OfferedChoice], words: Words) -> str:
    lines = "\n".join(_line(one) for one in offered)
    return f"{lines}\n\n{words.how_to_choose}" if words.how_to_choose else lines


def _line(one: OfferedChoice) -> str:
    second = f" – {one.choice.description}" if one.choice.description else ""
    return f"{one.position}. {one.choice.title}{second}"
