"""Codes are random, readable however they are typed, and sealed."""

from __future__ import annotations

import pytest

from insurance.otp import CodeSeals, new_code
from insurance.typed_codes import read_code


def test_a_new_code_has_six_digits_and_is_no_other() -> None:
    codes = [new_code() for _ in range(1000)]
    assert {len(code) for code in codes} == {6}
    assert all(code.isdecimal() and code.isascii() for code in codes)
    assert len(set(codes)) > 990


@pytest.mark.parametrize(
    "typed",
    [
        "012345",
        "  012345\n",
        "012 345",
        "012-345",
        "0 1 2 3 4 5",
        "kode saya 012345.",
        "Kode: 012345, makasih",
        "iClick:012345",
        "*012345*",
        "(012345)",
        "０１２３４５",
        "٠١٢٣٤٥",
        "\u200b012\u200b345\ufe0f",
        "012\u00a0345",
        "012345! ya, 012345",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "012345"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12345",
        "1234567",
        "12345678",
        "halo",
        "GI-123456",
        "GI123456",
        "12-05-1990",
        "12 05 1990",
        "08123456789",
        "+62 812 3456 7890",
        "123456 654321",
        "Rp 1.123.456",
        "9" * 10_000,
        "½²³",
    ],
)
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert read_code(typed) is None


def test_a_seal_opens_for_its_code_in_its_chat_alone() -> None:
    seals = CodeSeals([b"key"])
    seal = seals.seal("chat", "012345")
    assert seals.opens(seal, "chat", "012345")
    assert not seals.opens(seal, "chat", "012346")
    assert not seals.opens(seal, "other", "012345")
    assert not CodeSeals([b"stolen database, no key"]).opens(seal, "chat", "012345")
    assert "012345" not in seal


def test_equal_codes_have_different_seals() -> None:
    seals = CodeSeals([b"key"])
    assert seals.seal("chat", "012345") != seals.seal("chat", "012345")


def test_seals_open_while_keys_rotate() -> None:
    seal = CodeSeals([b"old"]).seal("chat", "012345")
    assert CodeSeals([b"new", b"old"]).opens(seal, "chat", "012345")


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(ValueError, match="key"):
        CodeSeals([])
