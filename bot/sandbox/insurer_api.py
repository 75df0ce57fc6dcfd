"""What the insurer would do, on the page: look at the claims and decide one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.body import json_body
from bot.sandbox.journal import Journal
from bot.sandbox.page import SAFE
from bot.sandbox.world import DecisionRefused, Insurer

LONGEST_REASON = 500
MOST_DOCUMENTS = 20


class InsurerApi:
    """``/sandbox/insurer``: the claims and their statuses."""

    def __init__(self, insurer: Insurer | None, journal: Journal) -> None:
        """Ask ``insurer``; without one there are no claims. Pages hear through ``journal``."""
        self._insurer = insurer
        self._journal = journal

    def routes(self) -> list[Route]:
        """The list of claims, and ``POST …/claims/{number}/status``."""
        status = "/sandbox/insurer/claims/{number}/status"
        return [
            Route("/sandbox/insurer", self._claims, methods=["GET"]),
            Route(status, self._decide, methods=["POST"]),
        ]

    async def _claims(self, _request: Request) -> Response:
        if self._insurer is None:
            return JSONResponse([], headers=SAFE)
        claims = await anyio.to_thread.run_sync(self._insurer.claims)
        return JSONResponse([asdict(claim) for claim in claims], headers=SAFE)

    async def _decide(self, request: Request) -> Response:
        if self._insurer is None:
            raise HTTPException(404, "there is no insurer here")
        number = request.path_params["number"]
        decide = partial(self._insurer.decide, number, **_decision(await json_body(request)))
        try:
            told = await anyio.to_thread.run_sync(decide)
        except DecisionRefused as error:
            return JSONResponse({"error": str(error)}, 422, headers=SAFE)
        self._journal.add("claim_decided", claim_number=number)
        return JSONResponse({"told": told}, headers=SAFE)


def _decision(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": str(body.get("status", "")),
        "reason": str(body.get("reason") or "").strip()[:LONGEST_REASON],
        "approved": _amount(body.get("approved")),
        "documents": _documents(body.get("documents") or ()),
    }


def _amount(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise HTTPException(422, "approved is an amount in whole rupiah")
    return value


def _documents(value: object) -> Sequence[str]:
    if not isinstance(value, list | tuple) or len(value) > MOST_DOCUMENTS:
        raise HTTPException(422, f"documents is a list of at most {MOST_DOCUMENTS} names")
    names = (str(each).strip()[:LONGEST_REASON] for each in value)
    return tuple(name for name in names if name)
