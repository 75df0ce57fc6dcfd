"""A sealed file opens whole, unchanged and under its own name and key, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sealing import CHUNK, MAGIC, Damaged, Opening, Seal, fingerprint, new_data_key

KEY = new_data_key()


def sealed(content: bytes, name: str = "one", step: int = 10_000) -> bytes:
    seal = Seal(KEY, name)
    pieces = [seal.add(content[at : at + step]) for at in range(0, len(content), step)]
    return b"".join([*pieces, seal.end()])


def opened(data: bytes, name: str = "one", step: int = 10_000, key: str = KEY) -> bytes:
    opening = Opening(key, name)
    pieces = [opening.add(data[at : at + step]) for at in range(0, len(data), step)]
    return b"".join([*pieces, opening.end()])


@given(
    length=st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7]),
    steps=st.tuples(st.integers(1_000, 300_000), st.integers(1_000, 300_000)),
)
def test_a_file_opens_as_it_was_however_it_is_cut_on_the_way(length, steps):
    content = bytes(range(256)) * (length // 256 + 1)
    content = content[:length]
    assert opened(sealed(content, step=steps[0]), step=steps[1]) == content


def test_nothing_of_a_file_is_seen_once_it_is_sealed():
    assert b"diagnosis" not in sealed(b"diagnosis " * 20_000)


@pytest.mark.parametrize("cut", [0, 5, len(MAGIC) + 10, 70_000, -1])
def test_a_file_that_was_cut_short_does_not_open(cut):
    with pytest.raises(Damaged):
        opened(sealed(b"x" * 200_000)[:cut])


def test_a_file_cut_between_two_pieces_does_not_open():
    whole = sealed(b"x" * (3 * CHUNK))
    piece = CHUNK + 17
    with pytest.raises(Damaged):
        opened(whole[: len(MAGIC) + 24 + 2 * piece])


def test_a_file_with_something_behind_its_end_does_not_open():
    with pytest.raises(Damaged):
        opened(sealed(b"x" * 100) + b"y" * 100)


def test_a_changed_byte_anywhere_keeps_a_file_shut():
    good = sealed(b"x" * 70_000)
    for at in (0, len(MAGIC) + 3, 5_000, len(good) - 1):
        bad = bytearray(good)
        bad[at] ^= 1
        with pytest.raises(Damaged):
            opened(bytes(bad))


def test_a_file_does_not_open_under_another_name_or_key():
    with pytest.raises(Damaged):
        opened(sealed(b"hello"), name="another")
    with pytest.raises(Damaged):
        opened(sealed(b"hello"), key=new_data_key())


def test_a_fingerprint_tells_keys_apart_and_is_always_the_same():
    assert fingerprint(KEY) == fingerprint(KEY) != fingerprint(new_data_key())
