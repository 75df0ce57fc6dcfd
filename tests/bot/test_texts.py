"""What the gateway itself says, in both languages."""

from __future__ import annotations

import pytest

from bot.messages import Language, Reply
from bot.texts import Texts


@pytest.mark.parametrize("language", list(Language))
def test_every_text_says_something_and_titles_are_short(language):
    texts = Texts.load()
    for key in sorted(texts.keys()):
        reply = texts.say(key, language)
        assert reply.text
        assert all(len(choice.title) <= 20 for choice in reply.choices)


def test_languages_differ_in_every_text():
    texts = Texts.load()
    for key in sorted(texts.keys()):
        assert texts.say(key, Language.INDONESIAN).text != texts.say(key, Language.ENGLISH).text


def test_a_kind_without_a_text_gets_the_general_one():
    texts = Texts.load()
    unknown = texts.say("unsupported_hologram", Language.ENGLISH)
    assert unknown == texts.say("unsupported_other", Language.ENGLISH)


def test_a_text_that_one_language_lacks_is_refused():
    with pytest.raises(ValueError, match="every language"):
        Texts({Language.INDONESIAN: {"a": Reply("a")}, Language.ENGLISH: {}})
