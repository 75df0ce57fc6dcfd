"""What Rasa is asked, and what its answers and troubles mean."""

from __future__ import annotations

import httpx
import pytest

from bot.dialogue.gate import RasaGate
from bot.dialogue.rasa_client import (
    Question,
    RasaClient,
    RasaFailed,
    RasaUnavailable,
    RasaUnreachable,
)
from bot.fakes import FakeRasa
from bot.messages import Channel, ConversationId, InboundId, Language

QUESTION = Question(
    ConversationId("c"), InboundId("i"), Channel.TELEGRAM, Language.INDONESIAN, text="halo"
)


def client(handler):
    return RasaClient(
        "http://rasa/", "t", httpx.AsyncClient(transport=httpx.MockTransport(handler))
    )


async def test_a_question_is_posted_with_the_token():
    seen = []

    def handler(request):
        seen.append(request)
        return httpx.Response(200, json={"replayed": False, "messages": [{"text": "hai"}]})

    answer = await client(handler).ask(QUESTION)
    assert [reply.text for reply in answer.replies] == ["hai"]
    assert str(seen[0].url) == "http://rasa/webhooks/iclick/webhook"
    assert seen[0].headers["authorization"] == "Bearer t"


def test_a_text_and_an_intent_are_told_apart():
    told = {"conversation_id": "c", "inbound_id": "i", "channel": "telegram", "language": "id"}
    assert QUESTION.as_json() == {**told, "text": "halo"}
    intent = Question(
        QUESTION.conversation_id,
        QUESTION.inbound_id,
        Channel.TELEGRAM,
        Language.INDONESIAN,
        intent="affirm",
        entities={"a": "b"},
    )
    assert intent.as_json() == {**told, "intent": {"name": "affirm", "entities": {"a": "b"}}}


@pytest.mark.parametrize(
    ("trouble", "meaning"),
    [
        (503, RasaUnavailable),
        (502, RasaUnavailable),
        (401, RasaUnavailable),
        (404, RasaUnavailable),
        (500, RasaFailed),
        (400, RasaFailed),
        (httpx.ReadTimeout("slow"), RasaUnavailable),
        (httpx.ConnectError("refused"), RasaUnreachable),
        (httpx.ConnectTimeout("nobody"), RasaUnreachable),
    ],
)
async def test_troubles_are_told_apart(trouble, meaning):
    with pytest.raises(meaning) as caught:
        await FakeRasa(failures=[trouble]).client().ask(QUESTION)
    assert type(caught.value) is meaning


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"messages": null}', b'{"messages": ["x"]}'])
async def test_an_answer_of_another_shape_is_a_failure(body):
    with pytest.raises(RasaFailed):
        await client(lambda _: httpx.Response(200, content=body)).ask(QUESTION)


async def test_health_is_asked_for():
    rasa = FakeRasa()
    assert await rasa.client().is_well()
    rasa.is_down = True
    assert not await rasa.client().is_well()


def test_the_gate_lets_one_knock_and_opens_for_all():
    woken = []
    gate = RasaGate(woken.append)
    assert gate.hold("a") == 0.0
    assert gate.close() > 0
    assert gate.hold("a") > 0
    assert gate.hold("b") > 0
    gate.open()
    assert sorted(woken) == ["a", "b"]
    assert gate.hold("a") == 0.0
