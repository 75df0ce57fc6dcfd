"""Insurer data come in by CSV: all of a file or nothing, and twice is the same as once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from insurance.errors import ImportRefused
from insurance.fakes import FakeClock
from insurance.model import Claim, ClaimStatus, LimitScope
from storage.core_system import SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import KINDS, ImportReport, import_csv
from storage.tables import AuditRow, Base, ClaimEventRow, ClaimRow, MemberRow, UsageRow
from tests.storage.claims_world import BEGUN, ClaimsWorld

KIND_NAMES = list(KINDS)
ROWS = dict.fromkeys(KIND_NAMES, 2) | {"plans": 4, "members": 5, "usages": 3}
"""In the sample files."""
ADDED = {"capacity"}
"""Columns that may be left out, which we have beside those of the contract."""


def count(database: Database, row: type[Base]) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(row)).scalar_one()


def test_the_kinds_are_those_of_the_contract(shared: Path):
    contract = (shared / "contract.md").read_text()

    for name, kind in KINDS.items():
        columns = ",".join(
            column.name if column.default is None else f"[{column.name}"
            for column in kind.columns
            if column.name not in ADDED
        )
        written = contract.split(f"| `{name}` | `")[1].split("`")[0]
        bare = ",".join(part.split("(")[0].rstrip("]") for part in written.split(","))
        assert (name, columns) == (name, bare)


def test_every_kind_loads(office):
    reports = {kind: office.load(kind) for kind in KIND_NAMES}

    assert reports == {
        kind: ImportReport(rows=rows, added=rows, changed=0, unchanged=0)
        for kind, rows in ROWS.items()
    }


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_same_file_again_changes_nothing(sqlite_office, kind):
    sqlite_office.load_up_to("facts")
    audited = count(sqlite_office.database, AuditRow)
    steps = count(sqlite_office.database, ClaimEventRow)

    report = sqlite_office.load(kind)

    assert report == ImportReport(rows=report.rows, added=0, changed=0, unchanged=report.rows)
    assert count(sqlite_office.database, AuditRow) == audited
    assert count(sqlite_office.database, ClaimEventRow) == steps


def test_a_known_key_is_updated_and_an_absent_row_stays(office, files):
    office.load_up_to("members")
    header, budi = files["members"].splitlines()[0], files["members"].splitlines()[2]

    report = office.load("members", f"{header}\n{budi.replace('budi@', 'b.santoso@')}\n")

    core = SqlCoreSystem(office.database)
    assert report == ImportReport(rows=1, added=0, changed=1, unchanged=0)
    assert core.member("P-1").email == "b.santoso@contoh.example"
    assert core.member("P-1-2").full_name == "Ayu Santoso"


def test_values_come_out_as_they_went_in(office):
    office.load_up_to("facts")
    core = SqlCoreSystem(office.database)

    inpatient, outpatient, checkup = core.benefits("POL-1", "GOLD")
    assert (inpatient.annual_limit, inpatient.limit_scope) == (
        100_000_000,
        LimitScope.PARTICIPANT,
    )
    assert (outpatient.coverage_percent, outpatient.limit_scope) == (80, LimitScope.FAMILY)
    assert (checkup.annual_limit, checkup.cashless) == (None, False)
    budi = core.member("P-1")
    assert budi.principal_participant_number == "P-1"
    assert budi.date_of_birth == date(1985, 5, 12)
    assert [member.full_name for member in core.family("P-1")] == [
        "Budi Santoso",
        "Siti Rahma",
        "Ayu Santoso",
    ]
    assert core.claim("K-2").submitted_at == datetime(2026, 5, 2, 3, 0, tzinfo=UTC)
    assert core.fact("cs_contact").value("id") == "telepon 15000-37, atau e-mail"


def test_plans_may_leave_out_the_limit_scope(sqlite_office, files):
    sqlite_office.load("policies")
    lines = [line.rsplit(",", 1)[0] for line in files["plans"].splitlines()]

    sqlite_office.load("plans", "\n".join(lines))

    scopes = {
        b.limit_scope for b in SqlCoreSystem(sqlite_office.database).benefits("POL-1", "GOLD")
    }
    assert scopes == {LimitScope.PARTICIPANT}


def test_columns_may_stand_in_any_order(sqlite_office):
    sqlite_office.load("facts", "as_of,source,value_en,value_id,key\n2026-01-01,Buku,no,tidak,x\n")

    assert SqlCoreSystem(sqlite_office.database).fact("x").value("en") == "no"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text + "\n\n",
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("P-1-2,", '"P-1-2",').replace("Ayu Santoso", '" Ayu Santoso "'),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "no last line break", "quotes and blanks"],
)
def test_usual_ways_of_writing_csv_are_understood(sqlite_office, files, spoil):
    sqlite_office.load_up_to("members")

    report = sqlite_office.load("members", spoil(files["members"]))

    assert report == ImportReport(rows=5, added=0, changed=0, unchanged=5)


def test_personal_data_are_unreadable_in_the_database(sqlite_office):
    sqlite_office.load_up_to("members")

    with sqlite_office.database.engine.connect() as connection:
        dump = "".join(map(str, connection.exec_driver_sql("SELECT * FROM members")))
    assert [word for word in ("Budi", "1985", "contoh", "+628", "C-1") if word in dump] == []


def test_the_step_of_every_claim_is_noted_once(office, files):
    office.load_up_to("claims")
    core = SqlCoreSystem(office.database)
    paid = (
        files["claims"]
        .replace("400000,,submitted,,", "400000,350000,paid,Ditransfer,")
        .replace("2026-06-02T10:00:00+07:00\nK-2", "2026-06-12T10:00:00+07:00\nK-2")
    )

    report = office.load("claims", paid)
    office.load("claims", paid)

    assert report == ImportReport(rows=2, added=0, changed=1, unchanged=1)
    assert [(e.status, e.reason, e.at.day) for e in core.claim_history("K-1")] == [
        (ClaimStatus.SUBMITTED, "", 2),
        (ClaimStatus.PAID, "Ditransfer", 12),
    ]
    assert [(e.status, e.reason, e.at.day) for e in core.claim_history("K-2")] == [
        (ClaimStatus.SUBMITTED, "", 2),
        (ClaimStatus.APPROVED, "Sesuai manfaat", 9),
    ]


def claim_row(files: dict[str, str], claim: Claim, participant_number: str) -> str:
    """A file in which the insurer has approved a claim that was filed in a chat."""
    at = claim.submitted_at.isoformat()
    told = "outpatient,2026-06-28,RS Sehat,350000,300000,approved,Sesuai manfaat"
    row = f"{claim.claim_number},{participant_number},{told},{at},{at}"
    return "\n".join([files["claims"].splitlines()[0], row])


@pytest.mark.parametrize("participant_number", ["P-1-1", "P-1-2"])
def test_a_claim_filed_in_a_chat_keeps_what_the_file_does_not_know(
    office, files, claims_world: ClaimsWorld, participant_number
):
    claim, book = claims_world.files_a_claim(), claims_world.book
    number = claim.claim_number
    details, papers = book.details(number), book.files(number)

    office.load("claims", claim_row(files, claim, participant_number))

    loaded = claims_world.core.claim(number)
    assert (loaded.status, loaded.amount_approved) == (ClaimStatus.APPROVED, 300_000)
    assert (loaded.participant_number, loaded.filed_by) == (participant_number, "P-1")
    assert (book.details(number), book.files(number)) == (details, papers)
    assert book.submitted(BEGUN) == loaded


def test_a_number_that_a_claim_in_a_chat_got_is_not_taken_over_by_another_family(
    office, files, claims_world: ClaimsWorld
):
    claim = claims_world.files_a_claim()

    with pytest.raises(ImportRefused, match="line 2, column claim_number: expected a number of"):
        office.load("claims", claim_row(files, claim, "P-2"))

    assert claims_world.core.claim(claim.claim_number) == claim


def test_an_import_is_audited_without_content(sqlite_office):
    sqlite_office.load("policies")

    with sqlite_office.database.reading() as session:
        row = session.scalars(select(AuditRow)).one()
    assert (row.actor, row.action) == ("operator", "import")
    assert row.detail == '{"kind": "policies", "added": 2, "changed": 0}'


def test_nothing_of_a_refused_file_is_written(office, files):
    office.load_up_to("members")

    with pytest.raises(ImportRefused):
        office.load("usages", files["usages"].replace("9000000", "9.000.000"))

    assert count(office.database, UsageRow) == 0


def test_nothing_of_a_family_that_does_not_fit_is_written(office, files):
    office.load_up_to("members")
    before = count(office.database, MemberRow)
    header = files["members"].splitlines()[0]
    rows = [
        "POL-1,P-5,Rina,1990-01-01,F,self,,GOLD,r@contoh.example,,,true,2026-01-01,2026-12-31",
        "POL-1,P-6,Joko,1990-01-01,M,child,P-1-1,GOLD,,,,true,2026-01-01,2026-12-31",
    ]

    with pytest.raises(ImportRefused, match="line 3, column principal_participant_number"):
        office.load("members", "\n".join([header, *rows]))

    assert count(office.database, MemberRow) == before


def test_a_principal_with_dependents_stays_one(office, files):
    office.load_up_to("members")
    budi = "POL-1,P-1,Budi Santoso,1985-05-12,M,parent,P-2,GOLD,,,C-1,true,2026-01-01,2026-12-31"

    with pytest.raises(ImportRefused, match="line 2, column principal_participant_number"):
        office.load("members", files["members"].splitlines()[0] + "\n" + budi)

    assert SqlCoreSystem(office.database).member("P-1").is_principal


def test_progress_is_told_in_rows(sqlite_database: Database, keyring: Keyring, tmp_path: Path):
    path = tmp_path / "facts.csv"
    rows = [f"key{n},a,b,Buku,2026-01-01" for n in range(1_200)]
    path.write_text("key,value_id,value_en,source,as_of\n" + "\n".join(rows))
    told: list[int] = []

    import_csv(sqlite_database, keyring, "facts", path, FakeClock(), on_progress=told.append)

    assert told == [500, 1_000, 1_200]


def test_keys_may_be_added_without_changing_rows(
    sqlite_database: Database, keyring: Keyring, tmp_path: Path, files
):
    path = tmp_path / "policies.csv"
    path.write_text(files["policies"])
    import_csv(sqlite_database, keyring, "policies", path, FakeClock())
    rotated = Keyring(("a-new-key", "a-secret-key-for-tests-and-nothing-else"))

    report = import_csv(sqlite_database, rotated, "policies", path, FakeClock())

    assert report.unchanged == 2


def test_the_same_file_several_times_at_once_is_loaded_once(
    office, keyring: Keyring, office_files: Path
):
    office.load_up_to("usages")
    path = office_files / "claims.csv"

    with ThreadPoolExecutor(4) as pool:
        loads = [
            pool.submit(import_csv, office.database, keyring, "claims", path, FakeClock())
            for _ in range(4)
        ]
    reports = [load.result() for load in loads]

    assert {report.rows for report in reports} == {2}
    assert count(office.database, ClaimRow) == 2
    assert count(office.database, ClaimEventRow) == 3
