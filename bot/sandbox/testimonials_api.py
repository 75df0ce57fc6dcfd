"""What a moderator would do, on the page: read what members have given, and let it show or not."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.body import json_body
from bot.sandbox.journal import Journal
from bot.sandbox.page import SAFE
from bot.sandbox.world import DecisionRefused, Moderator


class TestimonialsApi:
    """``/sandbox/testimonials``: what waits for a decision."""

    __test__ = False  # nothing for pytest, whatever the name begins with

    def __init__(self, moderator: Moderator | None, journal: Journal) -> None:
        """Ask ``moderator``; without one nothing waits. Pages hear through ``journal``."""
        self._moderator = moderator
        self._journal = journal

    def routes(self) -> list[Route]:
        """The list, and ``POST …/{number}`` with ``{"approve": true}`` or false."""
        one = "/sandbox/testimonials/{number:int}"
        return [
            Route("/sandbox/testimonials", self._waiting, methods=["GET"]),
            Route(one, self._decide, methods=["POST"]),
        ]

    async def _waiting(self, _request: Request) -> Response:
        if self._moderator is None:
            return JSONResponse([], headers=SAFE)
        waiting = await anyio.to_thread.run_sync(self._moderator.waiting)
        return JSONResponse([asdict(one) for one in waiting], headers=SAFE)

    async def _decide(self, request: Request) -> Response:
        if self._moderator is None:
            raise HTTPException(404, "there is no moderator here")
        number = request.path_params["number"]
        approve = (await json_body(request)).get("approve")
        if not isinstance(approve, bool):
            raise HTTPException(422, "approve is true or false")
        decide = partial(self._moderator.decide, number, approve=approve)
        try:
            await anyio.to_thread.run_sync(decide)
        except DecisionRefused as error:
            return JSONResponse({"error": str(error)}, 422, headers=SAFE)
        self._journal.add("testimonial_decided", number=number)
        return JSONResponse({}, headers=SAFE)
