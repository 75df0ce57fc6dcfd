"""What the gateway does about claims that were begun and never submitted, now and then."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages import Channel
from bot.outbound.draft_reminders import DraftReminders
from bot.outbound.pushes import Compose
from bot.texts import Texts
from iclick.chores import Chore
from insurance.ports import Clock
from storage.database import Database
from storage.draft_keeping import end_abandoned

FIRST_AFTER_S = 60.0
EVERY_S = 900.0
"""Members are told a day ahead, so a quarter of an hour is soon enough."""


class DraftKeeper(Chore):
    """Reminds members of their drafts after 6 days, and ends them with their files after 7."""

    def __init__(  # noqa: PLR0917
        self,
        db: Database,
        compose: Mapping[Channel, Compose],
        texts: Texts,
        clock: Clock,
        first_after_s: float = FIRST_AFTER_S,
        every_s: float = EVERY_S,
    ) -> None:
        """``compose``: by channel, whether or not this gateway serves it."""
        self._db = db
        self._clock = clock
        self._reminders = DraftReminders(db, compose, texts, clock)
        super().__init__("drafts_kept", self._keep, first_after_s, every_s)

    def _keep(self) -> Mapping[str, int]:
        ended = end_abandoned(self._db, self._clock)
        return {"abandoned": ended["drafts"], **self._reminders.stage_due()}
