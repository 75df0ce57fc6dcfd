"""``read_articles``: the newest, or those about what the words name; read by their links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.formats import day
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction, button, remember
from insurance.articles import Article, about, topic_in
from insurance.lifestyle_ports import ArticleShelf

AT_ONCE = 3
"""Articles that one bubble shows."""
LONGEST_SUMMARY = 100
LONGEST_TOPIC = 60
_OTHERS = re.compile(r"\b(?:lain(?:nya)?|lagi|more|others?|another|next|berikutnya)\b")
"""Words that ask for what was not shown yet."""


class ReadArticles(TurnAction):
    """Shows three at a time."""

    action_name = "action_read_articles"

    def __init__(self, texts: Texts, shelf: ArticleShelf) -> None:
        """``shelf`` has the articles."""
        super().__init__(texts)
        self._shelf = shelf

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; a topic of which there is nothing is said, and the newest are shown."""
        newest = self._shelf.newest()
        topic, skip = _asked(turn)
        found = about(newest, topic) if topic else newest
        named = " ".join(topic)[:LONGEST_TOPIC]
        if not newest:
            turn.say("utter_no_articles")
        elif not found:
            _show(turn, "utter_articles_none_about", newest, [], 0, named)
            topic, skip = [], 0
        else:
            response = "utter_articles_about" if topic else "utter_articles"
            _show(turn, response, found, topic, skip, named)
        shown = {"action": self.action_name, "topic": " ".join(topic), "skip": skip + AT_ONCE}
        return remember(topic=shown)


def _asked(turn: Turn) -> tuple[Sequence[str], int]:
    """What the articles are to be about, and how many were shown: "yang lain" goes on."""
    if turn.is_button:
        skip = turn.entities.get("skip", "0")
        words = turn.entities.get("topic_words", "").split()
        return words, int(skip) if skip.isdecimal() else 0
    topic = topic_in(turn.text)
    before = turn.slots.get("topic") or {}
    asked_before = before.get("action") == ReadArticles.action_name
    if not topic and asked_before and _OTHERS.search(turn.text.casefold()):
        return str(before.get("topic") or "").split(), int(before.get("skip") or 0)
    return topic, 0


def _show(  # noqa: PLR0917  (what is shown, and what was asked)
    turn: Turn,
    response: str,
    found: Sequence[Article],
    topic: Sequence[str],
    skip: int,
    named: str,
) -> None:
    shown = found[skip : skip + AT_ONCE] or found[:AT_ONCE]
    rest = skip + AT_ONCE
    entities = {"skip": str(rest), **({"topic_words": " ".join(topic)} if topic else {})}
    more = [button(turn.part("articles_more"), "read_articles", **entities)]
    lines = "\n\n".join(_lines(turn, one) for one in shown)
    turn.ask(response, more if len(found) > rest else [], lines=lines, topic=named)


def _lines(turn: Turn, one: Article) -> str:
    heading = f"*{one.title(turn.language)}* ({day(one.published_on, turn.language)})"
    return "\n".join([heading, _short(one.summary(turn.language)), one.url])


def _short(summary: str) -> str:
    text = " ".join(summary.split())
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rpartition(" ")[0].rstrip(" .,;:") + " …"
