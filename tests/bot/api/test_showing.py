"""What the TPA sees of a claim: all of it, its documents, and who did what to it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from storage.media_store import MediaStore
from storage.tables import ClaimRow, MediaRow
from tests.bot.api.conftest import FILED, JPEG, Tpa


async def test_a_claim_is_shown_with_all_that_was_filed(tpa: Tpa):
    answer = await tpa.get(FILED)
    claim = answer.json()
    assert answer.status_code == 200
    assert (claim["claim_number"], claim["status"], claim["amount_claimed"]) == (
        FILED,
        "submitted",
        425000,
    )
    assert claim["participant"]["participant_number"] == claim["participant_number"]
    assert claim["filing"]["diagnosis"] == "Demam tiga hari"
    assert claim["filing"]["bank_account"]["number"] == "1234567890"
    assert [event["status"] for event in claim["history"]] == ["submitted"]
    assert claim["submitted_at"].endswith("Z")


async def test_a_claim_that_came_otherwise_has_no_filing(small_tpa: Tpa):
    claim = (await small_tpa.get("KLM-100001")).json()
    assert (claim["filing"], claim["documents"]) == (None, [])


async def test_a_document_is_given_out_as_it_is_and_only_as_a_file(tpa: Tpa):
    document = (await tpa.get(FILED)).json()["documents"][0]
    assert (document["document"], document["size"]) == ("receipt", len(JPEG))
    answer = await tpa.get(f"{FILED}/documents/{document['id']}")
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == 'attachment; filename="01-receipt.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_document_is_not_found_under_another_claim(small_tpa: Tpa):
    media_id = small_tpa.book.handed_in[FILED][0].media_id
    answer = await small_tpa.get(f"KLM-100001/documents/{media_id}")
    assert answer.status_code == 404


async def test_a_document_that_is_kept_no_longer_is_gone(small_tpa: Tpa):
    media_id = small_tpa.book.handed_in[FILED][0].media_id
    with small_tpa.db.transaction() as session:
        session.execute(update(MediaRow).values(state="erased", data_key=None))
    answer = await small_tpa.get(f"{FILED}/documents/{media_id}")
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:iclick:problem:gone")


async def test_a_store_that_is_away_is_told_as_that(small_tpa: Tpa, monkeypatch):
    def away(*_: object) -> bytes:
        raise OSError("/srv/secret/place")

    monkeypatch.setattr(MediaStore, "read", away)
    media_id = small_tpa.book.handed_in[FILED][0].media_id
    answer = await small_tpa.get(f"{FILED}/documents/{media_id}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "secret" not in answer.text


async def test_everything_that_was_shown_is_in_the_audit(tpa: Tpa):
    media_id = tpa.book.handed_in[FILED][0].media_id
    await tpa.get(FILED)
    await tpa.get(f"{FILED}/documents/{media_id}")
    await tpa.get("KLM-404")
    shown = [(line.action, json.loads(line.detail)) for line in tpa.audit()]
    assert shown == [
        ("claim_shown", {"claim": FILED}),
        ("claim_document_shown", {"claim": FILED, "media": media_id}),
    ]


@pytest.mark.parametrize("number", ["KLM/2026/1", "100%25", "Klaim-ñ"])
async def test_any_number_that_can_be_imported_can_be_asked_for(small_tpa: Tpa, number):
    with small_tpa.db.transaction() as session:
        old = session.get_one(ClaimRow, "KLM-500001")
        values = {c.key: getattr(old, c.key) for c in ClaimRow.__table__.columns}
        session.add(ClaimRow(**values | {"claim_number": number}))
    from urllib.parse import quote

    answer = await small_tpa.get(quote(number, safe=""))
    assert (answer.status_code, answer.json()["claim_number"]) == (200, number)
