"""The daily purge, which the gateway makes while it runs."""

from __future__ import annotations

from functools import partial

from iclick.chores import Chore
from insurance.ports import Clock
from storage.database import Database
from storage.retention import purge

FIRST_AFTER_S = 600.0
"""Not at once: a start has other things to do, and may be one of many."""
EVERY_S = 24 * 3600.0


class DailyPurge(Chore):
    """Erases what is past its retention, once a day."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        first_after_s: float = FIRST_AFTER_S,
        every_s: float = EVERY_S,
    ) -> None:
        """Purge ``db``."""
        super().__init__("purged", partial(purge, db, clock), first_after_s, every_s)
