"""Who may call the claims API, and what everybody else is told: always the same."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.api.desk import ClaimsDesk
from bot.api.door import ClaimsDoor
from bot.metrics import Metrics
from tests.bot.api.conftest import BEARER, FILED, TOKEN, Tpa

ADDRESSES = (
    "",
    "/",
    f"/{FILED}",
    "/KLM-404",
    f"/{FILED}/status",
    f"/{FILED}/documents/{'0' * 32}",
    "/no/such/address",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer tök€n".encode()},
    ],
)
async def test_without_the_token_every_address_answers_alike(small_tpa: Tpa, address, headers):
    for method in ("GET", "POST", "DELETE"):
        answer = await small_tpa.http.request(method, f"/api/claims{address}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="claims"'
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:iclick:problem:unauthorized"


async def test_the_scheme_may_be_written_in_any_case(small_tpa: Tpa):
    headers = {"Authorization": f"bearer {TOKEN}"}
    answer = await small_tpa.http.get(f"/api/claims/{FILED}", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/KLM-404",
        "/KLM-404/status/",
        "/no/such/address",
        "/%00",
        "/a%0ab",
        "/%ff%fe",
        "/..%2f..%2fetc%2fpasswd",
        "/" + "x" * 65,
        f"/{FILED}/documents",
        f"/{FILED}/documents/",
        f"/{FILED}/documents/{'0' * 32}",
        f"/{FILED}/documents/..%2f..%2fsecret",
        f"/KLM-100001/documents/{'0' * 32}",
    ],
)
async def test_what_is_not_there_is_a_problem_without_a_word_of_it(small_tpa: Tpa, address):
    answer = await small_tpa.http.get(f"/api/claims{address}", headers=BEARER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith("there is no such ")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("POST", f"/{FILED}", "GET"),
        ("DELETE", f"/{FILED}", "GET"),
        ("GET", f"/{FILED}/status", "POST"),
        ("PUT", f"/{FILED}/status", "POST"),
        ("OPTIONS", f"/{FILED}/status", "POST"),
        ("PATCH", f"/{FILED}/documents/{'0' * 32}", "GET"),
        ("BREW", f"/{FILED}", "GET"),
    ],
)
async def test_a_method_that_is_not_known_is_told_which_is(small_tpa, method, address, allowed):
    answer = await small_tpa.http.request(method, f"/api/claims{address}", headers=BEARER)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_a_door_without_a_token_cannot_be_made(small_tpa: Tpa):
    desk: ClaimsDesk | None = None
    with pytest.raises(ValueError, match="without a token"):
        ClaimsDoor("", desk, Metrics())  # type: ignore[arg-type]


async def test_logs_and_figures_tell_kinds_and_nothing_of_a_claim(small_tpa: Tpa):
    with capture_logs() as logs:
        await small_tpa.http.get(f"/api/claims/{FILED}")
        await small_tpa.get(FILED)
        await small_tpa.decide(FILED, {"status": "rejected", "reason": "operasi plastik"})
        await small_tpa.decide(FILED, {"status": "paid", "approved": 1}, key="b-key")
    assert [(line["door"], line["reason"]) for line in logs if "door" in line] == [
        ("claims", "unauthorized"),
        ("claims", "not-allowed"),
    ]
    assert [word for word in (FILED, "plastik", TOKEN, "Demam") if word in repr(logs)] == []
    rejects = "iclick_rejects_total"
    assert small_tpa.metrics.value(rejects, door="claims", reason="unauthorized") == 1


async def test_what_breaks_is_told_without_its_words(small_tpa: Tpa, monkeypatch):
    def break_down(number: str) -> None:
        raise KeyError("secret words")

    monkeypatch.setattr(small_tpa.book, "files", break_down)
    with capture_logs() as logs:
        answer = await small_tpa.get(FILED)
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:iclick:problem:failed")
    assert "secret" not in answer.text + repr(logs)


async def test_a_database_that_is_away_is_told_as_that_and_a_time_to_come_again(small_tpa: Tpa):
    def away(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("gone"))

    small_tpa.book.files = away  # type: ignore[method-assign, assignment]
    answer = await small_tpa.get(FILED)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "secret" not in answer.text
