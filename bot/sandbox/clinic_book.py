"""The telemedicine partner's own book, in memory: its doctors, and what happens with patients."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
LINK_LIVES = timedelta(minutes=30)
WAITING, ACTIVE, ENDED, CANCELLED = "waiting", "active", "ended", "cancelled"
OPEN = (WAITING, ACTIVE)


@dataclass(frozen=True)
class ClinicDoctor:
    """A doctor as the partner knows them."""

    code: str
    name: str
    specialty: str
    online_from: time
    online_to: time
    """In WIB; both the same: round the clock."""


@dataclass
class Link:
    """A one-time link into a consultation."""

    token: str
    expires_at: datetime
    is_used: bool = False
    is_replaced: bool = False


@dataclass
class Consultation:
    """One consultation, as it stands."""

    id: str
    room: str
    """What the address of its page holds; whoever has it is in."""
    reference: str
    doctor: ClinicDoctor
    patient: Mapping[str, str]
    """``name``, ``date_of_birth``, ``gender``."""
    language: str
    opened_at: datetime
    status: str = WAITING
    sequence: int = 0
    links: list[Link] = field(default_factory=list)
    said: list[dict[str, str]] = field(default_factory=list)
    """``{by: doctor|patient|clinic, text, at}``, oldest first."""
    prescriptions: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    """Both as the API shows them."""

    def say(self, by: str, text: str, at: datetime) -> None:
        """Add a line to what was said."""
        self.said.append({"by": by, "text": text, "at": at.isoformat()})

    def new_link(self, now: datetime) -> Link:
        """The link that joins it from now on; older ones end."""
        for each in self.links:
            each.is_replaced = True
        link = Link(secrets.token_urlsafe(24), now + LINK_LIVES)
        self.links.append(link)
        return link


class Book:
    """Everything that the partner knows."""

    def __init__(self, doctors: Sequence[ClinicDoctor]) -> None:
        """Begin with these doctors and no consultation."""
        self.doctors = {doctor.code: doctor for doctor in doctors}
        self.consultations: dict[str, Consultation] = {}
        """By id, oldest first."""
        self._said_online: dict[str, bool] = {}

    def is_online(self, doctor: ClinicDoctor, now: datetime) -> bool:
        """Whether they can be consulted: as was said last, else by their hours."""
        said = self._said_online.get(doctor.code)
        return is_within(doctor, now) if said is None else said

    def put_online(self, code: str, is_online: bool) -> None:
        """From now on this doctor is, or is not, there."""
        self._said_online[code] = is_online

    def open(self, consultation: Consultation) -> None:
        """Add a consultation."""
        self.consultations[consultation.id] = consultation

    def in_room(self, room: str) -> Consultation | None:
        """The consultation whose page has that address."""
        return next((each for each in self.consultations.values() if each.room == room), None)

    def by_link(self, token: str) -> tuple[Consultation, Link] | None:
        """The consultation that a link joins, or joined."""
        for consultation in self.consultations.values():
            for link in consultation.links:
                if secrets.compare_digest(link.token, token):
                    return consultation, link
        return None


def is_within(doctor: ClinicDoctor, now: datetime) -> bool:
    """Whether it is one of their hours; they may go past midnight."""
    start, end, at = doctor.online_from, doctor.online_to, now.astimezone(WIB).time()
    if start < end:
        return start <= at < end
    return at >= start or at < end


def read_doctors(file: Path) -> tuple[ClinicDoctor, ...]:
    """The doctors in a file as ``iclick import doctors`` takes it; none if there is no file."""
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as rows:
        return tuple(
            ClinicDoctor(
                code=row["code"],
                name=row["name"],
                specialty=row["specialty"],
                online_from=time.fromisoformat(row["online_from"]),
                online_to=time.fromisoformat(row["online_to"]),
            )
            for row in csv.DictReader(rows)
        )
