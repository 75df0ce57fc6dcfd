"""The demo's clock on the page: to be within and outside office hours, or a day later."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.body import json_body
from bot.sandbox.journal import Journal
from bot.sandbox.page import SAFE
from bot.sandbox.world import MovableClock

WIB = ZoneInfo("Asia/Jakarta")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAYS_OF_WEEK = len(WEEKDAYS)


class ClockApi:
    """``/sandbox/clock``: what time it is in the demo, and putting it elsewhere."""

    def __init__(self, clock: MovableClock, journal: Journal) -> None:
        """Move ``clock``; every page is told through ``journal``."""
        self._clock = clock
        self._journal = journal

    def routes(self) -> list[Route]:
        """GET answers ``{now, offset_s}``; POST takes ``{offset_s}`` or ``{weekday, time}``."""
        return [
            Route("/sandbox/clock", self._tell, methods=["GET"]),
            Route("/sandbox/clock", self._move, methods=["POST"]),
        ]

    async def _tell(self, _request: Request) -> Response:
        return JSONResponse(self._told(), headers=SAFE)

    async def _move(self, request: Request) -> Response:
        offset_s = self._wanted(await json_body(request))
        try:
            self._clock.move(offset_s)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        told = self._told()
        self._journal.add("clock", **told)
        return JSONResponse(told, headers=SAFE)

    def _told(self) -> dict[str, Any]:
        return {"now": self._clock.now().timestamp(), "offset_s": self._clock.offset_s}

    def _wanted(self, body: Mapping[str, Any]) -> int:
        if "offset_s" in body:
            return _seconds(body["offset_s"])
        now = self._clock.machine_now()
        wanted = next_moment(now, _weekday(body.get("weekday")), _time(body.get("time")))
        return math.ceil((wanted - now).total_seconds())  # not a moment before it


def next_moment(now: datetime, weekday: int, at: time) -> datetime:
    """The first moment after ``now`` that is ``at`` on that weekday (0: Monday) in Jakarta."""
    here = now.astimezone(WIB)
    days = (weekday - here.weekday()) % DAYS_OF_WEEK
    found = datetime.combine(here.date() + timedelta(days=days), at, WIB)
    return found if found > here else found + timedelta(days=DAYS_OF_WEEK)


def _seconds(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise HTTPException(422, "offset_s is a whole number of seconds")
    return value


def _weekday(value: object) -> int:
    if value not in WEEKDAYS:
        raise HTTPException(422, f"weekday is one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(str(value))


def _time(value: object) -> time:
    try:
        found = time.fromisoformat(str(value))
    except ValueError as error:
        raise HTTPException(422, "time is HH:MM, in Jakarta") from error
    if found.tzinfo is not None:
        raise HTTPException(422, "time is HH:MM, in Jakarta")
    return found
