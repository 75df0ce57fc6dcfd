"""The few words that WhatsApp's own shapes need of us, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import Language
from bot.texts import Texts


@dataclass(frozen=True)
class Words:
    """What the channel adds to a reply, in one language."""

    how_to_choose: str
    """Under a numbered menu."""
    list_label: str
    """On the button that opens a list: 20 characters."""
    please_choose: str
    """Above a menu that has no text of its own."""
    how_to_send_location: str
    """Under a question for the member's location."""
    file_not_sent: str
    """Instead of a file that the channel refused."""
    place: str
    """The name of a place that has none."""


def words_of(texts: Texts) -> Mapping[Language, Words]:
    """The words, from the gateway's texts."""
    names = Words.__dataclass_fields__
    return {
        language: Words(**{name: texts.say(name, language).text for name in names})
        for language in Language
    }
