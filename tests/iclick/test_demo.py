"""The demo's settings are its own, and several demos stand beside each other."""

from __future__ import annotations

import socket
from datetime import date

import pytest
from sqlalchemy import insert

from iclick.demo import claim_folder, prepare
from iclick.demo_clock import DemoClock
from iclick.ports import free_port, is_free
from iclick.serve import sandbox_config
from iclick.settings import Settings, SettingsError
from iclick.start import fill
from storage import schema
from storage.crypto import InvalidToken
from storage.database import Database
from storage.tables import PolicyRow


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """An environment without our variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_demo_takes_nothing_from_the_operators_settings(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("TPA_API_TOKEN=real\nTELEGRAM_API_URL=https://real.example\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a-real-one")
    monkeypatch.setenv("SMTP_URL", "smtp://mail.example.co.id")
    demo = prepare(8001, tmp_path)
    settings = demo.settings()
    outside = (settings.telegram_api_url, settings.twilio_api_url)
    assert all(url.startswith(demo.sandbox_url) for url in outside)
    assert settings.tpa_api_token is None
    assert "real" not in demo.environment()["TELEGRAM_BOT_TOKEN"]
    assert "127.0.0.1" in demo.environment()["SMTP_URL"]


def test_a_database_of_the_environment_counts_in_the_demo_too(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/demo")
    assert prepare(8001, tmp_path).settings().database_url == "postgresql://localhost/demo"


def test_a_new_demo_begins_with_the_machines_time(tmp_path):
    demo = prepare(8001, tmp_path)
    DemoClock(demo.new_clock_file()).move(90_000)
    assert DemoClock(demo.new_clock_file()).offset_s == 0


def test_the_demos_key_is_the_same_at_its_next_start(tmp_path):
    first, second = prepare(8001, tmp_path), prepare(8001, tmp_path)
    assert first.variables["SECRET_KEY"] == second.variables["SECRET_KEY"]


def test_the_sandbox_knows_the_same_secrets_as_the_gateway(tmp_path):
    demo = prepare(8001, tmp_path)
    config = sandbox_config(demo.settings(), demo.sandbox_port, faults=False)
    assert (config.telegram_token, config.twilio_auth_token, config.twilio_account_sid) == (
        demo.variables["TELEGRAM_BOT_TOKEN"],
        demo.variables["TWILIO_AUTH_TOKEN"],
        demo.variables["TWILIO_ACCOUNT_SID"],
    )
    assert config.samples != ()


def test_a_second_demo_has_a_folder_of_its_own(tmp_path):
    first, lock = claim_folder(8000, tmp_path)
    second, other = claim_folder(8001, tmp_path)
    lock.close()
    other.close()
    assert (first, second) == (tmp_path, tmp_path / "demo-8001")


def test_the_first_folder_is_free_again_when_its_demo_has_ended(tmp_path):
    _, lock = claim_folder(8000, tmp_path)
    lock.close()
    folder, lock = claim_folder(8001, tmp_path)
    lock.close()
    assert folder == tmp_path


def test_a_port_that_is_taken_is_replaced_by_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert is_free("127.0.0.1", port) is False
        assert free_port(port) not in {0, port}


def test_samples_are_filled_in_once(tmp_path):
    settings = prepare(8001, tmp_path).settings()
    fill(settings)
    fill(settings)
    db = Database(settings.database_url, settings.keyring())
    with db.reading() as session:
        assert session.query(PolicyRow).count() > 0
    db.close()


def test_a_demo_whose_key_was_changed_says_so(monkeypatch, tmp_path):
    fill(prepare(8001, tmp_path).settings())
    monkeypatch.setenv("SECRET_KEY", "quite-another-secret-key")
    with pytest.raises(InvalidToken):
        fill(prepare(8001, tmp_path).settings())


def test_the_demo_touches_no_database_that_holds_an_insurers_data(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'real.db'}")
    settings = prepare(8001, tmp_path).settings()
    db = Database(settings.database_url, settings.keyring())
    schema.upgrade(db)
    day = date(2026, 1, 1)
    with db.transaction() as session:
        session.execute(
            insert(PolicyRow).values(
                policy_number="REAL-1",
                company="PT Sungguhan",
                product="Group Health",
                status="active",
                start_date=day,
                end_date=day,
            )
        )
    db.close()
    with pytest.raises(SettingsError, match=r"^DATABASE_URL: "):
        fill(settings)
