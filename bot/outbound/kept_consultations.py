"""Asks the telemedicine partner again for members who wanted that, and tells them when it is back.

Several gateways may do so side by side: every attempt is claimed in the database first, and the
partner opens a consultation once for its id.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.outbound.telemedicine_news import TelemedicineNews
from insurance.consultations import Consultation, State
from insurance.faults import where
from insurance.ports import Clock
from insurance.telemedicine import KEPT_FOR, Telemedicine
from insurance.telemedicine_ports import PartnerAway, PartnerRefuses
from storage.database import Database
from storage.telemedicine import SqlConsultations, mark_opened, move

LEASE = timedelta(seconds=30)
"""For how long an attempt is nobody else's; the partner answers or not within 5 s."""
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=5)
NOBODY_ONLINE_WAIT = timedelta(minutes=1)
SWEEP_S = 5.0

log = structlog.get_logger(__name__)


class KeptConsultations:
    """Works off the requests that are kept."""

    def __init__(
        self,
        db: Database,
        queue: SqlConsultations,
        telemedicine: Telemedicine,
        news: TelemedicineNews,
        clock: Clock,
    ) -> None:
        """``news`` tells the members."""
        self._db = db
        self._queue = queue
        self._telemedicine = telemedicine
        self._news = news
        self._clock = clock
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Ask for what is due until ``stop``; looks every five seconds."""
        while not self._stopping.is_set():
            try:
                more = await asyncio.to_thread(self.retry_next)
            except Exception as error:  # the database may be away: the next round will tell
                log.error("kept_consultations_round_failed", **where(error))
                more = False
            if not more:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), SWEEP_S)

    async def stop(self) -> None:
        """Let ``run`` end once the partner has answered."""
        self._stopping.set()

    def retry_next(self) -> bool:
        """Ask for the next one that is due; False when there is none."""
        now = self._clock.now()
        kept = self._queue.claim_kept(now, now + LEASE)
        if kept is None:
            return False
        if kept.created_at <= now - KEPT_FOR:
            self._end(kept, State.GIVEN_UP, "given_up")
            return True
        try:
            self._retry(kept)
        except (PartnerAway, PartnerRefuses) as error:
            log.info("consultation_put_off", why=str(error), attempt=kept.attempts)
            wait = min(FIRST_WAIT * 2 ** min(kept.attempts - 1, 10), LONGEST_WAIT)
            self._queue.put_off(kept, now + wait)
        return True

    def _retry(self, kept: Consultation) -> None:
        if kept.wanted.doctor_code is not None:
            try:
                partner_id = self._telemedicine.ask_partner(kept).consultation_id
            except PartnerRefuses as error:  # another doctor may do
                log.info("kept_consultation_refused", why=str(error))
            else:
                self._open(kept, partner_id)
                return
        doctors = self._telemedicine.doctors(kept.wanted.specialty)
        if any(one.is_online for one in doctors):
            self._end(kept, State.OFFERED, "doctors_back")
        else:
            self._queue.put_off(kept, self._clock.now() + NOBODY_ONLINE_WAIT)

    def _open(self, kept: Consultation, partner_id: str) -> None:
        now = self._clock.now()
        with self._db.transaction() as session:
            if mark_opened(session, kept.wanted.id, partner_id, State.KEPT, now):
                self._news.tell(session, kept.wanted.asked_by, "ready")

    def _end(self, kept: Consultation, state: State, news: str) -> None:
        with self._db.transaction() as session:
            if move(session, kept.wanted.id, State.KEPT, state, self._clock.now()):
                self._news.tell(session, kept.wanted.asked_by, news)
