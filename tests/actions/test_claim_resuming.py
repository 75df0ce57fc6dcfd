"""Short answers around a claim: go on, begin anew, yes and no."""

from __future__ import annotations

import pytest

from actions.claim_resuming import goes_on, only_goes_on, said_yes, wants_new
from actions.claim_said import Said


@pytest.mark.parametrize(
    "text", ["lanjut klaim tadi", "terusin aja", "klaim yang kemarin", "continue my claim"]
)
def test_who_wants_to_go_on_is_heard(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["mau klaim", "klaim gigi anak saya", "file a claim"])
def test_a_new_wish_is_no_going_on(text: str) -> None:
    assert not goes_on(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lanjutkan klaim tadi", True),
        ("oke lanjut dong kak", True),
        ("please continue my claim", True),
        ("lanjut, demam berdarah", False),
        ("RS Terus Jaya", False),
    ],
)
def test_a_wish_to_go_on_is_no_illness_and_no_hospital(text: str, expected: bool) -> None:
    assert only_goes_on(text) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said("claim_resume", entities={"choice": "new"}), True),
        (Said("claim_resume", entities={"choice": "continue"}), False),
        (Said("affirm", "iya"), False),
        (Said("deny", "ga"), True),
        (Said("inform", "bikin baru aja"), True),
        (Said("inform", "lanjutin"), False),
        (Said("inform", "hmm"), None),
    ],
)
def test_new_or_old_is_told_by_button_and_by_words(said: Said, expected: bool | None) -> None:
    assert wants_new(said) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Said("affirm", "iya", asked="claim_summary"), True),
        (Said("deny", "ga", asked="claim_summary"), False),
        (Said("inform", "sip lanjut", asked="claim_summary"), True),
        (Said("inform", "kirim sekarang", asked="claim_declaration"), True),
        (Said("inform", "jangan kirim dulu", asked="claim_declaration"), None),
        (Said("inform", "kalau saya kirim gimana?", asked="claim_declaration"), None),
        (Said("inform", "sudah", asked="claim_amount"), None),
    ],
)
def test_a_yes_is_what_the_question_makes_of_it(said: Said, expected: bool | None) -> None:
    assert said_yes(said) is expected
