"""The telemedicine partner, as the insurance sees it: what it is asked, what it tells, and what
can go wrong. ``partners/telemedicine.py`` speaks to the real one; its twin in memory is
``insurance/fake_telemedicine.py``.

The doctors themselves are the insurer's data (``iclick import doctors``): who is guaranteed, in
which languages, how they are rated. The partner knows who of them is online now.
Moments are aware UTC datetimes, times of day are Western Indonesian time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Protocol

from insurance.model import Gender


class Specialty(StrEnum):
    """What doctors have studied, as far as members ask for it (the NLU contract's values)."""

    GENERAL = "general"
    PEDIATRICS = "pediatrics"
    INTERNAL_MEDICINE = "internal_medicine"
    OBGYN = "obgyn"
    DERMATOLOGY = "dermatology"
    DENTISTRY = "dentistry"
    PSYCHOLOGY = "psychology"
    ENT = "ent"
    CARDIOLOGY = "cardiology"
    NUTRITION = "nutrition"


@dataclass(frozen=True)
class Doctor:
    """A doctor of the partner's, as the insurer has them on its list."""

    code: str
    name: str
    """With titles: ``dr. Contoh Wijaya, Sp.A``."""
    specialty: Specialty
    languages: tuple[str, ...]
    """Codes as ISO 639-1 has them: ``id``, ``en``, ``zh`` …"""
    guaranteed: bool
    """Whether Generali Indonesia pays for the consultation."""
    rating: float
    """From 1 to 5; 0 where nobody has rated them yet."""
    online_from: time
    online_to: time
    """Their usual hours in WIB; both the same: round the clock. The end may be past midnight."""
    consultation_url: str
    """Their page at the partner, for reading; may be empty. It joins no consultation."""


class Doctors(Protocol):
    """The insurer's list of telemedicine doctors."""

    def doctors(self, specialty: Specialty | None = None) -> Sequence[Doctor]:
        """All of them, or all of a specialty; in the order of their names."""

    def doctor(self, code: str) -> Doctor | None:
        """The doctor of that code."""


@dataclass(frozen=True)
class Patient:
    """Who consults: no more than a doctor needs. Personal data: never log it."""

    name: str
    date_of_birth: date
    gender: Gender


@dataclass(frozen=True)
class ConsultationRequest:
    """A consultation that a member wants."""

    doctor_code: str
    patient: Patient
    complaint: str
    """In the member's words; may be empty. Personal data."""
    language: str
    """In which the member chats: ``id`` or ``en``."""


@dataclass(frozen=True)
class JoinLink:
    """The way into a consultation: it opens once. Whoever has it is the patient: never log it."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class OpenedConsultation:
    """A consultation that the partner has opened."""

    consultation_id: str
    """The partner's; up to 64 of the characters A-Z a-z 0-9 _ -."""
    join: JoinLink


class ConsultationStatus(StrEnum):
    """A consultation's life, in order; cancelled and expired end it before it began."""

    WAITING = "waiting"
    """Opened; the doctor is not there yet."""
    ACTIVE = "active"
    """The doctor has joined."""
    ENDED = "ended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """The member did not come in time."""


class DeliveryStatus(StrEnum):
    """What becomes of the medicine, in order; failed may be followed by on_the_way."""

    PREPARING = "preparing"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Medicine:
    """One line of a prescription. Personal data."""

    name: str
    """With its strength: ``Parasetamol 500 mg``."""
    quantity: str
    """``10 tablet``."""
    directions: str
    """``3 × sehari 1 tablet sesudah makan``."""


@dataclass(frozen=True)
class Prescription:
    """What a doctor has prescribed. Personal data: it never goes into a push."""

    prescription_id: str
    issued_at: datetime
    medicines: tuple[Medicine, ...]


@dataclass(frozen=True)
class Delivery:
    """The medicine of one prescription on its way, as it stands."""

    delivery_id: str
    prescription_id: str
    status: DeliveryStatus
    courier: str
    """Empty while nobody has fetched it."""
    tracking_number: str
    """The courier's; empty while there is none."""
    tracking_url: str
    """https; empty where the courier has no page."""
    expected_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True)
