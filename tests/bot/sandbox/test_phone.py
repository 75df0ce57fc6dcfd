"""The members' phones that journeys and chaos write with."""

from __future__ import annotations

import pytest

from bot.messages import Channel
from bot.sandbox.phone import Heard, NothingHeard
from tests.bot.sandbox.running_demo import Demo

MENU = "*Menu*\nPilih:\n1. Cek manfaat\n2. Status klaim\n\nHubungi 15000-37"


def test_option_is_found_by_its_title() -> None:
    assert Heard("1", MENU).option("status klaim") == "2"
    assert Heard("1", MENU).option("hubungi") is None


def test_button_is_found_by_its_title() -> None:
    assert Heard("1", "Menu", (("Cek manfaat", "t1"),)).button("CEK") == "t1"


async def test_tap_on_whatsapp_sends_the_number(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_text("menu")
    await phone.tap("Status klaim")
    await phone.wait_for_reply("2!")


async def test_tap_on_what_was_not_offered_is_an_error(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    with pytest.raises(NothingHeard):
        await phone.tap("Cek manfaat")


async def test_replies_are_read_one_after_the_other(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_text("satu")
    await phone.send_text("dua")
    assert (await phone.wait_for_reply()).text == "satu!"
    assert (await phone.wait_for_reply()).text == "dua!"
    with pytest.raises(NothingHeard):
        await phone.wait_for_reply(within_s=0.1)
