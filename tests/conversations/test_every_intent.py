"""Each intent and each faq topic of the NLU contract, in both languages, on both channels."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.choices import offer
from bot.dialogue.replies import read_answer
from bot.messages import Draft, Language, Reply
from bot.outbound.telegram_composing import drafts_of
from bot.outbound.whatsapp_compose import WhatsAppComposer
from bot.outbound.whatsapp_words import words_of
from bot.texts import Texts
from storage.claim_drafts import SqlClaimDrafts
from tests.conversations.house_style import faults
from tests.conversations.talking import BUDI, DEWI, Chat, Office

ROOT = Path(__file__).resolve().parents[2]
TABLE: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "every_intent.yml").read_text(encoding="utf-8")
)
LANGUAGES = ("id", "en")
CHANNELS = ("telegram", "whatsapp")
VERIFY = {"id": "Polis Anda jenis yang mana?", "en": "What kind of policy do you have?"}
CODE = {"id": "Kode 6 digit dikirim ke", "en": "A 6-digit code is on its way to"}


@dataclass(frozen=True)
class Example:
    """One message, or one tap, and what it must be answered with."""

    about: str
    where: str
    language: str
    says: str
    taps: str
    has: tuple[str, ...]
    buttons: tuple[str, ...]
    answered_in: str
    is_protected: bool

    def __str__(self) -> str:
        return f"{self.about}, {self.where}: {self.says or self.taps}"


def _examples() -> list[Example]:
    return [
        Example(
            about=about,
            where=case.get("where", "home"),
            language=language,
            says=says,
            taps=taps,
            has=tuple(case[language]["has"]),
            buttons=tuple(case[language].get("buttons", ())),
            answered_in=case[language].get("answers_in", language),
            is_protected=case.get("protected", False),
        )
        for about, cases in TABLE.items()
        for case in cases
        for language in LANGUAGES
        for says, taps in _asked(case[language])
    ]


def _asked(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    messages = [(said, "") for said in entry.get("says", ())]
    return messages + [("", title) for title in entry.get("taps", ())]


EXAMPLES = _examples()
PROTECTED = [example for example in EXAMPLES if example.is_protected]


# --- the table itself -----------------------------------------------------------------------------


def test_the_table_covers_the_contract(shared: Path) -> None:
    contract = (shared / "nlu-contract.md").read_text(encoding="utf-8")
    rows = re.search(r"^## Intents$(.+?)^## ", contract, re.MULTILINE | re.DOTALL)
    assert rows is not None
    intents = {
        name
        for row in re.findall(r"^\|(.+?)\|", rows[1], re.MULTILINE)
        for name in re.findall(r"`(\w+)`", row)
    }
    assert set(TABLE) == intents | set(re.findall(r"`(faq/\w+)`", contract))


def test_the_table_covers_all_that_is_trained() -> None:
    trained = {block["intent"] for block in _training_data()}
    assert set(TABLE) == trained | {"faq"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_a_message_in_both_languages(language: str) -> None:
    written = {each.about for each in EXAMPLES if each.says and each.language == language}
    assert set(TABLE) - written == {"faq"}  # its topics are what is written about


def test_no_message_of_the_table_was_trained_on() -> None:
    annotation = re.compile(r"\[([^]]+)\](\([^)]*\)|\{[^}]*\})")
    trained = {
        _bare(annotation.sub(r"\1", line))
        for block in _training_data()
        for line in block["examples"].splitlines()
    }
    asked = [_bare(example.says) for example in EXAMPLES if example.says]
    assert set(asked) & trained == set()


def _training_data() -> list[Mapping[str, str]]:
    files = (ROOT / "data").glob("*/nlu.yml")
    blocks = [block for file in files for block in yaml.safe_load(file.read_text())["nlu"]]
    return [block for block in blocks if "intent" in block]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# --- where a member may stand ---------------------------------------------------------------------

Chats = dict[tuple[str, str], Chat]


def _verified(office: Office, member: tuple[str, ...]) -> Chats:
    office.clock.advance(hours=25)  # nobody's allowance of codes is spent by another test
    chats = {
        (language, channel): office.chat(language, channel)
        for language in LANGUAGES
        for channel in CHANNELS
    }
    for chat in chats.values():
        chat.is_verified_as(member)
    return chats


@pytest.fixture(scope="module")
def verified(office: Office) -> Chats:
    """Chats of a principal with a family."""
    return _verified(office, BUDI)


@pytest.fixture(scope="module")
def linked(office: Office) -> Chats:
    """Chats of somebody else, which will be quiet for long."""
    return _verified(office, DEWI)


def at_the_policy_number(chat: Chat) -> None:
    chat.begins_verification()


def at_the_consent(chat: Chat) -> None:
    chat.sends("login")
    chat.sends("pick_policy_type", policy_type="group")


def awaiting_a_code(chat: Chat) -> None:
    chat.office.clock.advance(hours=25)
    chat.begins_verification()
    chat.gives(*DEWI)
    chat.office.clock.advance(seconds=61)  # another code may be asked for


STRANGERS: Mapping[str, Callable[[Chat], object]] = {
    "new": lambda chat: None,
    "home": lambda chat: chat.sends("greet"),
    "more": lambda chat: chat.sends("show_menu", choice="more"),
    "consent": at_the_consent,
    "policy_number": at_the_policy_number,
    "code": awaiting_a_code,
}
MEMBERS: Mapping[str, Callable[[Chat], object]] = {
    "verified": lambda chat: None,
    "asked_benefits": lambda chat: chat.sends("check_benefits"),
    "at_documents": lambda chat: chat.sends("add_claim_document", claim_number="KLM-100004"),
}


def at_rest(chat: Chat, member: tuple[str, ...]) -> None:
    """With no form running, and no claim begun in this chat or another."""
    chat.sends("show_menu")
    drafts = SqlClaimDrafts(chat.office.database, chat.office.clock)
    drafts.discard(member[1], uuid.uuid4().hex)


def unlock(chat: Chat) -> None:
    """As it was before the clock was moved."""
    if not chat.office.identity.status(chat.id).unlocked:
        chat.office.mailed_code()  # a mail that somebody else is owed goes first
        chat.sends("login")
        chat.types_code()


def standing(example: Example, office: Office, channel: str, verified: Chats) -> Chat:
    """A chat where the example begins."""
    if example.where in STRANGERS:
        chat = office.chat(example.language, channel)
        STRANGERS[example.where](chat)
        return chat
    chat = verified[example.language, channel]
    unlock(chat)
    at_rest(chat, BUDI)
    MEMBERS[example.where](chat)
    return chat


# --- what the channel shows -----------------------------------------------------------------------

whatsapp = WhatsAppComposer(words_of(Texts.load())).compose


def shown(chat: Chat) -> list[Draft]:
    """The last answer as the messages that its channel makes of it; a picture that goes before
    its words, because nothing can be tapped under one, is none."""
    replies = read_answer({"messages": chat.last}).replies
    drafts = [draft for reply in replies for draft in _composed(reply, chat)]
    return [draft for draft in drafts if draft.text or draft.media is None]


def _composed(reply: Reply, chat: Chat) -> list[Draft]:
    reply = replace(reply, language=Language(chat.language))
    return (whatsapp if chat.channel == "whatsapp" else drafts_of)(reply, offer(reply))


def titles_shown(draft: Draft) -> list[str]:
    """In full, where a list shows the whole title in the second line."""
    seconds = draft.descriptions or ("",) * len(draft.buttons)
    return [second or title for (title, _), second in zip(draft.buttons, seconds, strict=True)]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_it_is_answered(office: Office, verified: Chats, example: Example, channel: str) -> None:
    chat = standing(example, office, channel, verified)
    answer = chat.says(example.says) if example.says else chat.taps(example.taps)
    assert [part for part in example.has if part not in answer] == [], answer
    drafts = shown(chat)
    assert len(drafts) == chat.bubbles == 1, answer
    assert titles_shown(drafts[-1]) == chat.titles
    assert [title for title in example.buttons if title not in chat.titles] == []
    assert faults(answer, chat.titles, example.answered_in) == []


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("example", PROTECTED, ids=str)
def test_a_stranger_is_verified_first(office: Office, example: Example, channel: str) -> None:
    chat = office.chat(example.language, channel)
    chat.sends("greet")
    answer = chat.says(example.says)
    assert VERIFY[example.language] in answer
    assert [part for part in example.has if part in answer] == []
    assert (chat.bubbles, len(shown(chat))) == (1, 1)
    assert faults(answer, chat.titles, example.language) == []


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("example", PROTECTED, ids=str)
def test_a_chat_that_was_quiet_is_asked_for_a_code_first(
    office: Office, linked: Chats, example: Example, channel: str
) -> None:
    chat = linked[example.language, channel]
    at_rest(chat, DEWI)
    office.clock.advance(hours=25)
    answer = chat.says(example.says)
    assert CODE[example.language] in answer
    assert faults(answer, chat.titles, example.language) == []
    assert "Dewi" in chat.types_code()
    assert chat.bubbles == 2  # the welcome, and what was asked for
