"""``track_prescription``: the latest consultations, what was prescribed, and where it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.consultations import TelemedicineAction
from actions.formats import day_of, hour
from actions.turn import Button, Event, Turn, button, remember
from actions.wishes import fulfilled
from insurance.consultations import JOINABLE, Followed, State
from insurance.model import Member
from insurance.telemedicine_ports import Delivery, DeliveryStatus, Medicine, Prescription

MOST_MEDICINES = 6
"""Lines of one prescription; more are counted."""


class TrackPrescription(TelemedicineAction):
    """Tells what this member asked for or what is about them; a partner who is away or not."""

    action_name = "action_track_prescription"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; the latest consultation in full, those before in a line each."""
        member = self._identity.unlocked_member(turn.conversation_id)
        followed = self._telemedicine.followed(member)
        if not followed:
            turn.say("utter_no_prescriptions")
        else:
            names = _names(self._identity.visible_members(member))
            latest, *older = followed
            blocks = [
                "\n".join(_whole(turn, latest, names)),
                *("\n".join(_briefly(turn, one, names)) for one in older),
            ]
            turn.ask("utter_prescriptions", _next(turn, latest), lines="\n\n".join(blocks))
        return [*fulfilled(turn), *remember(topic={"action": self.action_name})]


def _next(turn: Turn, latest: Followed) -> list[Button]:
    match latest.consultation.state:
        case state if state in JOINABLE:
            return [button(turn.part("consult_join"), "join_consultation")]
        case State.KEPT:
            return [button(turn.part("consult_withdraw"), "withdraw_consultation")]
    return []


def _names(visible: Sequence[Member]) -> dict[str, str]:
    return {member.participant_number: member.first_name for member in visible}


def _head(turn: Turn, one: Followed, names: dict[str, str]) -> str:
    wanted = one.consultation.wanted
    doctor = one.doctor.name if one.doctor else turn.part("consult_the_doctor")
    return turn.part(
        "consultation_head",
        day=day_of(one.consultation.created_at, turn.language),
        doctor=doctor,
        name=names.get(wanted.participant_number, turn.part("consult_family")),
    )


def _whole(turn: Turn, one: Followed, names: dict[str, str]) -> Iterator[str]:
    yield _head(turn, one, names)
    yield turn.part(f"consultation_state_{one.consultation.state}")
    for prescription in one.prescriptions:
        yield turn.part("prescription_issued", day=day_of(prescription.issued_at, turn.language))
        yield from _medicines(turn, prescription)
        yield from _ways(turn, one, prescription)
    known = {each.prescription_id for each in one.prescriptions}
    for delivery in one.deliveries:
        if delivery.prescription_id not in known:
            yield from _way(turn, delivery)


def _briefly(turn: Turn, one: Followed, names: dict[str, str]) -> Iterator[str]:
    yield _head(turn, one, names)
    if one.deliveries:
        yield turn.part(f"delivery_{one.deliveries[0].status}", courier="")
    elif one.prescriptions:
        issued = one.prescriptions[0].issued_at
        yield turn.part("prescription_issued", day=day_of(issued, turn.language))
    else:
        yield turn.part(f"consultation_state_{one.consultation.state}")


def _medicines(turn: Turn, prescription: Prescription) -> Iterator[str]:
    for medicine in prescription.medicines[:MOST_MEDICINES]:
        yield f"• {_as_written(medicine)}"
    more = len(prescription.medicines) - MOST_MEDICINES
    if more > 0:
        yield turn.part("prescription_more", count=more)


def _as_written(medicine: Medicine) -> str:
    head = ", ".join(part for part in (medicine.name, medicine.quantity) if part.strip())
    whole = f"{head}: {medicine.directions}" if medicine.directions.strip() else head
    return " ".join(whole.split())


def _ways(turn: Turn, one: Followed, prescription: Prescription) -> Iterator[str]:
    ways = [each for each in one.deliveries if each.prescription_id == prescription.prescription_id]
    if not ways:
        yield turn.part("delivery_none")
    for delivery in ways:
        yield from _way(turn, delivery)


def _way(turn: Turn, delivery: Delivery) -> Iterator[str]:
    courier = turn.part("delivery_by", courier=delivery.courier) if delivery.courier else ""
    yield turn.part(f"delivery_{delivery.status}", courier=courier)
    if delivery.tracking_number:
        yield turn.part("delivery_number", number=delivery.tracking_number)
    if delivery.status is DeliveryStatus.DELIVERED:
        return
    if delivery.expected_at is not None:
        told = {"day": day_of(delivery.expected_at, turn.language)}
        yield turn.part("delivery_expected", time=hour(delivery.expected_at), **told)
    if delivery.tracking_url:
        yield turn.part("delivery_page", url=delivery.tracking_url)
