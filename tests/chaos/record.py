"""What the sandbox saw of a storm, conversation by conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import Channel, Language
from bot.texts import Texts
from tests.chaos.effects import Effects, effects_of
from tests.chaos.insurer import alike
from tests.chaos.talk import Said, Talk
from tests.chaos.verdict import Heard, Verdict, judge

INTERIM = ("waiting", "mail_waiting")
"""Texts of the gateway that ask for patience, and are no answers."""
SELDOM = {
    "expired": "Kode itu sudah tidak berlaku",
    "not_sent": "Email dengan kode terbaru",
    "resend": "Kode baru dikirim",
}
"""How answers begin that cannot be learned in calm weather."""

Answers = Mapping[str, Sequence[str]]
"""What is said → the bubbles that answer it."""


class Record:
    """The events so far, sorted by conversation and by message."""

    def __init__(
        self,
        events: Sequence[Mapping[str, Any]],
        answers: Mapping[Channel, Answers],
        gateway_kills: Sequence[float],
    ) -> None:
        """``answers`` are what was learned in calm weather; kills are Unix times."""
        self._answers = answers
        self._gateway_kills = tuple(gateway_kills)
        self._heard: dict[str, list[Heard]] = defaultdict(list)
        self._mails: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        interim = _interim_notices()
        for event in events:
            if event["kind"] == "mail":
                self._mails[event["to"]].append(event)
            elif event.get("author") == "bot" and event["text"] not in interim:
                self._heard[event["chat"]].append(Heard(_known(event["text"]), event["at"]))

    def verdict(self, talk: Talk) -> Verdict:
        """Whether everything in the talk was answered once and in order."""
        answers = self._answers[talk.phone.channel]
        written = [bubble for what in _taken(talk) for bubble in answers.get(what, (what,))]
        return judge(
            written,
            self._heard[talk.phone.chat["id"]],
            self._gateway_kills,
            may_repeat=talk.phone.channel is Channel.TELEGRAM,
        )

    def effects(self, talk: Talk) -> Effects:
        """Whether everything that the talk brought about happened once."""
        mails = self._mails[talk.person.email] if talk.person else []
        return effects_of(talk, mails, self._gateway_kills)

    def in_words(self, talk: Talk) -> str:
        """The talk, for whoever has to find out what went wrong."""
        known = {
            text: what
            for what, texts in self._answers[talk.phone.channel].items()
            for text in texts
        }
        heard = [
            f"{known.get(one.text, one.text[:80])} @{one.at:.1f}"
            for one in self._heard[talk.phone.chat["id"]]
        ]
        said = [f"{one.what}{'' if one.arrived else ' (broke off)'}" for one in talk.said]
        return (
            f"{talk.phone.channel} {talk.phone.chat['address']}: {self.verdict(talk)}\n"
            f"  {'; '.join(self.effects(talk).faults)}\n"
            f"  wrote: {', '.join(said)}\n  taken: {', '.join(_taken(talk))}\n"
            f"  heard: {', '.join(heard)}"
        )


def _taken(talk: Talk) -> list[str]:
    """What was said, in the order in which the gateway took it; then what it has lost."""
    said = {one.message_id: one for one in talk.said}
    books = talk.ledger.books(talk.phone)
    taken = talk.ledger.taken(talk.phone)
    known = {one.message_id for one in taken}
    return [
        *(_expected(said[one.message_id], books.checks.get(one.inbound_id)) for one in taken),
        *(f"lost: {one.what}" for one in talk.said if one.arrived and one.message_id not in known),
    ]


def _expected(said: Said, outcome: str | None) -> str:
    """Under what the answer is known: a code may have expired before it was typed."""
    return SELDOM.get(outcome or said.what, said.what)


def _known(text: str) -> str:
    """The text without what differs from member to member."""
    return next((begin for begin in SELDOM.values() if text.startswith(begin)), alike(text))


def _interim_notices() -> frozenset[str]:
    texts = Texts.load()
    return frozenset(texts.say(key, language).text for key in INTERIM for language in Language)
