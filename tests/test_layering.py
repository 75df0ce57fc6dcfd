"""Imports go one way through the house, and what runs inside Rasa stands apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "insurance": set(),
    "storage": {"insurance"},
    "partners": {"insurance"},
    "actions": {"insurance", "storage", "partners"},
    "bot": {"insurance", "storage", "partners"},
    "iclick": {"insurance", "storage", "partners", "actions", "bot"},
    "engine": set(),
}
ONLY_IN_SETTINGS = {"environ", "getenv"}


GATEWAY_ROOMS = {
    # A delivery report is received here and belongs to the outbox.
    "inbound": {"outbound", "inspection"},
    "inspection": set(),
    "routing": {"dialogue", "outbound"},
    "dialogue": set(),
    "outbound": set(),
    "texts": set(),
    "api": {"outbound"},  # a claim's files are read there as those are that we send
    "pages": set(),
    "sandbox": set(),
}
"""A message walks down this list and never turns back."""
ABOVE_THE_GATEWAY_ROOMS = {"gateway", "health", "fakes"}
"""Modules of ``bot`` itself that know its rooms; all others stand below every room."""


def modules(room: str) -> Iterator[Path]:
    return (path for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts)


def imported_modules(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)} imports relatively"
            module = node.module or ""
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def imported_rooms(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported_modules(path)} & MAY_IMPORT.keys()


def imported_gateway_rooms(path: Path) -> set[str]:
    names = (name.split(".") for name in imported_modules(path))
    inside = {parts[1] for parts in names if parts[0] == "bot" and len(parts) > 1}
    return inside & (GATEWAY_ROOMS.keys() | ABOVE_THE_GATEWAY_ROOMS)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_stands_below_it(room):
    strangers = {
        f"{path.relative_to(ROOT)} imports {', '.join(sorted(wrong))}"
        for path in modules(room)
        if (wrong := imported_rooms(path) - MAY_IMPORT[room] - {room})
    }
    assert strangers == set()


@pytest.mark.parametrize("room", GATEWAY_ROOMS)
def test_a_room_of_the_gateway_imports_only_what_a_message_meets_after_it(room):
    strangers = {
        f"{path.relative_to(ROOT)} imports {', '.join(sorted(wrong))}"
        for path in modules(f"bot/{room}")
        if (wrong := imported_gateway_rooms(path) - GATEWAY_ROOMS[room] - {room, "texts"})
    }
    assert strangers == set()


def test_what_all_rooms_of_the_gateway_share_knows_none_of_them():
    shared = (path for path in (ROOT / "bot").glob("*.py"))
    strangers = {
        f"{path.relative_to(ROOT)} imports {', '.join(sorted(wrong))}"
        for path in shared
        if path.stem not in ABOVE_THE_GATEWAY_ROOMS and (wrong := imported_gateway_rooms(path))
    }
    assert strangers == set()


def test_every_room_of_the_gateway_is_known_to_this_test():
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")}
    assert rooms == GATEWAY_ROOMS.keys()


def test_only_the_composition_root_knows_the_sandbox():
    rest = [path for room in MAY_IMPORT.keys() - {"iclick"} for path in modules(room)]
    knowing = {
        str(path.relative_to(ROOT))
        for path in rest
        if "bot/sandbox" not in path.as_posix() and "bot.sandbox" in path.read_text()
    }
    assert knowing == set()


def test_only_the_settings_read_the_environment():
    # engine has an environment of its own, which ``iclick rasa`` makes for it.
    reading = {
        str(path.relative_to(ROOT))
        for room in MAY_IMPORT.keys() - {"engine"}
        for path in modules(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ONLY_IN_SETTINGS
    }
    assert reading == {"iclick/settings.py"}


def test_every_room_is_known_to_this_test():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms - {"tests"} == MAY_IMPORT.keys()
