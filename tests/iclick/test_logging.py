"""Logs name ids and kinds; what a member wrote, or a secret, comes into none of them."""

from __future__ import annotations

import asyncio
import gc
import json
import logging

import httpx
import pytest
import respx
import structlog

from iclick.logging import CONTENT, configure_logging


@pytest.fixture(autouse=True)
def as_before():
    """The root logger as it was, once the test is over."""
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_both_kinds_of_loggers_write_json_lines(capsys):
    configure_logging("INFO", "json")
    structlog.get_logger("bot.turns").info("turn done", conversation_id="c1")
    logging.getLogger("some.library").warning("going %s", "down")
    ours, theirs = events(capsys)
    assert (ours["event"], ours["conversation_id"], ours["logger"]) == (
        "turn done",
        "c1",
        "bot.turns",
    )
    assert (theirs["event"], theirs["level"]) == ("going down", "warning")


@pytest.mark.parametrize("key", sorted(CONTENT))
def test_content_is_taken_out_whoever_logs_it(capsys, key):
    configure_logging("INFO", "json")
    structlog.get_logger("bot").info("received", **{key: "CANARY"})
    assert "CANARY" not in capsys.readouterr().err


@respx.mock
def test_an_address_with_a_token_in_it_is_not_logged(capsys):
    configure_logging("DEBUG", "json")
    respx.get("https://api.telegram.org/bot1:CANARY/getMe").respond(200)
    httpx.get("https://api.telegram.org/bot1:CANARY/getMe")
    assert "CANARY" not in capsys.readouterr().err


def test_a_traceback_shows_no_variables(capsys):
    configure_logging("INFO", "console")
    written_by_a_member = "CAN" + "ARY"
    try:
        raise ValueError(str(len(written_by_a_member)))
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    shown = capsys.readouterr().err
    assert ("ValueError" in shown, "CANARY" in shown) == (True, False)


def test_what_is_below_the_level_is_not_written(capsys):
    configure_logging("WARNING", "json")
    structlog.get_logger("bot").info("turn done")
    assert events(capsys) == []


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_an_errors_words_are_not_logged_but_its_kind_and_place_are(capsys, log_format):
    configure_logging("INFO", log_format)
    try:
        try:
            raise ValueError("CANARY")
        except ValueError as error:
            raise RuntimeError("another CANARY") from error
    except RuntimeError:
        structlog.get_logger("bot").exception("ours")
        logging.getLogger("some.library").exception("theirs")
    logged = capsys.readouterr().err
    assert "another CANARY\n" not in logged.replace('raise RuntimeError("another CANARY")', "")
    assert logged.count("builtins.ValueError") == logged.count("builtins.RuntimeError") == 2
    assert "test_logging.py" in logged
    assert "ValueError: CANARY" not in logged


def test_a_task_that_failed_unseen_tells_no_words(capsys):
    configure_logging("INFO", "json")

    async def lose_a_task() -> None:
        async def fail(word: str) -> None:
            raise ValueError(word)

        task = asyncio.create_task(fail("CAN" + "ARY"))
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(lose_a_task())
    logged = capsys.readouterr().err
    assert "Task exception was never retrieved" in logged
    assert "CANARY" not in logged
