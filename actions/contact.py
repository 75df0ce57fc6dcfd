"""Customer Service: how to reach it, whether it is open now, and what only people can do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from actions.formats import hour, weekday_and_day
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from insurance.office_hours import CustomerService, Reachable
from insurance.periods import JAKARTA
from insurance.ports import Clock, Facts

WITH_OWN_WORDS = {
    "talk_to_agent": "utter_talk_to_agent",
    "file_complaint": "utter_file_complaint",
}
"""Intents that are met with a sentence of their own before the contact."""


class ContactAction(TurnAction):
    """An action whose answer tells how to reach Customer Service."""

    def __init__(self, texts: Texts, facts: Facts, clock: Clock) -> None:
        """``facts`` hold the exceptions to the office hours, ``clock`` says what time it is."""
        super().__init__(texts)
        self._facts = facts
        self._office = CustomerService(facts, clock)

    def contact(self, turn: Turn) -> str:
        """Telephone, e-mail, hours, and whether somebody is there now."""
        return turn.part("contact", open=open_now(turn, self._office.reachable(turn.language)))


class Contact(ContactAction):
    """``contact_info``, ``talk_to_agent`` and ``file_complaint``: the same people for all."""

    action_name = "action_contact"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; the address only for who may have asked for it."""
        response = WITH_OWN_WORDS.get(turn.intent)
        if response:
            turn.say(response, contact=self.contact(turn))
        else:
            lines = [self.contact(turn), *self._address(turn)]
            turn.say("utter_contact_info", contact="\n".join(lines))
        return []

    def _address(self, turn: Turn) -> Iterator[str]:
        fact = self._facts.fact("office_address")
        if fact is not None:
            yield turn.part("office_address", address=fact.value(turn.language))


def open_now(turn: Turn, office: Reachable) -> str:
    """ "Sekarang buka sampai pukul 17.00 WIB.", or when it opens again and why not sooner."""
    if office.closes is not None:
        return turn.part("office_open", until=hour(office.closes))
    if office.opens is None:
        return turn.part("office_closed")
    if office.opens_today:
        return turn.part("office_opens_today", time=hour(office.opens))
    opening = {"day": _day(turn, office.opens), "time": hour(office.opens)}
    if office.reasons:
        return turn.part("office_holiday", reasons=", ".join(office.reasons), **opening)
    return turn.part("office_opens", **opening)


def _day(turn: Turn, moment: datetime) -> str:
    return weekday_and_day(moment.astimezone(JAKARTA).date(), turn.language)
