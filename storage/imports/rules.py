"""What must hold between the cells of one row of a CSV file; some complete the row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

from insurance.known_facts import wrong_values
from insurance.matching import plain_number
from insurance.model import ClaimStatus, Relation
from insurance.points import INDONESIA, Point, is_in_indonesia

Row = dict[str, Any]
LONGEST_EVENT = timedelta(days=31)
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
    """A point has both degrees and lies in Indonesia, or there is none."""
    latitude, longitude = row["latitude"], row["longitude"]
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        yield missing, "both latitude and longitude, or neither"
    elif latitude is not None and not is_in_indonesia(Point(latitude, longitude)):
        column = "longitude" if INDONESIA.south <= latitude <= INDONESIA.north else "latitude"
        yield column, f"a point in Indonesia, got {latitude}, {longitude}"


def event(row: Row) -> Iterator[Complaint]:
    """An event ends after it has begun, and not days later."""
    if not timedelta() < row["ends_at"] - row["starts_at"] <= LONGEST_EVENT:
        yield "ends_at", "a moment after starts_at, within 31 days"


def testimonial(row: Row) -> Iterator[Complaint]:
    """The same words of the same person are one testimonial, whenever they are published."""
    row["key"] = sha256(f"{row['name']}\0{row['text']}".encode()).hexdigest()
    yield from ()


def fact(row: Row) -> Iterator[Complaint]:
    """A fact is told in both languages, or unset in both; some have a form of their own."""
    if bool(row["value_id"]) != bool(row["value_en"]):
        yield "value_en", "both languages, or neither to unset the fact"
    else:
        yield from wrong_values(row["key"], row["value_id"], row["value_en"])
