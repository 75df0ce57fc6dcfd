"""The action server's composition root, apart from the gateway's: neither loads the other."""

from __future__ import annotations

from typing import Any

from sanic import Sanic

from actions import catalogue as actions
from actions.server import create_server
from actions.texts import load_texts
from iclick.ecards import ecards_of
from iclick.insurance import Insurance
from iclick.lifestyle_services import lifestyle_services
from iclick.providers import provider_services
from iclick.settings import ROOT, Settings
from iclick.telemedicine import telemedicine_of
from insurance.benefits import Benefits
from insurance.claim_filing import ClaimFiling
from insurance.claims import Claims
from insurance.ports import Clock
from storage.claim_drafts import SqlClaimDrafts
from storage.core_system import SqlCoreSystem
from storage.news_choices import SqlNewsChoices
from storage.providers import SqlProviders
from storage.uploads import SqlUploads


def action_server(settings: Settings, clock: Clock | None = None) -> Sanic[Any, Any]:
    """The action server, which ``actions.server.serve`` runs."""
    insurance = Insurance(settings, clock)
    core, clock = insurance.core, insurance.clock
    db, book, uploads = insurance.db, insurance.book, SqlUploads(insurance.db)
    # What a member does to a claim is told to the insurer's system; the TPA's doings are not.
    by_members = SqlCoreSystem(db, book.note_cancelled)
    needed = actions.Insurance(
        identity=insurance.identity,
        benefits=Benefits(core, clock),
        claims=Claims(core, clock, writer=by_members, book=book),
        core=core,
        facts=core,
        ecards=ecards_of(settings, insurance),
        uploads=uploads,
        filing=ClaimFiling(
            core,
            drafts=SqlClaimDrafts(db, clock),
            book=book,
            uploads=uploads,
            providers=SqlProviders(db),
            facts=core,
            clock=clock,
        ),
        lifestyle=lifestyle_services(settings, db, clock),
        news_choices=SqlNewsChoices(db, clock),
        providers=provider_services(db, clock),
        telemedicine=telemedicine_of(settings, insurance),
        clock=clock,
    )
    texts = load_texts(ROOT / "domain")
    return create_server(actions.all_actions(needed, texts), settings.actions_bearer())
