"""A Rasa server with the small assistant, and the action server that it calls."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet

from iclick.rasa import bare_environment

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
PROJECT = Path(__file__).parent / "project"
TOKEN = "the-gateway's-token"
ACTIONS_TOKEN = "the-action-server's-token"


class Actions(ThreadingHTTPServer):
    """An action server that answers as the test says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _ActionsHandler)
        self.answer: Callable[[dict[str, Any]], tuple[int, Any]] = lambda _: (200, said("Halo"))
        self.asked: list[dict[str, Any]] = []
        self.tokens: set[str | None] = set()

    @property
    def url(self) -> str:
        """Where Rasa finds it."""
        return f"http://127.0.0.1:{self.server_address[1]}/webhook"


class _ActionsHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Actions)
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server.asked.append(body)
        server.tokens.add(self.headers["authorization"])
        status, answer = server.answer(body)
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def said(text: str) -> dict[str, Any]:
    """What an action server answers when an action says ``text``."""
    return {"events": [], "responses": [{"text": text}]}


@dataclass
class RasaServer:
    """A Rasa process that serves the small assistant; it can be killed and started again."""

    model: Path
    actions_url: str
    database_url: str
    log: Path
    port: int = 0
    keys: str = field(default_factory=lambda: Fernet.generate_key().decode())
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.port = self.port or _free_port()
        environment = bare_environment() | {
            "RASA_TOKEN": TOKEN,
            "ACTIONS_TOKEN": ACTIONS_TOKEN,
            "ACTIONS_URL": self.actions_url,
            "TRACKER_DATABASE_URL": self.database_url,
            "TRACKER_KEYS": self.keys,
            "LOG_LEVEL": "DEBUG",
        }
        command = [RASA_PYTHON, "-m", "rasa", "run", "--model", self.model]
        command += ["--interface", "127.0.0.1", "--port", str(self.port)]
        command += ["--endpoints", "endpoints.yml", "--credentials", "engine/credentials.yml"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/health", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise AssertionError(self.log.read_text()[-2000:])

    @property
    def url(self) -> str:
        """The channel's address."""
        return f"http://127.0.0.1:{self.port}/webhooks/iclick"

    def kill(self) -> None:
        """End it without notice."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def post(self, body: Any, token: str = TOKEN) -> httpx.Response:
        """Send a request as it is."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {token}"}
        return httpx.post(f"{self.url}/webhook", content=content, headers=headers, timeout=30)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
