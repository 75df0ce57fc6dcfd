"""100,000 members load in little memory, and the gateway goes on writing meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from insurance.fakes import FakeClock
from storage import schema
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import ImportReport, import_csv
from storage.tables import LeaseRow, MemberRow

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = 100_000

IMPORT = textwrap.dedent("""
    import json, sys
    from pathlib import Path
    from insurance.fakes import FakeClock
    from storage.crypto import Keyring
    from storage.database import Database
    from storage.imports import import_csv

    url, file = sys.argv[1:]
    keyring = Keyring(("a-secret-key-for-tests-and-nothing-else",))
    report = import_csv(Database(url, keyring), keyring, "members", Path(file), FakeClock())
    # Not getrusage: its maximum begins with that of the process that started this one.
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0])
    print(json.dumps({"added": report.added, "peak_mb": peak / 1024}))
""")


def write_members(path: Path, members: int, phone: str = "+62812") -> Path:
    """A file of families of four, the dependents before their principal."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            "policy_number,participant_number,full_name,date_of_birth,gender,relation,"
            "principal_participant_number,plan_code,email,phone,card_number,card_active,"
            "start_date,end_date\n"
        )
        for n in range(members):
            principal = f"P-{n - n % 4 + 3:07}"
            is_principal = n % 4 == 3
            file.write(
                f"POL-1,P-{n:07},Peserta Contoh {n},19{n % 90 + 10}-05-12,M,"
                f"{'self' if is_principal else 'child'},{principal},GOLD,"
                f"{f'peserta{n}@contoh.example' if is_principal else ''},{phone}{n:07},"
                f"C-{n:07},true,2026-01-01,2026-12-31\n"
            )
    return path


@pytest.fixture
def sqlite_file(office_files, tmp_path: Path, keyring: Keyring):
    """A database on disk, migrated, with policies and plans in it."""
    database = Database(f"sqlite:///{tmp_path / 'large.db'}", keyring)
    schema.upgrade(database)
    for kind in ("policies", "plans"):
        import_csv(database, keyring, kind, office_files / f"{kind}.csv", FakeClock())
    yield database
    database.close()


@pytest.mark.slow
def test_100_000_members_load_within_300_mb(sqlite_file: Database, tmp_path: Path):
    path = write_members(tmp_path / "members.csv", MEMBERS)

    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(sqlite_file.url), str(path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )

    result = json.loads(done.stdout)
    assert result["added"] == MEMBERS
    assert result["peak_mb"] < 300


@pytest.mark.slow
def test_others_write_while_a_large_file_loads(
    sqlite_file: Database, keyring: Keyring, tmp_path: Path
):
    path = write_members(tmp_path / "members.csv", 40_000)
    waits: list[float] = []
    done = threading.Event()

    def gateway() -> None:
        while not done.is_set():
            began = time.monotonic()
            with sqlite_file.transaction() as session:
                session.merge(LeaseRow(name="turn:x", holder="me", until=FakeClock().now()))
            waits.append(time.monotonic() - began)
            time.sleep(0.01)

    worker = threading.Thread(target=gateway)
    worker.start()
    report = import_csv(sqlite_file, keyring, "members", path, FakeClock())
    done.set()
    worker.join()

    assert report == ImportReport(rows=40_000, added=40_000, changed=0, unchanged=0)
    assert len(waits) > 20
    assert max(waits) < 3


@pytest.mark.slow
def test_a_large_file_changes_everything_on_postgresql(
    postgres_database: Database, keyring: Keyring, tmp_path: Path, office_files: Path
):
    for kind in ("policies", "plans"):
        import_csv(postgres_database, keyring, kind, office_files / f"{kind}.csv", FakeClock())
    first = write_members(tmp_path / "members.csv", 10_000)
    import_csv(postgres_database, keyring, "members", first, FakeClock())
    second = write_members(tmp_path / "members.csv", 12_000, phone="+62813")

    report = import_csv(postgres_database, keyring, "members", second, FakeClock())

    assert report == ImportReport(rows=12_000, added=2_000, changed=10_000, unchanged=0)
    with postgres_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MemberRow)) == 12_000
