"""GenTalks and other events: which are to come, who has registered, and how long that is possible.

Events are nothing personal: a chat registers, not a member, and need not be linked to one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from insurance.ports import Clock

if TYPE_CHECKING:
    from insurance.lifestyle_ports import TalkBook

DAY_AHEAD = timedelta(days=1)
HOUR_AHEAD = timedelta(hours=1)
"""When a chat that has registered is reminded."""


@dataclass(frozen=True)
class Talk:
    """One event."""

    code: str
    title_id: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    speaker: str
    url: str
    capacity: int | None = None
    """How many chats may register; None: as many as want to."""
    taken: int = 0
    """How many have."""

    def title(self, language: str) -> str:
        """What it is called in ``id`` or ``en``."""
        return self.title_en if language == "en" else self.title_id

    @property
    def places_left(self) -> int | None:
        """None where there is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class TalkState(StrEnum):
    """What one can do about an event."""

    OPEN = "open"
    FULL = "full"
    RUNNING = "running"
    """It has begun: one joins by its link."""
    PAST = "past"


class Registered(StrEnum):
    """What came of wanting to register."""

    YES = "yes"
    ALREADY = "already"
    FULL = "full"
    RUNNING = "running"
    PAST = "past"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Invitation:
    """An event as one chat sees it."""

    talk: Talk
    state: TalkState
    is_registered: bool
    reminders: int = 2
    """How many are to come for who registers now: the day's and the hour's, the hour's, none."""


class Talks:
    """The events of the insurer."""

    def __init__(self, book: TalkBook, clock: Clock) -> None:
        """``book`` keeps events and registrations."""
        self._book = book
        self._clock = clock

    def coming(self, conversation_id: str) -> Sequence[Invitation]:
        """Events that have not ended yet, the next one first."""
        mine = self._book.registered(conversation_id)
        talks = self._book.talks(self._clock.now())
        return [self._invitation(talk, mine) for talk in talks]

    def one(self, code: str, conversation_id: str) -> Invitation | None:
        """The event of that code, past ones too; None when there is no such event."""
        talk = self._book.talk(code)
        if talk is None:
            return None
        return self._invitation(talk, self._book.registered(conversation_id))

    def register(self, code: str, conversation_id: str, inbound_id: str) -> Registered:
        """Register the chat, once; the same message again is told the same."""
        talk = self._book.talk(code)
        if talk is None:
            return Registered.UNKNOWN
        state = self._state(talk)
        if state in (TalkState.RUNNING, TalkState.PAST):
            return Registered(state.value)
        return self._book.register(talk, conversation_id, inbound_id)

    def cancel(self, code: str, conversation_id: str, inbound_id: str) -> bool:
        """Take the registration back; False when there was none."""
        return self._book.cancel(code, conversation_id, inbound_id)

    def _invitation(self, talk: Talk, mine: Collection[str]) -> Invitation:
        left = talk.starts_at - self._clock.now()
        reminders = sum(left > ahead for ahead in (DAY_AHEAD, HOUR_AHEAD))
        return Invitation(talk, self._state(talk), talk.code in mine, reminders)

    def _state(self, talk: Talk) -> TalkState:
        now = self._clock.now()
        if talk.ends_at <= now:
            return TalkState.PAST
        if talk.starts_at <= now:
            return TalkState.RUNNING
        return TalkState.FULL if talk.places_left == 0 else TalkState.OPEN
