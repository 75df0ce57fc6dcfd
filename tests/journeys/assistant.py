"""The whole assistant as ``iclick demo`` runs it, for journeys and chaos: real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN_S = 420
"""Training included, should there be no model for today's data."""
ENDS_WITHIN_S = 30
READY = "Ready: "


class DidNotStart(Exception):
    """The assistant never became ready; the message has the end of its log."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Assistant:
    """One running demo: gateway, action server, Rasa and sandbox under their supervisor."""

    process: subprocess.Popen[str]
    url: str
    """Where the gateway listens."""
    log: Path
    environment: Mapping[str, str]
    """What its processes were started with; ``iclick`` run with it works on the same database."""

    @property
    def sandbox_url(self) -> str:
        """Where the sandbox's own record and faults are."""
        words = self._child("sandbox").cmdline()
        return f"http://127.0.0.1:{words[words.index('--port') + 1]}"

    def kill(self, name: str) -> None:
        """``kill -9`` one of gateway, actions, rasa; nothing if it is just being restarted."""
        try:
            self._child(name).kill()
        except (LookupError, psutil.NoSuchProcess):
            return

    def stop(self) -> int:
        """End it as an operator does, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def log_text(self) -> str:
        """Everything that all processes have logged so far."""
        return self.log.read_text(errors="replace")

    def _child(self, name: str) -> psutil.Process:
        for child in psutil.Process(self.process.pid).children():
            if _program(child) == name:
                return child
        raise LookupError(name)


def start_assistant(folder: Path, environment: Mapping[str, str] | None = None) -> Assistant:
    """Start a demo whose databases and log are in ``folder``; returns when it is ready."""
    port = free_port()
    log = folder / "assistant.log"
    variables = _environment(folder) | dict(environment or {})
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "iclick", "demo", "--faults", "--port", str(port)],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assistant = Assistant(process, f"http://127.0.0.1:{port}", log, variables)
    assert process.stdout is not None
    if not _says_ready(process.stdout):
        assistant.stop()
        raise DidNotStart(assistant.log_text()[-4000:])
    return assistant


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder / 'iclick.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "SECRET_KEY": "a-secret-key-for-tests-and-nothing-else",
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }


def _says_ready(output: IO[str]) -> bool:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        line = output.readline()
        if line.startswith(READY):
            return True
        if not line:  # it has ended
            return False
    return False


def _program(process: psutil.Process) -> str | None:
    """Which of our programs this is: gateway, actions, rasa or sandbox."""
    try:
        words = process.cmdline()
    except psutil.Error:
        return None
    if "-m" in words and "iclick" in words:
        return words[words.index("iclick") + 1]
    return "rasa" if any(Path(word).name == "rasa" for word in words[:2]) else None
