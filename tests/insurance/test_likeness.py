"""The same photo is known again however it was written; another paper is another."""

from __future__ import annotations

import pytest

from bot.inspection.likeness import likeness_of
from insurance.likeness import BITS, MOST_DIFFERENT_BITS, different_bits, look_alike
from scripts import photo_quality
from tests.bot.inspection.papers import paper, pixels

ONE = "0" * 64


def with_bits(count: int) -> str:
    return f"{(1 << count) - 1:064x}"


def test_likenesses_may_differ_in_some_bits():
    assert look_alike(ONE, ONE)
    assert look_alike(ONE, with_bits(MOST_DIFFERENT_BITS))
    assert not look_alike(ONE, with_bits(MOST_DIFFERENT_BITS + 1))


@pytest.mark.parametrize("other", [None, "", "0", "0" * 63, "0" * 65, "g" * 64, "-" + "0" * 63])
def test_what_is_no_likeness_is_like_nothing(other):
    assert not look_alike(ONE, other)
    assert not look_alike(other, ONE)


def test_a_likeness_is_256_bits_in_hex():
    assert len(likeness_of(pixels(paper()))) * 4 == BITS


def test_a_photo_that_was_written_anew_is_still_the_same():
    photo = pixels(paper())
    for copy in photo_quality.written_anew(photo):
        assert look_alike(likeness_of(photo), likeness_of(copy))


def test_real_receipts_are_told_apart_and_their_copies_are_not(shared):
    copies, others = photo_quality.likenesses()
    assert copies <= MOST_DIFFERENT_BITS < others / 2


def test_bits_are_counted():
    assert different_bits(ONE, with_bits(7)) == 7
