"""Codes are recognised however they are typed, and other numbers are left alone."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.typed_codes import TypedCode, find_code, read_code


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        " 123456 ",
        "123 456",
        "123-456",
        "123.456",
        "123/456",
        "123,456",
        "123_456",
        "12 34 56",
        "12-34-56",
        "1 2 3 4 5 6",
        "1-2-3-4-5-6",
        "1, 2, 3, 4, 5, 6",
        "123456ya",
        "123456kak",
        "123456 kak",
        "123456xyz",
        "otp123456",
        "OTP123456",
        "kode123456",
        "kodenya123456",
        "kodenya 123-456 ya",
        "OTP: 123456",
        "otp-123456",
        "kode:123456.",
        "kode saya 123/456 ya, sudah masuk",
        "ini kodenya kak 123456, makasih",
        "sudah masuk kak.123456",
        "123456 dan 123456",
        "123456, 123456",
        "１２３４５６",
        "١٢٣٤٥٦",
        "۱۲۳۴۵۶",
        "123\u200b456",
        "123\u2013456",
        "123\u00a0456",
        "*123456*",
        "G-123456",
        "my code is 123456",
        "I23456",
        "l23456",
    ],
)
def test_a_code_is_found(text: str) -> None:
    assert find_code(text) == TypedCode("123456")
    assert read_code(text) == "123456"


def test_a_letter_typed_for_a_digit_is_mended() -> None:
    assert read_code("12345O") == "123450"
    assert read_code("kodenya 12345o ya") == "123450"


@pytest.mark.parametrize(
    "text",
    [
        "1234",
        "12345",
        "1234567",
        "12345678",
        "kodenya 12345 ya",
        "kodenya 1234567 ya",
        "kode saya 1234567, kenapa salah terus?",
        "otp12345",
        "12345ya",
        "123-45",
        "12/34/567",
        "123456 atau 654321",
        "123456 654321",
    ],
)
def test_a_code_typed_wrong_is_told_from_no_code(text: str) -> None:
    assert find_code(text) == TypedCode(None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "123",
        "yang ke 2",
        "halo",
        "hallo1",
        "kode tidak masuk",
        "kode tidak masuk sejak 2 menit",
        "12 Mei",
        "12 mei 1990",
        "12mei1990",
        "12-05-90",
        "12-05-1990",
        "12/05/1990",
        "12/5/1990",
        "12 05 1990",
        "1990-05-12",
        "salah, tanggal lahirnya 12/5/1990",
        "salah, tanggal lahirnya 12 05 90",
        "KLM-100001",
        "klm 100001",
        "status klaim KLM-100001",
        "GI-123456",
        "GI123456",
        "G123456",
        "GI-2024-000001",
        "nomor polis GI-2024-000001",
        "CLM-2026-000123",
        "polis 123456/VII/2026-7",
        "123456789",
        "123-456-789",
        "0812 3456 7890",
        "081234567890",
        "+62 812-3456-7890",
        "081234 567890",
        "hp saya 081234567890",
        "Rp 123.456",
        "Rp123.456.000",
        "biayanya 123456 rupiah",
        "budi123456@contoh.co.id",
        "email saya 123456@contoh.co.id",
        "https://contoh.co.id/123456",
    ],
)
def test_other_numbers_are_no_code(text: str) -> None:
    assert find_code(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "123456 " * 2_300,
        "1 2 3 4 5 6 a " * 1_100,
        "a" * 16_000,
        "a" * 15_000 + " 123456",
        "1" * 16_000,
        "1 " * 8_000,
        "1.a" * 5_000,
        "rp 123456 " * 1_600,
        "kode-" * 3_200 + "123456",
        "@" * 16_000,
        "a@" * 8_000,
        "O" * 16_000,
        "'" * 16_000,
        "a'" * 8_000,
    ],
)
def test_reading_a_long_message_takes_no_longer_than_its_length(text: str) -> None:
    begun = perf_counter()
    find_code(text)
    assert perf_counter() - begun < 1.0  # it took minutes when every number looked at all before


@given(st.text("0123456789 .,-/_@+'aokeORprp\n", max_size=200))
def test_whatever_is_typed_is_read_without_fail_and_six_digits_are_six(text: str) -> None:
    found = find_code(text)
    assert found is None or found.digits is None or len(found.digits) == 6
    assert read_code(text) == (found.digits if found else None)


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.sampled_from(["", " ya", "ya", " kak", "."]))
def test_six_digits_alone_are_always_taken(code: str, after: str) -> None:
    assert read_code(f"{code}{after}") == code
