"""Consultations with doctors online: what is known of them, and who keeps it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import Protocol

from insurance.telemedicine_ports import Delivery, Doctor, JoinLink, Prescription, Specialty


class State(StrEnum):
    """How a consultation stands with us; from ``waiting`` to ``expired`` as the partner says."""

    ASKED = "asked"
    WAITING = "waiting"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    KEPT = "kept"
    """The partner was away; it is asked again, as the member wanted."""
    OFFERED = "offered"
    """The partner is back, and the member is to choose a doctor."""
    WITHDRAWN = "withdrawn"
    GIVEN_UP = "given_up"


JOINABLE = frozenset({State.WAITING, State.ACTIVE})
OVER = frozenset({State.ENDED, State.CANCELLED, State.EXPIRED})


@dataclass(frozen=True)
class Wanted:
    """A consultation that a member asks for. Personal data."""

    id: str
    """The inbound id of the message that asks for it."""
    conversation_id: str
    asked_by: str
    """Participant number."""
    participant_number: str
    """Of who is ill."""
    specialty: Specialty
    doctor_code: str | None
    complaint: str
    language: str


@dataclass(frozen=True)
class Consultation:
    """One that was asked for, and how it stands. Personal data."""

    wanted: Wanted
    state: State
    partner_id: str | None
    created_at: datetime
    attempts: int = 0
    """Of asking the partner, while it is kept."""


@dataclass(frozen=True)
class Followed:
    """A consultation with what came of it."""

    consultation: Consultation
    doctor: Doctor | None
    prescriptions: Sequence[Prescription]
    deliveries: Sequence[Delivery]


@dataclass(frozen=True)
class DoctorNow:
    """A doctor, and whether they can be consulted now."""

    doctor: Doctor
    is_online: bool
    comes_at: time | None = None
    """When one who is not there usually is, in WIB; None where their hours do not say."""


@dataclass(frozen=True)
class Opened:
    """A consultation to go into."""

    consultation: Consultation
    doctor: Doctor | None
    link: JoinLink


class NotToJoin(Exception):
    """There is no consultation that could be joined (any more)."""


class Consultations(Protocol):
    """The consultations that members have asked for; ``storage.telemedicine`` implements it."""

    def begin(self, wanted: Wanted) -> Consultation:
        """Write it down before the partner is asked; the same id again is the same one."""

    def opened(self, consultation_id: str, partner_id: str) -> None:
        """The partner has opened it; what is kept for the same person is not wanted any more."""

    def refused(self, consultation_id: str) -> None:
        """The partner will not open it."""

    def keep(self, wanted: Wanted) -> Consultation:
        """Have the partner asked again later; any other that this member has kept is withdrawn.

        One that was begun may be kept, too: its id is the same, so that it is opened once.
        """

    def withdraw(self, asked_by: str) -> bool:
        """The member does not want what is kept any more; whether there was something."""

    def latest(
        self, participant_number: str, since: datetime, limit: int
    ) -> Sequence[Consultation]:
        """What this member has asked for, or is about them: the latest first."""

    def prescriptions(self, ids: Collection[str]) -> Sequence[tuple[str, Prescription]]:
        """What was prescribed in these consultations, each with its consultation's id."""

    def deliveries(self, ids: Collection[str]) -> Sequence[tuple[str, Delivery]]:
        """The medicine that was sent after these consultations, likewise."""
