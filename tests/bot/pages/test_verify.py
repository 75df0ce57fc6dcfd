"""What whoever scans an eCard is answered: the truth as it stands, and no more than they need."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from insurance.model import PolicyStatus
from tests.insurance.card_world import BUDI


@pytest.fixture
def client(desk):
    return TestClient(desk.app(), raise_server_exceptions=False)


def test_a_valid_card_shows_masked_name_plan_and_until_when(desk, client):
    answer = client.get(desk.scanned())

    assert answer.status_code == 200
    assert "Kartu berlaku" in answer.text
    assert "This card is valid" in answer.text
    for shown in ("Bu** Sa*****", "Gold", "31 Desember 2028", "31 December 2028"):
        assert shown in answer.text
    assert "1 Juli 2026, 12.00 WIB" in answer.text


def test_nothing_else_of_the_member_is_shown(desk, client):
    page = client.get(desk.scanned()).text

    for hidden in ("Budi", "Santoso", "P-1", "GN-1", "1985", "1000200030004000", "PT Nusantara"):
        assert hidden not in page


def test_a_suspended_card_says_so(desk, client):
    path = desk.scanned()
    desk.cards.book.suspend("P-1")

    answer = client.get(path)
    assert (answer.status_code, "Kartu ditangguhkan" in answer.text) == (200, True)
    assert "This card is suspended" in answer.text


def test_a_card_whose_cover_ended_says_when(desk, client):
    path = desk.scanned()
    desk.cards.policy(end_date=date(2026, 6, 30))

    answer = client.get(path)
    assert (answer.status_code, "Kartu tidak berlaku lagi" in answer.text) == (200, True)
    assert "30 Juni 2026" in answer.text
    assert "Berlaku sampai" not in answer.text


def test_a_card_of_a_lapsed_policy_promises_no_day(desk, client):
    path = desk.scanned()
    desk.cards.policy(status=PolicyStatus.LAPSED)

    page = client.get(path).text
    assert "Kartu tidak berlaku lagi" in page
    assert "2028" not in page


def test_a_card_of_cover_that_is_ahead_says_from_when(desk, client):
    path = desk.scanned()
    desk.cards.member(BUDI, start_date=date(2026, 8, 1))

    page = client.get(path).text
    assert "Kartu belum berlaku" in page
    assert "1 Agustus 2026" in page


def test_a_card_that_was_replaced_is_gone(desk, client):
    path = desk.scanned()
    desk.cards.book.renew("P-1")

    answer = client.get(path)
    assert (answer.status_code, "Kartu ini sudah diganti" in answer.text) == (410, True)
    assert "Bu**" not in answer.text


@pytest.mark.parametrize(
    "token",
    ["", "x", "P-1", "../../etc/passwd", "%00", "%ff%fe", "a" * 5000, "é", "<script>", "a/b"],
)
def test_an_address_that_is_not_ours_is_a_clear_answer(desk, client, token):
    answer = client.get(f"/verify/{token}")

    if "etc" not in token:  # which the client itself takes for another path
        assert (answer.status_code, "Kartu tidak dikenal" in answer.text) == (404, True)
        assert desk.metrics.value("iclick_rejects_total", door="verify", reason="unknown") == 1
    assert "<script" not in answer.text


def test_an_altered_address_is_not_ours(desk, client):
    path = desk.scanned()
    altered = path[:-1] + ("A" if path[-1] != "A" else "Q")

    assert client.get(altered).status_code == 404


def test_when_our_side_is_away_the_desk_is_told_what_to_do(desk, client, monkeypatch):
    def away(*_: object) -> None:
        raise OperationalError("SELECT", {"name": "Budi"}, Exception("locked"))

    path = desk.scanned()
    monkeypatch.setattr(desk.cards.book, "of_card", away)

    answer = client.get(path)
    assert (answer.status_code, "Belum bisa diperiksa" in answer.text) == (503, True)
    assert "15000-37" in answer.text


def test_it_is_never_kept_found_framed_or_scripted(desk, client):
    headers = client.get(desk.scanned()).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-type"] == "text/html; charset=utf-8"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy
    assert "unsafe" not in policy


def test_head_is_answered_like_get_without_the_page(desk, client):
    path = desk.scanned()
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_there_is_nothing_to_send(desk, client, method):
    assert client.request(method, desk.scanned()).status_code == 405
