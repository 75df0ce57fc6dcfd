"""``consult_doctor``: for whom, which kind of doctor, which one; then the way into a consultation.

An emergency goes before everything, also before it is asked whose chat this is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.consult_wish import (
    CONSULT,
    Consulting,
    consulting,
    missing_relation,
    whose,
    with_participant,
)
from actions.consult_words import doctor_lines, link_words, short_name
from actions.contact import ContactAction
from actions.formats import title
from actions.participants import place_of
from actions.texts import Texts
from actions.turn import Event, Turn, button, go_on_with, remember
from actions.wishes import come_last, fulfilled, wish_of
from insurance.consultations import DoctorNow, Wanted
from insurance.identity import Identity
from insurance.model import Member, Relation
from insurance.ports import Clock, Facts
from insurance.symptoms import complaint_in, sounds_urgent
from insurance.telemedicine import Telemedicine
from insurance.telemedicine_ports import DoctorOffline, PartnerAway, PartnerRefuses, Specialty

SHOWN = 5
"""Doctors in one bubble."""


class ConsultDoctor(ContactAction):
    """One bubble at each step; the same message again opens no second consultation."""

    action_name = CONSULT

    def __init__(
        self,
        texts: Texts,
        facts: Facts,
        clock: Clock,
        identity: Identity,
        telemedicine: Telemedicine,
    ) -> None:
        """``telemedicine`` knows the doctors and asks the partner."""
        super().__init__(texts, facts, clock)
        self._identity = identity
        self._telemedicine = telemedicine

    def answer(self, turn: Turn) -> list[Event]:
        """The next question, the doctors, or the link."""
        wish = wish_of(turn)
        if sounds_urgent(wish.text):
            return [go_on_with("action_emergency")]
        if not self._telemedicine.is_offered:
            turn.say("utter_consult_not_offered", contact=self.contact(turn))
            return []
        asking = self._identity.unlocked_member(turn.conversation_id)
        if later := come_last(turn):
            return later
        visible = self._identity.visible_members(asking)
        wanted = consulting(turn, wish)
        if missing := missing_relation(wish, asking, visible):
            wanted = Consulting()  # what was said is about somebody else than who may consult
            asks = _say_nobody_such(turn, missing, visible, wanted)
            return [*fulfilled(turn), *remember(topic=wanted.as_topic(asks=asks))]
        meant = self._who_may(whose(wish, asking, visible, wanted.participant) or visible, wanted)
        if len(meant) > 1:
            asks = _ask_for_whom(turn, "utter_consult_for_whom", meant, visible, wanted)
        elif self._is_too_old(meant[0], wanted):
            wanted = with_participant(replace(wanted, specialty=None, doctor=""), meant[0], visible)
            asks = self._ask_specialty(turn, meant[0], wanted, turn.part("consult_for_children"))
        else:
            wanted = with_participant(wanted, meant[0], visible)
            asks = self._for_one(turn, asking, meant[0], wanted)
        return [*fulfilled(turn), *remember(topic=wanted.as_topic(asks=asks))]

    def _who_may(self, meant: Sequence[Member], wanted: Consulting) -> Sequence[Member]:
        """Of several only those whom the kind of doctor that is wanted is for."""
        return [one for one in meant if not self._is_too_old(one, wanted)] or meant[:1]

    def _is_too_old(self, patient: Member, wanted: Consulting) -> bool:
        is_for_children = wanted.specialty is Specialty.PEDIATRICS
        return is_for_children and not self._telemedicine.is_child(patient)

    def _for_one(self, turn: Turn, asking: Member, patient: Member, wanted: Consulting) -> bool:
        """Whether an answer in words is awaited."""
        if not self._telemedicine.is_covered(patient):
            contact = self.contact(turn)
            turn.say("utter_consult_not_covered", name=patient.first_name, contact=contact)
            return False
        wanted = self._with_specialty(patient, wanted)
        if wanted.specialty is None:
            return self._ask_specialty(turn, patient, wanted)
        try:
            if wanted.doctor:
                return self._choose(turn, asking, patient, wanted)
            return self._tell_doctors(turn, patient, wanted)
        except PartnerAway:
            return _say_away(turn, wanted)
        except PartnerRefuses:
            again = wanted.button(turn.part("consult_others"), doctor="", sure="")
            turn.ask("utter_consult_refused", [again])
            return False

    def _ask_specialty(
        self, turn: Turn, patient: Member, wanted: Consulting, news: str = ""
    ) -> bool:
        kinds = [replace(wanted, specialty=one) for one in Specialty]
        choices = [
            one.button(turn.part(f"specialty_{one.specialty}"))
            for one in kinds
            if not self._is_too_old(patient, one)
        ]
        news = news + "\n\n" if news else ""
        turn.say("utter_consult_specialty", choices, name=patient.first_name, news=news)
        return True

    def _with_specialty(self, patient: Member, wanted: Consulting) -> Consulting:
        """Which kind of doctor the complaint is for; a child's fever is for a paediatrician."""
        complaint = complaint_in(wanted.complaint)
        if wanted.specialty is not None or complaint is None:
            return wanted
        is_childs = self._telemedicine.is_child(patient)
        if is_childs and complaint.specialty is Specialty.GENERAL:
            return replace(wanted, specialty=Specialty.PEDIATRICS)
        return replace(wanted, specialty=complaint.specialty)

    def _choose(self, turn: Turn, asking: Member, patient: Member, wanted: Consulting) -> bool:
        doctor = self._telemedicine.doctor(wanted.doctor)
        if doctor is None:
            return self._tell_doctors(turn, patient, replace(wanted, doctor=""))
        if not doctor.guaranteed and not wanted.agreed:
            yes = replace(wanted, agreed=True).button(turn.part("consult_agree"))
            others = wanted.button(turn.part("consult_others"), doctor="")
            turn.ask("utter_consult_not_guaranteed", [yes, others], doctor=doctor.name)
            return True
        try:
            opened = self._telemedicine.open(as_wanted(turn, asking, patient, wanted))
        except DoctorOffline:
            gone = turn.part("consult_gone_offline", doctor=doctor.name)
            return self._tell_doctors(turn, patient, replace(wanted, doctor="", agreed=False), gone)
        told = link_words(turn, opened)
        turn.say("utter_consult_opened", name=patient.first_name, **told)
        return False

    def _tell_doctors(
        self, turn: Turn, patient: Member, wanted: Consulting, news: str = ""
    ) -> bool:
        assert wanted.specialty is not None
        doctors = self._telemedicine.doctors(wanted.specialty)
        if not any(one.is_online for one in doctors):
            return _say_nobody(turn, doctors, wanted, news)
        skip = wanted.skip if wanted.skip < len(doctors) else 0
        shown = doctors[skip : skip + SHOWN]
        choices = [
            wanted.button(short_name(one.doctor), doctor=one.doctor.code)
            for one in shown
            if one.is_online
        ]
        if len(doctors) > SHOWN:
            following = skip + SHOWN if skip + SHOWN < len(doctors) else 0
            more = turn.part("consult_others" if following else "consult_first_ones")
            choices.append(wanted.button(more, doctor="", skip=str(following)))
        turn.ask(
            "utter_consult_doctors",
            choices,
            news=news + "\n\n" if news else "",
            specialty=turn.part(f"specialty_{wanted.specialty}"),
            name=patient.first_name,
            lines=doctor_lines(turn, shown),
        )
        return True


