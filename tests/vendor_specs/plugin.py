"""Hooks of pytest: a test whose requests a vendor's specification forbids has failed.

``tests/conftest.py`` imports them. A test that sends wrong requests on purpose says so:
``@pytest.mark.wrong_on_purpose``.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest

from tests.vendor_specs.watch import WATCH, stand_guard

MARKER = "wrong_on_purpose"
LAST = "tests/vendor_specs/test_seen.py"
"""Tells what all the others have let us see."""
MISSING = "../shared is missing: requests to Telegram and Twilio are held against no specification"


def pytest_configure(config: pytest.Config) -> None:
    """Every request of this process passes by from now on."""
    config.addinivalue_line("markers", f"{MARKER}: sends vendors what they refuse, on purpose")
    if WATCH.is_on:
        config.add_cleanup(stand_guard(WATCH))


def pytest_sessionstart() -> None:
    """Where everything must be tested, there is no going on without the specifications."""
    if not WATCH.is_on and os.environ.get("CI") == "true":
        pytest.exit(f"{MISSING}, and CI must test everything", returncode=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One clear line where nothing could be checked."""
    if not WATCH.is_on:
        terminalreporter.write_line(MISSING, yellow=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What has been seen is counted when everything has been."""
    items.sort(key=lambda item: item.nodeid.startswith(LAST))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Each test answers for its own requests."""
    WATCH.begin_test()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail the test that sent something wrong."""
    result = yield
    _judge(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """The same for what its fixtures sent while they ended."""
    result = yield
    _judge(item)
    return result


def _judge(item: pytest.Item) -> None:
    problems = WATCH.take_problems()
    if problems and item.get_closest_marker(MARKER) is None:
        listed = "\n".join(f"- {problem}" for problem in problems)
        pytest.fail(f"requests that the vendor's specification forbids:\n{listed}", pytrace=False)
