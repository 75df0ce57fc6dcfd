"""Something breaks behind an action: the member reads a kind sentence, and then it works on."""

from __future__ import annotations

from typing import Any, NoReturn

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from tests.conversations.talking import BUDI, Chat


def break_down(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("the database is on fire")


def test_trouble_outside_a_form(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(chat.office.identity, "status", break_down)
        answer = chat.says("halo")
    assert "kendala" in answer
    assert "15000-37" in answer
    assert "asisten virtual" in chat.says("halo")


def test_trouble_in_the_check_of_the_data(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.begins_verification()
    with monkeypatch.context() as broken:
        broken.setattr(chat.office.identity, "check_identity_and_request_code", break_down)
        assert "kendala" in chat.gives(*BUDI)
    assert "Kode 6 digit" in chat.says("coba lagi")


def test_trouble_while_a_code_is_awaited(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.begins_verification()
    chat.gives(*BUDI)
    with monkeypatch.context() as broken:
        broken.setattr(chat.office.identity, "code_awaited", break_down)
        assert "kendala" in chat.says("bentar ya")
    assert "menunggu kode" in chat.says("bentar ya")
    assert "Terima kasih, Budi!" in chat.types_code()


def test_trouble_in_a_protected_question(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.is_verified_as(BUDI)
    with monkeypatch.context() as broken:
        broken.setattr(chat.office.core, "family", break_down)
        assert "kendala" in chat.says("data kepesertaan saya")
    assert "Budi Santoso" in chat.says("data kepesertaan saya")


def test_trouble_right_after_the_code_keeps_the_wish(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.says("klaim saya gimana?")
    chat.sends("pick_policy_type", policy_type="group")
    chat.sends("affirm")
    chat.gives(*BUDI)
    code = chat.office.mailed_code()
    with monkeypatch.context() as broken:
        broken.setattr(chat.office.core, "claims", break_down)
        assert "kendala" in chat.types_code(code)
    assert "KLM-100002" in chat.says("klaim saya gimana?")


def lock(*_: Any, **__: Any) -> NoReturn:
    raise OperationalError("SELECT", {}, Exception("database is locked"))


def test_a_locked_database_has_the_turn_asked_again_and_loses_nothing(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.begins_verification()
    with monkeypatch.context() as locked:
        locked.setattr(chat.office.identity, "check_identity_and_request_code", lock)
        chat.gives(*BUDI[:3])
        refused = chat.asks("inbound-1", BUDI[3])
    assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
    answered = chat.asks("inbound-1", BUDI[3]).json()
    assert not answered["replayed"]
    assert "Kode 6 digit" in str(answered["messages"])
