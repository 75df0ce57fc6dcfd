# ruff: noqa: E501 — a case is easier to read on one line
"""A file that is wrong is refused with its name, the line, the column and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from insurance.errors import ImportRefused
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import import_csv

WRONG_CELLS = [
    ("policies", "active", "Active", 'line 2, column status: expected one of active, lapsed, got "A'),
    ("policies", "2026-12-31", "2025-12-31", "line 2, column end_date: expected a day not before"),
    ("policies", "2026-12-31", "31/12/2026", 'column end_date: expected a date like 1990-05-31, got "31/12'),
    ("policies", "2025-02-28", "2025-02-29", "line 3, column end_date: expected a date like"),
    ("policies", "POL-1", "", "line 2, column policy_number: expected a number or code"),
    ("policies", "PT Contoh", "", "line 2, column company: expected 1 to 200 characters"),
    ("policies", "PT Contoh", "PT\x07Contoh", "line 2, column company: expected text without"),
    ("policies", "POL-2", "POL-1", "line 3, column policy_number: expected a key of its own, got the one of line 2"),
    ("plans", "100000000,,VIP", "100.000.000,,VIP", 'annual_limit: expected whole rupiah without separators, like 1500000, got "100.000.000"'),
    ("plans", "100000000,,VIP", "-5,,VIP", "column annual_limit: expected whole rupiah"),
    ("plans", "100000000,,VIP", "1e6,,VIP", "column annual_limit: expected whole rupiah"),
    ("plans", "100000000,,VIP", "१००,,VIP", "column annual_limit: expected whole rupiah"),
    ("plans", ",80,", ",101,", "line 3, column coverage_percent: expected a whole number from 0 to 100"),
    ("plans", "80,true", "80,yes", 'line 3, column cashless: expected true or false, got "yes"'),
    ("plans", ",family", ",company", "line 3, column limit_scope: expected one of participant, family"),
    ("plans", "checkup", "spa", "line 4, column benefit_type: expected one of inpatient, outpatient"),
    ("plans", "checkup", "outpatient", "line 4, column policy_number+plan_code+benefit_type: expected a key"),
    ("plans", "POL-2", "POL-7", 'line 5, column policy_number: expected a known policy, got "POL-7"'),
    ("members", "1985-05-12", "12/05/85", 'line 3, column date_of_birth: expected a date like 1990-05-31, got "99/99/99"'),
    ("members", ",M,self,,", ",L,self,,", 'line 3, column gender: expected one of M, F, got "L"'),
    ("members", "self,,", "self,P-2,", "line 3, column principal_participant_number: expected their own"),
    ("members", "child,P-1,", "child,,", "line 4, column principal_participant_number: expected the number"),
    ("members", "child,P-1,", "child,P-7,", 'line 4, column principal_participant_number: expected a known participant, got "P-7"'),
    ("members", "child,P-1,", "child,P-9,", "line 4, column principal_participant_number: expected a principal"),
    ("members", "P-1,GOLD,,,C-3", "P-1,IRON,,,C-3", 'line 4, column plan_code: expected a known plan of this policy, got "IRON"'),
    ("members", "dewi@contoh.example", "dewi", 'line 5, column email: expected an e-mail address, got "xxxx"'),
    ("members", "P-1-2,Ayu", "P-1-1,Ayu", "line 4, column participant_number: expected a key of its own, got the one of line 2"),
    ("usages", "P-1-1", "P-8", 'line 3, column participant_number: expected a known participant, got "P-8"'),
    ("usages", ",300000,", ",,", "line 2, column amount_paid: expected whole rupiah"),
    ("claims", "400000,approved", ",approved", "line 3, column amount_approved: expected the approved amount"),
    ("claims", "400000,approved", "600000,approved", "line 3, column amount_approved: expected no more than"),
    ("claims", ",,submitted", ",,done", "line 2, column status: expected one of submitted, in_review"),
    ("claims", "2026-05-09T10:00:00+07:00", "2026-05-01", "line 3, column updated_at: expected a moment not before"),
    ("claims", "2026-05-09T10:00:00+07:00", "9 Mei", "line 3, column updated_at: expected a date and time like"),
    ("facts", "90,90", "90,", "line 2, column value_en: expected both languages, or neither"),
    ("facts", "90,90", "90 hari,90", "line 2, column value_id: expected a number of days, like 90"),
    ("facts", "90,90", "90,60", "line 2, column value_en: expected the same numbers, days and ids"),
    ("facts", "claim_deadline_days", "office_hours_exceptions", "line 2, column value_id: expected days like 2026-12-24"),
    ("facts", "claim_deadline_days", "claim_documents_dental", "line 2, column value_id: expected documents like receipt:"),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG_CELLS, ids=str)
def test_a_wrong_cell_is_named(sqlite_office, files, case):
    kind, good, bad, message = case
    before = {"policies": None, "plans": "policies", "members": "plans"}.get(kind, "members")
    if before is not None and kind != "facts":
        sqlite_office.load_up_to(before)
    assert good in files[kind]

    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load(kind, files[kind].replace(good, bad, 1))

    assert str(refused.value).startswith(f"{kind}.csv, line ")
    assert message in str(refused.value)


HEADER = "key,value_id,value_en,source,as_of"
ROW = "k,a,b,Buku,2026-01-01"
WRONG_FILES = [
    ("", "line 1: column key is missing; expected key,value_id,value_en,source,as_of"),
    (f"{HEADER},note\n", 'line 1: column "note" is not known'),
    (f"{HEADER},key\n", "line 1: column key stands there twice"),
    ("key,value_id,value_en,source\n", "line 1: column as_of is missing"),
    (HEADER.replace(",", ";"), 'line 1: column "xxx;xxxxx_xx;'),
    (ROW, "line 1: column"),
    (f"{HEADER}\n{ROW},\n", "line 2: expected 5 cells as in the header, got 6"),
    (f"{HEADER}\n{ROW}\nk2,a\n", "line 3: expected 5 cells as in the header, got 2"),
    (f'{HEADER}\nk,"a\nb",c,Buku,2026-01-01\nk2,a\n', "line 4: expected 5 cells"),
    (f'{HEADER}\n{ROW}\nk2,"a,b,Buku,2026-01-01\n', "line 3: expected comma-separated values"),
    (f'{HEADER}\n{ROW}\nk2,"a"x,b,Buku,2026-01-01\n', "line 3: expected comma-separated values"),
    (f"{HEADER}\n{ROW}\nk\0,a,b,Buku,2026-01-01\n", "line 3: expected text, got a NUL byte"),
    (f"{HEADER}\n".encode() + b"k,\xe9,b,Buku,2026-01-01\n", "line 2: expected UTF-8, got something else at byte 3"),
    (HEADER.encode("utf-16"), "line 1: expected"),
    (HEADER + "\n" + "x" * 1_000_001, "line 2: expected a line of fewer than 1000000 bytes"),
    (HEADER + "\n" + "x" * 200_000, "line 2: expected comma-separated values"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), WRONG_FILES)
def test_a_wrong_file_is_refused(sqlite_office, content, message):
    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load("facts", content)

    assert str(refused.value).startswith(f"facts.csv, {message}")


def test_several_wrong_lines_are_named_at_once(sqlite_office):
    rows = [f"k{n},a,b,Buku,{'2026' if n % 2 else '2026-01-01'}" for n in range(100)]

    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load("facts", "\n".join([HEADER, *rows]))

    lines = str(refused.value).splitlines()
    assert [line.split(": ")[0] for line in lines[:2]] == [
        "facts.csv, line 3, column as_of",
        "facts.csv, line 5, column as_of",
    ]
    assert len(lines) == 10


def test_errors_do_not_repeat_personal_data(sqlite_office, files):
    sqlite_office.load_up_to("plans")
    shifted = files["members"].replace(",GOLD,budi@contoh.example", ",GOLD,Budi Santoso,budi@contoh.example", 1).replace("+628120000001,", "", 1)  # fmt: skip

    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load("members", shifted)

    assert "Budi" not in str(refused.value)
    assert "budi@" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(
    sqlite_database: Database, keyring: Keyring, tmp_path: Path
):
    with pytest.raises(ImportRefused) as refused:
        import_csv(sqlite_database, keyring, "facts", tmp_path / "no.csv", FakeClock())

    assert str(refused.value) == "no.csv: cannot be read: No such file or directory"