class ConsultationState:
    """How a consultation stands at the partner."""

    consultation_id: str
    status: ConsultationStatus
    sequence: int
    """Of the newest event that is in here: whoever has applied it, has all of this."""
    prescriptions: tuple[Prescription, ...]
    deliveries: tuple[Delivery, ...]


class EventKind(StrEnum):
    """What the partner tells unasked."""

    DOCTOR_JOINED = "doctor_joined"
    CONSULTATION_ENDED = "consultation_ended"
    """Over: ended, cancelled or expired, as ``PartnerEvent.status`` says."""
    PRESCRIPTION_ISSUED = "prescription_issued"
    DELIVERY_CHANGED = "delivery_changed"
    """The medicine is being prepared, on its way, delivered, or could not be delivered."""


@dataclass(frozen=True)
class PartnerEvent:
    """One thing that happened in a consultation. It may come twice, and before an older one."""

    event_id: str
    """The same when it is sent again: up to 64 of the characters A-Z a-z 0-9 _ -."""
    consultation_id: str
    reference: str
    """The key under which we have opened it: an event may be here before the partner's answer."""
    sequence: int
    """From 1, rising in each consultation; a lower one is older, whenever it arrives."""
    occurred_at: datetime
    kind: EventKind
    status: ConsultationStatus
    """Of the consultation, after it."""
    prescription: Prescription | None = None
    """Of PRESCRIPTION_ISSUED."""
    delivery: Delivery | None = None
    """Of DELIVERY_CHANGED: as it stands after it, whole."""


class Applied(StrEnum):
    """What became of an event."""

    DONE = "done"
    REPEATED = "repeated"
    """It was applied before: nothing was done, and nobody told."""
    UNKNOWN = "unknown"
    """No consultation of ours, or not yet: the partner is asked to send it again later."""


class PartnerEvents(Protocol):
    """Takes what the partner tells. Its call blocks: the webhook makes it in a thread."""

    def apply(self, event: PartnerEvent) -> Applied:
        """Keep it and stage what the member is told of it, in one transaction, once.

        Whatever order events come in, what is kept in the end is the same. Returns after the
        commit; a database that is away raises.
        """


class PartnerAway(Exception):
    """The partner did not answer, or not well: it is worth another try. The message is for the
    log and the doctor, and holds nothing of a person."""


class PartnerRefuses(Exception):
    """The partner will not do it, however often it is tried; the message says why, for the log."""


class DoctorOffline(PartnerRefuses):
    """The doctor is not online (any more), or not one of the partner's."""


class ConsultationUnknown(PartnerRefuses):
    """The partner knows no such consultation."""


class ConsultationOver(PartnerRefuses):
    """The consultation is over: nobody can join it any more."""


class TelemedicinePartner(Protocol):
    """The partner's API.

    Calls block, ``online`` for 1.5 s and the others for 3 s at most, so that an action with its 5 s
    may open a consultation, be refused, and ask who else is there. Any number of threads may call.
    """

    def online(self) -> Collection[str]:
        """The codes of the doctors who can be consulted now. Raises PartnerAway, PartnerRefuses."""

    def open_consultation(self, key: str, request: ConsultationRequest) -> OpenedConsultation:
        """Open a consultation and get the link that joins it.

        ``key`` is our own id of it: the same key and request again give the same answer, and
        events carry it as their ``reference``. Raises PartnerAway, DoctorOffline, PartnerRefuses.
        """

    def join_link(self, key: str, consultation_id: str) -> JoinLink:
        """A new link into a consultation, for a member who has lost the first; older ones end.

        The same ``key`` again gives the same link. Raises PartnerAway, ConsultationUnknown,
        ConsultationOver.
        """

    def consultation(self, consultation_id: str) -> ConsultationState:
        """How it stands, for whoever missed an event. Raises PartnerAway, ConsultationUnknown."""

    def cancel(self, key: str, consultation_id: str) -> None:
        """The member does not want it any more; one that is over stays as it is.

        Raises PartnerAway, ConsultationUnknown.
        """

    def reach(self) -> None:
        """Ask, once, whether it is there and takes our secret. Raises PartnerAway or
        PartnerRefuses."""
