"""Identity data repeated to the member, so that they recognise them and nobody else learns them.

On Telegram the messages in which a member gave them are deleted; ours stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from actions.formats import day_and_month
from actions.identity_data import BIRTH, EMAIL
from actions.turn import Turn
from insurance.matching import mask_email

LONG = 10
"""Letters and digits from which four of a number are shown, and not two."""


def masked(slot: str, value: str, language: str) -> str:
    """A number's last characters, a date without its year, an address's first and last letter."""
    if slot == BIRTH:
        return day_and_month(date.fromisoformat(value), language)
    return mask_email(value) if slot == EMAIL else _masked_number(value)


def echo(turn: Turn, values: Mapping[str, str], asked: str | None) -> str:
    """Words that repeat what was changed, and a date of birth as it was understood; or nothing."""
    changed = [name for name in values if name != asked and turn.slots.get(name)]
    said = {name: masked(name, values[name], turn.language) for name in (*changed, *values)}
    if BIRTH in values:
        name = "corrected" if turn.slots.get(BIRTH) else "heard_date"
        return turn.part(name, value=said[BIRTH]) + " "
    named = ", ".join(said[name] for name in changed)
    return turn.part("corrected", value=named) + " " if changed else ""


def _masked_number(number: str) -> str:
    characters = sum(each.isalnum() for each in number)
    shown = 4 if characters >= LONG else 2
    hidden = number[:-shown] if characters > shown else number
    return "".join("•" if each.isalnum() else each for each in hidden) + number[len(hidden) :]
