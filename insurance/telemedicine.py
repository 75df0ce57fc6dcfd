"""Consultations with doctors online: whom to ask, and what has become of it.

The doctors are the insurer's list, the partner knows who of them is online. A consultation is
written down before the partner is asked, under the id of the message that asks for it, so that
however often the message is answered there is one. Links into a consultation are never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from insurance.consultations import (
    JOINABLE,
    OVER,
    Consultation,
    Consultations,
    DoctorNow,
    Followed,
    NotToJoin,
    Opened,
    State,
    Wanted,
)
from insurance.model import Member
from insurance.periods import JAKARTA, today
from insurance.ports import Clock, CoreSystem
from insurance.telemedicine_ports import (
    ConsultationOver,
    ConsultationRequest,
    ConsultationUnknown,
    Doctor,
    Doctors,
    OpenedConsultation,
    PartnerAway,
    PartnerRefuses,
    Patient,
    Specialty,
    TelemedicinePartner,
)

OPEN_AGAIN_WITHIN = timedelta(minutes=30)
"""For so long a consultation that the doctor has not joined is the one that is meant by choosing
the same doctor for the same person again."""
KEPT_FOR = timedelta(hours=24)
"""A request that waits for the partner is not kept for longer."""
SHOWN = 3
"""Consultations that are told of at a time, the latest."""
SHOWN_FOR = timedelta(days=90)
ADULT_AT = 18
_UNANSWERED = frozenset({State.ASKED, State.WAITING})


class Telemedicine:
    """Finds doctors, opens consultations and tells what became of them."""

    def __init__(
        self,
        doctors: Doctors,
        partner: TelemedicinePartner | None,
        consultations: Consultations,
        core: CoreSystem,
        clock: Clock,
    ) -> None:
        """``partner`` None: there is no telemedicine here."""
        self._doctors = doctors
        self._partner = partner
        self._consultations = consultations
        self._core = core
        self._clock = clock

    @property
    def is_offered(self) -> bool:
        """Whether there is a partner at all."""
        return self._partner is not None

    def is_covered(self, member: Member) -> bool:
        """Whether the policy and the member's own cover run today."""
        policy, day = self._core.policy(member.policy_number), today(self._clock)
        covered = member.start_date <= day <= member.end_date
        return covered and policy is not None and policy.is_active(day)

    def is_child(self, member: Member) -> bool:
        """Whether a doctor for children is the one to ask."""
        return age(member.date_of_birth, today(self._clock)) < ADULT_AT

    def doctors(self, specialty: Specialty) -> Sequence[DoctorNow]:
        """All of a specialty: who is online first, then who is guaranteed, then by rating.

        Raises PartnerAway.
        """
        online, now = frozenset(self._there().online()), self._clock.now()
        found = [
            DoctorNow(one, one.code in online, _comes_at(one, now))
            for one in self._doctors.doctors(specialty)
        ]
        return sorted(found, key=_best_first)

    def doctor(self, code: str) -> Doctor | None:
        """The doctor of that code."""
        return self._doctors.doctor(code)

    def open(self, wanted: Wanted) -> Opened:
        """Open the consultation at the partner, once for its id.

        One with the same doctor for the same person that was just opened is given again, and one
        to which the partner has not answered well is asked for again under its own id. Raises
        PartnerAway, DoctorOffline, PartnerRefuses.
        """
        doctor = self._doctors.doctor(wanted.doctor_code or "")
        again = self._asked_before(wanted)
        if again is not None and again.state is State.WAITING and again.partner_id:
            link = self._there().join_link(wanted.id, again.partner_id)
            return Opened(again, doctor, link)
        begun = again or self._consultations.begin(wanted)
        try:
            opened = self.ask_partner(begun)
        except PartnerRefuses:
            self._consultations.refused(begun.wanted.id)
            raise
        self._consultations.opened(begun.wanted.id, opened.consultation_id)
        link = opened.join
        if link.expires_at <= self._clock.now():  # what was answered long ago, to the same key
            link = self._there().join_link(wanted.id, opened.consultation_id)
        begun = replace(begun, state=State.WAITING, partner_id=opened.consultation_id)
        return Opened(begun, doctor, link)

    def ask_partner(self, consultation: Consultation) -> OpenedConsultation:
        """Have the partner open what is written down. Raises as ``open`` does."""
        wanted = consultation.wanted
        patient = self._core.member(wanted.participant_number)
        if patient is None or wanted.doctor_code is None:
            raise PartnerRefuses("nobody to consult for, or no doctor")
        request = ConsultationRequest(
            wanted.doctor_code,
            Patient(patient.full_name, patient.date_of_birth, patient.gender),
            wanted.complaint,
            wanted.language,
        )
        return self._there().open_consultation(wanted.id, request)

    def keep(self, wanted: Wanted) -> Consultation:
        """Keep the request for when the partner is back, because the member wants it.

        The partner may have opened it and have been late to say so: it keeps its id.
        """
        again = self._asked_before(wanted)
        if again is not None and again.state is not State.WAITING:
            wanted = again.wanted
        return self._consultations.keep(wanted)

    def withdraw(self, asked_by: str) -> bool:
        """Whether there was a kept request, which is none any more."""
        return self._consultations.withdraw(asked_by)

    def join(self, member: Member, key: str) -> Opened:
        """A new link into this member's latest consultation; the same ``key``, the same link.

        Raises NotToJoin, PartnerAway, PartnerRefuses.
        """
        recent = self._recent(member.participant_number)
        # Where a doctor waits already, first.
        for one in sorted(recent, key=lambda each: each.state is not State.ACTIVE):
            if one.state in JOINABLE and one.partner_id:
                doctor = self._doctors.doctor(one.wanted.doctor_code or "")
                try:
                    return Opened(one, doctor, self._there().join_link(key, one.partner_id))
                except (ConsultationOver, ConsultationUnknown):
                    break
        raise NotToJoin

    def followed(self, member: Member) -> Sequence[Followed]:
        """The latest consultations that this member asked for or that are about them, with what
        was prescribed and where the medicine is. Those that never began are left out."""
        consultations = [one for one in self._recent(member.participant_number) if _is_told(one)]
        ids = [one.wanted.id for one in consultations[:SHOWN]]
        prescriptions = self._consultations.prescriptions(ids)
        deliveries = self._consultations.deliveries(ids)
        return [
            Followed(
                one,
                self._doctors.doctor(one.wanted.doctor_code or ""),
                [each for whose, each in prescriptions if whose == one.wanted.id],
                [each for whose, each in deliveries if whose == one.wanted.id],
            )
            for one in consultations[:SHOWN]
        ]

    def _recent(self, participant_number: str) -> Sequence[Consultation]:
        since = self._clock.now() - SHOWN_FOR
        return self._consultations.latest(participant_number, since, 4 * SHOWN)

    def _asked_before(self, wanted: Wanted) -> Consultation | None:
        """The same doctor for the same person, as another message has asked for them."""
        now = self._clock.now()
        if wanted.doctor_code is None:
            return None
        for one in self._consultations.latest(wanted.asked_by, now - KEPT_FOR, 4 * SHOWN):
            same = one.wanted.id != wanted.id and _whom(one.wanted) == _whom(wanted)
            is_recent = one.created_at >= now - OPEN_AGAIN_WITHIN
            if same and (one.state is State.KEPT or (is_recent and one.state in _UNANSWERED)):
                return one
        return None

    def _there(self) -> TelemedicinePartner:
        if self._partner is None:
            raise PartnerAway("no partner is configured")
        return self._partner


def age(born: date, on: date) -> int:
    """Full years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _comes_at(doctor: Doctor, moment: datetime) -> time | None:
    """When one who is not there is usually there again, in WIB; None where the hours do not say."""
    start, end = doctor.online_from, doctor.online_to
    at = moment.astimezone(JAKARTA).time().replace(tzinfo=None)
    is_usual = start <= at < end if start < end else at >= start or at < end
    return None if is_usual else start


def _best_first(one: DoctorNow) -> tuple[object, ...]:
    doctor = one.doctor
    return not one.is_online, not doctor.guaranteed, -(doctor.rating or 0.0), doctor.name


def _whom(wanted: Wanted) -> tuple[str | None, str, str]:
    return wanted.doctor_code, wanted.participant_number, wanted.asked_by


def _is_told(one: Consultation) -> bool:
    return one.state in JOINABLE | OVER | {State.KEPT}
