"""How Rasa is called: from an environment of its own, knowing next to nothing.

Rasa's libraries are not maintained any more, so its process gets its token, the action server's
token, its tracker's database and key, and no other secret: no variable is handed on by default.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from iclick.settings import ROOT, Settings, inherited

RASA = ROOT / ".venv-rasa" / "bin" / "rasa"
INHERITED = ("HOME", "LANG", "LC_ALL", "LC_CTYPE", "PATH", "TMPDIR", "TZ")
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
}


def bare_environment() -> dict[str, str]:
    """What every call of Rasa gets: where the machine's things are, and ``engine`` importable."""
    return {**inherited(INHERITED), **QUIET, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def serving_environment(settings: Settings) -> dict[str, str]:
    """What the Rasa process gets, and nothing else."""
    keys = (key.decode() for key in settings.keyring().fernet_keys("tracker"))
    environment = bare_environment() | {
        "RASA_TOKEN": settings.rasa_bearer(),
        "ACTIONS_TOKEN": settings.actions_bearer(),
        "ACTIONS_URL": settings.actions_url,
        "TRACKER_DATABASE_URL": settings.tracker_database_url,
        "TRACKER_KEYS": ",".join(keys),
        "LOG_LEVEL": settings.log_level,
    }
    if settings.lock_store_url:
        environment["LOCK_STORE_URL"] = settings.lock_store_url
    return environment


def serving_command(settings: Settings, model: Path) -> list[str]:
    """The command that serves ``model`` where ``RASA_URL`` and ``RASA_BIND`` say."""
    port = urlsplit(settings.rasa_url).port or 5005
    return [
        *(str(RASA), "run", "--model", str(model)),
        *("--interface", settings.rasa_bind, "--port", str(port)),
        *("--endpoints", str(ROOT / "endpoints.yml")),
        *("--credentials", str(ROOT / "engine" / "credentials.yml")),
    ]


def training_command(folder: Path, name: str) -> list[str]:
    """The command that trains into ``folder/name.tar.gz`` from the sources in the repository."""
    return [
        *(str(RASA), "train", "--force", "--config", "config.yml", "--domain", "domain.yml"),
        *("--data", "data", "--out", str(folder), "--fixed-model-name", name),
    ]
