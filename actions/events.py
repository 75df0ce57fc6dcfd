"""``view_events`` and its buttons: what is to come, one event, coming to it, and no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from actions.event_words import EventWish, event_wish, meant
from actions.formats import weekday_and_day
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, remember
from insurance.events import Invitation, Registered, Talk, Talks, TalkState
from insurance.periods import JAKARTA

AT_ONCE = 4
"""Events that one bubble shows."""
VIEW, DETAILS, REGISTER, CANCEL = (
    "view_events",
    "event_details",
    "register_event",
    "cancel_event",
)


class Calendar(Protocol):
    """Where a calendar file of an event is had from."""

    def attachment(self, talk: Talk, language: str, conversation_id: str) -> dict[str, str] | None:
        """A file for this chat, as the effect ``media`` wants it; None while the store is away."""

    def address(self, talk: Talk, language: str) -> str:
        """Where anybody finds it, for a channel that takes no such file."""


class ViewEvents(TurnAction):
    """Lists what is to come, or what the words name of it."""

    action_name = "action_view_events"

    def __init__(self, texts: Texts, talks: Talks) -> None:
        super().__init__(texts)
        self._talks = talks

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        coming = self._talks.coming(turn.conversation_id)
        named = meant(turn.text, coming)
        if event_wish(turn.text) is not EventWish.LOOK:
            return _mine(turn, _registered(named) or _registered(coming))
        if len(named) == 1:
            return say_details(turn, named[0])
        _list(turn, named or coming, "utter_events", _skip(turn))
        return remember(topic={"action": self.action_name})


class EventDetails(TurnAction):
    """One event, and what one can do about it."""

    action_name = "action_event_details"

    def __init__(self, texts: Texts, talks: Talks) -> None:
        super().__init__(texts)
        self._talks = talks

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        invitation = self._talks.one(event_of(turn), turn.conversation_id)
        if invitation is None:
            return _gone(turn, self._talks)
        return say_details(turn, invitation)


class RegisterEvent(TurnAction):
    """Registers the chat, once, and gives the date as a calendar file."""

    action_name = "action_register_event"

    def __init__(self, texts: Texts, talks: Talks, calendar: Calendar) -> None:
        """``calendar`` makes the file."""
        super().__init__(texts)
        self._talks = talks
        self._calendar = calendar

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; who cannot register any more is shown what else there is."""
        code = event_of(turn)
        outcome = self._talks.register(code, turn.conversation_id, turn.inbound_id)
        found = self._talks.one(code, turn.conversation_id)
        if found is None:
            return _gone(turn, self._talks)
        if outcome in (Registered.YES, Registered.ALREADY):
            return self._welcome(turn, found, outcome)
        others = [one for one in self._talks.coming(turn.conversation_id) if one.talk.code != code]
        values = {**_values(turn, found.talk), "link": _link(turn, found.talk)}
        turn.say(f"utter_event_{outcome.value}", _choices(turn, _open(others)), **values)
        return remember(topic=None)

    def _welcome(self, turn: Turn, found: Invitation, outcome: Registered) -> list[Event]:
        talk = found.talk
        told = {"calendar": self._kept(turn, talk), "reminders": _reminders(turn, found)}
        response = "registered" if outcome is Registered.YES else "already"
        cancel = button(turn.part("event_cancel"), CANCEL, event=talk.code)
        turn.ask(f"utter_event_{response}", [cancel], **told, **_values(turn, talk))
        return remember(topic=None)

    def _kept(self, turn: Turn, talk: Talk) -> str:
        """How the date gets into a calendar: by a file, or by a link where WhatsApp takes none."""
        if turn.channel == "telegram":
            file = self._calendar.attachment(talk, turn.language, turn.conversation_id)
            if file is not None:
                turn.attach(media=file)
                return turn.part("event_calendar_file")
        return turn.part("event_calendar_link", url=self._calendar.address(talk, turn.language))


