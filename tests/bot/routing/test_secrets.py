"""Codes are taken out while one is awaited, however they are written; nothing else is."""

from __future__ import annotations

import pytest

from bot.fakes import FakeCodeDesk
from bot.routing.secrets import CodeChecked, Secrets


async def test_nothing_is_taken_from_a_text_without_a_code():
    desk = FakeCodeDesk(awaited=True)
    assert await Secrets(desk).take("c", "i", "kode belum masuk") is None
    assert desk.checks == []


async def test_a_malformed_code_is_only_taken_while_one_is_awaited():
    desk = FakeCodeDesk()
    assert await Secrets(desk).take("c", "i", "12345") is None
    desk.awaited = True
    assert await Secrets(desk).take("c", "i", "12345") == CodeChecked({"outcome": "malformed"})


async def test_asked_again_for_the_same_message_the_outcome_is_the_same():
    desk = FakeCodeDesk(awaited=True)
    secrets = Secrets(desk)
    first = await secrets.take("c", "i", "123456")
    assert await secrets.take("c", "i", "123456") == first == CodeChecked({"outcome": "accepted"})
    assert desk.checks == ["123456"]


@pytest.mark.parametrize("text", ["123456ya", "otp123456", "123/456", "1-2-3-4-5-6", "123_456"])
async def test_a_code_is_checked_however_it_is_written(text):
    desk = FakeCodeDesk(awaited=True)
    assert await Secrets(desk).take("c", "i", text) == CodeChecked({"outcome": "accepted"})


@pytest.mark.parametrize("text", ["kodenya 1234567 ya", "1234ya", "otp12345", "123456 atau 654321"])
async def test_what_was_meant_as_a_code_is_taken_out_too(text):
    desk = FakeCodeDesk(awaited=True)
    assert await Secrets(desk).take("c", "i", text) == CodeChecked({"outcome": "malformed"})
    assert desk.checks == []


@pytest.mark.parametrize(
    "text", ["12 mei 1990", "12/5/1990", "KLM-100001", "budi123456@contoh.co.id", "081234567890"]
)
async def test_other_data_pass_while_a_code_is_awaited(text):
    desk = FakeCodeDesk(awaited=True)
    assert await Secrets(desk).take("c", "i", text) is None
    assert desk.checks == []
