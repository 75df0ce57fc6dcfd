"""The supervisor: what dies is restarted, what is asked to end ends, and nothing is left over."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil

from iclick.supervisor import Program, Supervisor, labelled

QUIET = "import time; print('up', flush=True); time.sleep(60)"
POLITE = """
import signal, sys, time
def end(*_):
    print('drained', flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print('up', flush=True)
while True: time.sleep(0.05)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('up', flush=True)
time.sleep(60)
"""


class Lines(list[tuple[str, str]]):
    """What the programs said."""

    def write(self, name: str, line: str) -> None:
        self.append((name, line))

    async def until(self, name: str, line: str, times: int = 1) -> None:
        async with asyncio.timeout(10):
            while self.count((name, line)) < times:
                await asyncio.sleep(0.02)


def program(name: str, code: str, grace_s: float = 5.0) -> Program:
    return Program(name, (sys.executable, "-c", code), dict(os.environ), grace_s)


async def test_a_program_that_was_killed_is_started_again():
    lines = Lines()
    supervisor = Supervisor([program("one", QUIET)], lines.write, first_pause_s=0.05)
    running = asyncio.create_task(supervisor.run())
    await lines.until("one", "up")
    first = supervisor.pid("one")
    os.kill(first, signal.SIGKILL)
    await lines.until("one", "up", times=2)
    second = supervisor.pid("one")
    supervisor.stop()
    assert (await running, first == second) == (0, False)


async def test_a_restart_comes_later_the_oftener_a_program_dies():
    lines = Lines()
    supervisor = Supervisor([program("one", "raise SystemExit(1)")], lines.write, 0.05)
    running = asyncio.create_task(supervisor.run())
    await lines.until("one", "ended with status 1; starts again in 0.2 s")
    supervisor.stop()
    await running
    assert [line for _, line in lines if "ended" in line] == [
        "ended with status 1; starts again in 0.05 s",
        "ended with status 1; starts again in 0.1 s",
        "ended with status 1; starts again in 0.2 s",
    ]


async def test_the_first_program_has_drained_before_the_others_are_asked_to_end():
    lines = Lines()
    supervisor = Supervisor([program("gateway", POLITE), program("rasa", POLITE)], lines.write)
    running = asyncio.create_task(supervisor.run())
    await lines.until("gateway", "up")
    await lines.until("rasa", "up")
    supervisor.stop()
    await running
    assert lines[-2:] == [("gateway", "drained"), ("rasa", "drained")]


async def test_a_program_that_does_not_end_in_time_is_killed():
    lines = Lines()
    supervisor = Supervisor([program("one", STUBBORN, grace_s=0.2)], lines.write)
    running = asyncio.create_task(supervisor.run())
    await lines.until("one", "up")
    supervisor.stop()
    assert await asyncio.wait_for(running, 5) == 0


async def test_wrong_settings_of_one_program_end_everything_with_status_2():
    lines = Lines()
    programs = [program("one", QUIET), program("two", "raise SystemExit(2)")]
    assert await Supervisor(programs, lines.write).run() == 2


async def test_a_program_that_is_not_there_ends_everything_at_once_and_is_named():
    lines = Lines()
    missing = Program("two", ("/no/such/program",), {})
    supervisor = Supervisor([program("one", QUIET), missing], lines.write)
    assert await asyncio.wait_for(supervisor.run(), 10) == 1
    assert ("two", "cannot be started: No such file or directory: /no/such/program") in lines


async def test_a_start_that_fails_for_want_of_resources_is_tried_again(monkeypatch):
    lines = Lines()
    supervisor = Supervisor([program("one", QUIET)], lines.write, first_pause_s=0.05)
    start, refusals = supervisor._start, [OSError(11, "Resource temporarily unavailable")]

    async def reluctant(*words):
        if refusals:
            raise refusals.pop()
        return await start(*words)

    monkeypatch.setattr(supervisor, "_start", reluctant)
    running = asyncio.create_task(supervisor.run())
    await lines.until("one", "up")
    supervisor.stop()
    assert await running == 0
    assert lines[0] == ("one", "could not be started: Resource temporarily unavailable")


async def test_a_grandchild_that_holds_the_output_delays_no_restart():
    code = "import subprocess, sys; subprocess.Popen(['sleep', '60']); print('up', flush=True)"
    lines = Lines()
    supervisor = Supervisor([program("one", code)], lines.write, first_pause_s=0.05)
    running = asyncio.create_task(supervisor.run())
    await lines.until("one", "up", times=2)
    supervisor.stop()
    assert await asyncio.wait_for(running, 5) == 0


def supervised(tmp_path: Path) -> tuple[subprocess.Popen[str], int]:
    """A supervisor in a process of its own, and the process id of the program that it runs."""
    script = tmp_path / "supervise.py"
    script.write_text(
        textwrap.dedent(f"""
        import asyncio, os, sys
        from iclick.supervisor import Program, Supervisor, labelled
        code = "import time; time.sleep(60)"
        programs = [Program("one", (sys.executable, "-c", code), dict(os.environ))]
        sys.path.insert(0, {str(Path.cwd())!r})
        sys.exit(asyncio.run(Supervisor(programs, labelled(sys.stdout, "console", 3)).run()))
        """)
    )
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline().split("process")[1])


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_sigterm_ends_the_supervisor_cleanly_and_its_programs_with_it(tmp_path):
    supervisor, child = supervised(tmp_path)
    supervisor.send_signal(signal.SIGTERM)
    assert (supervisor.wait(10), is_gone(child)) == (0, True)


def test_programs_end_when_their_supervisor_is_killed(tmp_path):
    supervisor, child = supervised(tmp_path)
    supervisor.kill()
    supervisor.wait(10)
    assert is_gone(child)


def test_lines_carry_the_name_of_their_process():
    out = io.StringIO()
    labelled(out, "console", 7)("rasa", "model loaded")
    assert out.getvalue() == "rasa    │ model loaded\n"


def test_json_lines_stay_json_and_name_their_process():
    out = io.StringIO()
    write = labelled(out, "json", 7)
    write("rasa", "plain words")
    write("gateway", '{"event": "turn done"}')
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"process": "rasa", "event": "plain words"},
        {"process": "gateway", "event": "turn done"},
    ]
