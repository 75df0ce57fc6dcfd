"""The processes of the assistant, and running them together until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import httpx

from bot.gateway import STOP_WITHIN_S
from iclick.rasa import serving_command, serving_environment
from iclick.settings import DRAIN_S, Settings
from iclick.supervisor import Program, Supervisor, labelled

GATEWAY_GRACE_S = DRAIN_S + STOP_WITHIN_S + 5.0
"""For the gateway to finish its requests, then the turns and sends that it has begun, and a little
more, so that it ends by itself and is not killed."""
GRACE_S = 4.0
LOOK_AGAIN_S = 0.3
SAY_AGAIN_S = 30.0


def gateway_program(
    environment: Mapping[str, str], host: str, port: int, options: Sequence[str] = ()
) -> Program:
    """The gateway, listening on ``host`` and ``port``."""
    words = ("gateway", "--host", host, "--port", str(port), *options)
    return Program("gateway", own_command(*words), environment, GATEWAY_GRACE_S)


def actions_program(environment: Mapping[str, str], options: Sequence[str] = ()) -> Program:
    """The action server."""
    return Program("actions", own_command("actions", *options), environment, GRACE_S)


def rasa_program(settings: Settings, model: Path) -> Program:
    """Rasa serving ``model``; it is given its own few variables, and none of ours."""
    return Program("rasa", serving_command(settings, model), serving_environment(settings), GRACE_S)


def own_command(*words: str) -> list[str]:
    """The command line of one of our own subcommands."""
    return [sys.executable, "-m", "iclick", *words]


async def run_together(
    programs: Sequence[Program], log_format: str, address: str, on_ready: Callable[[], None]
) -> int:
    """Run until SIGINT or SIGTERM; calls ``on_ready`` once when the gateway at ``address`` says
    that everything answers. Returns the exit status."""
    width = max(len(program.name) for program in programs)
    write = labelled(sys.stderr, log_format, width)
    supervisor = Supervisor(programs, write)
    watcher = asyncio.create_task(_announce(address, write, on_ready))
    try:
        return await supervisor.run()
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher


async def _announce(
    address: str, write: Callable[[str, str], None], on_ready: Callable[[], None]
) -> None:
    loop = asyncio.get_running_loop()
    say_at = loop.time() + SAY_AGAIN_S
    async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
        while (missing := await _not_ready(http, address)) is not None:
            if loop.time() > say_at:
                write("iclick", f"still waiting: {missing}")
                say_at = loop.time() + SAY_AGAIN_S
            await asyncio.sleep(LOOK_AGAIN_S)
    on_ready()


async def _not_ready(http: httpx.AsyncClient, address: str) -> str | None:
    try:
        answer = await http.get(f"{address}/readyz")
    except httpx.HTTPError:
        return "the gateway does not answer"
    return None if answer.status_code == httpx.codes.OK else answer.text
