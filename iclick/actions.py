"""The action server's composition root, apart from the gateway's: neither loads the other."""

from __future__ import annotations

from typing import Any

from sanic import Sanic

from actions import catalogue as actions
from actions.server import create_server
from actions.texts import load_texts
from iclick.insurance import Insurance
from iclick.settings import ROOT, Settings
from insurance.benefits import Benefits
from insurance.claims import Claims
from insurance.ports import Clock
from storage.uploads import SqlUploads


def action_server(settings: Settings, clock: Clock | None = None) -> Sanic[Any, Any]:
    """The action server, which ``actions.server.serve`` runs."""
    insurance = Insurance(settings, clock)
    core, clock = insurance.core, insurance.clock
    needed = actions.Insurance(
        identity=insurance.identity,
        benefits=Benefits(core, clock),
        claims=Claims(core, clock),
        core=core,
        facts=core,
        uploads=SqlUploads(insurance.db),
        clock=clock,
    )
    texts = load_texts(ROOT / "domain")
    return create_server(actions.all_actions(needed, texts), settings.actions_bearer())
