"""The address in a QR code: ours or not, to the letter."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.ecard_addresses import CardAddresses

CARD = "AbCdEfGh_jKlMn-p"
OURS = CardAddresses((b"newest", b"older"), "https://iclick.example/")
SIGNS = string.ascii_letters + string.digits + "-_."


def token_of(addresses: CardAddresses) -> str:
    return addresses.url(CARD).rpartition("/")[2]


def test_an_address_leads_back_to_its_card():
    assert OURS.url(CARD).startswith("https://iclick.example/verify/")
    assert OURS.card_id(token_of(OURS)) == CARD


def test_an_address_is_short_enough_for_a_qr_code_that_phones_read():
    assert len(token_of(OURS)) == 39


def test_while_keys_rotate_addresses_of_every_key_in_force_are_good():
    before = CardAddresses((b"older",), "https://iclick.example")
    after = CardAddresses((b"newest",), "https://iclick.example")

    assert OURS.card_id(token_of(before)) == CARD
    assert OURS.card_id(token_of(after)) == CARD
    assert token_of(OURS) == token_of(after)
    assert after.card_id(token_of(before)) is None


@pytest.mark.parametrize("at", range(39))
def test_one_other_sign_anywhere_makes_it_none_of_ours(at):
    token = token_of(OURS)
    for sign in SIGNS:
        if sign != token[at]:
            assert OURS.card_id(token[:at] + sign + token[at + 1 :]) is None


@given(st.text(max_size=80))
def test_no_text_is_taken_for_an_address_or_troubles_it(text):
    assert OURS.card_id(text) is None
