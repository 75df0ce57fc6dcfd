"""An insurer's own claims system is told in the words of its document, whatever it does wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pybreaker import CircuitBreaker

from insurance.model import (
    BankAccount,
    BenefitType,
    Claim,
    ClaimDetails,
    ClaimFile,
    ClaimStatus,
)
from insurance.ports import ClaimsSystem, SystemAway, SystemRefuses
from partners.claims_system import FAILURES, RestClaimsSystem
from tests.partners.stand_in_claims_system import (
    TOKEN,
    ClaimsSystemStandIn,
    Trouble,
    claims_system,
)

AT = datetime(2026, 3, 12, 2, 30, tzinfo=UTC)
CLAIM = Claim(
    claim_number="KLM-1",
    participant_number="100200-0001-0",
    benefit_type=BenefitType.OUTPATIENT,
    treatment_date=date(2026, 3, 11),
    provider_name="RS Siloam",
    amount_claimed=850_000,
    amount_approved=None,
    status=ClaimStatus.SUBMITTED,
    status_reason="",
    submitted_at=AT,
    updated_at=AT,
    filed_by="100200-0001-0",
)
DETAILS = ClaimDetails(
    diagnosis="Demam berdarah",
    contact_phone="+6281234567890",
    bank_account=BankAccount("BCA", "1234567890", "Budi Santoso"),
    provider_code="SLM-01",
    language="id",
    declared_at=AT,
)
FILE = ClaimFile("a" * 32, "receipt", 1, "image/jpeg", 5, "5" * 64, AT)


@pytest.fixture
def system() -> Iterator[ClaimsSystemStandIn]:
    with claims_system() as system:
        yield system
        assert system.wrong == []


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(system: ClaimsSystemStandIn, waits: list[float]) -> RestClaimsSystem:
    return RestClaimsSystem(system.url, TOKEN, timeout_s=(1.0, 0.3), sleep=waits.append)


def test_a_claim_its_files_and_its_end_are_told_as_the_document_wants(system, client):
    client.reach()
    client.claim_submitted("submitted-1", CLAIM, DETAILS)
    client.file_added("submitted-1-a", "KLM-1", FILE, b"bytes")
    client.claim_cancelled("cancelled-1", "KLM-1")
    assert system.claims["KLM-1"]["filing"]["bank_account"]["holder"] == "Budi Santoso"
    assert system.documents == {("KLM-1", "a" * 32): ("receipt", b"bytes")}
    assert system.cancelled == ["KLM-1"]


def test_a_number_with_a_slash_stays_one_number(system, client):
    claim = replace(CLAIM, claim_number="KLM/2026 1")
    client.claim_submitted("k", claim, DETAILS)
    client.claim_cancelled("k-2", claim.claim_number)
    assert system.cancelled == ["KLM/2026 1"]


def test_a_key_with_letters_that_no_header_takes_is_escaped(system, client):
    claim = replace(CLAIM, claim_number="KLM-診")
    client.claim_submitted("submitted-1", claim, DETAILS)
    client.claim_cancelled(f"cancelled-{claim.claim_number}", claim.claim_number)
    assert (list(system.done), system.cancelled) == (
        ["submitted-1", "cancelled-KLM-%E8%A8%BA"],
        [claim.claim_number],
    )


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_work_a_moment_later_is_tried_again_with_the_same_key(
    system, client, waits, status
):
    system.troubles = [Trouble(status), Trouble(status)]
    client.claim_submitted("k", CLAIM, DETAILS)
    assert (list(system.claims), list(system.done), waits) == (["KLM-1"], ["k"], [0.5, 2.0])


def test_a_lost_answer_is_no_second_claim(system, client):
    system.troubles = [Trouble(does_it_first=True, hangs_s=0.5)]
    client.claim_submitted("k", CLAIM, DETAILS)
    assert (system.calls, system.order) == (2, ["submitted"])


def test_three_failures_are_told_as_away(system, client):
    system.troubles = [Trouble(503)] * 3
    with pytest.raises(SystemAway, match="HTTP 503"):
        client.claim_submitted("k", CLAIM, DETAILS)
    assert system.calls == 3


def test_nobody_at_home_is_told_without_the_address(waits):
    client = RestClaimsSystem("http://127.0.0.1:1/secret", TOKEN, sleep=waits.append)
    with pytest.raises(SystemAway) as caught:
        client.claim_cancelled("k", "KLM-1")
    assert (str(caught.value), caught.value.__cause__) == ("ConnectionError", None)


def test_a_system_that_is_away_again_and_again_is_left_alone_for_a_while(system):
    breaker = CircuitBreaker(
        fail_max=2, reset_timeout=0.2, exclude=[SystemRefuses], throw_new_error_on_trip=False
    )
    client = RestClaimsSystem(system.url, TOKEN, breaker=breaker, sleep=lambda _s: None)
    system.troubles = [Trouble(500)] * 6
    for _ in range(2):
        with pytest.raises(SystemAway, match="HTTP 500"):
            client.claim_cancelled("k", "KLM-1")
    with pytest.raises(SystemAway, match="left alone"):
        client.claim_submitted("k", CLAIM, DETAILS)
    assert system.calls == 6
    time.sleep(0.25)
    client.claim_submitted("k", CLAIM, DETAILS)
    assert list(system.claims) == ["KLM-1"]


def test_refusals_do_not_count_as_being_away(system, client):
    for _ in range(FAILURES + 1):
        with pytest.raises(SystemRefuses, match="HTTP 404"):
            client.claim_cancelled("k", "KLM-404")
    client.claim_submitted("k-2", CLAIM, DETAILS)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"type": "urn:insurer:limit", "detail": "Budi Santoso is dead"}', "urn:insurer:limit"),
        (b'{"type": "Budi Santoso"}', ""),
        (b'{"detail": "x"}', ""),
        (b"[]", ""),
        (b"not json", ""),
        (b"[" * 100_000, ""),
        (b"", ""),
    ],
)
def test_a_refusal_tells_its_kind_and_no_other_word(system, client, body, why):
    system.troubles = [Trouble(422, body)]
    with pytest.raises(SystemRefuses) as caught:
        client.claim_submitted("k", CLAIM, DETAILS)
    assert (str(caught.value), system.calls) == (f"HTTP 422 {why}".rstrip(), 1)


@pytest.mark.parametrize(("status", "named"), [(401, "TOKEN"), (403, "TOKEN"), (302, "URL")])
def test_a_wrong_setting_is_tried_once_and_the_variable_named(system, client, status, named):
    system.troubles = [Trouble(status, headers={"Location": "http://127.0.0.1:1/elsewhere"})]
    with pytest.raises(SystemAway, match=f"CLAIMS_SYSTEM_{named}"):
        client.claim_submitted("k", CLAIM, DETAILS)
    assert system.calls == 1


def test_no_netrc_takes_the_tokens_place(system, client, tmp_path: Path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.claim_submitted("k", CLAIM, DETAILS)
    assert system.seen_authorization == {f"Bearer {TOKEN}"}


def test_it_is_what_the_insurance_takes_as_a_claims_system(client):
    taken: ClaimsSystem = client
    assert taken is client
