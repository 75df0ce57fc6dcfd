"""``set_claim_news``: whether a member is told of their claims without having asked."""

from __future__ import annotations

from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from actions.wishes import fulfilled, wish_of
from insurance.identity import Identity
from insurance.ports import NewsChoices


class SetClaimNews(TurnAction):
    """A button under each claim; it counts for the member, in whichever chat."""

    action_name = "action_set_claim_news"

    def __init__(self, texts: Texts, identity: Identity, news_choices: NewsChoices) -> None:
        """``news_choices`` keep what members want."""
        super().__init__(texts)
        self._identity = identity
        self._news_choices = news_choices

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble, with the way back."""
        member = self._identity.unlocked_member(turn.conversation_id)
        wanted = wish_of(turn).entities.get("claim_news") != "off"
        self._news_choices.set_claim_news(member.participant_number, wanted)
        turn.say("utter_claim_news_on" if wanted else "utter_claim_news_off")
        return fulfilled(turn)
