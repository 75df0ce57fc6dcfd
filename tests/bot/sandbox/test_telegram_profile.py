"""The bot's profile: commands, names and descriptions, in each language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.bot.sandbox.running_demo import Demo
from tests.bot.sandbox.specified import mismatches

COMMANDS = [{"command": "menu", "description": "Menu utama"}]


async def test_commands_are_kept_by_language_and_scope(demo: Demo) -> None:
    scope = {"type": "all_private_chats"}
    await demo.gateway.call("setMyCommands", commands=COMMANDS, language_code="id")
    await demo.gateway.call("setMyCommands", commands=[], scope=scope)
    assert (await demo.gateway.call("getMyCommands", language_code="id"))["result"] == COMMANDS
    assert (await demo.gateway.call("getMyCommands", scope=scope))["result"] == []
    await demo.gateway.call("deleteMyCommands", language_code="id")
    assert (await demo.gateway.call("getMyCommands", language_code="id"))["result"] == []


async def test_page_is_told_the_commands_of_each_language(demo: Demo) -> None:
    await demo.gateway.call("setMyCommands", commands=COMMANDS, language_code="id")
    await demo.client.look()
    told = [one for one in demo.client.events if one["kind"] == "commands"]
    assert [(one["commands"], one["language"]) for one in told] == [(COMMANDS, "id")]


@pytest.mark.parametrize(
    ("name", "field", "kind"),
    [
        ("Name", "name", "BotName"),
        ("Description", "description", "BotDescription"),
        ("ShortDescription", "short_description", "BotShortDescription"),
    ],
)
async def test_text_of_the_profile_falls_back_to_the_one_for_every_language(
    demo: Demo, shared: Path, name: str, field: str, kind: str
) -> None:
    await demo.gateway.call(f"setMy{name}", **{field: "Asisten"})
    await demo.gateway.call(f"setMy{name}", **{field: "Assistant", "language_code": "en"})
    english = await demo.gateway.call(f"getMy{name}", language_code="en")
    other = await demo.gateway.call(f"getMy{name}", language_code="nl")
    assert mismatches(shared, kind, english["result"]) == []
    assert (english["result"][field], other["result"][field]) == ("Assistant", "Asisten")


async def test_page_is_told_the_profile(demo: Demo) -> None:
    await demo.gateway.call("setMyDescription", description="Halo", language_code="id")
    await demo.gateway.call("setMyShortDescription", short_description="H", language_code="id")
    await demo.client.look()
    told = [one for one in demo.client.events if one["kind"] == "profile"][-1]
    assert (told["description"], told["short_description"], told["language"]) == ("Halo", "H", "id")


async def test_menu_button_is_kept(demo: Demo) -> None:
    await demo.gateway.call("setChatMenuButton", menu_button={"type": "commands"})
    assert (await demo.gateway.call("getChatMenuButton"))["result"] == {"type": "commands"}


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("setMyCommands", {"commands": [{"command": "Menu", "description": "x"}]}, "BOT_COMMAND"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND"),
        ("setMyCommands", {"commands": [{"command": "a", "description": ""}]}, "DESCRIPTION"),
        ("setMyCommands", {"commands": COMMANDS * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": COMMANDS, "language_code": "indonesia"}, "LANG_CODE"),
        ("setMyCommands", {"commands": COMMANDS, "scope": {"type": "moon"}}, "unsupported type"),
        ("setMyName", {"name": "x" * 65}, "0 to 64 characters"),
        ("setMyDescription", {"description": "x" * 513}, "0 to 512 characters"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "0 to 120 characters"),
    ],
)
async def test_profile_that_telegram_would_not_take_is_refused(
    demo: Demo, method: str, params: dict[str, Any], description: str
) -> None:
    answer = await demo.gateway.call(method, **params)
    assert answer["error_code"] == 400
    assert description in answer["description"]
