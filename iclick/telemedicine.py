"""The telemedicine partner that the settings name, and what is asked of it."""

from __future__ import annotations

from iclick.insurance import Insurance
from iclick.settings import Settings
from insurance.ports import Clock
from insurance.telemedicine import Telemedicine
from partners.telemedicine import RestTelemedicine
from storage.doctors import SqlDoctors
from storage.telemedicine import SqlConsultations


def telemedicine_partner(settings: Settings, clock: Clock) -> RestTelemedicine | None:
    """The partner, if the settings name one; one for each process, for what it has learned."""
    url, secret = settings.telemedicine_url, settings.telemedicine_secret
    if url is None or secret is None:
        return None
    return RestTelemedicine(url, secret.get_secret_value(), clock)


def telemedicine_of(settings: Settings, insurance: Insurance) -> Telemedicine:
    """Doctors online, at the partner that the settings name, if they name one."""
    return Telemedicine(
        SqlDoctors(insurance.db),
        telemedicine_partner(settings, insurance.clock),
        SqlConsultations(insurance.db, insurance.clock),
        insurance.core,
        insurance.clock,
    )
