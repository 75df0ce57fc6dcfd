"""Looks at every request that leaves a test process for Telegram or Twilio.

It stands in ``send`` of httpx's clients, before transports, fakes and local servers: what a test
does with the request is no matter. The vendors' documents are read at the first such request.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx

from tests.vendor_specs.calls import Call, is_for_vendor, read_call, recorded_call
from tests.vendor_specs.telegram import TelegramSpecification
from tests.vendor_specs.twilio import TwilioSpecification

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
TWILIO_DOCUMENTS = ("api_v2010", "content_v1", "messaging_v2")


class Watch:
    """What was seen, and what was wrong with it."""

    def __init__(self, specs: Path = SPECS) -> None:
        """Without the folder ``specs`` nothing is looked at."""
        self._specs = specs
        self.is_on = (specs / "telegram_api.json").is_file()
        self.seen: Counter[str] = Counter()
        """Calls by vendor and method: ``telegram sendMessage``, ``twilio POST /v1/Content``."""
        self._problems: list[str] = []

    @functools.cached_property
    def telegram(self) -> TelegramSpecification:
        """The Bot API."""
        return TelegramSpecification(_document(self._specs / "telegram_api.json"))

    @functools.cached_property
    def twilio(self) -> TwilioSpecification:
        """Messages, Content and the typing indicator."""
        files = [self._specs / f"twilio_{name}.json" for name in TWILIO_DOCUMENTS]
        return TwilioSpecification(*(_document(file) for file in files))

    def look(self, call: Call) -> list[str]:
        """What is wrong with one call; it counts as seen."""
        if call.vendor == "telegram":
            self.seen[f"telegram {call.method}"] += 1
            return self.telegram.problems(call)
        self.seen[f"twilio {self.twilio.operation(call)}"] += 1
        return self.twilio.problems(call)

    def before(self, request: httpx.Request) -> None:
        """A request is about to leave; its body has been read."""
        try:
            call = read_call(request)
        except ValueError as error:
            self._problems.append(f"{request.method} {request.url.path} cannot be read: {error}")
            return
        if call is not None:
            self._problems += self.look(call)

    def after(self, request: httpx.Request, response: httpx.Response) -> None:
        """An answer has come, and been read: what it created is remembered."""
        if response.is_success and is_content(request):
            created = response.json()
            self.twilio.remember(created["sid"], json.loads(request.content))

    def take_problems(self) -> list[str]:
        """Everything that was wrong since the last time, each thing once."""
        taken, self._problems = list(dict.fromkeys(self._problems)), []
        return taken

    def begin_test(self) -> None:
        """Nothing of an earlier test is held against this one."""
        self._problems = []
        if "twilio" in self.__dict__:
            self.twilio.forget()


WATCH = Watch()
"""The one of this process."""


def stand_guard(watch: Watch) -> Callable[[], None]:
    """Have every client of httpx's pass by ``watch``; what is returned ends it."""
    send, send_async = httpx.Client.send, httpx.AsyncClient.send

    @functools.wraps(send)
    def watched(client: httpx.Client, request: httpx.Request, **how: Any) -> httpx.Response:
        if not is_for_vendor(request):
            return send(client, request, **how)
        request.read()
        watch.before(request)
        response = send(client, request, **how)
        if is_content(request):
            response.read()
            watch.after(request, response)
        return response

    @functools.wraps(send_async)
    async def watched_async(
        client: httpx.AsyncClient, request: httpx.Request, **how: Any
    ) -> httpx.Response:
        if not is_for_vendor(request):
            return await send_async(client, request, **how)
        await request.aread()
        watch.before(request)
        response = await send_async(client, request, **how)
        if is_content(request):
            await response.aread()
            watch.after(request, response)
        return response

    _replace(watched, watched_async)

    return lambda: _replace(send, send_async)


def _replace(send: Any, send_async: Any) -> None:
    httpx.Client.send = send  # type: ignore[method-assign]
    httpx.AsyncClient.send = send_async  # type: ignore[method-assign]


def problems_in_record(events: Iterable[Mapping[str, Any]], watch: Watch = WATCH) -> list[str]:
    """What is wrong with the calls that a sandbox, in whatever process, has recorded."""
    return [problem for event in events for problem in watch.look(recorded_call(event))]


def is_content(request: httpx.Request) -> bool:
    """Whether it creates a content template."""
    return request.method == "POST" and request.url.path.endswith("/v1/Content")


def _document(file: Path) -> Any:
    return json.loads(file.read_text())
