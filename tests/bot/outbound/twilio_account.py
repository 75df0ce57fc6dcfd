"""A Twilio account for tests: keeps contents and messages, answers otherwise as it is told."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl

import httpx

from bot.outbound.contents import Contents
from bot.outbound.templates import Templates
from bot.outbound.whatsapp import Recorded, WhatsAppSender, none_recorded
from bot.outbound.whatsapp_words import words_of
from bot.texts import Texts
from bot.twilio_api import TwilioApi, TwilioUrls
from insurance.fakes import FakeClock
from storage.database import Database

ACCOUNT = "AC" + "0" * 31 + "1"
FROM = "whatsapp:+14155238886"
SITI = "whatsapp:+6281200000001"
Answer = httpx.Response | Exception


class Twilio:
    """Answers every call; ``answers`` come first, for the calls whose path they are given for."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        """For the next calls of the Messages API."""
        self.content_answers: list[Answer] = []
        """For the next calls of the Content API."""
        self.requests: list[httpx.Request] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.approvals: dict[str, dict[str, str]] = {}
        self.page_size = 50
        self.lists_contents = True

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        is_content = request.url.host == "content.twilio.com"
        told = self.content_answers if is_content else self.answers
        answer = told.pop(0) if told else self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def http(self) -> httpx.AsyncClient:
        """A client that reaches nothing but this."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self))

    def api(self) -> TwilioApi:
        """The real client, talking to this."""
        return TwilioApi(ACCOUNT, "token", TwilioUrls(), self.http())

    def forms(self) -> list[dict[str, str]]:
        """What was posted to the Messages API, in order."""
        return [
            dict(parse_qsl(request.content.decode(), keep_blank_values=True))
            for request in self.requests
            if request.method == "POST" and request.url.path.endswith("/Messages.json")
        ]

    def asked(self, path: str, method: str = "POST") -> list[httpx.Request]:
        """The calls of one path."""
        return [
            request
            for request in self.requests
            if (request.method, request.url.path) == (method, path)
        ]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/Messages.json"):
            return created()
        if path == "/v2/Indicators/Typing.json":
            return httpx.Response(200, json={"success": True})
        if path == "/v1/Content":
            return self._create(request) if request.method == "POST" else self._list(request)
        sid = path.split("/")[3]
        if sid not in self.contents:
            return refusal(404, 20404)
        if path.endswith("/ApprovalRequests/whatsapp"):
            self.approvals[sid] = {"status": "received", **json.loads(request.content)}
            return httpx.Response(201, json=self.approvals[sid])
        approval = self.approvals.get(sid, {"status": "unsubmitted"})
        return httpx.Response(200, json={"sid": sid, "whatsapp": approval})

    def _create(self, request: httpx.Request) -> httpx.Response:
        sid = f"HX{len(self.contents) + 1:032x}"
        self.contents[sid] = json.loads(request.content) | {"sid": sid}
        return httpx.Response(201, json=self.contents[sid])

    def _list(self, request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("Page", "0")) * self.page_size
        found = list(self.contents.values()) if self.lists_contents else []
        more = start + self.page_size < len(found)
        url = f"https://elsewhere.example/v1/Content?PageSize=50&Page={start // self.page_size + 1}"
        meta = {"key": "contents", "next_page_url": url if more else None}
        shown = found[start : start + self.page_size]
        return httpx.Response(200, json={"contents": shown, "meta": meta})


class Links:
    """Addresses of files, unsigned."""

    def url(self, media_id: str) -> str:
        return f"https://iclick.example.co.id/media/{media_id}"


def created() -> httpx.Response:
    return httpx.Response(201, json={"sid": "SM" + "a" * 32, "status": "queued"})


def refusal(status: int, code: int | None, **headers: str) -> httpx.Response:
    body = {"code": code, "message": "No.", "status": status}
    return httpx.Response(status, json=body, headers=headers)


def sender(
    twilio: Twilio,
    db: Database,
    clock: FakeClock,
    recorded: Recorded = none_recorded,
    sizes: dict[str, int] | None = None,
) -> WhatsAppSender:
    """A sender of this account."""

    async def size(media_id: str) -> int | None:
        return (sizes or {}).get(media_id)

    api = twilio.api()
    contents = Contents(db, api, clock)
    return WhatsAppSender(
        api,
        from_=FROM,
        public_url="https://iclick.example.co.id/",
        contents=contents,
        templates=Templates(db, api, contents, clock),
        words=words_of(Texts.load()),
        files=Links(),
        file_size=size,
        recorded=recorded,
    )


def knowing(*sids: str) -> Recorded:
    """An outbox in which these messages belong to other rows."""

    async def recorded(asked: Collection[str]) -> Collection[str]:
        return set(sids) & set(asked)

    return recorded
