"""One eCard from the member on file to the hospital's desk, through all that is put together."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from bot.outbound.media_links import MediaLinks
from iclick.bootstrap import gateway_app
from iclick.ecards import ecards_of
from iclick.insurance import Insurance
from iclick.media import erase_files
from iclick.settings import Settings, load_settings
from insurance.fakes import FakeClock
from insurance.ports import SystemClock
from storage.media_store import MediaStore
from storage.samples.loader import load_samples
from storage.tables import Base, ConversationRow, MediaRow
from tests.qr_codes import read_code

CHAT = "c" * 32


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return load_settings(
        env_file=None,
        secret_key="a-secret-key-for-tests",
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        media_url=(tmp_path / "media").as_uri(),
        public_url="https://iclick.example",
        rasa_url="http://127.0.0.1:1",
        actions_url="http://127.0.0.1:1/webhook",
    )


@pytest.fixture
def insurance(settings):
    insurance = Insurance(settings)
    Base.metadata.create_all(insurance.db.engine)
    load_samples(insurance.db, insurance.keyring, SystemClock())
    with insurance.db.transaction() as session:
        session.add(
            ConversationRow(
                id=CHAT,
                channel="whatsapp",
                address_digest="digest",
                address="+62",
                created_at=insurance.clock.now(),
            )
        )
    yield insurance
    insurance.db.close()


def test_a_card_is_fetched_scanned_and_checked(settings, insurance):
    budi = insurance.core.member("100200-0001-0")
    picture = ecards_of(settings, insurance).picture(budi, "id", CHAT)
    link = urlsplit(MediaLinks(insurance.keyring, settings.public_url).url(picture.media_id)).path
    gateway = TestClient(gateway_app(settings))

    head, got = gateway.head(link), gateway.get(link)
    assert (head.status_code, got.status_code) == (200, 200)
    assert head.headers["content-type"] == got.headers["content-type"] == "image/png"
    assert int(head.headers["content-length"]) == len(got.content) <= 500_000

    address = read_code(got.content)
    assert address.startswith("https://iclick.example/verify/")
    page = gateway.get(urlsplit(address).path)
    assert (page.status_code, "Kartu berlaku" in page.text) == (200, True)
    assert "Bu** Sa*****" in page.text


def test_each_time_it_is_asked_for_it_is_a_file_of_its_own_that_goes_after_a_day(
    settings, insurance
):
    ecards = ecards_of(settings, insurance)
    budi = insurance.core.member("100200-0001-0")
    ids = {ecards.picture(budi, "id", CHAT).media_id for _ in range(2)}
    store, clock = MediaStore(settings.media_url), FakeClock(insurance.clock.now())

    clock.advance(hours=25)
    assert erase_files(insurance.db, store, clock) == {"files": 2, "orphans": 0, "card_pictures": 0}
    with insurance.db.reading() as session:
        assert {session.get_one(MediaRow, each).state for each in ids} == {"erased"}

    clock.advance(days=31)
    assert erase_files(insurance.db, store, clock)["card_pictures"] == 1
