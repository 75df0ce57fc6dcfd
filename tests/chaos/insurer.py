"""A made-up insurer for storms: many members with families, each with a mailbox of their own.

All of them bear the same names and have the same benefits and claims, so that the assistant's
answers to any two of them differ in numbers and addresses only.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.assistant import ROOT
from tests.journeys.people import Person

POLICY = "GN-777000"
PRINCIPAL = ("Bima Prasetya", "1984-06-17", "M", "self")
CHILDREN = 14
"""So many that the list of the family does not fit into one WhatsApp message."""
FAMILY = (
    PRINCIPAL,
    ("Ratna Kusuma", "1986-02-03", "F", "spouse"),
    *(
        (f"Galih Wicaksana Adikusuma Prasetya ke-{number}", f"{2008 + number}-10-21", "M", "child")
        for number in range(1, CHILDREN + 1)
    ),
)
BENEFITS = (
    ("inpatient", "Rawat inap", "Inpatient care"),
    ("outpatient", "Rawat jalan", "Outpatient care"),
    ("dental", "Rawat gigi", "Dental care"),
    ("maternity", "Melahirkan", "Maternity"),
    ("optical", "Kacamata", "Optical"),
    ("checkup", "Pemeriksaan kesehatan", "Medical check-up"),
)
CLAIMS = ("paid", "approved", "in_review", "submitted", "rejected")
DIFFERENT = re.compile(
    r"777000-\d{4}-\d+|[•-]{6,}\d\d-\d|KLM-\d{6,}|\S+@\S+|CONTOH-7\d+|\b\d{1,2}[.:]\d{2}( WIB)?\b"
)
"""What tells one member's answers from another's, and one minute's from the next."""

Row = Mapping[str, object]


def person(number: int) -> Person:
    """The principal of that number, from 1."""
    return Person(
        first_name="Bima",
        policy_number=POLICY,
        participant_number=f"777000-{number:04}-0",
        born="17 Juni 1984",
        email=f"bima.{number:04}@badai.example",
    )


def alike(text: str) -> str:
    """``text`` without what differs between any two of these members."""
    return DIFFERENT.sub("…", text)


def import_insurer(folder: Path, environment: Mapping[str, str], principals: int) -> None:
    """Load ``principals`` families by ``iclick import`` into the database of ``environment``."""
    today = datetime.now(UTC).replace(hour=3, minute=0, second=0, microsecond=0)
    for kind, rows in _files(principals, today).items():
        path = folder / f"{kind}.csv"
        _write(path, list(rows))
        command = [sys.executable, "-m", "iclick", "import", kind, str(path)]
        subprocess.run(
            command, cwd=ROOT, env=dict(environment), check=True, stdout=subprocess.DEVNULL
        )


def _files(principals: int, today: datetime) -> Mapping[str, Iterator[Row]]:
    numbers = range(1, principals + 1)
    return {
        "policies": _policies(today),
        "plans": _plans(),
        "members": (row for number in numbers for row in _family(number, today)),
        "claims": (row for number in numbers for row in _claims(number, today)),
    }


def _policies(today: datetime) -> Iterator[Row]:
    yield {
        "policy_number": POLICY,
        "company": "PT Badai Pasti Berlalu (contoh)",
        "product": "Asuransi Kesehatan Kumpulan (contoh)",
        "status": "active",
        **_period(today),
    }


def _plans() -> Iterator[Row]:
    for number, (kind, name_id, name_en) in enumerate(BENEFITS, 1):
        yield {
            "policy_number": POLICY,
            "plan_code": "BADAI",
            "plan_name": "Badai",
            "benefit_type": kind,
            "benefit_name_id": name_id,
            "benefit_name_en": name_en,
            "annual_limit": number * 5_000_000,
            "per_visit_limit": 500_000,
            "room_class": "Kelas 1" if kind == "inpatient" else "",
            "coverage_percent": 90,
            "cashless": "true",
            "limit_scope": "participant",
        }


def _family(number: int, today: datetime) -> Iterator[Row]:
    for suffix, (name, born, gender, relation) in enumerate(FAMILY):
        yield {
            "policy_number": POLICY,
            "participant_number": f"777000-{number:04}-{suffix}",
            "full_name": name,
            "date_of_birth": born,
            "gender": gender,
            "relation": relation,
            "principal_participant_number": f"777000-{number:04}-0",
            "plan_code": "BADAI",
            "email": person(number).email if relation == "self" else "",
            "phone": "",
            "card_number": f"CONTOH-7{number:04}{suffix}",
            "card_active": "false" if relation == "spouse" else "true",
            **_period(today),
        }


def _claims(number: int, today: datetime) -> Iterator[Row]:
    for index, status in enumerate(CLAIMS):
        submitted = today - timedelta(days=10 + index)
        settled = status in ("paid", "approved")
        yield {
            "claim_number": f"KLM-7{number:04}{index}",
            "participant_number": f"777000-{number:04}-0",
            "benefit_type": "outpatient",
            "treatment_date": (submitted - timedelta(days=2)).date(),
            "provider_name": "Klinik Badai (contoh)",
            "amount_claimed": 400_000 + index * 1000,
            "amount_approved": 350_000 if settled else "",
            "status": status,
            "status_reason": "Tidak ditanggung polis" if status == "rejected" else "",
            "submitted_at": submitted.isoformat(),
            "updated_at": (submitted + timedelta(days=1)).isoformat(),
        }


def _period(today: datetime) -> Row:
    return {
        "start_date": (today - timedelta(days=200)).date(),
        "end_date": (today + timedelta(days=160)).date(),
    }


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
