"""What the TPA decides about a claim: once for each key, in bounds, kept with who decided it."""

from __future__ import annotations

import asyncio

import pytest

from insurance.model import ClaimStatus
from storage.core_system import SqlCoreSystem
from tests.bot.api.conftest import BEARER, FILED, Tpa

APPROVED = {"status": "approved", "approved": 400000, "by": "r.wijaya"}


async def test_a_decision_is_done_told_and_kept_with_who_made_it(tpa: Tpa):
    answer = await tpa.decide(FILED, APPROVED)
    assert answer.status_code == 200
    state = answer.json()
    assert (state["status"], state["amount_approved"]) == ("approved", 400000)
    assert tpa.history(FILED)[-1] == ("approved", "tpa:r.wijaya")
    assert tpa.told == [(FILED, "approved")]


async def test_a_claim_goes_through_its_whole_life(tpa: Tpa):
    steps = [
        {"status": "in_review"},
        {"status": "pending_documents", "reason": "Buram", "documents": ["Kuitansi", "Resep"]},
        {"status": "in_review"},
        {"status": "approved", "approved": 425000},
        {"status": "paid"},
    ]
    for step, decision in enumerate(steps):
        answer = await tpa.decide(FILED, decision, key=f"step-{step}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["missing_documents"] == decision.get("documents", [])
    assert tpa.told == [(FILED, step["status"]) for step in steps]
    claim = SqlCoreSystem(tpa.db).claim(FILED)
    assert (claim.status, claim.amount_approved) == (ClaimStatus.PAID, 425000)


async def test_the_same_call_again_is_answered_alike_and_does_nothing(tpa: Tpa):
    first = await tpa.decide(FILED, {"status": "approved", "approved": 400000})
    await tpa.decide(FILED, {"status": "in_review"}, key="another")
    again = await tpa.decide(FILED, {"approved": 400000, "status": "approved"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert SqlCoreSystem(tpa.db).claim(FILED).status is ClaimStatus.IN_REVIEW
    assert tpa.told == [(FILED, "approved"), (FILED, "in_review")]


async def test_the_same_call_twice_at_once_is_done_once(tpa: Tpa):
    answers = await asyncio.gather(*(tpa.decide(FILED, APPROVED) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert (len(tpa.calls()), tpa.history(FILED)[1:]) == (1, [("approved", "tpa:r.wijaya")])


async def test_two_decisions_at_once_become_one_after_the_other_or_a_conflict(tpa: Tpa):
    decisions = [APPROVED, {"status": "rejected", "reason": "Tidak dijamin"}]
    answers = await asyncio.gather(
        *(tpa.decide(FILED, each, key=f"k{place}") for place, each in enumerate(decisions))
    )
    done = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len(tpa.history(FILED)) == 1 + len(done)


async def test_a_key_belongs_to_one_decision_about_one_claim(tpa: Tpa):
    await tpa.decide(FILED, {"status": "in_review"})
    reused = await tpa.decide(FILED, APPROVED)
    assert (reused.status_code, reused.json()["type"]) == (409, "urn:iclick:problem:key-reused")
    other = await tpa.decide("KLM-100004", {"status": "in_review"})
    assert other.status_code == 200


async def test_what_stands_already_is_no_news(tpa: Tpa):
    await tpa.decide(FILED, {"status": "in_review"})
    answer = await tpa.decide(FILED, {"status": "in_review"}, key="another")
    assert answer.status_code == 200
    assert tpa.told == [(FILED, "in_review")]


async def test_a_refused_call_leaves_its_key_free(tpa: Tpa):
    refused = await tpa.decide(FILED, {"status": "paid"})
    assert refused.status_code == 409
    taken = await tpa.decide(FILED, {"status": "paid", "approved": 425000})
    assert taken.status_code == 200


async def test_what_follows_a_change_is_committed_with_it_or_not_at_all(tpa: Tpa, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("the news could not be staged")

    desk = tpa.app.routes[0].endpoint._desk
    monkeypatch.setattr(desk, "_on_claim_changed", fail)
    answer = await tpa.decide(FILED, APPROVED)
    assert answer.status_code == 500
    assert SqlCoreSystem(tpa.db).claim(FILED).status is ClaimStatus.SUBMITTED
    assert (tpa.calls(), len(tpa.history(FILED))) == ([], 1)


@pytest.mark.parametrize(
    ("number", "decision", "why"),
    [
        ("KLM-100001", {"status": "in_review"}, "is paid cannot become in_review"),
        ("KLM-100007", {"status": "in_review"}, "is cancelled cannot become in_review"),
        (FILED, {"status": "approved"}, "needs the approved amount"),
        (FILED, {"status": "approved", "approved": 425001}, "between 0 and the amount"),
        (FILED, {"status": "approved", "approved": 10**11}, "between 0 and the amount"),
        (FILED, {"status": "in_review", "documents": ["Resep"]}, "pending_documents only"),
    ],
)
async def test_what_a_claim_does_not_allow_is_a_conflict_that_says_why(
    small_tpa: Tpa, number, decision, why
):
    answer = await small_tpa.decide(number, decision)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:iclick:problem:not-allowed")
    assert why in answer.json()["detail"]
    assert small_tpa.told == []


@pytest.mark.parametrize(
    ("decision", "pointers"),
    [
        ({}, ["/status"]),
        ([], [""]),
        ("in_review", [""]),
        ({"status": "done"}, ["/status"]),
        ({"status": []}, ["/status"]),
        ({"status": "rejected"}, ["/reason"]),
        ({"status": "rejected", "reason": "  "}, ["/reason"]),
        ({"status": "in_review", "reason": "x" * 501}, ["/reason"]),
        ({"status": "in_review", "reason": "a\x00b"}, ["/reason"]),
        ({"status": "in_review", "reason": 7}, ["/reason"]),
        ({"status": "approved", "approved": -1}, ["/approved"]),
        ({"status": "approved", "approved": 10**15}, ["/approved"]),
        ({"status": "approved", "approved": 0.5}, ["/approved"]),
        ({"status": "approved", "approved": True}, ["/approved"]),
        ({"status": "approved", "approved": "400000"}, ["/approved"]),
        ({"status": "approved", "approved": None}, ["/approved"]),
        ({"status": "pending_documents", "documents": "Resep"}, ["/documents"]),
        ({"status": "pending_documents", "documents": []}, ["/documents"]),
        ({"status": "pending_documents", "documents": ["a", "a"]}, ["/documents"]),
        ({"status": "pending_documents", "documents": ["x" * 101]}, ["/documents"]),
        ({"status": "pending_documents", "documents": ["x"] * 16}, ["/documents"]),
        ({"status": "in_review", "by": "Rudi\nWijaya"}, ["/by"]),
        ({"status": "in_review", "force": True}, ["/force"]),
        ({"status": "done", "approved": -1}, ["/approved", "/status"]),
    ],
)
async def test_a_decision_that_cannot_be_meant_so_is_told_where_it_is_wrong(
    small_tpa: Tpa, decision, pointers
):
    answer = await small_tpa.decide(FILED, decision)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b'{"status": NaN}', "application/json", 400),
        (b'{"status": "paid", "status": "in_review"}', "application/json", 400),
        (b"null", "application/json", 422),
        (b"[" * 9000, "application/json", 400),
        (b'{"status": ' + b"1" * 9000 + b"}", "application/json", 400),
        (b'{"status": "in_review", "reason": "\\ud800"}', "application/json", 422),
        (b" " * 16_385, "application/json", 413),
        (b'{"status": "in_review"}', "text/plain", 415),
        (b"status=in_review", "application/x-www-form-urlencoded", 415),
        (b'{"status": "in_review"}', "", 415),
    ],
)
async def test_a_body_that_is_no_decision_changes_nothing(small_tpa: Tpa, body, kind, status):
    headers = BEARER | {"Idempotency-Key": "k", "Content-Type": kind}
    address = f"/api/claims/{FILED}/status"
    answer = await small_tpa.http.post(address, content=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert small_tpa.history(FILED)[1:] == []


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ä", "two words"])
async def test_a_decision_needs_a_key(small_tpa: Tpa, key):
    headers = [("Authorization", BEARER["Authorization"]), ("Idempotency-Key", key.encode())]
    address = f"/api/claims/{FILED}/status"
    answer = await small_tpa.http.post(address, json={"status": "in_review"}, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:iclick:problem:no-idempotency-key"


async def test_a_claim_that_is_not_there_cannot_be_decided(small_tpa: Tpa):
    answer = await small_tpa.decide("KLM-404", {"status": "in_review"})
    assert (answer.status_code, small_tpa.calls()) == (404, [])


async def test_neither_key_nor_answer_stands_in_the_clear(small_tpa: Tpa):
    await small_tpa.decide(FILED, {"status": "in_review", "reason": "dicek"}, key="a-key-to-seek")
    with small_tpa.db.engine.connect() as connection:
        stored = repr(connection.exec_driver_sql("SELECT * FROM api_calls").all())
    assert [word for word in ("a-key-to-seek", "dicek", FILED) if word in stored] == []
