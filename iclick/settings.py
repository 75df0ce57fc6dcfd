"""The settings: the only place that reads the environment.

Each field is the variable of the same name in capitals; the process's environment comes first,
then the file ``.env``. An empty variable counts as unset.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from iclick.values import (
    AccountSid,
    BotToken,
    DatabaseUrl,
    HeaderSecret,
    HeaderText,
    Hosts,
    HttpUrl,
    MailAddress,
    MailUrl,
    MediaUrl,
    Networks,
    PublicUrl,
    RedisUrl,
    SecretKeys,
    WhatsAppNumber,
    is_loopback,
    wrong,
)
from storage.crypto import Keyring

ROOT = Path(__file__).resolve().parents[1]
"""Where the repository stands."""
VAR = ROOT / "var"
"""Where everything is kept that the program makes itself."""
EMBEDDED = f"sqlite:///{VAR / 'iclick.db'}"
"""The database of an operator who has named none."""
SAMPLES = ROOT / "storage" / "samples"
"""Where the demo's insurer data stand."""
DRAIN_S = 5
"""How long requests under way, such as the demo page's streams, may take when a process ends."""
EVERYWHERE = (ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0"))

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
AnyCase = BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value)


class SettingsError(Exception):
    """A variable has a value that cannot be meant; one line for each, and it names the variable."""


class Settings(BaseSettings):
    """Everything that an operator may set; README.md says what each does, and which of them are
    accepted for later and change nothing today."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: DatabaseUrl = EMBEDDED
    tracker_database_url: DatabaseUrl = f"sqlite:///{VAR / 'tracker.db'}"
    media_url: MediaUrl = (VAR / "media").as_uri()
    public_url: PublicUrl = "http://127.0.0.1:8000"
    secret_key: SecretKeys | None = None
    trusted_proxies: Networks = ()
    console_networks: Networks = EVERYWHERE
    media_redirect_hosts: Hosts = ("*.twilio.com", "*.twiliocdn.com")

    rasa_url: HttpUrl = "http://127.0.0.1:5005"
    rasa_token: SecretStr | None = None
    rasa_bind: str = "127.0.0.1"
    actions_url: HttpUrl = "http://127.0.0.1:5055/webhook"
    actions_token: SecretStr | None = None
    actions_bind: str = "127.0.0.1"
    lock_store_url: RedisUrl | None = None

    telegram_bot_token: BotToken | None = None
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: HeaderSecret | None = None
    telegram_api_url: HttpUrl = "https://api.telegram.org"

    twilio_account_sid: AccountSid | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_whatsapp_from: WhatsAppNumber | None = None
    twilio_api_url: HttpUrl = "https://api.twilio.com"
    twilio_content_url: HttpUrl = "https://content.twilio.com"
    twilio_messaging_url: HttpUrl = "https://messaging.twilio.com"

    smtp_url: MailUrl = SecretStr("smtp://127.0.0.1:8027")
    mail_from: MailAddress = "Gen iClick <iclick@localhost>"

    tpa_api_token: HeaderText | None = None
    claims_system_url: PublicUrl | None = None
    claims_system_token: HeaderText | None = None
    telemedicine_url: PublicUrl | None = None
    telemedicine_secret: SecretStr | None = None
    chatwoot_url: HttpUrl | None = None
    chatwoot_inbox: SecretStr | None = None
    chatwoot_api_token: SecretStr | None = None
    chatwoot_webhook_secret: SecretStr | None = None
    otel_exporter_otlp_endpoint: HttpUrl | None = None

    log_level: Annotated[LogLevel, AnyCase] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="after")
    def _twilio_is_whole(self) -> Self:
        parts = ("twilio_account_sid", "twilio_auth_token", "twilio_whatsapp_from")
        missing = [name.upper() for name in parts if getattr(self, name) is None]
        if missing and len(missing) < len(parts):
            raise wrong("set too, as the other TWILIO_ variables are", " and ".join(missing))
        return self

    @model_validator(mode="after")
    def _claims_system_is_whole(self) -> Self:
        if self.claims_system_url and self.claims_system_token is None:
            raise wrong("set too, as CLAIMS_SYSTEM_URL is", "CLAIMS_SYSTEM_TOKEN")
        return self

    @model_validator(mode="after")
    def _telemedicine_is_whole(self) -> Self:
        if self.telemedicine_url and self.telemedicine_secret is None:
            raise wrong("set too, as TELEMEDICINE_URL is", "TELEMEDICINE_SECRET")
        return self

    @model_validator(mode="after")
    def _open_doors_have_locks(self) -> Self:
        for bind, token in (("rasa_bind", "rasa_token"), ("actions_bind", "actions_token")):
            if not is_loopback(getattr(self, bind)) and getattr(self, token) is None:
                raise wrong(f"a loopback address unless {token.upper()} is set", bind.upper())
        return self

    def keyring(self) -> Keyring:
        """The subkeys of ``SECRET_KEY``; a SettingsError when it is unset."""
        if self.secret_key is None:
            raise SettingsError("SECRET_KEY: must be set: a long random text that nobody knows")
        return Keyring([key.get_secret_value() for key in self.secret_key])

    def rasa_bearer(self) -> str:
        """What Rasa demands of the gateway."""
        return _given(self.rasa_token) or self.keyring().token("rasa")

    def actions_bearer(self) -> str:
        """What the action server demands of Rasa."""
        return _given(self.actions_token) or self.keyring().token("actions")

    def telegram_secret(self) -> str:
        """What Telegram's webhook header must equal."""
        return _given(self.telegram_webhook_secret) or self.keyring().token("telegram-webhook")

    def has_telegram(self) -> bool:
        """Whether the Telegram channel is on."""
        return self.telegram_bot_token is not None

    def has_whatsapp(self) -> bool:
        """Whether the WhatsApp channel is on."""
        return self.twilio_account_sid is not None


def load_settings(env_file: Path | None = Path(".env"), **overrides: Any) -> Settings:
    """The settings in force; ``overrides`` come before the environment.

    Raises SettingsError with one line for each variable that is wrong.
    """
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join(dict.fromkeys(map(_line, error.errors())))) from None


def whole_environment() -> dict[str, str]:
    """The process's environment, for a child that reads its settings itself."""
    return dict(os.environ)


def inherited(names: Iterable[str]) -> dict[str, str]:
    """Those of ``names`` that the process's environment sets, for a child that gets no others."""
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def environment_without_settings() -> dict[str, str]:
    """The process's environment, less every variable that is a setting: for a child to which
    its settings are handed one by one."""
    ours = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in ours}


def _line(error: Any) -> str:
    context = error.get("ctx", {})
    name = context.get("name") or str(error["loc"][0]).upper()
    expected = context.get("expected", error["msg"])
    return f"{name}: must be {expected}"


def _given(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
