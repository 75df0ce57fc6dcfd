"""Workers may die of a file; whoever asked them does not, and the next file finds another."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from bot.inspection import workers as workers_module
from bot.inspection.verdict import NotUsable, Unfit
from bot.inspection.workers import Workers, WorkersAway
from tests.bot.inspection.papers import paper, pdf, written

ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8"}
ROOT = Path(__file__).resolve().parents[3]
SMALL = written(paper(300, 500))


def giving(content: bytes) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        return content

    return read


def children() -> list[psutil.Process]:
    found = psutil.Process().children()
    return [one for one in found if workers_module._MODULE in one.cmdline()]


@asynccontextmanager
async def working(**options: object) -> AsyncIterator[Workers]:
    workers = Workers(ENVIRONMENT, **options)
    try:
        yield workers
    finally:
        await workers.close()


def doing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> None:
    """Have every worker run ``program``, of which one says ready and then does as it likes."""
    (tmp_path / "odd_worker.py").write_text(program)
    monkeypatch.setattr(workers_module, "_MODULE", "odd_worker")
    monkeypatch.setitem(workers_module._OURS, "PYTHONPATH", str(tmp_path))


READY = """
import struct, sys, os, time
def say(head, body=b""):
    sys.stdout.buffer.write(struct.pack(">II", len(head), len(body)) + head + body)
    sys.stdout.flush()
def hear():
    head, body = struct.unpack(">II", sys.stdin.buffer.read(8))
    return sys.stdin.buffer.read(head), sys.stdin.buffer.read(body)
