"""The demo: the whole assistant on embedded defaults, with stand-ins for all that is outside.

Its settings come from here and not from the operator's ``.env``, so that trying it out touches no
real channel, mail server or database. The process's environment may still name databases of its
own (``DATABASE_URL``, ``TRACKER_DATABASE_URL``, ``MEDIA_URL``), a ``SECRET_KEY``, a
``TPA_API_TOKEN``, which opens the claims API, and how to log.
"""

from __future__ import annotations

import fcntl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from iclick.ports import LOOPBACK, free_port
from iclick.secret_key import kept_secret_key
from iclick.settings import (
    VAR,
    Settings,
    environment_without_settings,
    inherited,
    load_settings,
)

KEPT_FROM_ENVIRONMENT = (
    "DATABASE_URL",
    "TRACKER_DATABASE_URL",
    "MEDIA_URL",
    "SECRET_KEY",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "TELEGRAM_MODE",
    "TPA_API_TOKEN",
)
DEFAULT_PORT = 8000
RASA_PORT, ACTIONS_PORT, SANDBOX_PORT, SMTP_PORT = 5005, 5055, 8026, 8027
"""Where a demo's other processes listen, if nothing else does and it is on the default port."""


@dataclass(frozen=True)
class Demo:
    """One demo that is about to run."""

    folder: Path
    """Where it keeps what it makes; no ``.env`` of the operator's is here."""
    port: int
    sandbox_port: int
    variables: Mapping[str, str]
    """Its settings, as variables."""

    @property
    def address(self) -> str:
        """Where one chats with it."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """Where the stand-ins are."""
        return f"http://{LOOPBACK}:{self.sandbox_port}"

    def new_clock_file(self) -> Path:
        """The file by which its clock is moved; a new demo begins with the machine's time."""
        file = (self.folder / "clock").resolve()
        file.unlink(missing_ok=True)
        return file

    def settings(self) -> Settings:
        """Its settings, checked like any."""
        return load_settings(
            env_file=None, **{name.lower(): value for name, value in self.variables.items()}
        )

    def environment(self) -> dict[str, str]:
        """What its processes get."""
        return environment_without_settings() | dict(self.variables)


def prepare(port: int, folder: Path) -> Demo:
    """Choose ports and settings; nothing is started or written but a key of its own."""
    alone = port == DEFAULT_PORT
    sandbox_port = free_port(SANDBOX_PORT if alone else 0)
    variables = _embedded(folder) | _channels(sandbox_port) | _addresses(port, alone)
    variables |= inherited(KEPT_FROM_ENVIRONMENT)
    if "SECRET_KEY" not in variables:
        variables["SECRET_KEY"] = kept_secret_key(folder)
    return Demo(folder, port, sandbox_port, variables)


def claim_folder(port: int, var: Path = VAR) -> tuple[Path, IO[str]]:
    """The folder of a demo on ``port``, and the open file that keeps others out of it.

    The first has ``var`` itself, where the operator's tools look too; another that runs beside it
    has a folder of its own, because each demo has chats of its own.
    """
    for folder in (var, var / f"demo-{port}"):
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return folder, lock
    raise RuntimeError(f"a demo on port {port} is running already")


def _embedded(folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'iclick.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "MEDIA_URL": (folder / "media").as_uri(),
        "MAIL_FROM": "Gen iClick <demo@iclick.example>",
    }


def _channels(sandbox_port: int) -> dict[str, str]:
    sandbox = f"http://{LOOPBACK}:{sandbox_port}"
    return {
        "TELEGRAM_BOT_TOKEN": "1000000001:made-up-for-the-demo",
        "TELEGRAM_API_URL": f"{sandbox}/telegram",
        "TWILIO_ACCOUNT_SID": "AC" + "d" * 32,
        "TWILIO_AUTH_TOKEN": "made-up-for-the-demo",
        "TWILIO_WHATSAPP_FROM": "whatsapp:+622150000000",
        "TWILIO_API_URL": f"{sandbox}/twilio",
        "TWILIO_CONTENT_URL": f"{sandbox}/twilio",
        "TWILIO_MESSAGING_URL": f"{sandbox}/twilio",
        "TELEMEDICINE_URL": f"{sandbox}/telemedicine",
        "TELEMEDICINE_SECRET": "made-up-for-the-demo",
    }


def _addresses(port: int, alone: bool) -> dict[str, str]:
    def free(preferred: int) -> int:
        return free_port(preferred if alone else 0)

    return {
        "PUBLIC_URL": f"http://{LOOPBACK}:{port}",
        "RASA_URL": f"http://{LOOPBACK}:{free(RASA_PORT)}",
        "ACTIONS_URL": f"http://{LOOPBACK}:{free(ACTIONS_PORT)}/webhook",
        "SMTP_URL": f"smtp://{LOOPBACK}:{free(SMTP_PORT)}",
    }
