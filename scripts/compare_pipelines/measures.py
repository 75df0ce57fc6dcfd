"""Training and asking one engine, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

import psutil

from iclick.rasa import RASA, bare_environment
from scripts.compare_pipelines.inside import DONE, READY
from scripts.compare_pipelines.projects import Engine, Example, write_project
from scripts.compare_pipelines.scoring import Answer, Score, Unseen, read_answer, score

INSIDE = Path(__file__).with_name("inside.py")
PYTHON = RASA.with_name("python")
MB = 1_000_000
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
}
"""One core for whoever is measured, so that the other core's load matters less."""


class Failed(Exception):
    """A process under measurement ended early; the message is what it said last."""


@dataclass
class Measured:
    """An engine, trained, and what its sessions came to."""

    engine: Engine
    model: Path
    training_s: float
    starts_s: list[float] = field(default_factory=list)
    resident_mb: list[float] = field(default_factory=list)
    parses_ms: list[float] = field(default_factory=list)
    answers: Sequence[Answer] = ()

    def score(self, messages: Sequence[Unseen]) -> Score:
        """How right the answers are."""
        return score(messages, self.answers)

    def costs(self) -> dict[str, float]:
        """Medians: of the sessions, and of every parse in them."""
        return {
            "parse_ms": median(self.parses_ms),
            "start_s": median(self.starts_s),
            "resident_mb": median(self.resident_mb),
            "training_s": self.training_s,
            "model_mb": self.model.stat().st_size / MB,
        }


def environment() -> dict[str, str]:
    """What every process under measurement gets."""
    return bare_environment() | ONE_THREAD | {"RASA_MAX_CACHE_SIZE": "0"}


def annotate(examples: Sequence[tuple[str, str]], folder: Path) -> Sequence[Example]:
    """The examples with the spans of the entities that our tables find in them."""
    asked, out = folder / "examples.json", folder / "annotated.json"
    asked.write_text(json.dumps(examples))
    _run([str(PYTHON), str(INSIDE), "annotate", str(asked), str(out)], folder)
    return [
        Example(text, label, [(a, b, name, value) for a, b, name, value in spans])
        for text, label, spans in json.loads(out.read_text())
    ]


def train(engine: Engine, examples: Sequence[Example], folder: Path) -> Measured:
    """Train with ``rasa train nlu``: language understanding alone, no policies."""
    write_project(engine, examples, folder)
    began = time.perf_counter()
    arguments = "train nlu --config config.yml --nlu nlu.yml --out . --fixed-model-name model"
    _run([str(RASA), *arguments.split()], folder)
    return Measured(engine, folder / "model.tar.gz", time.perf_counter() - began)


def ask(measured: Measured, messages: Sequence[Unseen]) -> None:
    """One session: load, parse every message once, be weighed; adds to ``measured``."""
    with tempfile.TemporaryDirectory() as name:
        asked, out, log = (Path(name) / each for each in ("asked.json", "answers.json", "log"))
        asked.write_text(json.dumps([message.text for message in messages]))
        words = [str(PYTHON), str(INSIDE), "ask", str(measured.model), str(asked), str(out)]
        began = time.perf_counter()
        with log.open("wb") as complaints, _start(words, Path(name), complaints) as process:
            _wait_for(READY, process, log)
            measured.starts_s.append(time.perf_counter() - began)
            _wait_for(DONE, process, log)
            measured.resident_mb.append(psutil.Process(process.pid).memory_info().rss / MB)
            process.communicate(b"")
        answers = [read_answer(parsed, took) for parsed, took in json.loads(out.read_text())]
    measured.answers = measured.answers or answers
    measured.parses_ms += [answer.milliseconds for answer in answers]


def _start(words: Sequence[str], folder: Path, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (a command of our own)
        words,
        env=environment(),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
    )


def _wait_for(word: str, process: subprocess.Popen[bytes], log: Path) -> None:
    assert process.stdout
    for line in process.stdout:
        if line.strip() == word.encode():
            return
    raise Failed(log.read_text()[-3000:])


def _run(words: Sequence[str], folder: Path) -> None:
    run = subprocess.run(  # noqa: S603 (a command of our own)
        words, env=environment(), cwd=folder, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise Failed(run.stderr[-3000:])
