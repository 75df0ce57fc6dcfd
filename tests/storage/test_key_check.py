"""A database that was written under another key is noticed."""

from __future__ import annotations

import pytest

from storage.crypto import InvalidToken, Keyring
from storage.database import Database
from storage.key_check import require_key

OWN = "a-secret-key-for-tests-and-nothing-else"


@pytest.fixture
def opened_with(database):
    """The test's database again, under other keys."""
    opened = []

    def opened_with(*keys: str) -> Database:
        url = database.url.render_as_string(hide_password=False)
        opened.append(Database(url, Keyring(keys)))
        return opened[-1]

    yield opened_with
    for db in opened:
        db.close()


def test_the_key_in_force_opens_what_it_wrote(office):
    office.load_up_to("members")
    require_key(office.database)


def test_another_key_does_not(office, opened_with):
    office.load_up_to("members")
    with pytest.raises(InvalidToken):
        require_key(opened_with("quite-another-secret-key"))


def test_an_older_key_that_is_still_in_force_does(office, opened_with):
    office.load_up_to("members")
    require_key(opened_with("a-newer-secret-key", OWN))


def test_any_key_will_do_for_an_empty_database(opened_with):
    require_key(opened_with("quite-another-secret-key"))
