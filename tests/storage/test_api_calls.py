"""Calls of our API are known again by their key, whichever SECRET_KEY was the newest then."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from insurance.fakes import FakeClock
from storage.api_calls import Answered, ApiCall, KeyReused, SqlApiCalls
from storage.crypto import Keyring
from storage.database import Database

OLD = "a-secret-key-for-tests-and-nothing-else"
CALL = ApiCall("POST KLM-1 status a-key", '{"status": "paid"}')
OK = Answered(200, '{"status": "paid"}')


@pytest.fixture
def calls(database: Database, keyring: Keyring, clock: FakeClock) -> SqlApiCalls:
    return SqlApiCalls(database, keyring, clock)


def test_a_call_is_answered_as_before(calls: SqlApiCalls):
    assert calls.find(CALL) is None
    calls.keep_alone(CALL, OK)
    assert calls.find(CALL) == OK


def test_the_first_answer_stays(calls: SqlApiCalls):
    calls.keep_alone(CALL, OK)
    calls.keep_alone(CALL, Answered(200, "another"))
    assert calls.find(CALL) == OK


def test_a_key_that_asks_something_else_is_refused(calls: SqlApiCalls):
    calls.keep_alone(CALL, OK)
    with pytest.raises(KeyReused):
        calls.find(ApiCall(CALL.key, '{"status": "rejected"}'))


def test_what_was_done_beside_a_call_that_was_there_already_is_undone(
    calls: SqlApiCalls, database: Database
):
    calls.keep_alone(CALL, OK)
    with pytest.raises(IntegrityError), database.transaction() as session:
        calls.keep(session, CALL, OK)


def test_a_call_is_known_again_after_the_key_was_changed(
    calls: SqlApiCalls, database: Database, clock: FakeClock
):
    calls.keep_alone(CALL, OK)
    rotated = SqlApiCalls(database, Keyring(("a-newer-secret-key-for-tests", OLD)), clock)
    assert rotated.find(CALL) == OK
