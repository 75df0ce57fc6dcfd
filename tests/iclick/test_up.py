"""``iclick up``: the real channels only, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from iclick.ports import free_port
from iclick.settings import Settings
from iclick.training import train


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def assistant(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``iclick up`` on a Telegram that nobody answers for, with its gateway already up."""
    train()
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {
        "SECRET_KEY": "a-secret-key-for-tests",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path / 'tracker.db'}",
        "TELEGRAM_BOT_TOKEN": "1:token",
        "SMTP_URL": f"smtp://127.0.0.1:{free_port()}",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{free_port()}",
        "RASA_URL": f"http://127.0.0.1:{free_port()}",
        "ACTIONS_URL": f"http://127.0.0.1:{free_port()}/webhook",
    }
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "iclick", "up", "--host", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield process
        process.kill()
        process.wait()


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise AssertionError(f"{address} never answered")


def test_up_has_no_sandbox_starts_three_processes_and_ends_cleanly(assistant, port):
    statuses = [
        httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False).status_code
        for path in ("/", "/sandbox/samples", "/readyz")
    ]
    children = psutil.Process(assistant.pid).children()
    assert (statuses, len(children)) == ([404, 404, 503], 3)
    assistant.send_signal(signal.SIGTERM)
    assert assistant.wait(20) == 0
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
