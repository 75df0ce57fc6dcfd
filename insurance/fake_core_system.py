"""The insurer's book in memory, for tests: the twin of ``storage.core_system``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from insurance.claims import event_of
from insurance.model import (
    Benefit,
    Claim,
    ClaimEvent,
    Fact,
    Member,
    Policy,
    Usage,
)
from insurance.order import place_in_family, place_in_plan


class InMemoryCoreSystem:
    """CoreSystem, Facts and ClaimsWriter over plain values; refuses nothing, checks nothing.

    ``InMemoryCoreSystem(policies=[…], members=[…])``; every list may be added to later by ``add``.
    """

    def __init__(
        self,
        *,
        policies: Iterable[Policy] = (),
        benefits: Iterable[Benefit] = (),
        members: Iterable[Member] = (),
        usages: Iterable[Usage] = (),
        claims: Iterable[Claim] = (),
        claim_events: Iterable[ClaimEvent] = (),
        facts: Iterable[Fact] = (),
    ) -> None:
        self._policies: dict[str, Policy] = {}
        self._benefits: list[Benefit] = []
        self._members: dict[str, Member] = {}
        self._usages: list[Usage] = []
        self._claims: dict[str, Claim] = {}
        self._events: list[ClaimEvent] = []
        self._facts: dict[str, Fact] = {}
        self.add(*policies, *benefits, *members, *usages, *claims, *claim_events, *facts)

    def add(
        self, *things: Policy | Benefit | Member | Usage | Claim | ClaimEvent | Fact
    ) -> InMemoryCoreSystem:
        """Put things into the book; one with a known number takes the other's place."""
        for thing in things:
            self._add(thing)
        return self

    def _add(self, thing: Policy | Benefit | Member | Usage | Claim | ClaimEvent | Fact) -> None:
        match thing:
            case Policy():
                self._policies[thing.policy_number] = thing
            case Benefit():
                self._benefits.append(thing)
            case Member():
                self._members[thing.participant_number] = thing
            case Usage():
                self._usages.append(thing)
            case Claim():
                self._claims[thing.claim_number] = thing
            case ClaimEvent():
                self._events.append(thing)
            case Fact():
                self._facts[thing.key] = thing

    def policy(self, policy_number: str) -> Policy | None:
        """The policy of that number."""
        return self._policies.get(policy_number)

    def benefits(self, policy_number: str, plan_code: str) -> Sequence[Benefit]:
        """The benefits of one plan, in the order in which a member thinks of them."""
        found = [
            benefit
            for benefit in self._benefits
            if (benefit.policy_number, benefit.plan_code) == (policy_number, plan_code)
        ]
        return sorted(found, key=place_in_plan)

    def member(self, participant_number: str) -> Member | None:
        """The participant of that number."""
        return self._members.get(participant_number)

    def family(self, principal_participant_number: str) -> Sequence[Member]:
        """The principal first, then the dependents, by relation and age."""
        found = [
            member
            for member in self._members.values()
            if member.principal_participant_number == principal_participant_number
        ]
        return sorted(found, key=place_in_family)

    def usages(
        self, participant_numbers: Sequence[str], since: date | None = None
    ) -> Sequence[Usage]:
        """Usages of these participants, newest first; treated on ``since`` or later."""
        found = [
            usage
            for usage in self._usages
            if usage.participant_number in participant_numbers
            and (since is None or usage.treatment_date >= since)
        ]
        return sorted(found, key=lambda usage: usage.treatment_date, reverse=True)

    def claims(
        self, participant_numbers: Sequence[str], limit: int | None = None
    ) -> Sequence[Claim]:
        """Claims of these participants, latest change first."""
        found = [
            claim
            for claim in self._claims.values()
            if claim.participant_number in participant_numbers
        ]
        return sorted(found, key=lambda claim: claim.updated_at, reverse=True)[:limit]

    def claim(self, claim_number: str) -> Claim | None:
        """The claim of that number, whoever's it is: callers check whose."""
        return self._claims.get(claim_number)

    def claim_history(self, claim_number: str) -> Sequence[ClaimEvent]:
        """The claim's steps, oldest first."""
        found = [event for event in self._events if event.claim_number == claim_number]
        return sorted(found, key=lambda event: event.at)

    def change_claim(self, before: Claim, after: Claim, actor: str) -> bool:
        """Put ``after`` in the place of ``before``, with its event; False if it has changed."""
        if self._claims.get(before.claim_number) != before:
            return False
        self._claims[before.claim_number] = after
        self._events.append(event_of(after, actor))
        return True

    def fact(self, key: str) -> Fact | None:
        """The fact of that key; None when unset."""
        return self._facts.get(key)
