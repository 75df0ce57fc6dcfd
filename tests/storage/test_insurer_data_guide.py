"""docs/insurer-data.md says of the CSV kinds what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from insurance.model import (
    BenefitType,
    ClaimStatus,
    Gender,
    LimitScope,
    PolicyStatus,
    Relation,
)
from storage.core_system import SqlCoreSystem
from storage.imports import KINDS

GUIDE = (Path(__file__).parents[2] / "docs" / "insurer-data.md").read_text(encoding="utf-8")
TABLE = dict(re.findall(r"^\| `(\w+)` \| `(\w+,.*?)`", GUIDE, re.MULTILINE))
EXAMPLES = dict(re.findall(r"^cat >var/(\w+)\.csv <<'END'\n(.*?)^END$", GUIDE, re.DOTALL | re.M))


def test_the_guide_has_the_kinds_in_the_order_in_which_they_load():
    assert (list(TABLE), list(EXAMPLES)) == (list(KINDS), list(KINDS))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_the_guides_columns_are_those_that_are_read(kind):
    written = re.sub(r"\([^)]*\)", "", TABLE[kind.name]).split(",")
    read = [c.name if c.default is None else f"[{c.name}]" for c in kind.columns]
    assert written == read


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("policies", PolicyStatus),
        ("plans", LimitScope),
        ("members", Gender),
        ("members", Relation),
        ("claims", ClaimStatus),
    ],
)
def test_the_guides_values_are_those_that_are_taken(kind, values):
    assert f"({'/'.join(values)})" in TABLE[kind]


def test_the_guide_names_every_benefit_type_and_every_key():
    told = " ".join(GUIDE.split())
    keys = ["+".join(kind.key) for kind in KINDS.values()]
    assert f"`benefit_type` is one of {', '.join(f'`{each}`' for each in BenefitType)}." in told
    assert [key for key in keys if f"`{key}`" not in told] == []


def test_the_guides_examples_can_be_loaded_as_they_stand(sqlite_office):
    reports = [sqlite_office.load(kind, content) for kind, content in EXAMPLES.items()]
    assert [report.added for report in reports] == [1] * len(KINDS)
    assert SqlCoreSystem(sqlite_office.database).member("GN-1-0001").email == "you@example.com"
