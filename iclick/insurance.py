"""What gateway and action server both need of the insurance, each made once."""

from __future__ import annotations

from iclick.settings import Settings
from insurance.identity import Identity
from insurance.otp import CodeSeals
from insurance.ports import Clock, SystemClock
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.identity import SqlIdentityStore


class Insurance:
    """What gateway and action server both need of the insurance."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Connects lazily to the database of ``settings``; ``clock`` is the machine's, or the
        demo's."""
        self.keyring = settings.keyring()
        self.clock = clock or SystemClock()
        self.db = Database(settings.database_url, self.keyring)
        self.core = SqlCoreSystem(self.db)
        self.book = SqlClaimsBook(
            self.db, self.clock, is_forwarding=settings.claims_system_url is not None
        )
        self.seals = CodeSeals(self.keyring.fernet_keys("codes"))
        self.identity = Identity(
            SqlIdentityStore(self.db, self.clock), self.core, self.clock, self.seals
        )
