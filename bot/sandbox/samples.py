"""The people of the sample data, so that one knows as whom one may chat in the demo."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SampleMember:
    """One participant of the sample data, and why one would want to be them."""

    name: str
    company: str
    policy_number: str
    participant_number: str
    date_of_birth: str
    """ISO 8601."""
    email: str
    """Where the code goes: their own, or their principal's."""
    remarks: tuple[str, ...]
    """Words that the page translates: principal, dependent, family, lapsed, card_inactive."""


def read_samples(folder: Path) -> tuple[SampleMember, ...]:
    """The members in the CSV files of ``folder``, principals first; none if there are no files."""
    members = _rows(folder / "members.csv")
    policies = {row["policy_number"]: row for row in _rows(folder / "policies.csv")}
    by_number = {row["participant_number"]: row for row in members}
    family_size = Counter(row["principal_participant_number"] for row in members)
    people = [_sample(row, by_number, policies, family_size) for row in members]
    return tuple(sorted(people, key=lambda person: "dependent" in person.remarks))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _sample(
    row: dict[str, str],
    by_number: dict[str, dict[str, str]],
    policies: dict[str, dict[str, str]],
    family_size: Counter[str],
) -> SampleMember:
    principal = by_number.get(row["principal_participant_number"], row)
    policy = policies.get(row["policy_number"], {})
    return SampleMember(
        name=row["full_name"],
        company=policy.get("company", ""),
        policy_number=row["policy_number"],
        participant_number=row["participant_number"],
        date_of_birth=row["date_of_birth"],
        email=row["email"] or principal["email"],
        remarks=_remarks(row, policy, family_size),
    )


def _remarks(
    row: dict[str, str], policy: dict[str, str], family_size: Counter[str]
) -> tuple[str, ...]:
    is_principal = row["principal_participant_number"] == row["participant_number"]
    has_family = is_principal and family_size[row["participant_number"]] > 1
    found = {
        "principal": is_principal,
        "dependent": not is_principal,
        "family": has_family,
        "lapsed": policy.get("status") == "lapsed",
        "card_inactive": row.get("card_active") == "false",
    }
    return tuple(remark for remark, holds in found.items() if holds)
