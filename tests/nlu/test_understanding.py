"""How well the model understands messages that it was not trained on."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from iclick.rasa import bare_environment
from iclick.training import train

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

pytestmark = pytest.mark.slow


def _reported(*options: str) -> dict[str, Any]:
    """What ``scripts/nlu_report.py`` says of today's model."""
    command = [RASA_PYTHON, ROOT / "scripts" / "nlu_report.py", train().model, *options]
    run = subprocess.run(command, env=bare_environment(), capture_output=True, check=True)
    read: dict[str, Any] = json.loads(run.stdout)
    return read


@pytest.fixture(scope="session")
def report() -> dict[str, Any]:
    """Of the three sets."""
    return _reported()


@pytest.fixture(scope="session")
def claims() -> dict[str, Any]:
    """Of the messages about claims."""
    return _reported("--claims")


@pytest.fixture(scope="session")
def services() -> dict[str, Any]:
    """Of the messages about cards, hospitals, doctors and events."""
    return _reported("--services")


def _training_texts() -> set[str]:
    return {
        line.removeprefix("- ").strip().lower()
        for file in (ROOT / "data").glob("*/nlu.yml")
        for block in yaml.safe_load(file.read_text())["nlu"]
        for line in block["examples"].splitlines()
    }


def test_no_message_of_the_evaluation_was_trained_on() -> None:
    messages = {
        text.lower()
        for file in Path(__file__).parent.glob("*messages*.yml")
        for texts in yaml.safe_load(file.read_text()).values()
        for text in texts
    }
    assert messages & _training_texts() == set()


def test_unseen_messages_are_understood(report: dict[str, Any]) -> None:
    assert report["accuracy"] >= 0.92, report["wrong"]


def test_claims_said_in_one_sentence_are_understood(claims: dict[str, Any]) -> None:
    assert claims["accuracy"] >= 0.92, claims["wrong"]


def test_what_is_asked_about_services_is_understood(services: dict[str, Any]) -> None:
    assert services["accuracy"] >= 0.92, services["wrong"]


def test_no_emergency_beside_a_hospital_is_overheard(services: dict[str, Any]) -> None:
    assert services["by_intent"]["medical_emergency"] == 1


def test_no_emergency_is_overheard(report: dict[str, Any]) -> None:
    overheard = [each for each in report["wrong"] if each["wanted"] == "medical_emergency"]
    assert overheard == []


def test_every_intent_is_understood_more_often_than_not(report: dict[str, Any]) -> None:
    weak = {intent: share for intent, share in report["by_intent"].items() if share < 0.6}
    assert weak == {}
