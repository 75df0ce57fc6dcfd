"""The demo's clock: one offset for all processes, kept in a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iclick.demo_clock import LONGEST_OFFSET_S, DemoClock, clock_of
from insurance.ports import SystemClock

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Noon:
    """A machine on which it is always noon."""

    def now(self) -> datetime:
        return NOON


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_without_a_file_it_is_the_machines_time(file: Path) -> None:
    assert DemoClock(file, Noon()).now() == NOON


def test_every_process_sees_the_clock_moved(file: Path) -> None:
    gateway, sandbox = DemoClock(file, Noon()), DemoClock(file, Noon())
    assert gateway.now() == NOON
    sandbox.move(90_000)
    assert gateway.now() == NOON + timedelta(hours=25)
    sandbox.move(-60)
    assert gateway.now() == NOON - timedelta(minutes=1)
    sandbox.move(0)
    assert gateway.now() == NOON


def test_file_that_is_taken_away_takes_the_offset_with_it(file: Path) -> None:
    clock = DemoClock(file, Noon())
    clock.move(60)
    assert clock.offset_s == 60
    file.unlink()
    assert clock.now() == NOON


@pytest.mark.parametrize("nonsense", ["", "soon", "1.5", str(LONGEST_OFFSET_S + 1), "9" * 5000])
def test_file_with_nonsense_moves_nothing(file: Path, nonsense: str) -> None:
    file.write_text(nonsense)
    assert DemoClock(file, Noon()).now() == NOON


def test_a_year_is_the_farthest(file: Path) -> None:
    with pytest.raises(ValueError, match="at most"):
        DemoClock(file).move(LONGEST_OFFSET_S + 1)
    assert not file.exists()


def test_process_that_was_told_of_no_file_has_the_machines_clock() -> None:
    assert isinstance(clock_of(None), SystemClock)