say(b"ready")
hear()
"""


async def test_nothing_is_started_before_there_is_a_file():
    async with working() as workers:
        assert (workers.resting, children()) == (0, [])
        await workers.inspect(giving(SMALL), "image/jpeg")
        assert (workers.resting, len(children())) == (1, 1)
    assert children() == []


async def test_one_worker_looks_into_many_files():
    async with working() as workers:
        await workers.inspect(giving(SMALL), "image/jpeg")
        [first] = children()
        inspected = await workers.inspect(giving(pdf(3)), "application/pdf")
        assert (inspected.pages, children()) == (3, [first])


async def test_so_many_files_are_looked_into_at_once_and_no_more_are_in_memory():
    read = 0

    async def reading() -> bytes:
        nonlocal read
        read += 1
        assert read <= 2
        await asyncio.sleep(0.01)
        read -= 1
        return SMALL

    async with working(at_once=2) as workers:
        asked = [workers.inspect(reading, "image/jpeg") for _ in range(8)]
        kept = await asyncio.gather(*asked)
        assert len({one.content for one in kept}) == 1
        assert len(children()) <= 2


async def test_a_worker_makes_room_for_a_new_one_after_some_files():
    async with working(files_each=2) as workers:
        seen = set()
        for _ in range(5):
            await workers.inspect(giving(SMALL), "image/jpeg")
            seen |= {one.pid for one in children()}
        assert workers.resting == 1
        assert len(seen) >= 2


async def test_a_worker_that_nobody_needs_is_ended():
    async with working(idle_s=0.05) as workers:
        await workers.inspect(giving(SMALL), "image/jpeg")
        async with asyncio.timeout(20):
            while children():
                await asyncio.sleep(0.02)
        assert workers.resting == 0
        await workers.inspect(giving(SMALL), "image/jpeg")


async def test_a_worker_that_was_killed_while_it_rested_is_replaced():
    async with working() as workers:
        await workers.inspect(giving(SMALL), "image/jpeg")
        children()[0].kill()
        assert (await workers.inspect(giving(SMALL), "image/jpeg")).content


async def test_a_file_that_kills_two_workers_is_broken(monkeypatch, tmp_path):
    doing(monkeypatch, tmp_path, READY + "os.kill(os.getpid(), 11)")
    async with working() as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(SMALL), "image/jpeg")
    assert (caught.value.state, caught.value.why) == (
        Unfit.BROKEN,
        f"worker ended with -{signal.SIGSEGV.value}",
    )


async def test_a_file_that_only_computes_ends_its_worker_and_no_second_one(monkeypatch, tmp_path):
    busy = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 5))\nwhile True: pass"
    started = tmp_path / "started"
    count = f"open({str(started)!r}, 'a').write('x')\n"
    doing(monkeypatch, tmp_path, READY + count + busy)
    async with working() as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(SMALL), "image/jpeg")
    assert caught.value.why == f"worker ended with -{signal.SIGXCPU.value}"
    assert started.read_text() == "x"


async def test_a_file_that_takes_for_ever_is_broken(monkeypatch, tmp_path):
    doing(monkeypatch, tmp_path, READY + "time.sleep(600)")
    async with working(most_seconds=0.2) as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(SMALL), "image/jpeg")
        assert (caught.value.state, caught.value.why) == (Unfit.BROKEN, "worker takes too long")
    assert psutil.Process().children() == []


async def test_a_worker_that_does_not_listen_holds_nobody_up(monkeypatch, tmp_path):
    doing(monkeypatch, tmp_path, READY.removesuffix("hear()\n") + "time.sleep(600)")
    async with asyncio.timeout(30), working(most_seconds=0.2) as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(bytes(5_000_000)), "image/jpeg")
    assert caught.value.why == "worker takes too long"
    assert psutil.Process().children() == []


async def test_a_worker_that_falls_silent_without_ending_is_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(workers_module, "ENDS_WITHIN_S", 0.1)
    doing(monkeypatch, tmp_path, READY + "os.close(1); time.sleep(600)")
    async with asyncio.timeout(30), working() as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(SMALL), "image/jpeg")
    assert caught.value.why == "worker ended with None"
    assert psutil.Process().children() == []


async def test_what_a_worker_has_started_ends_with_it(monkeypatch, tmp_path):
    started = tmp_path / "started"
    starting = (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(started)!r}, 'a').write(f'{{child.pid}}\\n')\n"
        'say(b"{}")'
    )
    doing(monkeypatch, tmp_path, READY + starting)
    async with asyncio.timeout(30), working() as workers:
        with pytest.raises(NotUsable):
            await workers.inspect(giving(SMALL), "image/jpeg")
        pids = [int(line) for line in started.read_text().split()]
        assert len(pids) == 2
        while any(_lives(pid) for pid in pids):
            await asyncio.sleep(0.02)


def _lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize(
    "answer",
    [
        'say(b"not JSON")',
        'say(b"[]")',
        'say(b"{}")',
        'say(b\'{"unfit": "excellent", "why": ""}\')',
        'sys.stdout.buffer.write(b"\\xff" * 100); sys.stdout.flush()',
        'say(b\'{"content_type": "application/pdf", "findings": [], "likeness": null,'
        ' "pages": Infinity}\')',
        'say(b\'{"content_type": "application/pdf", "findings": [], "likeness": null,'
        ' "pages": 21}\')',
        'say(b"[" * 60_000)',
        'say(b\'{"content_type": "text/html", "findings": [], "likeness": null, "pages": 1}\')',
        'say(b\'{"content_type": "image/jpeg", "findings": [], "likeness": null, "pages": null}\','
        ' b"<html>")',
        'say(b\'{"content_type": "image/jpeg", "findings": [], "likeness": "zz", "pages": null}\','
        ' b"\\xff\\xd8\\xff")',
    ],
)
async def test_a_worker_that_was_taken_over_is_not_believed(monkeypatch, tmp_path, answer):
    doing(monkeypatch, tmp_path, READY + answer)
    async with working() as workers:
        with pytest.raises(NotUsable) as caught:
            await workers.inspect(giving(SMALL), "image/jpeg")
    assert (caught.value.state, caught.value.why) == (Unfit.BROKEN, "worker talks nonsense")


async def test_workers_that_do_not_start_are_not_the_files_fault(monkeypatch, tmp_path):
    doing(monkeypatch, tmp_path, "raise SystemExit(3)")
    async with working() as workers:
        with pytest.raises(WorkersAway):
            await workers.inspect(giving(SMALL), "image/jpeg")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    async with working() as workers:
        with pytest.raises(WorkersAway):
            await workers.inspect(giving(SMALL), "image/jpeg")


async def test_a_worker_knows_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "nobody-may-see-this")
    async with working() as workers:
        await workers.inspect(giving(SMALL), "image/jpeg")
        [worker] = children()
        assert "nobody-may-see-this" not in "".join(worker.environ().values())
        assert worker.net_connections() == []
        files = {one.path for one in worker.open_files()}
        assert {path for path in files if path.endswith((".db", ".log"))} == set()


async def test_a_worker_gives_way_and_has_bounds():
    async with working() as workers:
        await workers.inspect(giving(SMALL), "image/jpeg")
        [worker] = children()
        assert worker.nice() > psutil.Process().nice()
        assert worker.rlimit(psutil.RLIMIT_DATA)[0] < 2**40
        assert worker.rlimit(psutil.RLIMIT_CORE) == (0, 0)


async def test_a_worker_ends_when_the_gateway_is_killed():
    program = (
        "import asyncio, os, signal\n"
        "from bot.inspection.workers import Workers\n"
        "from tests.bot.inspection.test_workers import ENVIRONMENT, SMALL, children, giving\n"
        "async def main():\n"
        "    await Workers(ENVIRONMENT).inspect(giving(SMALL), 'image/jpeg')\n"
        "    print(children()[0].pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    gateway = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert gateway.stdout is not None
    async with asyncio.timeout(60):
        pid = int(await gateway.stdout.readline())
        await gateway.wait()
        while _lives(pid):
            await asyncio.sleep(0.02)
