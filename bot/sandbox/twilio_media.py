"""Where Twilio keeps the files that members send: for the account only, and on bad days odd."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.downloads import hand_out, take_fault
from bot.sandbox.faults import Trouble
from bot.sandbox.ground import Ground
from bot.sandbox.twilio_door import TwilioDoor
from bot.sandbox.twilio_errors import TwilioError, not_found
from bot.sandbox.twilio_messages import KeptMessages

PATH = "/twilio/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}"
STORE = "/twilio-store"
"""Where a planned redirect leads that names no place: it takes whoever knows the address."""


class TwilioMedia:
    """Hands out the files of inbound messages."""

    def __init__(self, ground: Ground, door: TwilioDoor, messages: KeptMessages) -> None:
        """Hand out what ``messages`` came with; every download is told to ``journal``."""
        self._config = ground.config
        self._shelf = ground.shelf
        self._faults = ground.faults
        self._journal = ground.journal
        self._door = door
        self._messages = messages

    def routes(self) -> list[Route]:
        """The address in a webhook's ``MediaUrl0``, and the store behind it."""
        return [
            Route(PATH, self._answer, methods=["GET"]),
            Route(f"{STORE}/{{id}}", self._stored, methods=["GET"]),
        ]

    async def _answer(self, request: Request) -> Response:
        try:
            self._note(request)
            self._door.authenticate(request)
            return await self._media(request)
        except TwilioError as error:
            return JSONResponse(error.as_json(), error.status)

    async def _media(self, request: Request) -> Response:
        message = self._messages.get(request.path_params["MessageSid"])
        file = message.files.get(request.path_params["Sid"]) if message else None
        if file is None:
            raise not_found(request.url.path)
        fault = take_fault(self._faults, "twilio.media", file)
        if fault is not None and fault.trouble is Trouble.REDIRECT and not fault.location:
            fault = replace(fault, location=f"{self._config.own_url}{STORE}/{file.id}")
        return self._found(request, await hand_out(file, file.content_type, fault))

    async def _stored(self, request: Request) -> Response:
        self._note(request)
        file = self._shelf.get(request.path_params["id"])
        answer = await hand_out(file, file.content_type, None) if file else None
        return self._found(request, answer) if answer else Response(status_code=404)

    def _found(self, request: Request, answer: Response | None) -> Response:
        if answer is None:
            raise not_found(request.url.path)
        return answer

    def _note(self, request: Request) -> None:
        has_credentials = "authorization" in request.headers
        self._journal.add(
            "download", api="twilio", path=request.url.path, has_credentials=has_credentials
        )
