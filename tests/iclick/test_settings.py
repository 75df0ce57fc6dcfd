"""The settings: environment first, then ``.env``; a wrong one is told in a line that names it."""

from __future__ import annotations

import re
from fnmatch import fnmatch

import pytest

from iclick.settings import (
    ROOT,
    Settings,
    SettingsError,
    environment_without_settings,
    load_settings,
)

KEY = "a-long-secret-that-nobody-knows"
TWILIO = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_WHATSAPP_FROM": "whatsapp:+6281200000000",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A place without ``.env`` and an environment without our variables."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_environment_comes_before_the_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nLOG_FORMAT=json\n")
    monkeypatch.setenv("LOG_LEVEL", "warning")
    settings = load_settings()
    assert (settings.log_level, settings.log_format) == ("WARNING", "json")


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert load_settings().has_telegram() is False


def test_variables_of_others_are_nobodys_business(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("SOMEBODY_ELSES=1\n")
    assert load_settings().telegram_mode == "polling"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACTIONS_BIND", "0.0.0.0"),
        ("ACTIONS_URL", "actions:5055"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "not a url"),
        ("LOCK_STORE_URL", "http://localhost"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
        ("MAIL_FROM", "nobody"),
        ("MEDIA_REDIRECT_HOSTS", "https://media.example.com"),
        ("MEDIA_REDIRECT_HOSTS", "files.example.com,*"),
        ("MEDIA_REDIRECT_HOSTS", "*.*.example.com"),
        ("MEDIA_REDIRECT_HOSTS", "media.example.com:8443"),
        ("MEDIA_URL", "var/media"),
        ("MEDIA_URL", "/srv/media"),
        ("MEDIA_URL", "file:///?a=b"),
        ("MEDIA_URL", "file://host/srv/media"),
        ("MEDIA_URL", "http://media.example.com/"),
        ("MEDIA_URL", "s3:///prefix"),
        ("MEDIA_URL", "s3://id:secret@bucket"),
        ("PUBLIC_URL", "chat.local"),
        ("PUBLIC_URL", "https://chat.local/?a=b"),
        ("RASA_BIND", "10.0.0.1"),
        ("RASA_URL", "http://localhost:port"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", f"{KEY},short"),
        ("SMTP_URL", "http://mail.example.co.id"),
        ("TELEGRAM_BOT_TOKEN", "no-token"),
        ("TELEGRAM_MODE", "push"),
        ("TELEGRAM_WEBHOOK_SECRET", "with blanks"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,here"),
        ("TWILIO_WHATSAPP_FROM", "+6281200000000"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable_and_not_the_value(
    monkeypatch, name, value
):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    lines = str(refused.value).splitlines()
    assert [line.partition(": must be ")[0] for line in lines] == [name]
    assert value not in str(refused.value)


def test_several_wrong_values_are_told_at_once(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("TELEGRAM_MODE", "push")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert sorted(line.partition(":")[0] for line in str(refused.value).splitlines()) == [
        "LOG_LEVEL",
        "TELEGRAM_MODE",
    ]


@pytest.mark.parametrize("url", ["file:///srv/media", "s3://bucket", "s3://bucket/some/prefix"])
def test_media_are_kept_in_a_folder_or_a_bucket(monkeypatch, url):
    monkeypatch.setenv("MEDIA_URL", url)
    monkeypatch.setenv("MEDIA_REDIRECT_HOSTS", "files.example.com, *.example.net,10.0.0.7")
    settings = load_settings()
    assert settings.media_url == url
    assert settings.media_redirect_hosts == ("files.example.com", "*.example.net", "10.0.0.7")


@pytest.mark.parametrize("missing", TWILIO)
def test_half_of_twilio_is_refused_and_the_missing_half_named(monkeypatch, missing):
    for name in TWILIO.keys() - {missing}:
        monkeypatch.setenv(name, TWILIO[name])
    with pytest.raises(SettingsError, match=rf"^{missing}: "):
        load_settings()


@pytest.mark.parametrize("process", ["RASA", "ACTIONS"])
def test_an_open_door_with_a_token_of_its_own_is_allowed(monkeypatch, process):
    monkeypatch.setenv(f"{process}_BIND", "0.0.0.0")
    monkeypatch.setenv(f"{process}_TOKEN", "a token")
    monkeypatch.setenv("SECRET_KEY", KEY)
    settings = load_settings()
    bearer = {"RASA": settings.rasa_bearer, "ACTIONS": settings.actions_bearer}[process]
    assert bearer() == "a token"


def test_tokens_that_are_not_set_come_from_the_secret_key_and_differ(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", KEY)
    settings = load_settings()
    tokens = {settings.rasa_bearer(), settings.actions_bearer(), settings.telegram_secret()}
    assert (len(tokens), any(KEY in token for token in tokens)) == (3, False)


def test_a_secret_key_that_is_needed_and_unset_is_asked_for():
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: must be set"):
        load_settings().keyring()


def test_secrets_do_not_show_when_the_settings_are_printed(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("SMTP_URL", "smtp://user:hunter2@mail.example.co.id")
    shown = repr(load_settings())
    assert (KEY in shown, "hunter2" in shown) == (False, False)


def test_every_variable_of_the_contract_is_a_setting(shared):
    contract = (shared / "contract.md").read_text(encoding="utf-8")
    table = contract.partition("## Environment")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name.strip("`").lower() for row in rows for name in row.split()}
    assert named - Settings.model_fields.keys() == set()


def names_in(text: str) -> list[str]:
    return re.findall(r"`([A-Z][A-Z_]+\*?)`", text)


def readme() -> tuple[list[str], list[str]]:
    """The variables that README.md says something of, and those that it calls idle, as patterns."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    configuration = text.partition("## Configuration")[2].partition("\n## ")[0]
    table, _, later = configuration.partition("without effect today:")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in names_in(row)], names_in(later)


def test_the_readme_tells_of_every_variable_what_it_does_or_that_it_does_nothing_yet():
    told, patterns = readme()
    known = {name.upper() for name in Settings.model_fields}
    idle = {name for name in known if any(fnmatch(name, each) for each in patterns)}
    assert (set(told) | idle, set(told) & idle) == (known, set())


def test_what_the_readme_calls_without_effect_is_read_nowhere():
    _, patterns = readme()
    rooms = ("actions", "bot", "iclick", "insurance", "partners", "storage")
    sources = [path.read_text("utf-8") for room in rooms for path in (ROOT / room).rglob("*.py")]
    read = {name.upper() for source in sources for name in re.findall(r"settings\.(\w+)", source)}
    assert {name for name in read if any(fnmatch(name, each) for each in patterns)} == set()


def test_the_example_names_variables_that_exist():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.partition("=")[0].lower() for line in lines if re.match(r"[A-Z]", line)}
    assert named - Settings.model_fields.keys() == set()


def test_a_child_inherits_no_setting(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("OTHER", "kept")
    environment = environment_without_settings()
    assert ("SECRET_KEY" in environment, environment["OTHER"]) == (False, "kept")


def test_an_insurers_own_system_needs_its_token(monkeypatch):
    monkeypatch.setenv("CLAIMS_SYSTEM_URL", "https://claims.example.co.id/v1")
    with pytest.raises(SettingsError, match="CLAIMS_SYSTEM_TOKEN: must be set too"):
        load_settings(env_file=None)


def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(monkeypatch):
    monkeypatch.setenv("TPA_API_TOKEN", "señor\n")
    with pytest.raises(SettingsError, match="TPA_API_TOKEN: must be printable ASCII") as caught:
        load_settings(env_file=None)
    assert "señor" not in str(caught.value)