class CancelEvent(TurnAction):
    """Takes the registration back."""

    action_name = "action_cancel_event"

    def __init__(self, texts: Texts, talks: Talks) -> None:
        super().__init__(texts)
        self._talks = talks

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble, with the way back; what is over is only told of."""
        code = event_of(turn)
        before = self._talks.one(code, turn.conversation_id)
        if before is None:
            return _gone(turn, self._talks)
        if before.state is TalkState.PAST:
            return say_details(turn, before)
        cancelled = self._talks.cancel(code, turn.conversation_id, turn.inbound_id)
        found = self._talks.one(code, turn.conversation_id) or before
        again = button(turn.part("event_again"), REGISTER, event=code)
        buttons = [again] if found.state is TalkState.OPEN else []
        response = "utter_event_cancelled" if cancelled else "utter_event_not_registered"
        turn.ask(response, buttons, **_values(turn, found.talk))
        return remember(topic=None)


def event_of(turn: Turn) -> str:
    """The event that a button or the talk before names: "ya" after its details means that one."""
    topic = turn.slots.get("topic") or {}
    return turn.entities.get("event") or str(topic.get("event") or "")


def say_details(turn: Turn, found: Invitation) -> list[Event]:
    """One event; a yes to it, while one can come, is remembered as a wish to come."""
    talk = found.talk
    about = [turn.part("event_speaker", speaker=talk.speaker)] if talk.speaker else []
    values = {**_values(turn, talk), "state": _state(turn, found)}
    more = "\n".join([*about, *filter(None, [_link(turn, talk)])])
    turn.ask("utter_event", _actions(turn, found), more=more, **values)
    is_offered = found.state is TalkState.OPEN and not found.is_registered
    topic = {"action": ViewEvents.action_name, **({"event": talk.code} if is_offered else {})}
    return remember(topic=topic)


def when(talk: Talk, language: str) -> str:
    """Day and hours in Jakarta: ``Sabtu, 12 Desember 2026, 19.00–20.30 WIB``."""
    start, end = talk.starts_at.astimezone(JAKARTA), talk.ends_at.astimezone(JAKARTA)
    hours = f"{start:%H.%M}–{end:%H.%M} WIB"
    if start.date() == end.date():
        return f"{weekday_and_day(start.date(), language)}, {hours}"
    return f"{weekday_and_day(start.date(), language)}, {start:%H.%M} WIB"


def _actions(turn: Turn, found: Invitation) -> list[Button]:
    code = found.talk.code
    if found.is_registered and found.state in (TalkState.OPEN, TalkState.FULL):
        return [button(turn.part("event_cancel"), CANCEL, event=code)]
    if found.state is TalkState.OPEN:
        return [button(turn.part("event_register"), REGISTER, event=code)]
    return []


def _state(turn: Turn, found: Invitation) -> str:
    left = found.talk.places_left
    if found.state in (TalkState.RUNNING, TalkState.PAST):
        return turn.part(f"event_is_{found.state.value}")
    if found.is_registered:
        return turn.part("event_is_mine", reminders=_reminders(turn, found))
    if found.state is TalkState.OPEN and left is not None:
        return turn.part("event_places", left=left)
    return turn.part(f"event_is_{found.state.value}")


def _reminders(turn: Turn, found: Invitation) -> str:
    return turn.part(f"event_reminders_{found.reminders}")


def _values(turn: Turn, talk: Talk) -> dict[str, str]:
    return {"title": talk.title(turn.language), "when": when(talk, turn.language)}


def _link(turn: Turn, talk: Talk) -> str:
    return turn.part("event_link", url=talk.url) if talk.url else ""


def _mine(turn: Turn, mine: Sequence[Invitation]) -> list[Event]:
    if len(mine) == 1:
        return say_details(turn, mine[0])
    if mine:
        _list(turn, mine, "utter_my_events", 0)
    else:
        turn.say("utter_no_event_of_mine")
    return remember(topic={"action": ViewEvents.action_name})


def _registered(found: Sequence[Invitation]) -> Sequence[Invitation]:
    return [one for one in found if one.is_registered]


def _gone(turn: Turn, talks: Talks) -> list[Event]:
    others = talks.coming(turn.conversation_id)
    turn.say("utter_event_unknown", _choices(turn, _open(others)))
    return remember(topic=None)


def _list(turn: Turn, found: Sequence[Invitation], response: str, skip: int) -> None:
    shown = found[skip : skip + AT_ONCE] or found[:AT_ONCE]
    if not shown:
        turn.say("utter_no_events")
        return
    lines = "\n\n".join(_lines(turn, number, one) for number, one in enumerate(shown, start=1))
    rest = skip + AT_ONCE
    more = [button(turn.part("event_more"), VIEW, skip=str(rest))] if len(found) > rest else []
    numbered = enumerate(shown, start=1)
    buttons = [_choice(turn, one, f"{number}. ") for number, one in numbered]
    turn.ask(response, [*buttons, *more], lines=lines)


def _lines(turn: Turn, number: int, one: Invitation) -> str:
    mark = turn.part("event_mark") if one.is_registered else ""
    head = f"{number}. *{one.talk.title(turn.language)}*{mark}"
    return "\n".join(filter(None, [head, when(one.talk, turn.language), one.talk.speaker]))


def _choices(turn: Turn, found: Sequence[Invitation]) -> list[Button]:
    numbered = enumerate(found[:AT_ONCE], start=1)
    return [_choice(turn, one, f"{number}. ") for number, one in numbered]


def _choice(turn: Turn, one: Invitation, number: str) -> Button:
    """A number tells titles apart that begin alike, where the channel cuts them; what precedes a
    colon tells little."""
    named = one.talk.title(turn.language)
    return button(f"{number}{named.partition(': ')[2] or named}", DETAILS, event=one.talk.code)


def _open(found: Sequence[Invitation]) -> Sequence[Invitation]:
    return [one for one in found if one.state in (TalkState.OPEN, TalkState.RUNNING)]


def _skip(turn: Turn) -> int:
    given = turn.entities.get("skip", "0")
    return int(given) if given.isdecimal() else 0
