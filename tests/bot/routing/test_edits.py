"""Edited messages: the newest wording is answered, once."""

from __future__ import annotations

import httpx
import pytest

from bot.fakes import inbound
from bot.leases import DURATION_S
from bot.messages import InboundKind, Language
from bot.stored import inbound_from_json
from bot.texts import Texts

NOTE = Texts.load().say("edit_used", Language.INDONESIAN).text


def message(text, ref="5", **changes):
    return inbound(text, message_ref=ref, **changes)


def edit(text, ref="5", **changes):
    return message(text, ref, edit_of=ref, **changes)


async def test_while_the_first_wording_waits_only_the_new_one_is_answered(resting_world):
    world = resting_world
    for one in (message("lama"), message("lain", ref="6"), edit("baru")):
        await world.inbox.receive(one)
    world.start()
    await world.until(lambda: len(world.telegram.sent) == 2)
    await world.settled()
    assert world.rasa.said() == ["lain", "baru"]
    assert world.telegram.texts() == ["re: lain", "re: baru"]
    assert [row.state for row in world.inbox_rows()] == ["done"] * 3
    assert inbound_from_json(world.inbox_rows()[0].content).text == ""


async def test_of_several_new_wordings_the_last_is_answered(resting_world):
    world = resting_world
    for one in (message("satu"), edit("dua"), edit("tiga")):
        await world.inbox.receive(one)
    world.start()
    await world.until(lambda: world.telegram.sent)
    await world.settled()
    assert world.telegram.texts() == ["re: tiga"]


async def test_a_new_wording_after_the_answer_is_answered_and_says_so(world):
    await world.receive(message("lama"))
    await world.settled()
    await world.receive(edit("baru"))
    await world.settled()
    assert world.rasa.said() == ["lama", "baru"]
    assert world.telegram.texts() == ["re: lama", NOTE, "re: baru"]  # one bubble, split here


async def test_a_second_new_wording_says_so_too(world):
    for one in (message("satu"), edit("dua"), edit("tiga")):
        await world.receive(one)
        await world.settled()
    assert world.telegram.texts() == ["re: satu", NOTE, "re: dua", NOTE, "re: tiga"]


async def test_an_edit_that_changes_no_word_is_not_answered_again(world):
    await world.receive(message("halo"))
    await world.settled()
    await world.receive(edit("halo"))
    await world.settled()
    assert world.telegram.texts() == ["re: halo"]
    assert [row.state for row in world.inbox_rows()] == ["done"] * 2


async def test_an_edit_of_a_message_that_we_never_saw_is_answered_like_any(world):
    await world.receive(edit("baru", ref="77"))
    await world.settled()
    assert world.telegram.texts() == ["re: baru"]


async def test_an_edit_in_another_chat_touches_nothing(world):
    await world.receive(message("lama"))
    await world.settled()
    await world.receive(edit("baru", address="8"))
    await world.settled()
    assert world.telegram.texts("8") == ["re: baru"]


async def test_a_code_in_a_new_wording_is_taken_out_and_deleted(world):
    await world.receive(message("kodenya"))
    await world.settled()
    world.desk.awaited = True
    await world.receive(edit("kodenya 123456"))
    await world.settled()
    assert world.rasa.said() == ["kodenya", "/code_checked"]
    assert [draft.delete_ref for _, draft, _ in world.telegram.sent] == [None, "5", None]
    assert all("123456" not in (row.content or "") for row in world.inbox_rows())


async def test_a_code_in_a_wording_that_was_replaced_is_not_kept(resting_world):
    world = resting_world
    world.desk.awaited = True
    for one in (message("123456"), edit("kode saya apa?")):
        await world.inbox.receive(one)
    world.start()
    await world.until(lambda: world.telegram.sent)
    await world.settled()
    assert world.desk.checks == []
    assert all("123456" not in (row.content or "") for row in world.inbox_rows())


async def test_an_edited_command_is_obeyed(world):
    await world.receive(message("manfaat"))
    await world.settled()
    await world.receive(edit("/menu", kind=InboundKind.MENU))
    await world.settled()
    assert world.rasa.said() == ["manfaat", "/show_menu"]


@pytest.mark.parametrize(
    ("trouble", "answered"),
    [
        (httpx.ReadTimeout("slow"), ["lama", "baru"]),  # it may have been heard
        (500, ["lama", "baru"]),
        (httpx.ConnectError("refused"), ["baru"]),
    ],
)
async def test_a_message_that_rasa_may_have_heard_is_answered_before_its_new_wording(
    resting_world, trouble, answered
):
    world = resting_world
    world.rasa.failures = [trouble]
    world.start()
    await world.receive(message("lama"))
    await world.until(lambda: not world.rasa.failures)
    await world.settled()
    await world.inbox.receive(edit("baru"))
    await world.as_time_passes(lambda: world.rasa.said()[-1:] == ["baru"])
    assert world.rasa.said() == answered
    assert [row.state for row in world.inbox_rows()] == ["done"] * 2


@pytest.mark.parametrize("answered", [True, False])
async def test_killed_in_an_edits_turn_it_is_answered_once(resting_world, answered):
    world = resting_world
    world.start()
    if answered:
        await world.receive(message("lama"))
        await world.settled()
    else:
        await world.inbox.receive(message("lama"))
    await world.killed_before("answer", edit("baru"), of=world.turns._answering)
    world.clock.advance(seconds=DURATION_S + 1)
    world.restart_parts()
    world.start()
    await world.until(lambda: "re: baru" in world.telegram.texts())
    await world.settled()
    assert world.telegram.texts() == (["re: lama", NOTE, "re: baru"] if answered else ["re: baru"])
