"""Programs under measurement: started, waited for, weighed and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

MB = 1_000_000
ENDS_WITHIN_S = 30
LOOK_EVERY_S = 0.02


class DidNotStart(Exception):
    """A program never became ready; the message is the end of what it said."""


@dataclass(frozen=True)
class Running:
    """A program that is ready."""

    process: subprocess.Popen[bytes]
    ready_after_s: float
    """From its start until it answered."""

    def stop(self) -> None:
        """End it and whatever it has started."""
        family = [*psutil.Process(self.process.pid).children(recursive=True)]
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in family:
            with suppress(psutil.NoSuchProcess):
                child.kill()

    def resident_mb(self) -> dict[str, float]:
        """The resident memory of the process and its children, by what each one is."""
        members = [psutil.Process(self.process.pid)]
        members += members[0].children(recursive=True)
        return {_name(one): one.memory_info().rss / MB for one in members}


def start(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    ready_at: str,
    within_s: float,
) -> Running:
    """Start ``command`` in ``folder``; returns once a GET of ``ready_at`` answers with 200."""
    log = folder / f"{Path(command[0]).name}-{os.getpid()}.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 (a command of our own)
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Running(process, _wait(process, ready_at, began, within_s))
    if running.ready_after_s < 0:
        running.stop()
        raise DidNotStart(log.read_text(errors="replace")[-3000:])
    return running


def _wait(process: subprocess.Popen[bytes], ready_at: str, began: float, within_s: float) -> float:
    """Seconds until it answered; -1 when it ended or took too long."""
    with httpx.Client(trust_env=False, timeout=5) as http:
        while time.perf_counter() - began < within_s and process.poll() is None:
            with suppress(httpx.HTTPError):
                if http.get(ready_at).status_code == httpx.codes.OK:
                    return time.perf_counter() - began
            time.sleep(LOOK_EVERY_S)
    return -1.0


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    if "iclick" in words:
        return words[words.index("iclick") + 1]
    return "rasa" if any(Path(word).name == "rasa" for word in words[:2]) else Path(words[0]).name
