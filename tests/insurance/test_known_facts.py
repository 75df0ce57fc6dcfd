"""Facts that are more than text: how they are written, and what becomes of those that are not."""

from __future__ import annotations

from datetime import date, time

import pytest
from structlog.testing import capture_logs

from insurance.claim_documents import ClaimDocument, read_documents
from insurance.errors import BadFact
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.known_facts import (
    CLAIM_DEADLINE_DAYS,
    CLAIM_DOCUMENTS,
    PRIVACY_URL,
    known_fact,
    wrong_values,
)
from insurance.model import BenefitType, Fact
from insurance.office_exceptions import ExceptionalDay, Hours, read_exceptions


def facts(key: str, value_id: str, value_en: str | None = None) -> InMemoryCoreSystem:
    fact = Fact(key, value_id, value_en or value_id, "x", date(2026, 1, 1))
    return InMemoryCoreSystem(facts=[fact])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", {}),
        ("2026-12-24 closed", {date(2026, 12, 24): ExceptionalDay(None)}),
        (
            "2026-12-24 TUTUP Cuti bersama Natal;\n2026-12-28 09.00-12.00",
            {
                date(2026, 12, 24): ExceptionalDay(None, "Cuti bersama Natal"),
                date(2026, 12, 28): ExceptionalDay(Hours(time(9), time(12))),
            },
        ),
        (
            "2026-12-28  09:00 – 12:30 WIB Rapat; ",
            {date(2026, 12, 28): ExceptionalDay(Hours(time(9), time(12, 30)), "Rapat")},
        ),
    ],
)
def test_office_hours_exceptions_are_read(text: str, days: object) -> None:
    assert read_exceptions(text) == days


@pytest.mark.parametrize(
    "text",
    [
        "closed",
        "2026-12-24",
        "24-12-2026 closed",
        "2026-13-24 closed",
        "2026-02-29 closed",
        "2026-12-24 closedish",
        "2026-12-24 9-12",
        "2026-12-24 09.00",
        "2026-12-24 12.00-09.00",
        "2026-12-24 09.00-09.00",
        "2026-12-24 09.00-24.00",
        "2026-12-24 09.60-12.00",
        "2026-12-24 closed, 2026-12-25 closed",
        "2026-12-24 closed 2026-12-25 closed",
        "2026-12-24 09.00-12.00 13.00-15.00",
        "2026-12-24 closed; 2026-12-24 09.00-12.00",
        "2026-12-24 closed " + "x" * 61,
    ],
)
def test_exceptions_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(BadFact):
        read_exceptions(text)


def test_documents_are_read_in_their_order() -> None:
    text = "receipt: Kuitansi asli; prescription? : Salinan resep, bila obat diklaim\n"
    assert read_documents(text) == (
        ClaimDocument("receipt", "Kuitansi asli", required=True),
        ClaimDocument("prescription", "Salinan resep, bila obat diklaim", required=False),
    )


@pytest.mark.parametrize(
    "text",
    ["", ";", "Kuitansi", "Receipt: x", "receipt:", "receipt: a; receipt: b", "a b: c", "?: x"],
)
def test_documents_written_otherwise_are_refused(text: str) -> None:
    with pytest.raises(BadFact):
        read_documents(text)


def test_a_fact_is_read_in_the_members_language() -> None:
    known = CLAIM_DOCUMENTS[BenefitType.OPTICAL]
    book = facts("claim_documents_optical", "receipt: Kuitansi", "receipt: Receipt")
    assert known_fact(book, known, "en") == (ClaimDocument("receipt", "Receipt", True),)


def test_an_unset_fact_is_none() -> None:
    assert known_fact(InMemoryCoreSystem(), PRIVACY_URL, "id") is None


@pytest.mark.parametrize("value", ["0", "-1", "90 hari", "٩٠", "99999", "1.5"])
def test_a_malformed_fact_counts_as_unset_and_is_logged_once(value: str) -> None:
    book = facts("claim_deadline_days", value)
    with capture_logs() as logs:
        assert [known_fact(book, CLAIM_DEADLINE_DAYS, "id") for _ in range(3)] == [None] * 3
    assert [(log["event"], log["key"]) for log in logs] == [
        ("fact_malformed", "claim_deadline_days")
    ]


def test_what_is_wrong_is_told_by_column() -> None:
    days = "a number of days, like 90"
    assert list(wrong_values("claim_deadline_days", "90 hari", "90")) == [("value_id", days)]
    assert list(wrong_values("claim_deadline_days", "90", "ninety")) == [("value_en", days)]
    assert list(wrong_values("claim_deadline_days", "90", "90")) == []


SAME = "the same numbers, days and ids as in value_id"


@pytest.mark.parametrize(
    ("key", "value_id", "value_en"),
    [
        ("claim_deadline_days", "90", "60"),
        ("office_hours_exceptions", "2026-12-24 tutup", "2026-12-24 09.00-12.00"),
        ("office_hours_exceptions", "2026-12-24 tutup", "2026-12-25 closed"),
        ("claim_documents_dental", "receipt: Kuitansi", "receipt?: Receipt"),
        ("claim_documents_dental", "receipt: Kuitansi", "bill: Bill"),
    ],
)
def test_both_languages_must_agree(key: str, value_id: str, value_en: str) -> None:
    assert list(wrong_values(key, value_id, value_en)) == [("value_en", SAME)]


@pytest.mark.parametrize(
    ("key", "value_id", "value_en"),
    [
        ("office_hours_exceptions", "2026-12-24 tutup Cuti bersama", "2026-12-24 closed Leave"),
        ("claim_documents_dental", "receipt: Kuitansi", "receipt: Receipt"),
        ("privacy_url", "https://x.example/id", "https://x.example/en"),
        ("claim_deadline_days", "", ""),
        ("anything_else", "apa saja", "whatever"),
    ],
)
def test_words_may_differ(key: str, value_id: str, value_en: str) -> None:
    assert list(wrong_values(key, value_id, value_en)) == []


def test_a_documents_short_name_leaves_out_the_case_that_an_optional_one_is_for() -> None:
    documents = read_documents("a: Kuitansi, asli; b?: Hasil lab, rontgen, bila ada; c?: Foto")
    short = [document.short_name for document in documents]
    assert short == ["Kuitansi, asli", "Hasil lab, rontgen", "Foto"]
