"""The commands that become one process: gateway, Rasa, action server, the demo's sandbox.

Each imports what it runs only when it runs: none carries the others' libraries about.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.sandbox.clinic_book import read_doctors
from bot.sandbox.config import SandboxConfig
from bot.sandbox.samples import read_samples
from iclick.demo_clock import DemoClock, clock_of
from iclick.embedded import only_gateway_of
from iclick.logging import configure_logging
from iclick.rasa import serving_command, serving_environment
from iclick.settings import DRAIN_S, SAMPLES, Settings, load_settings
from iclick.tools import open_database
from iclick.training import model_to_serve

ACTIONS_PORT = 5055


def serve_gateway(
    host: str, port: int, sandbox_url: str | None, clock_file: Path | None = None
) -> None:
    """Run the gateway until SIGINT or SIGTERM."""
    import uvicorn

    from iclick.bootstrap import gateway_app

    settings = _settings()
    with only_gateway_of(settings.database_url):
        _require_fitting_database(settings)
        uvicorn.run(
            gateway_app(settings, sandbox_url, clock_of(clock_file)),
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            timeout_graceful_shutdown=DRAIN_S,
        )


def become_rasa() -> NoReturn:
    """Turn this process into Rasa, which keeps none of our variables."""
    settings = _settings()
    command = serving_command(settings, model_to_serve())
    os.execve(command[0], command, serving_environment(settings))  # noqa: S606 (no shell wanted)


def serve_actions(clock_file: Path | None = None) -> None:
    """Run the action server until SIGINT or SIGTERM."""
    from actions.server import serve as run_actions
    from iclick.actions import action_server

    settings = _settings()
    _require_fitting_database(settings)
    port = urlsplit(settings.actions_url).port or ACTIONS_PORT
    run_actions(action_server(settings, clock_of(clock_file)), settings.actions_bind, port)


def serve_sandbox(port: int, clock_file: Path | None = None, *, faults: bool) -> None:
    """Run the stand-ins for all that is outside, with the secrets that the gateway has."""
    from bot.sandbox.server import serve as run_sandbox
    from bot.sandbox.world import World
    from iclick.insurer_desk import InsurerDesk
    from iclick.testimonial_desk import TestimonialDesk

    settings = _settings()
    config = sandbox_config(settings, port, faults=faults)
    with open_database(settings) as db:
        clock = clock_of(clock_file)
        world = World(insurer=InsurerDesk(db, clock), moderator=TestimonialDesk(db, clock))
        if clock_file is not None:
            world = replace(world, clock=DemoClock(clock_file))
        asyncio.run(run_sandbox(config, world))


def sandbox_config(settings: Settings, port: int, *, faults: bool) -> SandboxConfig:
    """What the sandbox must know to play the other side of these settings."""
    return SandboxConfig(
        gateway_url=settings.public_url,
        public_url=settings.public_url,
        telegram_token=_plain(settings.telegram_bot_token),
        twilio_account_sid=settings.twilio_account_sid or "",
        twilio_auth_token=_plain(settings.twilio_auth_token),
        whatsapp_from=settings.twilio_whatsapp_from or "",
        port=port,
        smtp_port=urlsplit(_plain(settings.smtp_url)).port or 0,
        samples=read_samples(SAMPLES),
        telemedicine_secret=_plain(settings.telemedicine_secret) or "sandbox",
        doctors=read_doctors(SAMPLES / "doctors.csv"),
        faults=faults,
    )


def _settings() -> Settings:
    settings = load_settings()
    settings.keyring()  # a process on its own can derive nothing without SECRET_KEY
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _require_fitting_database(settings: Settings) -> None:
    with open_database(settings):
        pass  # that it opens is all


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
