"""What of identity data is repeated to the member."""

from __future__ import annotations

import pytest

from actions.identity_data import BIRTH, EMAIL, PARTICIPANT, POLICY
from actions.masking import masked


@pytest.mark.parametrize(
    ("slot", "value", "shown"),
    [
        (POLICY, "GN-100200", "••-••••00"),
        (PARTICIPANT, "100200-0001-0", "••••••-••01-0"),
        (POLICY, "8800123456", "••••••3456"),
        (POLICY, "77", "••"),
        (BIRTH, "1985-05-12", "12 Mei"),
        (EMAIL, "budi.santoso@contoh.example", "b***o@contoh.example"),
    ],
)
def test_identity_data_are_repeated_masked(slot: str, value: str, shown: str) -> None:
    assert masked(slot, value, "id") == shown


def test_a_date_is_said_in_the_members_language() -> None:
    assert masked(BIRTH, "1985-05-12", "en") == "12 May"
