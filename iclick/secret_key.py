"""The key of an installation whose operator has set none: made once and kept under ``var/``."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from iclick.settings import VAR, Settings, load_settings

FILE_NAME = "secret_key"


def kept_secret_key(folder: Path = VAR) -> str:
    """The key kept in ``folder``; made at the first call, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    fresh = folder / f".{FILE_NAME}-{os.getpid()}"
    if not path.exists():
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()


def settings_with_key() -> Settings:
    """The settings, with the kept key where ``SECRET_KEY`` is unset: for the operator's tools."""
    settings = load_settings()
    if settings.secret_key is not None:
        return settings
    return load_settings(secret_key=kept_secret_key())
