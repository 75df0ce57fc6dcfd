"""What follows a consultation that was asked for: the way in once more, a request that is kept
until the partner is back, and one that is not wanted any more."""

from __future__ import annotations

from actions.consult_doctor import as_wanted
from actions.consult_wish import consulting
from actions.consult_words import link_words
from actions.texts import Texts
from actions.turn import Event, IdentityAction, Turn, button, remember
from actions.wishes import fulfilled, wish_of
from insurance.consultations import NotToJoin
from insurance.identity import Identity
from insurance.telemedicine import Telemedicine
from insurance.telemedicine_ports import PartnerAway, PartnerRefuses


class TelemedicineAction(IdentityAction):
    """An action about consultations."""

    def __init__(self, texts: Texts, identity: Identity, telemedicine: Telemedicine) -> None:
        """``telemedicine`` asks the partner."""
        super().__init__(texts, identity)
        self._telemedicine = telemedicine


class JoinConsultation(TelemedicineAction):
    """A new link into the consultation that is under way; the one before ends with it."""

    action_name = "action_join_consultation"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        member = self._identity.unlocked_member(turn.conversation_id)
        try:
            opened = self._telemedicine.join(member, turn.inbound_id)
        except NotToJoin:
            turn.say("utter_no_consultation_to_join")
        except (PartnerAway, PartnerRefuses):
            turn.say("utter_join_away")
        else:
            turn.say("utter_consult_join", **link_words(turn, opened))
        return fulfilled(turn)


class KeepConsultation(TelemedicineAction):
    """Keeps a request that the partner was away for, because the member wants it."""

    action_name = "action_keep_consultation"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; the same message again keeps no other."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        visible = self._identity.visible_members(asking)
        wanted = consulting(turn, wish_of(turn))
        place = int(wanted.participant) if wanted.participant.isdigit() else 1
        patient = visible[min(max(place, 1), len(visible)) - 1]
        self._telemedicine.keep(as_wanted(turn, asking, patient, wanted))
        turn.say("utter_consult_kept", name=patient.first_name)
        return [*fulfilled(turn), *remember(topic=wanted.as_topic(asks=False))]


class WithdrawConsultation(TelemedicineAction):
    """The kept request is not wanted any more."""

    action_name = "action_withdraw_consultation"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        withdrawn = self._telemedicine.withdraw(asking.participant_number)
        again = button(turn.part("intent_consult_doctor"), "consult_doctor")
        said = "utter_consult_withdrawn" if withdrawn else "utter_consult_nothing_kept"
        turn.ask(said, [again])
        return fulfilled(turn)
