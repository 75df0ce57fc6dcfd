"""Consent: only a whole message of short affirmatives is one."""

from __future__ import annotations

import pytest

from actions.consent import agreement_in


@pytest.mark.parametrize(
    "words",
    [
        "setuju", "ya setuju", "ok setuju kak", "yes i agree", "Setujuu 👍", "iya, saya setuju",
        "oke lanjut", "y", "sure", "Saya setuju dengan EULA dan privasi", "YA.",
    ],
)  # fmt: skip
def test_a_plain_yes_is_consent(words: str) -> None:
    assert agreement_in(words) == "affirm"


@pytest.mark.parametrize(
    "words",
    [
        "belum setuju", "saya blm setuju", "kurang setuju", "bukan setuju", "apakah wajib setuju",
        "kalau saya setuju gimana", "ya ampun", "saya mau baca dulu ya", "oktober", "setuju?",
        "hmm gitu ya kak trus", "yah", "setuju kalau gratis", "do i have to agree", "if i agree",
        "ya tapi", "", "👍", "kalau ga setuju gimana", "setengah setuju", "ok google",
    ],
)  # fmt: skip
def test_anything_else_is_not_guessed_to_be_consent(words: str) -> None:
    assert agreement_in(words) is None


@pytest.mark.parametrize(
    "words", ["tidak setuju", "ga setuju ya", "no", "I don't agree", "I don’t agree", "ok ga jadi"]
)
def test_a_no_outweighs_a_yes(words: str) -> None:
    assert agreement_in(words) == "deny"
