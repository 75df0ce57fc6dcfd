"""What the sandbox needs to know to play Twilio, Telegram and the mail server."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.clinic_book import ClinicDoctor
from bot.sandbox.samples import SampleMember


@dataclass(frozen=True)
class SandboxConfig:
    """Where the stand-ins listen, whom they serve, and what they know of the gateway."""

    gateway_url: str
    """Where the gateway really listens; webhooks are posted here."""
    public_url: str
    """The gateway's public address, as signed; what begins with it is posted to gateway_url."""
    telegram_token: str
    twilio_account_sid: str
    twilio_auth_token: str
    whatsapp_from: str
    """The assistant's own sender, ``whatsapp:+…``."""
    host: str = "127.0.0.1"
    port: int = 8026
    smtp_port: int = 8027
    """0 lets the system choose; ``Sandbox.smtp_port`` tells which."""
    samples: tuple[SampleMember, ...] = field(default=(), repr=False)
    """The people of the sample data, for the page."""
    telemedicine_secret: str = field(default="sandbox", repr=False)
    """Signs what the telemedicine partner is asked, and what it tells."""
    doctors: tuple[ClinicDoctor, ...] = field(default=(), repr=False)
    """The telemedicine partner's."""
    faults: bool = False
    """Whether ``POST /faults`` exists: for tests and chaos only."""
    status_delay_s: float = 0.25
    """How long a WhatsApp message takes from one delivery status to the next."""
    approval_delay_s: float = 3.0
    """How long it takes until a message template is approved or rejected."""

    @property
    def own_url(self) -> str:
        """Where the stand-ins are reached: the part before ``/twilio`` and ``/telegram``."""
        return f"http://{self.host}:{self.port}"

    def reachable(self, url: str) -> str:
        """The address at which to reach ``url``, which a connector gave us for callbacks."""
        if url.startswith(self.public_url):
            return self.gateway_url.rstrip("/") + url[len(self.public_url.rstrip("/")) :]
        return url
