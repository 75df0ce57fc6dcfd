"""Finding a Python and a uv on machines of every kind; nothing is installed here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "dirname", "env", "git", "grep", "mktemp", "rm", "tail")
NEW_UV = '[ "$2" = --help ] && echo --managed-python && exit 0'
OURS = f"{sys.version_info.major}.{sys.version_info.minor}"


class Machine:
    """A machine with the bare tools, and what a test puts on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "bin"
        self.path.mkdir()
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or "")

    def has(self, name: str, code: str) -> None:
        """Put a program on PATH."""
        self._write(self.path / name, code)

    def has_pyenv_version(self, version: str, code: str) -> None:
        """Let pyenv have a version of Python, which is not on PATH."""
        self._write(self.home / ".pyenv/versions" / version / "bin/python", code)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.path), "HOME": str(self.home)}
        return subprocess.run(
            words, capture_output=True, text=True, env=environment, check=False, timeout=30
        )

    def _write(self, path: Path, code: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/usr/bin/env bash\n{code}\n")
        path.chmod(0o755)


WORKING = f'exec {sys.executable} "$@"'
BROKEN_SHIM = "echo 'pyenv: python3.10: command not found' >&2; exit 127"


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path)


def found(machine: Machine, wanted: str) -> str:
    return machine.run(str(ROOT / "scripts/find-python"), wanted).stdout.strip()


def test_a_python_on_path_is_found(machine):
    machine.has(f"python{OURS}", WORKING)
    assert Path(found(machine, OURS)).samefile(sys.executable)


def test_a_newer_python_will_do_where_one_or_newer_is_asked_for(machine):
    machine.has("python3", WORKING)
    assert Path(found(machine, "3.11+")).samefile(sys.executable)


def test_a_python_of_another_version_is_not_taken(machine):
    machine.has("python3.10", WORKING)
    assert found(machine, "3.10") == ""


def test_a_shim_that_does_not_work_is_passed_over_for_pyenvs_own_version(machine):
    machine.has(f"python{OURS}", BROKEN_SHIM)
    machine.has_pyenv_version(f"{OURS}.7", WORKING)
    assert Path(found(machine, OURS)).samefile(sys.executable)


def test_where_there_is_none_the_search_says_nothing_and_fails(machine):
    answer = machine.run(str(ROOT / "scripts/find-python"), "3.10")
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", "")


def clone(tmp_path: Path) -> Path:
    """The scripts and lock files in a folder of their own, with nothing installed."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "engine").mkdir()
    for name in ("requirements-dev.lock", "pyproject.toml", "engine/requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_without_python_and_uv_one_line_says_what_to_install(machine, tmp_path):
    answer = machine.run(str(clone(tmp_path) / "scripts/install"), "gateway")
    assert (answer.returncode, answer.stderr.splitlines()[-1]) == (
        1,
        "Cannot install uv: install uv, or a Python 3.11 or newer with its venv module, "
        "and try again.",
    )


def test_where_uv_cannot_fetch_python_3_10_one_line_says_what_to_install(machine, tmp_path):
    machine.has("uv", f'{NEW_UV}; echo "no network" >&2; exit 2')
    answer = machine.run(str(clone(tmp_path) / "scripts/install"), "rasa")
    assert (answer.returncode, answer.stderr.splitlines()[-1]) == (
        1,
        "There is no Python 3.10 here and uv could not fetch one: install Python 3.10 "
        "(for example: pyenv install 3.10, or your system's package).",
    )


def test_a_uv_that_is_too_old_is_not_taken(machine, tmp_path):
    machine.has("uv", "exit 2")
    answer = machine.run(str(clone(tmp_path) / "scripts/find-uv"))
    assert (answer.returncode, answer.stdout) == (1, "")


def test_uv_is_asked_for_exactly_what_the_lock_file_names(machine, tmp_path):
    folder = clone(tmp_path)
    machine.has(f"python{OURS}", WORKING)
    machine.has(
        "uv",
        f'{NEW_UV}\necho "$*" >>{tmp_path}/asked\n'
        f'[ "$1" = venv ] && {shutil.which("mkdir")} -p .venv/bin &&'
        f" {shutil.which('ln')} -s {sys.executable} .venv/bin/python\nexit 0",
    )
    first = machine.run(str(folder / "scripts/install"), "gateway")
    asked = (tmp_path / "asked").read_text()
    second = machine.run(str(folder / "scripts/install"), "gateway")
    assert (first.returncode, second.returncode, second.stderr) == (0, 0, "")
    assert "--require-hashes requirements-dev.lock" in asked
    assert (tmp_path / "asked").read_text() == asked


def test_the_lock_files_are_of_todays_projects():
    answer = subprocess.run(
        [ROOT / "scripts/lock", "--check"], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "engine/requirements.lock"]
)
def test_every_line_of_a_lock_file_has_a_hash_and_none_names_a_registry(lock):
    lines = (ROOT / lock).read_text().splitlines()
    pinned = [number for number, line in enumerate(lines) if "==" in line and line[0].isalnum()]
    without = [lines[number] for number in pinned if "--hash=" not in lines[number + 1]]
    assert (without, [line for line in lines if "://" in line]) == ([], [])
