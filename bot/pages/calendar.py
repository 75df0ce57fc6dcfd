"""``GET /events/<code>.<language>.ics``: an event for whoever wants it in a calendar."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from insurance.calendar_file import CONTENT_TYPE, calendar_file, file_name
from insurance.events import Talk
from insurance.ports import Clock
from storage.database import Database
from storage.events import talk_of_code

_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


class CalendarDoor:
    """Gives out events, which are nobody's secret, as calendar files."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Events from ``db``."""
        self._db = db
        self._clock = clock

    def routes(self) -> list[Route]:
        """The one address; HEAD too."""
        return [Route("/events/{code:path}.{language}.ics", self._file, methods=["GET"])]

    async def _file(self, request: Request) -> Response:
        code, language = request.path_params["code"], request.path_params["language"]
        talk = await self._talk(code) if language in ("id", "en") else None
        if talk is None:
            return PlainTextResponse("Not Found", status_code=404)
        content = calendar_file(talk, language, self._clock.now())
        disposition = {"Content-Disposition": f'inline; filename="{file_name(talk)}"'}
        return Response(content, media_type=CONTENT_TYPE, headers={**_HEADERS, **disposition})

    async def _talk(self, code: str) -> Talk | None:
        if "\0" in code:  # PostgreSQL takes none
            return None
        return await self._db.read(lambda session: talk_of_code(session, code))
