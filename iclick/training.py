"""Training: once for each state of its sources, whose digest is in the model's name.

A model is current when its name carries the digest of today's sources; so no date is compared,
and going back to an older state of the data finds its model again.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from iclick.rasa import RASA, bare_environment, training_command
from iclick.settings import ROOT

log = structlog.get_logger(__name__)

MODELS = ROOT / "models"
KEPT = 3
"""How many models stay in the folder, so that one can go back."""
COMPONENT_NAMED = re.compile(r"^\s*-\s*name:\s*[\"']?(engine(?:\.\w+)+)\.\w+", re.MULTILINE)
ENGINE_IMPORT = re.compile(r"^(?:from|import) (engine(?:\.\w+)+)", re.MULTILINE)
COMPONENT_BEGUN = re.compile(r"Starting to train component '(\w+)'")


class NoModel(Exception):
    """There is no model to serve; the message says why."""


class TrainingFailed(NoModel):
    """Rasa could not train; the message is the end of what it said."""


@dataclass(frozen=True)
class Trained:
    """The model of today's sources."""

    model: Path
    is_new: bool


Progress = Callable[[str], None]
"""Told the name of each component whose training begins."""


def train(models: Path = MODELS, root: Path = ROOT, tell: Progress = lambda _: None) -> Trained:
    """Make sure that today's sources have a model; raises TrainingFailed."""
    models.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(models):
        model = current_model(models, root)
        if model.exists():
            return Trained(model, is_new=False)
        if not RASA.exists():
            raise TrainingFailed("Rasa is not installed: run `make install`")
        with tempfile.TemporaryDirectory(dir=models) as folder:
            _run(training_command(Path(folder), "model"), root, tell)
            (Path(folder) / "model.tar.gz").rename(model)
        _forget_old(models)
        return Trained(model, is_new=True)


def current_model(models: Path = MODELS, root: Path = ROOT) -> Path:
    """Where the model of today's sources is, or would be once trained."""
    return models / f"iclick-{sources_digest(root)}.tar.gz"


def newest_model(models: Path = MODELS) -> Path | None:
    """The model trained last, whatever its sources."""
    return max(models.glob("iclick-*.tar.gz"), key=lambda path: path.stat().st_mtime, default=None)


def model_to_serve(models: Path = MODELS, root: Path = ROOT) -> Path:
    """The model of today's sources, or else the newest one; raises NoModel."""
    current = current_model(models, root)
    model = current if current.exists() else newest_model(models)
    if model is None:
        raise NoModel("there is no model in models/: run `iclick train`")
    if model != current:
        log.warning("model is not of today's sources", model=model.name)
    return model


def sources_digest(root: Path = ROOT) -> str:
    """A digest of all that goes into a model: 16 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(sources(root)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def sources(root: Path = ROOT) -> Iterator[Path]:
    """The files that go into a model: data, domain, and the engine's parts that understand."""
    for name in ("config.yml", "domain.yml", "engine/requirements.lock"):
        if (root / name).is_file():
            yield root / name
    for folder in ("data", "domain"):
        yield from (root / folder).rglob("*.yml")
    yield from _components(root)
    for path in (root / "engine").rglob("*"):
        if path.suffix in {".csv", ".json", ".tsv", ".txt"}:
            yield path


def _components(root: Path) -> Iterator[Path]:
    """The modules that config.yml names, and what they import of the engine in turn.

    The rest of the engine serves conversations, and a change there needs no new model.
    """
    config = root / "config.yml"
    waiting = COMPONENT_NAMED.findall(config.read_text()) if config.is_file() else []
    seen: set[str] = set()
    while waiting:
        module = waiting.pop()
        path = root.joinpath(*module.split(".")).with_suffix(".py")
        if module not in seen and path.is_file():
            seen.add(module)
            yield path
            waiting += ENGINE_IMPORT.findall(path.read_text(encoding="utf-8"))


def _run(command: Sequence[str], root: Path, tell: Progress) -> None:
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 (a command of our own)
        command,
        cwd=root,
        env=bare_environment() | {"RASA_MAX_CACHE_SIZE": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.rstrip())
            if begun := COMPONENT_BEGUN.search(line):
                tell(begun[1])
    if process.returncode != 0:
        raise TrainingFailed("\n".join(said[-20:]))


def _forget_old(models: Path) -> None:
    ours = sorted(models.glob("iclick-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in ours[:-KEPT]:
        path.unlink()


@contextmanager
def _one_at_a_time(models: Path) -> Iterator[None]:
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
