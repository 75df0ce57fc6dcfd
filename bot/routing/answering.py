"""The answer to one turn: a code is taken out, the dialogue is asked, or the gateway speaks."""

from __future__ import annotations

from dataclasses import replace

import structlog

from bot.dialogue.gate import RasaGate
from bot.dialogue.rasa_client import Question, RasaClient
from bot.messages import InboundKind, Language
from bot.metrics import Metrics
from bot.routing.language import first_guess, settle
from bot.routing.notes import noted
from bot.routing.router import (
    CODE_CHECKED,
    UNKNOWN_BUTTON,
    AskIntent,
    AskText,
    Note,
    Say,
    Suppress,
    route,
)
from bot.routing.secrets import Secrets
from bot.routing.turn import Ending, Turn, fetched
from bot.texts import Texts

log = structlog.get_logger(__name__)


class Answering:
    """Finds out what a turn comes to; commits nothing."""

    def __init__(
        self, secrets: Secrets, rasa: RasaClient, texts: Texts, metrics: Metrics, gate: RasaGate
    ) -> None:
        """``gate`` is opened by every answer of Rasa's."""
        self._secrets = secrets
        self._rasa = rasa
        self._texts = texts
        self._metrics = metrics
        self._gate = gate

    async def answer(self, turn: Turn) -> Ending:
        """What the turn comes to; asked again, it comes to the same.

        Raises what ``RasaClient.ask`` raises, and the database's errors.
        """
        way = route(turn.inbound, turn.tapped, turn.offered)
        if isinstance(way, Note):
            return Ending()
        if isinstance(way, Suppress):
            return Ending(suppress=True)
        text = way.text if isinstance(way, AskText) else None
        with self._metrics.stage("secrets"):
            code = await self._secrets.take(turn.conversation_id, turn.inbound_id, text)
        if code:
            ending = await self._ask(turn, turn.language, AskIntent(CODE_CHECKED, code.entities))
            return replace(ending, erase_text=True, delete_message=True)
        if isinstance(way, Say):
            return self._say(turn, way)
        known = turn.language
        if text is not None:
            known = settle(text, known=known, is_chosen=turn.language_chosen)
        return await self._ask(turn, known, way)

    def _say(self, turn: Turn, way: Say) -> Ending:
        said = self._texts.say(way.key, spoken(turn, turn.language))
        return Ending((said,), closes_tapped=way.key == UNKNOWN_BUTTON)

    async def _ask(self, turn: Turn, known: Language | None, way: AskIntent | AskText) -> Ending:
        question = _question(turn, spoken(turn, known), way)
        with self._metrics.stage("rasa"):
            answer = await self._rasa.ask(question)
        self._gate.open()
        language = answer.language or question.language
        replies = answer.replies
        if not replies:
            self._metrics.rasa_trouble("empty")
            log.error("rasa_said_nothing", **turn.ids)
            replies = (self._texts.say("trouble", language),)
        replies = noted(replies, turn, way, self._texts, language, files_told=answer.files_told)
        return Ending(
            replies=tuple(replace(reply, language=language) for reply in replies),
            language=answer.language or known,
            language_chosen=answer.language is not None,
            chosen=way.chosen if isinstance(way, AskIntent) else None,
            closes_tapped=_is_stale_tap(turn, way),
            delete_message=answer.delete_inbound,
        )


def _question(turn: Turn, language: Language, way: AskIntent | AskText) -> Question:
    return Question(
        conversation_id=turn.conversation_id,
        inbound_id=turn.inbound_id,
        channel=turn.inbound.channel,
        language=language,
        text=way.text if isinstance(way, AskText) else None,
        intent=way.name if isinstance(way, AskIntent) else None,
        entities=way.entities if isinstance(way, AskIntent) else {},
        attachments=fetched(turn.inbound.attachments),
    )


def _is_stale_tap(turn: Turn, way: AskIntent | AskText) -> bool:
    """Whether a button was tapped that we do not know any more, and its title was answered."""
    is_tap = turn.inbound.kind is InboundKind.CHOICE
    return is_tap and turn.tapped is None and isinstance(way, AskText)


def spoken(turn: Turn, known: Language | None) -> Language:
    """The language to answer in: what is known, else what the member's app suggests."""
    return known or first_guess(turn.inbound.language_hint)
