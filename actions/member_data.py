"""``view_member_data``: the member's own data, policy, plan, period and family."""

from __future__ import annotations

from collections.abc import Sequence

from actions.formats import day
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from actions.wishes import fulfilled
from insurance.identity import Identity
from insurance.model import Member, Policy
from insurance.periods import today
from insurance.ports import Clock, CoreSystem


class ViewMemberData(TurnAction):
    """Shows what is on file, to its owner."""

    action_name = "action_view_member_data"

    def __init__(self, texts: Texts, identity: Identity, core: CoreSystem, clock: Clock) -> None:
        super().__init__(texts)
        self._identity = identity
        self._core = core
        self._clock = clock

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        member = self._identity.unlocked_member(turn.conversation_id)
        policy = self._core.policy(member.policy_number)
        language = turn.language
        turn.say(
            "utter_member_data",
            name=member.full_name,
            participant_number=member.participant_number,
            date_of_birth=day(member.date_of_birth, language),
            policy_number=member.policy_number,
            company=policy.company if policy else "–",
            product=policy.product if policy else "–",
            plan=self._plan(member),
            start=day(member.start_date, language),
            end=day(member.end_date, language),
            status=self._status(turn, policy),
            family=_family(turn, self._identity.visible_members(member)),
        )
        return fulfilled(turn)

    def _plan(self, member: Member) -> str:
        benefits = self._core.benefits(member.policy_number, member.plan_code)
        return benefits[0].plan_name if benefits else member.plan_code

    def _status(self, turn: Turn, policy: Policy | None) -> str:
        on = today(self._clock)
        active = policy is not None and policy.is_active(on)
        return turn.part("policy_active" if active else "policy_inactive")


def _family(turn: Turn, members: Sequence[Member]) -> str:
    return "\n".join(
        turn.part(
            "family_member",
            name=member.full_name,
            relation=turn.part(f"relation_{member.relation.value}"),
            participant_number=member.participant_number,
            date_of_birth=day(member.date_of_birth, turn.language),
        )
        for member in members
    )
