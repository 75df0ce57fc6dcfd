"""A telemedicine partner in memory, for tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from insurance.telemedicine_ports import (
    ConsultationOver,
    ConsultationRequest,
    ConsultationState,
    ConsultationStatus,
    ConsultationUnknown,
    DoctorOffline,
    JoinLink,
    OpenedConsultation,
)

LINKS_END = datetime(2199, 12, 31, tzinfo=UTC)


class FakeTelemedicine:
    """TelemedicinePartner in memory; ``troubles`` are raised first, one a call."""

    def __init__(
        self, online: Collection[str] = (), troubles: Sequence[Exception | None] = ()
    ) -> None:
        """``online``: codes of doctors. None among the troubles lets a call pass."""
        self.doctors_online = set(online)
        self.troubles = list(troubles)
        self.opened: dict[str, ConsultationRequest] = {}
        """What was asked for, by key; a repeat is not there twice."""
        self.states: dict[str, ConsultationState] = {}
        """By consultation id: change them to let something happen."""
        self.calls: list[str] = []
        """The methods that were called, in order."""
        self._links: dict[tuple[str, str], JoinLink] = {}

    def online(self) -> Collection[str]:
        """The codes of the doctors who can be consulted now."""
        self._call("online")
        return frozenset(self.doctors_online)

    def open_consultation(self, key: str, request: ConsultationRequest) -> OpenedConsultation:
        """Open a consultation with a doctor who is online; once for each key."""
        self._call("open_consultation")
        consultation_id = f"fake-{key}"
        if key not in self.opened:
            if request.doctor_code not in self.doctors_online:
                raise DoctorOffline("doctor-offline")
            self.opened[key] = request
            self.states[consultation_id] = ConsultationState(
                consultation_id, ConsultationStatus.WAITING, 0, (), ()
            )
        return OpenedConsultation(consultation_id, self._link(key, consultation_id))

    def join_link(self, key: str, consultation_id: str) -> JoinLink:
        """A new link; the same for the same key."""
        self._call("join_link")
        status = self._state(consultation_id).status
        if status not in (ConsultationStatus.WAITING, ConsultationStatus.ACTIVE):
            raise ConsultationOver("over")
        return self._link(key, consultation_id)

    def consultation(self, consultation_id: str) -> ConsultationState:
        """How it stands."""
        self._call("consultation")
        return self._state(consultation_id)

    def cancel(self, key: str, consultation_id: str) -> None:
        """End it, unless it is over."""
        self._call("cancel")
        state = self._state(consultation_id)
        if state.status in (ConsultationStatus.WAITING, ConsultationStatus.ACTIVE):
            self.states[consultation_id] = replace(state, status=ConsultationStatus.CANCELLED)

    def reach(self) -> None:
        """It is there, unless a trouble is planned."""
        self._call("reach")

    def _call(self, method: str) -> None:
        self.calls.append(method)
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble

    def _state(self, consultation_id: str) -> ConsultationState:
        if consultation_id not in self.states:
            raise ConsultationUnknown("unknown")
        return self.states[consultation_id]

    def _link(self, key: str, consultation_id: str) -> JoinLink:
        number = len(self._links) + 1
        fresh = JoinLink(f"https://telemedicine.example/join/{number}", LINKS_END)
        return self._links.setdefault((key, consultation_id), fresh)
