"""What the gateway has to do with the insurer's side of claims: the TPA's API, and the insurer's
own system, where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from bot.api.desk import ClaimsDesk
from bot.api.door import ClaimsDoor
from bot.gateway import Loop
from bot.messages import Channel
from bot.metrics import Metrics
from bot.outbound.media_files import StoredFiles
from bot.outbound.notifications import ClaimNews, Compose
from bot.texts import Texts
from iclick.insurance import Insurance
from iclick.settings import Settings
from insurance.claim_forwarding import ClaimForwarding
from partners.claims_system import RestClaimsSystem
from storage.claim_forwards import SqlClaimForwards


def claims_routes(
    settings: Settings,
    insurance: Insurance,
    files: StoredFiles,
    compose: Mapping[Channel, Compose],
    metrics: Metrics,
) -> Sequence[BaseRoute]:
    """The claims API, if it has a token; members are told of what it changes."""
    if settings.tpa_api_token is None:
        return ()
    news = ClaimNews(compose, Texts.load(), insurance.clock)
    desk = ClaimsDesk(
        db=insurance.db,
        keyring=insurance.keyring,
        clock=insurance.clock,
        book=insurance.book,
        files=files,
        on_claim_changed=news.stage,
    )
    return ClaimsDoor(settings.tpa_api_token.get_secret_value(), desk, metrics).routes()


def claims_loops(settings: Settings, insurance: Insurance, files: StoredFiles) -> Sequence[Loop]:
    """What tells the insurer's own system of claims, if there is one."""
    system = claims_system(settings)
    if system is None:
        return ()
    forwarding = ClaimForwarding(
        SqlClaimForwards(insurance.db),
        core=insurance.core,
        book=insurance.book,
        system=system,
        read_file=files.read,
        clock=insurance.clock,
    )
    return (forwarding,)


def claims_system(settings: Settings) -> RestClaimsSystem | None:
    """The insurer's own claims system, if the settings name one."""
    url, token = settings.claims_system_url, settings.claims_system_token
    if url is None or token is None:
        return None
    return RestClaimsSystem(url, token.get_secret_value())
