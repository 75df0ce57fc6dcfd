"""The OpenAPI document and the API tell the same: schemathesis makes up calls, good and bad."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis import Case
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from storage.database import Database
from tests.bot.api.conftest import FILED, TOKEN, make_tpa
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "openapi" / "claims-api.yaml"
KNOWN = ("KLM-100001", FILED, "KLM-100004", "KLM-100005", "KLM-100006", "KLM-404")
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Behind:
    """The API behind the document, which is read before any fixture can make one."""

    app: Starlette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


behind = Behind()
api = schemathesis.openapi.from_path(DOCUMENT)
api.app = behind


@pytest.fixture(autouse=True)
def claims(sqlite_database: Database, keyring, tmp_path: Path) -> None:
    """The API to hold the document against; the calls of one test change the claims as they like,
    for none of them may matter to another."""
    behind.app = make_tpa(sqlite_database, keyring, tmp_path / "media").app


@api.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_calls_that_schemathesis_makes_up_are_answered_as_the_document_says(case: Case):
    case.call_and_validate(headers=HEADERS)


@api.include(operation_id="decideClaim").parametrize()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_decisions_about_claims_that_exist_are_answered_as_the_document_says(case: Case):
    case.path_parameters["number"] = KNOWN[len(str(case.body)) % len(KNOWN)]
    case.call_and_validate(headers=HEADERS)


@pytest.mark.parametrize("number", KNOWN)
def test_claims_that_exist_are_shown_as_the_document_says(number: str):
    case = api["/api/claims/{number}"]["GET"].Case(path_parameters={"number": number})
    case.call_and_validate(headers=HEADERS)


def test_a_document_is_shown_as_the_document_says():
    claim = api["/api/claims/{number}"]["GET"].Case(path_parameters={"number": FILED})
    (document,) = claim.call(headers=HEADERS).json()["documents"]
    address = {"number": FILED, "id": document["id"]}
    case = api["/api/claims/{number}/documents/{id}"]["GET"].Case(path_parameters=address)
    case.call_and_validate(headers=HEADERS)


def test_every_example_of_the_document_is_a_decision_that_the_api_takes():
    content = yaml.safe_load(DOCUMENT.read_text())["paths"]["/api/claims/{number}/status"]["post"]
    examples = content["requestBody"]["content"]["application/json"]["examples"]
    for name, example in examples.items():
        case = api["/api/claims/{number}/status"]["POST"].Case(
            path_parameters={"number": "KLM-100003"},
            headers={"Idempotency-Key": name},
            body=example["value"],
            media_type="application/json",
        )
        answer = case.call_and_validate(headers=HEADERS)
        assert answer.status_code == 200
