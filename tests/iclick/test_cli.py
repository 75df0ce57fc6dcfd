"""The operator's tool: what it says when asked, and how it ends when something is wrong."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iclick.cli import ImportKind, Status
from iclick.secret_key import kept_secret_key
from iclick.settings import Settings
from insurance.model import ClaimStatus
from storage.imports import KINDS

COMMANDS = (
    *("demo", "up", "gateway", "rasa", "actions", "train", "import", "purge", "doctor"),
    *("db upgrade", "db rekey", "telegram setup"),
    *("claim set-status", "claim export", "claim forward-again"),
    "twilio sync-templates",
    *("testimonials list", "testimonials approve", "testimonials reject"),
)
INSURER = Path(__file__).parents[1] / "storage" / "insurer"
POLICIES = "policy_number,company,product,status,start_date,end_date\n"
POLICY = "GN-9,PT Contoh,Group Health,active,2026-01-01,2026-12-31\n"


@pytest.fixture
def run(tmp_path):
    """Run ``iclick`` with an environment of its own, in an empty folder."""
    ours = {name.upper() for name in Settings.model_fields}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment |= {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'test.db'}",
        "SECRET_KEY": "a-secret-key-for-tests",
        "COLUMNS": "200",
    }

    def run(words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "iclick", *words.split()],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    answer = run(f"{command} --help")
    assert (answer.returncode, "Usage" in answer.stdout) == (0, True)


def test_help_answers_at_once(run):
    started = time.monotonic()
    answer = run("--help")
    assert all(command.split()[0] in answer.stdout for command in COMMANDS)
    assert "sandbox" not in answer.stdout
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("command", ["up", "gateway", "rasa", "actions", "db upgrade", "doctor"])
def test_a_wrong_variable_is_one_line_and_exit_status_2(run, command):
    answer = run(command, LOG_FORMAT="xml")
    assert answer.returncode == 2
    assert answer.stderr == "LOG_FORMAT: must be 'console' or 'json'\n"


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql://a:secret@127.0.0.1:1/iclick"]
)
def test_a_database_that_does_not_answer_is_told_in_one_line(run, url):
    answer = run("purge", DATABASE_URL=url)
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    assert answer.stderr.startswith("DATABASE_URL: the database does not answer: ")
    assert "secret" not in answer.stderr


@pytest.mark.parametrize("command", ["gateway --port 18990", "actions", "purge", "db rekey"])
def test_an_old_schema_is_told_in_one_line(run, command):
    answer = run(command)
    assert (answer.returncode, answer.stderr) == (
        2,
        "DATABASE_URL: its schema is not the newest: run `iclick db upgrade`\n",
    )


def test_a_gateway_whose_database_is_away_may_be_started_again(run):
    answer = run("gateway", DATABASE_URL="postgresql://a:secret@127.0.0.1:1/iclick")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 1)


def test_another_secret_key_than_the_databases_is_told_in_one_line(run):
    run("db upgrade")
    for kind in ("policies", "plans", "members", "claims"):
        run(f"import {kind} {INSURER / kind}.csv")
    answer = run("claim set-status K-1 in_review", SECRET_KEY="quite-another-secret-key")
    assert answer.returncode == 2
    assert answer.stderr == "SECRET_KEY: is not the one under which the database was written\n"


@pytest.mark.parametrize(
    "command",
    [
        *("gateway --port 18991", "actions", "purge", "db rekey"),
        f"import facts {INSURER / 'facts.csv'}",
        "up --port 18992",
    ],
)
def test_no_process_works_on_a_database_of_another_secret_key(run, command):
    run("db upgrade")
    for kind in ("policies", "plans", "members"):
        run(f"import {kind} {INSURER / kind}.csv")
    channel = {"TELEGRAM_BOT_TOKEN": "1:token", "SMTP_URL": "smtp://127.0.0.1:1"}
    answer = run(command, SECRET_KEY="quite-another-secret-key", **channel)
    assert answer.returncode == 2
    assert answer.stderr == "SECRET_KEY: is not the one under which the database was written\n"


def test_up_wants_a_secret_key(run):
    answer = run("up", SECRET_KEY="")
    assert (answer.returncode, answer.stderr.startswith("SECRET_KEY: ")) == (2, True)
    assert len(answer.stderr.splitlines()) == 1


def test_up_wants_a_channel(run):
    answer = run("up")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    assert "TELEGRAM_BOT_TOKEN" in answer.stderr


def test_up_wants_a_mail_server_without_which_no_code_could_arrive(run):
    answer = run("up", TELEGRAM_BOT_TOKEN="1:token")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (2, 1)
    assert answer.stderr.startswith("SMTP_URL: must be set")


def test_telegrams_setup_wants_a_token(run):
    answer = run("telegram setup")
    assert (answer.returncode, answer.stdout, len(answer.stderr.splitlines())) == (2, "", 1)
    assert answer.stderr.startswith("TELEGRAM_BOT_TOKEN: must be set")


def test_a_telegram_that_cannot_be_reached_is_told_in_one_line_without_the_token(run):
    settings = {"TELEGRAM_BOT_TOKEN": "1:hunter2", "TELEGRAM_API_URL": "http://127.0.0.1:1"}
    answer = run("telegram setup", **settings)
    assert (answer.returncode, answer.stdout, len(answer.stderr.splitlines())) == (1, "", 1)
    assert ("TELEGRAM_API_URL" in answer.stderr, "hunter2" in answer.stderr) == (True, False)


def test_the_sandbox_cannot_be_had_with_up(run):
    assert run("up --sandbox http://127.0.0.1:1").returncode == 2


def test_a_fresh_database_is_upgraded_and_a_second_time_left_alone(run):
    first, second = run("db upgrade"), run("db upgrade")
    assert (first.returncode, second.returncode) == (0, 0)
    assert ("was empty" in first.stdout, "as it was" in second.stdout) == (True, True)


def test_the_command_knows_every_kind_and_every_status():
    assert [kind.value for kind in ImportKind] == list(KINDS)
    assert [status.value for status in Status] == [status.value for status in ClaimStatus]


def test_an_import_says_what_it_has_changed(run, tmp_path):
    run("db upgrade")
    (tmp_path / "policies.csv").write_text(POLICIES + POLICY)
    first, second = run("import policies policies.csv"), run("import policies policies.csv")
    assert "1 added, 0 changed" in first.stderr
    assert "0 added, 0 changed, 1 as they were" in second.stderr


def test_a_refused_import_names_the_line_and_writes_nothing(run, tmp_path):
    run("db upgrade")
    (tmp_path / "policies.csv").write_text(POLICIES + POLICY + POLICY.replace("active", "dead"))
    answer = run("import policies policies.csv")
    with sqlite3.connect(tmp_path / "test.db") as database:
        found = database.execute("SELECT count(*) FROM policies").fetchone()
    assert (answer.returncode, found) == (1, (0,))
    assert "line 3" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unknown_claim_is_told_in_a_line(run):
    run("db upgrade")
    answer = run("claim set-status KLM-1 approved --approved 1000")
    assert (answer.returncode, len(answer.stderr.splitlines())) == (1, 1)


def test_a_status_that_is_set_says_who_was_told(run, tmp_path):
    run("db upgrade")
    for kind in ("policies", "plans", "members", "claims"):
        assert run(f"import {kind} {INSURER / kind}.csv").returncode == 0
    first, second = (run("claim set-status K-1 in_review --by r.wijaya") for _ in range(2))
    assert (first.returncode, first.stdout.splitlines()) == (
        0,
        ["claim K-1: in_review", "no chat may see it: nobody is told"],
    )
    assert second.stdout.splitlines()[1] == "it stood like that: nobody is told"
    assert _one(tmp_path, "SELECT actor FROM claim_events WHERE status = 'in_review'") == (
        "operator:r.wijaya"
    )


def test_a_claim_is_exported_or_a_line_says_why_not(run, tmp_path):
    run("db upgrade")
    for kind in ("policies", "plans", "members", "claims"):
        run(f"import {kind} {INSURER / kind}.csv")
    done, again = (run("claim export K-1 a-folder") for _ in range(2))
    assert (done.returncode, again.returncode) == (0, 1)
    assert done.stdout == "claim K-1: 0 documents, claim.json and summary.pdf in a-folder\n"
    assert again.stderr == "a-folder: is not empty\n"
    unknown = run("claim export K-404 another-folder")
    assert (unknown.returncode, unknown.stderr) == (1, "there is no claim of the number K-404\n")


def test_telling_again_wants_an_insurers_system(run):
    run("db upgrade")
    nobody = run("claim forward-again")
    assert (nobody.returncode, nobody.stderr.splitlines()[0][:17]) == (2, "CLAIMS_SYSTEM_URL")
    there = {"CLAIMS_SYSTEM_URL": "https://claims.example", "CLAIMS_SYSTEM_TOKEN": "t"}
    assert run("claim forward-again", **there).stdout == "nothing was refused\n"


def test_after_a_rekey_the_old_key_can_go(run, tmp_path):
    run("db upgrade")
    (tmp_path / "policies.csv").write_text(POLICIES + POLICY)
    run("import policies policies.csv")
    both = run("db rekey", SECRET_KEY="a-newer-secret-key,a-secret-key-for-tests")
    assert (both.returncode, "1 digests" in both.stdout) == (0, True)
    again = run("import policies policies.csv", SECRET_KEY="a-newer-secret-key")
    assert "1 as they were" in again.stderr


def test_purging_an_empty_database_finds_nothing(run):
    run("db upgrade")
    assert run("purge").stdout == "nothing was past its retention\n"


def test_the_kept_key_is_made_once_and_for_its_owner_only(tmp_path):
    first, second = kept_secret_key(tmp_path), kept_secret_key(tmp_path)
    mode = stat.S_IMODE(Path(tmp_path / "secret_key").stat().st_mode)
    assert (first == second, len(first) > 40, mode) == (True, True, 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def _one(folder: Path, query: str) -> object:
    with sqlite3.connect(folder / "test.db") as connection:
        return connection.execute(query).fetchone()[0]
