"""Events, articles and testimonials in memory, for tests of whoever asks for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from insurance.articles import Article
from insurance.events import Registered, Talk
from insurance.testimonials import Draft, Given, GivenState, Testimonial


class FakeTalkBook:
    """Knows the events that it was given."""

    def __init__(self, *talks: Talk) -> None:
        """Nobody has registered."""
        self._talks = {talk.code: talk for talk in talks}
        self._coming: dict[tuple[str, str], str] = {}
        self._cancelled: set[tuple[str, str, str]] = set()

    def talks(self, ending_after: datetime) -> Sequence[Talk]:
        """As the port says."""
        coming = [self._seen(talk) for talk in self._talks.values() if talk.ends_at > ending_after]
        return sorted(coming, key=lambda talk: talk.starts_at)

    def talk(self, code: str) -> Talk | None:
        """As the port says."""
        talk = self._talks.get(code)
        return self._seen(talk) if talk else None

    def put(self, talk: Talk) -> None:
        """An event that is new, or another by now."""
        self._talks[talk.code] = talk

    def registered(self, conversation_id: str) -> Collection[str]:
        """As the port says."""
        return {code for code, chat in self._coming if chat == conversation_id}

    def register(self, talk: Talk, conversation_id: str, inbound_id: str) -> Registered:
        """As the port says."""
        key = (talk.code, conversation_id)
        if key in self._coming:
            return Registered.YES if self._coming[key] == inbound_id else Registered.ALREADY
        if self._seen(talk).places_left == 0:
            return Registered.FULL
        self._coming[key] = inbound_id
        return Registered.YES

    def cancel(self, code: str, conversation_id: str, inbound_id: str) -> bool:
        """As the port says."""
        was = self._coming.pop((code, conversation_id), None)
        if was is not None:
            self._cancelled.add((code, conversation_id, inbound_id))
        return (code, conversation_id, inbound_id) in self._cancelled

    def _seen(self, talk: Talk) -> Talk:
        taken = Counter(code for code, _ in self._coming)
        return replace(talk, taken=taken[talk.code])


class FakeArticleShelf:
    """Knows the articles that it was given, in that order."""

    def __init__(self, *articles: Article) -> None:
        self._articles = articles

    def newest(self) -> Sequence[Article]:
        """As the port says."""
        return self._articles


class FakeTestimonialBook:
    """Knows the testimonials that it was given; keeps what members give."""

    def __init__(self, *published: Testimonial) -> None:
        self._published = published
        self.drafts: list[Draft] = []
        """What was given, in that order."""

    def published(self, language: str, skip: int, limit: int) -> Sequence[Testimonial]:
        """As the port says; in the order in which they were given."""
        own = [one for one in self._published if one.language == language]
        return (own or self._published)[skip : skip + limit]

    def given(self, participant_number: str, month: str) -> Given | None:
        """As the port says."""
        for draft in self.drafts:
            if (draft.participant_number, draft.month) == (participant_number, month):
                return _given(draft)
        return None

    def give(self, draft: Draft) -> bool:
        """As the port says."""
        given = self.given(draft.participant_number, draft.month)
        if given is None:
            self.drafts.append(draft)
        return given is None or given.inbound_id == draft.inbound_id


def _given(draft: Draft) -> Given:
    return Given(
        id=1,
        name=draft.name,
        text=draft.text,
        language=draft.language,
        stars=draft.stars,
        state=GivenState.PENDING,
        given_at=draft.given_at,
        inbound_id=draft.inbound_id,
    )
