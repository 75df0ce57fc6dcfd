"""The order in which a member thinks of benefits and of the family."""

from __future__ import annotations

from datetime import date

from insurance.model import Benefit, BenefitType, Member, Relation

_BENEFIT_TYPES = tuple(BenefitType)
_RELATIONS = tuple(Relation)


def place_in_plan(benefit: Benefit) -> int:
    """Where a benefit stands among those of its plan."""
    return _BENEFIT_TYPES.index(benefit.benefit_type)


def place_in_family(member: Member) -> tuple[int, date]:
    """Where a participant stands in the family: by relation, then the eldest first."""
    return _RELATIONS.index(member.relation), member.date_of_birth
