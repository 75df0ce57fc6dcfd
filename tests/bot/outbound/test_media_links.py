"""Links to files of ours: whoever has one sees the file for ten minutes, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.media_links import MediaLinks
from insurance.fakes import FakeClock
from storage.crypto import Keyring

MEDIA_ID = "ab" * 16
OLD, NEW = "the-older-secret-key", "the-newer-secret-key"


@pytest.fixture
def links(keyring, clock) -> MediaLinks:
    return MediaLinks(keyring, "https://chat.example.co.id/", clock)


def token(links: MediaLinks) -> str:
    return links.url(MEDIA_ID).rpartition("/")[2]


def test_a_link_stands_under_the_public_address_and_for_its_file(links):
    assert links.url(MEDIA_ID).startswith("https://chat.example.co.id/media/")
    assert links.media_id(token(links)) == MEDIA_ID


def test_a_link_works_for_ten_minutes(links, clock):
    given_out = token(links)
    clock.advance(minutes=10)
    assert links.media_id(given_out) == MEDIA_ID
    clock.advance(seconds=1)
    assert links.media_id(given_out) is None


def test_a_link_of_another_key_or_another_files_is_nothing(links, clock):
    stranger = MediaLinks(Keyring(["a-key-of-somebody-else"]), "https://x.example", clock)
    assert links.media_id(token(stranger)) is None
    id_, rest = token(links).split(".", 1)
    assert links.media_id(f"{'cd' * 16}.{rest}") is None
    assert links.media_id(id_) is None


def test_while_keys_rotate_links_of_the_older_one_work(clock):
    before = MediaLinks(Keyring([OLD]), "https://x.example", clock)
    after = MediaLinks(Keyring([NEW, OLD]), "https://x.example", clock)
    assert after.media_id(token(before)) == MEDIA_ID
    assert before.media_id(token(after)) is None


@given(st.text(max_size=120))
def test_nothing_that_anybody_makes_up_is_a_link(made_up):
    links = MediaLinks(Keyring([NEW]), "https://x.example", FakeClock())
    assert links.media_id(made_up) is None
