"""What a message says about who somebody is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.emails import read_email
from actions.identity_data import BIRTH, EMAIL, PARTICIPANT, POLICY, Heard, hear

TODAY = date(2026, 7, 1)


def heard(text: str, asked: str | None = None, **known: str) -> Heard:
    return hear(text, asked, known, TODAY)


def test_all_four_at_once() -> None:
    text = "polis GN-100200 peserta 100200-0001-0 lahir 12 mei 1985 email budi@contoh.co.id"
    assert heard(text).values == {
        POLICY: "GN-100200",
        PARTICIPANT: "100200-0001-0",
        BIRTH: "1985-05-12",
        EMAIL: "budi@contoh.co.id",
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("GN-100200", "GN-100200"),
        ("gn 100200", "GN-100200"),
        ("nomor polis saya GN-100200 ya kak", "GN-100200"),
        ("my policy number is gn-100200.", "GN-100200"),
        ("1002 0000 0010", "100200000010"),
        ("12051985", "12051985"),
    ],
)
def test_a_policy_number_however_it_is_wrapped(text: str, number: str) -> None:
    assert heard(text, POLICY).values == {POLICY: number}


def test_two_numbers_are_policy_and_participant() -> None:
    expected = {POLICY: "GN-100200", PARTICIPANT: "100200-0001-0"}
    assert heard("GN-100200 100200-0001-0", POLICY).values == expected


def test_a_label_outweighs_the_question() -> None:
    assert heard("peserta 100200-0001-0", BIRTH).values == {PARTICIPANT: "100200-0001-0"}


def test_a_corrected_date_takes_the_earlier_year() -> None:
    got = heard("salah, tanggal lahirnya 12 Mei", EMAIL, date_of_birth="1985-03-04")
    assert got.values == {BIRTH: "1985-05-12"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("eh emailnya salah", EMAIL),
        ("ganti nomor polis", POLICY),
        ("salah nomor peserta", PARTICIPANT),
        ("my date of birth is wrong", BIRTH),
    ],
)
def test_what_is_to_be_put_right_is_named(text: str, field: str) -> None:
    assert heard(text, "").fix == field


def test_a_correction_with_its_value_is_taken() -> None:
    got = heard("nomor polisnya salah, harusnya GN-100201", EMAIL, policy_number="GN-1")
    assert got.values == {POLICY: "GN-100201"}
    assert got.fix is None


@pytest.mark.parametrize(
    "text",
    [
        "budi@contoh.co.id",
        "Budi@Contoh.co.id",
        "email saya budi@contoh.co.id ya",
        "budi @ contoh . co . id",
        "budi at contoh dot co dot id",
        "budi(at)contoh.co.id",
    ],
)
def test_an_address_however_it_is_written(text: str) -> None:
    assert read_email(text, asked=True).address == "budi@contoh.co.id"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("budi@gmial.com", "budi@gmail.com"),
        ("budi@gmail.co", "budi@gmail.com"),
        ("budi@gmail", "budi@gmail.com"),
        ("budi.gmail.com", "budi@gmail.com"),
        ("budi@yahoo.con", "budi@yahoo.com"),
    ],
)
def test_a_likely_typo_is_noticed(text: str, meant: str) -> None:
    assert read_email(text, asked=True).suggestion == meant


def test_a_company_address_is_not_doubted() -> None:
    assert read_email("budi@contoh.co.id", asked=True).suggestion is None


def test_a_question_holds_no_data() -> None:
    assert heard("limit rawat jalan saya berapa?", POLICY).values == {}


def test_a_phone_number_is_no_policy_number() -> None:
    assert heard("telepon saja ke 081234567890", POLICY).values == {}


@given(st.text(), st.sampled_from([None, POLICY, PARTICIPANT, BIRTH, EMAIL]))
def test_no_text_is_too_odd(text: str, asked: str | None) -> None:
    assert heard(text, asked).other_words >= 0
