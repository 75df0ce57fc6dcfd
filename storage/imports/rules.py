"""What must hold between the cells of one row of a CSV file; some complete the row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from insurance.known_facts import wrong_values
from insurance.matching import plain_number
from insurance.model import ClaimStatus, Relation

Row = dict[str, Any]
Complaint = tuple[str, str]
"""A column, and what was expected of it."""


def none(_row: Row) -> Iterator[Complaint]:
    """Anything goes."""
    yield from ()


def period(row: Row) -> Iterator[Complaint]:
    """A period ends no sooner than it starts."""
    if row["end_date"] < row["start_date"]:
        yield "end_date", "a day not before start_date"


def member(row: Row) -> Iterator[Complaint]:
    """Dependents name somebody else as their principal, principals nobody."""
    yield from period(row)
    row["number_key"] = plain_number(row["participant_number"])
    own, principal = row["participant_number"], row["principal_participant_number"]
    if row["relation"] == Relation.SELF:
        row["principal_participant_number"] = principal or own
        if principal not in ("", own):
            yield "principal_participant_number", "their own number, as relation is self"
    elif principal in ("", own):
        yield "principal_participant_number", "the number of the principal of this dependent"


def claim(row: Row) -> Iterator[Complaint]:
    """What is approved has an amount, and nothing happens before the claim is submitted."""
    approved = row["amount_approved"]
    if approved is None and row["status"] in (ClaimStatus.APPROVED, ClaimStatus.PAID):
        yield "amount_approved", f"the approved amount, as status is {row['status']}"
    if approved is not None and approved > row["amount_claimed"]:
        yield "amount_approved", "no more than amount_claimed"
    if row["updated_at"] < row["submitted_at"]:
        yield "updated_at", "a moment not before submitted_at"


def provider(row: Row) -> Iterator[Complaint]:
    """A point has both degrees, or there is none."""
    if (row["latitude"] is None) != (row["longitude"] is None):
        missing = "latitude" if row["latitude"] is None else "longitude"
        yield missing, "both latitude and longitude, or neither"


def fact(row: Row) -> Iterator[Complaint]:
    """A fact is told in both languages, or unset in both; some have a form of their own."""
    if bool(row["value_id"]) != bool(row["value_en"]):
        yield "value_en", "both languages, or neither to unset the fact"
    else:
        yield from wrong_values(row["key"], row["value_id"], row["value_en"])
