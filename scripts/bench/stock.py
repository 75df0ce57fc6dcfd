"""The yardstick: what ``rasa init`` makes, with its REST channel and the SQL tracker store."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from iclick.ports import LOOPBACK, free_port
from iclick.rasa import RASA, bare_environment
from scripts.bench.processes import Running, start

ENDPOINTS = "tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: tracker.db\n"
CREDENTIALS = "rest:\n"
STARTS_WITHIN_S = 300
TRAINING_NOTE = "training_s"


@dataclass(frozen=True)
class StockProject:
    """The bot on the disk, trained."""

    folder: Path

    @property
    def training_s(self) -> float:
        """How long ``rasa init`` took, training and all, when it was made."""
        return float((self.folder / TRAINING_NOTE).read_text())


def make_project(folder: Path) -> StockProject:
    """The project in ``folder``, made and trained by ``rasa init`` unless it is there already."""
    if not (folder / TRAINING_NOTE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        subprocess.run(  # noqa: S603 (a command of our own)
            [str(RASA), "init", "--no-prompt", "--init-dir", str(folder)],
            cwd=folder,
            env=bare_environment(),
            check=True,
            capture_output=True,
        )
        took = time.perf_counter() - began
        (folder / "endpoints.yml").write_text(ENDPOINTS)
        (folder / "credentials.yml").write_text(CREDENTIALS)
        (folder / TRAINING_NOTE).write_text(f"{took:.1f}")
    return StockProject(folder)


@dataclass(frozen=True)
class StockBot:
    """The bot, serving."""

    running: Running
    url: str

    async def ask(self, http: httpx.AsyncClient, sender: str, text: str) -> float:
        """One turn; the seconds from request to response."""
        began = time.perf_counter()
        response = await http.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": text}
        )
        took = time.perf_counter() - began
        if not response.json():
            raise RuntimeError("the stock bot said nothing")
        return took


def serve(project: StockProject) -> StockBot:
    """Start it with an empty tracker store; it is ready when its port answers."""
    (project.folder / "tracker.db").unlink(missing_ok=True)
    port = free_port()
    url = f"http://{LOOPBACK}:{port}"
    command = [str(RASA), "run", "--interface", LOOPBACK, "--port", str(port)]
    command += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    running = start(
        command,
        folder=project.folder,
        environment=bare_environment(),
        ready_at=f"{url}/",
        within_s=STARTS_WITHIN_S,
    )
    return StockBot(running, url)
