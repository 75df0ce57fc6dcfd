"""The two-minute form of ``make chaos``: every process is killed at least once under load."""

from __future__ import annotations

from tests.chaos.storm import Storm, raise_storm
from tests.journeys.assistant import Assistant

STORM = Storm(conversations=12, messages=4, kills=4, lasts_s=30, calm_s=60)


async def test_every_message_is_answered_once_whatever_is_killed(assistant: Assistant) -> None:
    outcome = await raise_storm(assistant, STORM)
    assert list(outcome.worst) == []
    assert outcome.holds
    assert outcome.kills.total() == 4
