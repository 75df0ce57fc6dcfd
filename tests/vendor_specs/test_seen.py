"""The check has really seen every call that our code can make.

These tests run last (see ``plugin.py``), and only say something when everything that speaks to
the vendors has run before them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.vendor_specs.our_calls import TWILIO_CALLS, telegram_calls
from tests.vendor_specs.plugin import MISSING
from tests.vendor_specs.watch import WATCH

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    *(file for file in (ROOT / "bot").rglob("*.py") if "sandbox" not in file.parts),
    *(ROOT / "iclick").rglob("*.py"),
]
"""The code that calls the vendors; ``bot/sandbox`` answers such calls."""
SPEAKING = ("tests/bot", "tests/iclick", "tests/journeys")
"""Where the tests of that code are."""
TWILIO_PATH = re.compile(r"/v\d/[A-Z]\w+(?:/[A-Z]\w+)*|/Messages|/Approval\w+")


def words_in(files: Iterable[Path]) -> Iterator[str]:
    """Every string in the code."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.fixture
def everything_has_run(request: pytest.FixtureRequest) -> None:
    """Skip when only some of the tests were asked for."""
    if not WATCH.is_on:
        pytest.skip(MISSING)
    asked = {item.path for item in request.session.items}
    if any(set((ROOT / one).rglob("test_*.py")) - asked for one in SPEAKING):
        pytest.skip("only said when all tests of the connectors have run")


@pytest.mark.usefixtures("everything_has_run")
def test_every_method_of_the_bot_api_that_our_code_calls_was_seen() -> None:
    assert telegram_calls() - _seen("telegram") == set()


@pytest.mark.usefixtures("everything_has_run")
def test_every_call_of_twilios_that_our_code_makes_was_seen() -> None:
    assert TWILIO_CALLS - _seen("twilio") == set()


def test_every_method_and_path_that_stands_in_our_code_is_among_the_counted(shared: Path) -> None:
    methods = json.loads((shared / "specs" / "telegram_api.json").read_text())["methods"]
    words = set(words_in(OURS))
    # A method's name has a capital in the middle; "close" is a word of other trades, too.
    assert {word for word in words & methods.keys() if word.lower() != word} <= telegram_calls()
    paths = [found[0] for word in words if (found := TWILIO_PATH.search(word))]
    assert [path for path in paths if not any(path in call for call in TWILIO_CALLS)] == []
    assert telegram_calls() <= methods.keys()


def _seen(vendor: str) -> set[str]:
    words = (word.partition(" ") for word in WATCH.seen)
    return {call for whose, _, call in words if whose == vendor}
