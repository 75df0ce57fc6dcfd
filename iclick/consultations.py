"""What the gateway has to do with consultations: the partner's events, and asking it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from bot.gateway import Loop
from bot.inbound.telemedicine import TelemedicineDoor
from bot.messages import Channel
from bot.metrics import Metrics
from bot.outbound.kept_consultations import KeptConsultations
from bot.outbound.pushes import Compose
from bot.outbound.telemedicine_news import TelemedicineNews
from bot.texts import Texts
from iclick.insurance import Insurance
from iclick.settings import Settings
from iclick.telemedicine import telemedicine_of
from storage.telemedicine import SqlConsultations


class Consultations:
    """The partner's events, and requests that are kept until it is back."""

    def __init__(
        self, settings: Settings, insurance: Insurance, compose: Mapping[Channel, Compose]
    ) -> None:
        """``compose``: by channel, whether or not this gateway serves it."""
        self._settings = settings
        self._insurance = insurance
        self._news = TelemedicineNews(insurance.db, compose, Texts.load(), insurance.clock)

    def routes(self, metrics: Metrics) -> Sequence[BaseRoute]:
        """The partner's webhook, if there is a secret by which to know the partner."""
        secret = self._settings.telemedicine_secret
        if secret is None:
            return ()
        clock = self._insurance.clock
        return TelemedicineDoor(secret.get_secret_value(), self._news, clock, metrics).routes()

    def loops(self) -> Sequence[Loop]:
        """What asks the partner again, where there is one."""
        insurance = self._insurance
        telemedicine = telemedicine_of(self._settings, insurance)
        if not telemedicine.is_offered:
            return ()
        queue = SqlConsultations(insurance.db, insurance.clock)
        kept = KeptConsultations(insurance.db, queue, telemedicine, self._news, insurance.clock)
        return (kept,)
