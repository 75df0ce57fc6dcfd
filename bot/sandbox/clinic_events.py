"""What the telemedicine partner tells us: signed events, sent again until they are taken."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.sandbox.clinic_book import Consultation
from bot.sandbox.faults import Trouble
from bot.sandbox.ground import Ground
from partners.telemedicine_signature import HEADER, signature

TIMEOUT_S = 10.0
WAITS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Before the second, third … try; after the last, an event is given up."""
FINAL = (400, 413, 415)
"""Answers after which the same event would fare no better."""


class ClinicEvents:
    """Tells the gateway; each event in a task of its own, in the order of each consultation unless
    a planned trouble holds one up."""

    def __init__(self, ground: Ground) -> None:
        """Post to the gateway of ``ground``'s settings."""
        self._ground = ground
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: dict[str, asyncio.Lock] = {}

    def tell(self, consultation: Consultation, kind: str, **about: Mapping[str, Any]) -> None:
        """Something has happened in a consultation: ``about`` is what belongs to the event."""
        consultation.sequence += 1
        event = {
            "id": f"ev-{secrets.token_hex(8)}",
            "type": kind,
            "consultation_id": consultation.id,
            "reference": consultation.reference,
            "sequence": consultation.sequence,
            "occurred_at": self._now().isoformat(),
            "consultation_status": consultation.status,
            **about,
        }
        task = asyncio.create_task(self._send(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Tell nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _send(self, event: Mapping[str, Any]) -> None:
        fault = self._ground.faults.take("telemedicine.events", str(event["type"]))
        if fault is not None and fault.trouble is Trouble.HANG_BEFORE:
            await asyncio.sleep(fault.seconds)  # and others overtake it
        times = 2 if fault is not None and fault.trouble is Trouble.TWICE else 1
        turn = self._turns.setdefault(str(event["consultation_id"]), asyncio.Lock())
        async with turn:
            for _ in range(times):
                await self._until_taken(event)

    async def _until_taken(self, event: Mapping[str, Any]) -> None:
        for wait_s in (*WAITS_S, 0.0):
            outcome = await self._post(event)
            kind, id = event["type"], event["id"]
            self._ground.journal.add(
                "webhook", to="telemedicine", id=id, what=kind, outcome=outcome
            )
            if outcome.startswith("2") or outcome in map(str, FINAL):
                return
            await asyncio.sleep(wait_s)

    async def _post(self, event: Mapping[str, Any]) -> str:
        config = self._ground.config
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            HEADER: signature(config.telemedicine_secret, self._now(), body),
        }
        url = config.reachable(f"{config.public_url.rstrip('/')}/webhooks/telemedicine")
        with suppress(httpx.HTTPError):
            answer = await self._ground.http.post(
                url, content=body, headers=headers, timeout=TIMEOUT_S
            )
            return str(answer.status_code)
        return "away"

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._ground.now(), UTC)
