"""What the telemedicine partner writes, as docs/openapi/telemedicine.yaml has it, read into the
insurance's own words. Everything is bounded, and cleaned of what no screen shows.

Raises pydantic's ValidationError, whose text may quote a person: ``where_wrong`` does not.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from insurance.telemedicine_ports import (
    ConsultationState,
    ConsultationStatus,
    Delivery,
    DeliveryStatus,
    EventKind,
    JoinLink,
    Medicine,
    OpenedConsultation,
    PartnerEvent,
    Prescription,
)

KINDS = {
    "consultation.doctor_joined": EventKind.DOCTOR_JOINED,
    "consultation.ended": EventKind.CONSULTATION_ENDED,
    "prescription.issued": EventKind.PRESCRIPTION_ISSUED,
    "delivery.changed": EventKind.DELIVERY_CHANGED,
}
"""The types of events that we know."""
LONGEST_ADDRESS = 1000
MOST_MEDICINES = 50
YEARS = (2000, 2199)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _clean(text: str) -> str:
    """On one line, without control characters and what turns the writing direction."""
    seen = (" " if each.isspace() else each for each in text)
    return " ".join("".join(each for each in seen if unicodedata.category(each)[0] != "C").split())


def is_address(url: str) -> bool:
    """Whether a member may be sent there: https; in the demo also http, on the same machine."""
    if len(url) > LONGEST_ADDRESS or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _address(url: str) -> str:
    if not is_address(url):
        raise ValueError("not an https address")
    return url


def _address_or_none(url: str) -> str:
    return url if is_address(url) else ""


def _moment(at: datetime) -> datetime:
    if not YEARS[0] <= at.year <= YEARS[1]:
        raise ValueError("not a moment that can be meant")
    return at.astimezone(UTC)


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Name = Annotated[str, Field(max_length=200), AfterValidator(_clean), Field(min_length=1)]
Words = Annotated[str, Field(max_length=500), AfterValidator(_clean)]
Moment = Annotated[AwareDatetime, AfterValidator(_moment)]
Address = Annotated[str, AfterValidator(_address)]
Sequence = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class _Medicine(_Shape):
    name: Name
    quantity: Words = ""
    directions: Words = ""

    def read(self) -> Medicine:
        return Medicine(self.name, self.quantity, self.directions)


class _Prescription(_Shape):
    id: Id
    issued_at: Moment
    medicines: Annotated[list[_Medicine], Field(min_length=1, max_length=MOST_MEDICINES)]

    def read(self) -> Prescription:
        medicines = tuple(each.read() for each in self.medicines)
        return Prescription(self.id, self.issued_at, medicines)


class _Delivery(_Shape):
    id: Id
    prescription_id: Id
    status: DeliveryStatus
    courier: Words = ""
    tracking_number: Words = ""
    tracking_url: Annotated[str, AfterValidator(_address_or_none)] = ""
    expected_at: Moment | None = None
    updated_at: Moment

    def read(self) -> Delivery:
        return Delivery(
            delivery_id=self.id,
            prescription_id=self.prescription_id,
            status=self.status,
            courier=self.courier,
            tracking_number=self.tracking_number,
            tracking_url=self.tracking_url,
            expected_at=self.expected_at,
            updated_at=self.updated_at,
        )


class _Join(_Shape):
    join_url: Address
    join_expires_at: Moment

    def link(self) -> JoinLink:
        return JoinLink(self.join_url, self.join_expires_at)


class _Opened(_Join):
    id: Id


class _State(_Shape):
    id: Id
    status: ConsultationStatus
    sequence: Sequence
    prescriptions: Annotated[list[_Prescription], Field(max_length=MOST_MEDICINES)] = []
    deliveries: Annotated[list[_Delivery], Field(max_length=MOST_MEDICINES)] = []


class _DoctorNow(_Shape):
    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    online: bool


class _Doctors(_Shape):
    doctors: Annotated[list[_DoctorNow], Field(max_length=20_000)]


class _Kind(_Shape):
    type: Annotated[str, Field(max_length=100)]


class _Event(_Shape):
    id: Id
    type: str
    consultation_id: Id
    reference: Id
    sequence: Annotated[Sequence, Field(ge=1)]
    occurred_at: Moment
    consultation_status: ConsultationStatus
    prescription: _Prescription | None = None
    delivery: _Delivery | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        kind = KINDS[self.type]
        if kind is EventKind.PRESCRIPTION_ISSUED and self.prescription is None:
            raise ValueError("prescription is missing")
        if kind is EventKind.DELIVERY_CHANGED and self.delivery is None:
            raise ValueError("delivery is missing")
        return self


def read_online(body: bytes) -> frozenset[str]:
    """The codes of the doctors who are online."""
    told = _Doctors.model_validate_json(body)
    return frozenset(each.code for each in told.doctors if each.online)


def read_opened(body: bytes) -> OpenedConsultation:
    """A consultation that was opened."""
    told = _Opened.model_validate_json(body)
    return OpenedConsultation(told.id, told.link())


def read_join(body: bytes) -> JoinLink:
    """A new link into a consultation."""
    return _Join.model_validate_json(body).link()


def read_state(body: bytes) -> ConsultationState:
    """How a consultation stands."""
    told = _State.model_validate_json(body)
    return ConsultationState(
        told.id,
        told.status,
        told.sequence,
        tuple(each.read() for each in told.prescriptions),
        tuple(each.read() for each in told.deliveries),
    )


def read_event(body: bytes) -> PartnerEvent | None:
    """An event; None when it is of a type that we do not know (yet), which is no mistake."""
    if _Kind.model_validate_json(body).type not in KINDS:
        return None
    told = _Event.model_validate_json(body)
    kind = KINDS[told.type]
    about_medicine = kind is EventKind.PRESCRIPTION_ISSUED
    about_delivery = kind is EventKind.DELIVERY_CHANGED
    return PartnerEvent(
        event_id=told.id,
        consultation_id=told.consultation_id,
        reference=told.reference,
        sequence=told.sequence,
        occurred_at=told.occurred_at,
        kind=kind,
        status=told.consultation_status,
        prescription=told.prescription.read() if told.prescription and about_medicine else None,
        delivery=told.delivery.read() if told.delivery and about_delivery else None,
    )


def where_wrong(error: ValidationError) -> str:
    """The first place that is not as the document has it, without a word of what stands there."""
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return ".".join(str(part) for part in first["loc"])[:80] or str(first["type"])
