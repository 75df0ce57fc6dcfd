"""Two gateways never work on one SQLite file."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
import structlog

from iclick.embedded import only_gateway_of
from iclick.settings import SettingsError


def test_the_second_gateway_waits_until_the_first_has_ended(tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    first, started = ExitStack(), threading.Event()
    first.enter_context(only_gateway_of(url))

    def second() -> None:
        with only_gateway_of(url):
            started.set()

    waiting = threading.Thread(target=second)
    waiting.start()
    assert started.wait(0.3) is False
    first.close()
    assert started.wait(10) is True
    waiting.join()


def test_it_says_that_it_waits_and_gives_up_in_one_line(tmp_path):
    url = f"sqlite:///{tmp_path / 'test.db'}"
    with (
        only_gateway_of(url),
        structlog.testing.capture_logs() as logs,
        pytest.raises(SettingsError) as caught,
        only_gateway_of(url, 0.1, 0.4),
    ):
        pass
    assert [event["event"].partition(":")[0] for event in logs] == [
        "another gateway works on this database"
    ]
    assert str(caught.value).startswith("DATABASE_URL: another gateway")
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path):
    with (
        pytest.raises(SettingsError, match="DATABASE_URL"),
        only_gateway_of(f"sqlite:///{tmp_path / 'none' / 'test.db'}"),
    ):
        pass


def test_gateways_share_a_postgresql(tmp_path):
    url = "postgresql://localhost/iclick"
    with only_gateway_of(url), only_gateway_of(url):
        assert list(tmp_path.iterdir()) == []
