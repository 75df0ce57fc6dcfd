"""``iclick up`` and ``iclick demo``: look that everything is there, then run the processes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from rich.console import Console
from sqlalchemy import select

from bot.sandbox.samples import read_samples
from iclick.demo import Demo, claim_folder, prepare
from iclick.logging import configure_logging
from iclick.ports import LOOPBACK, is_free
from iclick.processes import (
    GRACE_S,
    actions_program,
    gateway_program,
    own_command,
    rasa_program,
    run_together,
)
from iclick.progress import train_visibly
from iclick.settings import (
    SAMPLES,
    Settings,
    SettingsError,
    load_settings,
    whole_environment,
)
from iclick.supervisor import Program
from iclick.tools import any_database, require_fit
from iclick.training import model_to_serve
from insurance.ports import SystemClock
from storage import schema
from storage.database import Database
from storage.samples import load_samples
from storage.tables import PolicyRow

CONSOLE = Console(stderr=True)


def run_up(host: str, port: int) -> int:
    """Run the assistant on the real channels; returns the exit status."""
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    settings.keyring()
    if not (settings.has_telegram() or settings.has_whatsapp()):
        raise SettingsError("TELEGRAM_BOT_TOKEN or the TWILIO_ variables: one channel must be set")
    if "smtp_url" not in settings.model_fields_set:
        raise SettingsError("SMTP_URL: must be set: one-time codes go to members by e-mail")
    _require_free(host, port)
    _bring_up_to_date(settings)
    environment = whole_environment()
    if "public_url" not in settings.model_fields_set:
        environment["PUBLIC_URL"] = f"http://{LOOPBACK}:{port}"
    programs = [
        gateway_program(environment, host, port),
        actions_program(environment),
        rasa_program(settings, model_to_serve()),
    ]
    address = f"http://{LOOPBACK}:{port}"
    return asyncio.run(
        run_together(programs, settings.log_format, address, lambda: _announce(settings.public_url))
    )


def run_demo(port: int, *, faults: bool) -> int:
    """Run the demo; returns the exit status."""
    _require_free(LOOPBACK, port)
    folder, _lock = claim_folder(port)
    demo = prepare(port, folder)
    settings = demo.settings()
    configure_logging(settings.log_level, settings.log_format)
    fill(settings)
    model = train_visibly().model
    os.chdir(folder)  # no .env of the operator's is here, so none counts
    environment = demo.environment()
    clock = ("--clock", str(demo.new_clock_file()))
    programs = [
        gateway_program(environment, LOOPBACK, port, ("--sandbox", demo.sandbox_url, *clock)),
        actions_program(environment, clock),
        rasa_program(settings, model),
        _sandbox_program(demo, clock, faults=faults),
    ]
    return asyncio.run(
        run_together(programs, settings.log_format, demo.address, lambda: _announce(demo.address))
    )


def _sandbox_program(demo: Demo, clock: Sequence[str], *, faults: bool) -> Program:
    words = ["--port", str(demo.sandbox_port), *clock, *(["--faults"] if faults else [])]
    return Program("sandbox", own_command("sandbox", *words), demo.environment(), GRACE_S)


def fill(settings: Settings) -> None:
    """Bring the demo's database up to date and put the samples in; refuses one with real data."""
    with any_database(settings) as db:
        schema.upgrade(db)
        if _is_somebody_elses(db):
            raise SettingsError("DATABASE_URL: holds an insurer's data, which the demo won't touch")
        require_fit(db)
        if load_samples(db, settings.keyring(), SystemClock()):
            CONSOLE.print("Sample members, policies and claims are in the database")


def _is_somebody_elses(db: Database) -> bool:
    samples = {member.policy_number for member in read_samples(SAMPLES)}
    with db.reading() as session:
        others = select(PolicyRow).where(PolicyRow.policy_number.not_in(samples)).limit(1)
        return session.scalar(others) is not None


def _bring_up_to_date(settings: Settings) -> None:
    with any_database(settings) as db:
        if db.is_sqlite:  # which is this process's alone; others share a PostgreSQL
            schema.upgrade(db)
        require_fit(db)


def _require_free(host: str, port: int) -> None:
    if not is_free(host, port):
        raise SettingsError(f"port {port} is taken: choose another one with --port")


def _announce(address: str) -> None:
    print(f"Ready: {address}", flush=True)  # noqa: T201 (what a script waits for)