def as_wanted(turn: Turn, asking: Member, patient: Member, wanted: Consulting) -> Wanted:
    """What the partner is to be asked for, under this message's id."""
    return Wanted(
        id=turn.inbound_id,
        conversation_id=turn.conversation_id,
        asked_by=asking.participant_number,
        participant_number=patient.participant_number,
        specialty=wanted.specialty or Specialty.GENERAL,
        doctor_code=wanted.doctor or None,
        complaint=wanted.complaint,
        language=turn.language,
    )


def _ask_for_whom(
    turn: Turn,
    question: str,
    meant: Sequence[Member],
    visible: Sequence[Member],
    wanted: Consulting,
    **values: str,
) -> bool:
    choices = [
        wanted.button(_called(turn, member), participant=place_of(member, visible))
        for member in meant
    ]
    turn.ask(question, choices, **values)
    return True


def _say_nobody_such(
    turn: Turn, relation: str, visible: Sequence[Member], wanted: Consulting
) -> bool:
    word = turn.part(f"consult_relation_{relation}")
    question = "utter_consult_nobody_such"
    return _ask_for_whom(turn, question, visible, visible, wanted, relation=word)


def _called(turn: Turn, member: Member) -> str:
    if member.relation is Relation.SELF:
        return turn.part("consult_myself")
    return title(member.full_name)


def _say_nobody(turn: Turn, doctors: Sequence[DoctorNow], wanted: Consulting, news: str) -> bool:
    choices = []
    if wanted.specialty is not Specialty.GENERAL:
        general = turn.part("specialty_general")
        choices.append(wanted.button(general, doctor="", specialty=Specialty.GENERAL.value))
    choices.append(button(turn.part("consult_clinic"), "find_provider", provider_type="clinic"))
    turn.ask(
        "utter_consult_nobody_online",
        choices,
        news=news + "\n\n" if news else "",
        specialty=turn.part(f"specialty_{wanted.specialty}"),
        lines=doctor_lines(turn, doctors[:SHOWN]),
        instead=turn.part("consult_try_general" if choices[1:] else "consult_try_clinic"),
    )
    return False


def _say_away(turn: Turn, wanted: Consulting) -> bool:
    keep = wanted.button(turn.part("consult_keep"), "keep_consultation")
    clinic = button(turn.part("consult_clinic"), "find_provider", provider_type="clinic")
    turn.ask("utter_consult_away", [keep, clinic])
    return False
