"""The TPA's clerk, who decides about claims by our API as their system does."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.journeys.assistant import Assistant

TPA_TOKEN = "a-token-of-the-tpa-for-tests-only"


class Clerk:
    """Calls ``/api/claims`` of a running assistant."""

    def __init__(self, assistant: Assistant, token: str = TPA_TOKEN) -> None:
        """Decide about the claims of ``assistant``."""
        self._url = assistant.url
        self._token = token

    async def decide(self, number: str, status: str, **about: Any) -> httpx.Response:
        """Set the claim's status; the answer, whatever it is."""
        return await self._call(
            "POST",
            f"/api/claims/{number}/status",
            json={"status": status, **about},
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )

    async def claim(self, number: str) -> dict[str, Any]:
        """The claim as the TPA sees it."""
        answer = await self._call("GET", f"/api/claims/{number}")
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    async def document(self, number: str, document: str) -> httpx.Response:
        """One of its files."""
        return await self._call("GET", f"/api/claims/{number}/documents/{document}")

    async def _call(
        self, method: str, path: str, headers: dict[str, str] | None = None, **about: Any
    ) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self._token}"}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            return await http.request(
                method, self._url + path, headers=bearer | (headers or {}), **about
            )
