"""What is asked of a claim before it is filed, and what the member should know before it is.

Troubles are asked about again; warnings are told, and refuse nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from insurance.benefits import Benefits
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import ClaimDraft
from insurance.known_facts import CLAIM_DEADLINE_DAYS, CLAIM_DOCUMENTS, known_fact
from insurance.model import Benefit, BenefitType, Claim, ClaimStatus, Member
from insurance.periods import today
from insurance.ports import Clock, CoreSystem, Facts
from insurance.provider_search import plain_name

SMALLEST_AMOUNT, LARGEST_AMOUNT = 1, 999_999_999_999
"""Rupiah that are read as a claim's amount; anything else is asked for again."""
OTHER = "other"
"""The document id of whatever is not on a checklist, or where no checklist is known."""
SAME_PROVIDER = 80
"""From this likeness on, of 100, two providers' names are taken for the same."""


class DateTrouble(StrEnum):
    """Why a claim cannot be for a treatment on that day."""

    FUTURE = "future"
    BEFORE_COVER = "before_cover"
    AFTER_COVER = "after_cover"
    PAST_DEADLINE = "past_deadline"


@dataclass(frozen=True)
class Cover:
    """From when to when somebody is covered; both days are part of it."""

    start: date
    end: date


@dataclass(frozen=True)
class OverLimit:
    """More is claimed than the policy year still holds; in rupiah."""

    left: int
    """What is neither used nor claimed already."""
    over: int
    """By how much the amount is above it."""


@dataclass(frozen=True)
class OverVisitLimit:
    """More is claimed than the plan pays for one visit; in rupiah."""

    limit: int


@dataclass(frozen=True)
class LooksLikeEarlier:
    """A claim of the same participant, date, provider and amount was filed already."""

    claim_number: str


ClaimWarning = OverLimit | OverVisitLimit | LooksLikeEarlier


class ClaimChecks:
    """What the insurer's book and its facts say about a claim that is being filed."""

    def __init__(self, core: CoreSystem, facts: Facts, clock: Clock) -> None:
        """Read from ``core`` and ``facts``; today is the clock's day in Jakarta."""
        self._core = core
        self._facts = facts
        self._clock = clock
        self._benefits = Benefits(core, clock)

    def benefits(self, participant: Member) -> Sequence[Benefit]:
        """What the participant's plan holds, in its order."""
        return self._core.benefits(participant.policy_number, participant.plan_code)

    def cover(self, participant: Member) -> Cover:
        """The days on which both the participant and their policy are insured."""
        policy = self._core.policy(participant.policy_number)
        start, end = participant.start_date, participant.end_date
        if policy is None:
            return Cover(start, end)
        return Cover(max(start, policy.start_date), min(end, policy.end_date))

    def deadline(self, day: date) -> date | None:
        """The last day on which a treatment of ``day`` can be claimed; None: no fact says."""
        days = known_fact(self._facts, CLAIM_DEADLINE_DAYS, "id")
        if days is None:
            return None
        try:
            return day + timedelta(days=days)
        except OverflowError:
            return date.max

    def check_date(self, participant: Member, day: date) -> DateTrouble | None:
        """What is wrong with it as a day of treatment; None: nothing."""
        now, cover, deadline = today(self._clock), self.cover(participant), self.deadline(day)
        if day > now:
            return DateTrouble.FUTURE
        if day < cover.start:
            return DateTrouble.BEFORE_COVER
        if day > cover.end:
            return DateTrouble.AFTER_COVER
        return DateTrouble.PAST_DEADLINE if deadline is not None and now > deadline else None

    def checklist(self, kind: BenefitType, language: str) -> Sequence[ClaimDocument] | None:
        """The documents that such a claim needs, as the fact has them; None when it is unset."""
        return known_fact(self._facts, CLAIM_DOCUMENTS[kind], language)

    def missing(
        self, draft: ClaimDraft, stored: frozenset[str], language: str
    ) -> Sequence[ClaimDocument]:
        """The documents without a file among those ``stored`` (media ids), required ones first.

        Where no checklist is known, one file of any kind is: ``other``, without a name.
        """
        files = [file for file in draft.files if file.media_id in stored]
        listed = (
            None if draft.benefit_type is None else self.checklist(draft.benefit_type, language)
        )
        if listed is None:
            return () if files else (ClaimDocument(OTHER, "", required=True),)
        there = {file.document_id for file in files}
        wanted = [
            document
            for document in listed
            if document.id not in there and (document.required or document.id not in draft.skipped)
        ]
        return sorted(wanted, key=lambda document: not document.required)

    def warnings(self, draft: ClaimDraft) -> Sequence[ClaimWarning]:
        """What the member should know of this claim before filing it, as far as it is known."""
        participant = self._core.member(draft.participant_number or "")
        if participant is None or draft.amount is None:
            return ()
        return (
            *self._over_limits(draft, participant, draft.amount),
            *(LooksLikeEarlier(claim.claim_number) for claim in self._alike(draft, participant)),
        )

    def _over_limits(
        self, draft: ClaimDraft, participant: Member, amount: int
    ) -> Iterator[ClaimWarning]:
        if draft.benefit_type is None:
            return
        # The limit is that of the policy year of the treatment, not of today.
        for balance in self._benefits.balances(
            participant, draft.benefit_type, draft.treatment_date
        ):
            per_visit = balance.benefit.per_visit_limit
            left = None if balance.left is None else max(balance.left - balance.in_process, 0)
            if left is not None and amount > left:
                yield OverLimit(left, amount - left)
            if per_visit is not None and amount > per_visit:
                yield OverVisitLimit(per_visit)

    def _alike(self, draft: ClaimDraft, participant: Member) -> Sequence[Claim]:
        """The latest claim that it may be a second copy of, if any."""
        found = [
            claim
            for claim in self._core.claims([participant.participant_number])
            if claim.status is not ClaimStatus.CANCELLED
            and claim.treatment_date == draft.treatment_date
            and claim.amount_claimed == draft.amount
            and is_same_place(claim.provider_name, draft.provider_name or "")
        ]
        return found[:1]


def is_same_place(first: str, second: str) -> bool:
    """Whether two names, as members write them, are probably of one provider."""
    return fuzz.token_set_ratio(plain_name(first), plain_name(second)) >= SAME_PROVIDER
