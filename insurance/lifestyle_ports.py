"""What the insurance needs to tell of events, articles and testimonials; ``storage`` has it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from insurance.articles import Article
from insurance.events import Registered, Talk
from insurance.testimonials import Draft, Given, Testimonial


class TalkBook(Protocol):
    """The events, and which chats come to them."""

    def talks(self, ending_after: datetime) -> Sequence[Talk]:
        """Events that have not ended by then, the next one first."""

    def talk(self, code: str) -> Talk | None:
        """The event of that code, however long ago."""

    def registered(self, conversation_id: str) -> Collection[str]:
        """The codes of the events that this chat is registered for."""

    def register(self, talk: Talk, conversation_id: str, inbound_id: str) -> Registered:
        """Register the chat while there is room, once; the same message again is told the same."""

    def cancel(self, code: str, conversation_id: str, inbound_id: str) -> bool:
        """Take the registration back; False when there was none, but for the same message again."""


class ArticleShelf(Protocol):
    """The articles."""

    def newest(self) -> Sequence[Article]:
        """The newest ones that are published by now, newest first, some hundreds at most."""


class TestimonialBook(Protocol):
    """What members have said of the insurer."""

    def published(self, language: str, skip: int, limit: int) -> Sequence[Testimonial]:
        """What may be read in this language, or in the other if there is none; newest first."""

    def given(self, participant_number: str, month: str) -> Given | None:
        """What this member has given in the month, ``2026-11``; whatever became of it."""

    def give(self, draft: Draft) -> bool:
        """Keep it until somebody decides, and note it in the audit.

        True also for the same message again; False when the month's was given before.
        """
