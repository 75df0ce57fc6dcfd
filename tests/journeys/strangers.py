"""Members of a made-up insurer, each with a mailbox of their own: codes an hour are few."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from tests.chaos.insurer import import_insurer, person
from tests.journeys.assistant import Assistant
from tests.journeys.people import Person

COUNT = 130
_numbers = itertools.count(1)


def settle(assistant: Assistant) -> None:
    """Bring them into the assistant's database."""
    with tempfile.TemporaryDirectory() as folder:
        import_insurer(Path(folder), assistant.environment, principals=COUNT)


def stranger() -> Person:
    """One of them who has not appeared yet; a principal with a family and no phone on file, whose
    spouse's eCard is not active."""
    number = next(_numbers)
    assert number <= COUNT, "the journeys need more strangers"
    return person(number)
