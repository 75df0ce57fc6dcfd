"""The telemedicine partner over HTTP: ``TelemedicinePartner`` as docs/openapi/telemedicine.yaml
has it.

A member waits for the answer, so every call ends soon, well or not; ``partners.telemedicine_calls``
sees to that. What opens or ends something carries a key that makes its repeat harmless.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from string import punctuation
from typing import TypeVar
from urllib.parse import quote

from pybreaker import CircuitBreaker
from pydantic import ValidationError

from insurance.ports import Clock
from insurance.telemedicine_ports import (
    ConsultationRequest,
    ConsultationState,
    JoinLink,
    OpenedConsultation,
    PartnerAway,
)
from partners.telemedicine_calls import CONNECT_S, READ_S, WITHIN_S, PartnerCalls
from partners.telemedicine_json import (
    read_join,
    read_online,
    read_opened,
    read_state,
    where_wrong,
)

T = TypeVar("T")

QUICK_S = 1.5
"""How long it may take to hear who is online: after a refusal, an action asks for that, too."""


class RestTelemedicine:
    """Asks the partner under ``url``; any number of threads may share it."""

    def __init__(
        self,
        url: str,
        secret: str,
        clock: Clock,
        *,
        timeout_s: tuple[float, float] = (CONNECT_S, READ_S),
        within_s: float = WITHIN_S,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        """``secret`` signs what we ask, at the time that ``clock`` tells; nothing is opened yet."""
        self._calls = PartnerCalls(
            url, secret, clock.now, timeout_s=timeout_s, within_s=within_s, breaker=breaker
        )

    def online(self) -> Collection[str]:
        """The codes of the doctors who can be consulted now. Raises PartnerAway, PartnerRefuses."""
        return self._ask(read_online, "GET", "/doctors", within_s=QUICK_S)

    def open_consultation(self, key: str, request: ConsultationRequest) -> OpenedConsultation:
        """Open a consultation, once for each key. Raises PartnerAway, DoctorOffline,
        PartnerRefuses."""
        body = {
            "reference": key,
            "doctor_code": request.doctor_code,
            "language": request.language,
            "complaint": request.complaint,
            "patient": {
                "name": request.patient.name,
                "date_of_birth": request.patient.date_of_birth.isoformat(),
                "gender": request.patient.gender.value,
            },
        }
        return self._ask(read_opened, "POST", "/consultations", key, body)

    def join_link(self, key: str, consultation_id: str) -> JoinLink:
        """A new link into a consultation, once for each key. Raises PartnerAway,
        ConsultationUnknown, ConsultationOver."""
        return self._ask(read_join, "POST", f"{_path(consultation_id)}/join-links", key)

    def consultation(self, consultation_id: str) -> ConsultationState:
        """How it stands. Raises PartnerAway, ConsultationUnknown."""
        return self._ask(read_state, "GET", _path(consultation_id))

    def cancel(self, key: str, consultation_id: str) -> None:
        """End it, if it is not over. Raises PartnerAway, ConsultationUnknown."""
        self._ask(_nothing, "POST", f"{_path(consultation_id)}/cancellation", key)

    def reach(self) -> None:
        """Ask once, whatever came before. Raises PartnerAway or PartnerRefuses."""
        self._calls.once("GET", "/status")

    def _ask(
        self,
        read: Callable[[bytes], T],
        method: str,
        path: str,
        key: str = "",
        body: object = None,
        *,
        within_s: float | None = None,
    ) -> T:
        headers = {"Idempotency-Key": quote(key, safe=punctuation)} if key else {}
        content = None if body is None else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        return self._calls.call(
            lambda told: _understood(read, told),
            method,
            path,
            headers,
            content,
            within_s=within_s,
        )


def _understood(read: Callable[[bytes], T], content: bytes) -> T:
    try:
        return read(content)
    except ValidationError as error:
        raise PartnerAway(f"an answer that is none: {where_wrong(error)}") from None


def _nothing(_content: bytes) -> None:
    """For answers without a body."""


def _path(consultation_id: str) -> str:
    return f"/consultations/{quote(consultation_id, safe='')}"
