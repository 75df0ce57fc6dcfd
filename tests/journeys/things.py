"""What members send in the journeys, and how it is told whether each thing got its one answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.sandbox.phone import Heard, Phone

SAMPLES = Path(__file__).resolve().parents[2] / "bot" / "sandbox" / "page" / "samples"
RECEIPT = (SAMPLES / "kuitansi.jpg").read_bytes()
PDF = (SAMPLES / "resume-medis.pdf").read_bytes()
PROGRAM = b"MZ\x90\x00" + bytes(300)
"""What only says that it is a photo."""
MENU = "Menu utama"


async def answers_to(phone: Phone, *things: Callable[[], Awaitable[Any]]) -> list[Heard]:
    """Everything that the assistant says to these things, and to nothing else.

    Answers come in the order of the messages; so all of them stand before the menu that is asked
    for at the end, and an answer too many would, too.
    """
    already = len(await phone.heard())
    for thing in things:
        await thing()
    await phone.send_text("menu")
    heard = await phone.heard()
    while not any(MENU in one.text for one in heard[already:]):
        await phone.wait_for_reply(MENU)
        heard = await phone.heard()
    return heard[already:-1]


async def answer_to(phone: Phone, *things: Callable[[], Awaitable[Any]]) -> Heard:
    """The one answer to these things."""
    (heard,) = await answers_to(phone, *things)
    return heard


async def greeted(phone: Phone) -> Phone:
    """The phone of a member who has said hello, so that everything is in Indonesian."""
    await phone.send_text("halo")
    await phone.wait_for_reply("Gen iClick")
    return phone
