"""The insurer's book in SQL answers as its twin in memory does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from insurance.claims import Claims
from insurance.errors import ClaimNotFound
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import ClaimEvent, ClaimStatus, Fact
from storage.core_system import SqlCoreSystem
from storage.imports import ImportReport
from storage.tables import AuditRow


@pytest.fixture
def core(office) -> SqlCoreSystem:
    office.load_up_to("facts")
    return SqlCoreSystem(office.database)


def in_memory(core: SqlCoreSystem) -> InMemoryCoreSystem:
    """The same book in memory, copied through the port."""
    members = [core.member(number) for number in ("P-1-1", "P-1", "P-1-2", "P-2", "P-9")]
    numbers = [member.participant_number for member in members]
    claims = core.claims(numbers)
    return InMemoryCoreSystem(
        policies=[core.policy("POL-1"), core.policy("POL-2")],
        benefits=reversed(core.benefits("POL-1", "GOLD")),
        members=members,
        usages=core.usages(numbers),
        claims=claims,
        claim_events=[e for claim in claims for e in core.claim_history(claim.claim_number)],
        facts=[core.fact("claim_deadline_days")],
    )


QUESTIONS = {
    "policy": lambda core: core.policy("POL-2"),
    "unknown policy": lambda core: core.policy("POL-7"),
    "benefits": lambda core: core.benefits("POL-1", "GOLD"),
    "benefits of no plan": lambda core: core.benefits("POL-1", "IRON"),
    "member": lambda core: core.member("P-1-2"),
    "unknown member": lambda core: core.member("P-7"),
    "family": lambda core: core.family("P-1"),
    "no family": lambda core: core.family("P-1-1"),
    "usages": lambda core: core.usages(["P-1", "P-1-1"]),
    "recent usages": lambda core: core.usages(["P-1", "P-1-1"], since=date(2026, 2, 1)),
    "usages of nobody": lambda core: core.usages([]),
    "claims": lambda core: core.claims(["P-1", "P-1-1"]),
    "latest claim": lambda core: core.claims(["P-1", "P-1-1"], limit=1),
    "claim": lambda core: core.claim("K-2"),
    "unknown claim": lambda core: core.claim("K-7"),
    "history": lambda core: core.claim_history("K-2"),
    "fact": lambda core: core.fact("claim_deadline_days"),
    "unset fact": lambda core: core.fact("processing_days"),
}


def test_sql_and_memory_answer_alike(core: SqlCoreSystem):
    twin = in_memory(core)

    for question, ask in QUESTIONS.items():
        assert (question, ask(core)) == (question, ask(twin))


def test_the_latest_claim_is_the_one_that_changed_last(core: SqlCoreSystem):
    assert [claim.claim_number for claim in core.claims(["P-1", "P-1-1"])] == ["K-1", "K-2"]


def test_a_fact_left_empty_is_unset(office):
    header = "key,value_id,value_en,source,as_of"
    office.load("facts", f"{header}\nclaim_deadline_days,90,90,Buku,2026-01-01\n")
    core = SqlCoreSystem(office.database)
    assert core.fact("claim_deadline_days") == Fact(
        "claim_deadline_days", "90", "90", "Buku", date(2026, 1, 1)
    )

    office.load("facts", f"{header}\nclaim_deadline_days,,,Buku,2026-02-01\n")

    assert core.fact("claim_deadline_days") is None


def test_a_status_is_set_with_its_step_and_an_audit(core: SqlCoreSystem, office):
    clock = FakeClock()
    claim = Claims(core, clock, core).set_status(
        "K-1", ClaimStatus.PENDING_DOCUMENTS, "Kuitansi belum ada", documents=["receipt"]
    )

    assert core.claim("K-1") == claim
    assert claim.documents == ("receipt",)
    assert core.claim_history("K-1")[-1] == ClaimEvent(
        "K-1", ClaimStatus.PENDING_DOCUMENTS, "Kuitansi belum ada", clock.now(), "operator"
    )
    with office.database.reading() as session:
        audit = session.scalars(select(AuditRow).where(AuditRow.action != "import")).one()
    assert (audit.actor, audit.action, audit.participant_number) == (
        "operator",
        "claim_status_set",
        "P-1",
    )
    assert json.loads(audit.detail) == {
        "claim": "K-1",
        "from": "submitted",
        "to": "pending_documents",
    }


def test_the_same_status_again_leaves_no_second_trace(core: SqlCoreSystem):
    claims = Claims(core, FakeClock(), core)
    first = claims.set_status("K-1", ClaimStatus.REJECTED, "Di luar manfaat")

    assert claims.set_status("K-1", ClaimStatus.REJECTED, "Di luar manfaat") == first
    assert len(core.claim_history("K-1")) == 2


def test_a_claim_that_changed_meanwhile_is_not_overwritten(core: SqlCoreSystem):
    before = core.claim("K-1")
    after = replace(before, status=ClaimStatus.IN_REVIEW, updated_at=datetime.now(UTC))
    assert core.change_claim(before, after, "tpa")

    assert not core.change_claim(before, replace(after, status=ClaimStatus.REJECTED), "tpa")
    assert core.claim("K-1") == after


def test_the_next_import_has_its_say_after_a_status_was_set(core: SqlCoreSystem, office):
    Claims(core, FakeClock(), core).set_status(
        "K-1", ClaimStatus.PENDING_DOCUMENTS, documents=["receipt"]
    )

    report = office.load("claims")

    assert report == ImportReport(rows=2, added=0, changed=1, unchanged=1)
    assert core.claim("K-1").status is ClaimStatus.SUBMITTED
    assert core.claim("K-1").documents == ()


def test_an_unknown_claim_has_no_status_to_set(core: SqlCoreSystem):
    with pytest.raises(ClaimNotFound):
        Claims(core, FakeClock(), core).set_status("K-7", ClaimStatus.IN_REVIEW)


def test_a_step_is_later_than_the_one_before_it(core: SqlCoreSystem):
    early = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))

    claim = Claims(core, early, core).set_status("K-1", ClaimStatus.IN_REVIEW)

    assert claim.updated_at - core.claim_history("K-1")[0].at == timedelta(microseconds=1)
