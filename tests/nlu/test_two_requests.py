"""Several requests in one message are told apart, and one request is never cut."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from iclick.rasa import bare_environment
from iclick.training import train
from tests.nlu.test_understanding import RASA_PYTHON, ROOT, _training_texts

MESSAGES = Path(__file__).with_name("two_requests.yml")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What ``scripts/two_requests_report.py`` says of today's model."""
    command = [RASA_PYTHON, ROOT / "scripts" / "two_requests_report.py", train().model]
    run = subprocess.run(command, env=bare_environment(), capture_output=True, check=True)
    read: dict[str, Any] = json.loads(run.stdout)
    return read


def test_no_message_of_the_evaluation_was_trained_on() -> None:
    messages = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    two = [each["text"] for kind in ("two", "with_courtesy") for each in messages[kind]]
    assert {text.lower() for text in (*messages["one"], *two)} & _training_texts() == set()


@pytest.mark.slow
def test_one_request_is_not_cut(report: dict[str, Any]) -> None:
    assert report["one"] >= 40
    assert len(report["one_cut"]) <= 1, report["one_cut"]


@pytest.mark.slow
def test_two_requests_are_both_found_in_order(report: dict[str, Any]) -> None:
    assert report["two"] >= 30
    assert len(report["two_wrong"]) <= 0.15 * report["two"], report["two_wrong"]


@pytest.mark.slow
def test_a_request_is_found_among_courtesies(report: dict[str, Any]) -> None:
    assert len(report["with_courtesy_wrong"]) <= 1, report["with_courtesy_wrong"]
