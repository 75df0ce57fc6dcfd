"""One secret signs both ways, for five minutes, and one thing only."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta

import pytest

from partners.telemedicine_signature import is_signed, request_message, signature

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MESSAGE = b'{"id": "ev-1"}'
GOOD = signature("secret", AT, MESSAGE)


def test_what_was_signed_is_believed():
    assert is_signed("secret", GOOD, AT, MESSAGE)


def test_the_signature_is_the_one_of_the_document():
    seconds = int(AT.timestamp())
    expected = hmac.new(b"secret", f"{seconds}.".encode() + MESSAGE, "sha256").hexdigest()
    assert f"t={seconds},v1={expected}" == GOOD


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_a_signature_of_another_time_is_not_believed(minutes: int):
    assert not is_signed("secret", GOOD, AT + timedelta(minutes=minutes), MESSAGE)


@pytest.mark.parametrize("minutes", [-4, 4])
def test_clocks_may_differ_a_little(minutes: int):
    assert is_signed("secret", GOOD, AT + timedelta(minutes=minutes), MESSAGE)


@pytest.mark.parametrize(
    ("secret", "header", "message"),
    [
        ("other", GOOD, MESSAGE),
        ("secret", GOOD, MESSAGE + b" "),
        ("secret", GOOD.replace("t=1", "t=2"), MESSAGE),
        ("secret", GOOD[:-1], MESSAGE),
        ("secret", GOOD.upper(), MESSAGE),
        ("secret", "", MESSAGE),
        ("secret", "t=1795406400", MESSAGE),
        ("secret", "t=1795406400,v1=" + "0" * 64, MESSAGE),
        ("secret", "t=99999999999999999999,v1=" + "0" * 64, MESSAGE),
        ("secret", "täglich", MESSAGE),
    ],
)
def test_anything_else_is_not(secret: str, header: str, message: bytes):
    assert not is_signed(secret, header, AT, message)


def test_two_signatures_stand_side_by_side_while_a_secret_is_changed():
    other = signature("new", AT, MESSAGE).partition(",")[2]
    both = f"{GOOD},{other}"
    assert is_signed("secret", both, AT, MESSAGE) and is_signed("new", both, AT, MESSAGE)


def test_a_call_that_was_signed_passes_for_no_event():
    body = b'{"id": "ev-1"}'
    header = signature("secret", AT, request_message("POST", "/consultations", body))
    assert not is_signed("secret", header, AT, body)
