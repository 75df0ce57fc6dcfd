"""``/verify/…``: what whoever scans an eCard sees: whether it is good, and no more than they need.

One page, readable on any phone, without scripts. It is never kept, found or framed by anybody, and
says the same of every address that is not ours.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

import structlog
import yaml
from anyio import to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.faults import where
from bot.metrics import Metrics
from insurance.ecard_model import Verdict, Verified
from insurance.ecards import ECards
from insurance.formats import day, day_and_hour
from insurance.ports import Clock

log = structlog.get_logger(__name__)

HERE = Path(__file__).parent
PATH = "/verify/{token:path}"
LANGUAGES = ("id", "en")
_TROUBLE = "trouble"
_NUMBER = re.compile(r"(\d+-\d+)")
_STATUS = {
    Verdict.UNKNOWN.value: HTTPStatus.NOT_FOUND,
    Verdict.REPLACED.value: HTTPStatus.GONE,
    _TROUBLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of what is no card now; every card that is known is answered with OK."""

Text = Mapping[str, str]
"""The same in each of LANGUAGES."""


class VerifyPage:
    """Answers for the addresses in the QR codes."""

    def __init__(self, ecards: ECards, clock: Clock, metrics: Metrics) -> None:
        """Load template, style and texts, which stand beside this file."""
        self._ecards = ecards
        self._clock = clock
        self._metrics = metrics
        self._style = (HERE / "verify.css").read_text(encoding="utf-8")
        self._texts = yaml.safe_load((HERE / "verify.yml").read_text(encoding="utf-8"))
        pages = Environment(
            loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined
        )
        pages.filters["whole"] = _whole
        self._page = pages.get_template("verify.html.j2")
        self._headers = {
            "Content-Security-Policy": _policy(self._style),
            "X-Robots-Tag": "noindex, nofollow, noarchive",
            "Cache-Control": "no-store",
        }

    def routes(self) -> Sequence[Route]:
        """GET and HEAD of the address that ``CardAddresses.url`` makes, and of any like it."""
        return [Route(PATH, self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        try:
            found = await to_thread.run_sync(self._ecards.verify, request.path_params["token"])
        except Exception as error:  # whatever it is, a front desk is told what to do
            log.error("card_not_verified", **where(error))
            return self._answer(_TROUBLE, ())
        if found.verdict in {Verdict.UNKNOWN, Verdict.REPLACED}:
            self._metrics.rejected("verify", found.verdict.value)
        return self._answer(found.verdict.value, self._rows(found))

    def _answer(self, verdict: str, rows: Sequence[tuple[Text, Text]]) -> Response:
        now = self._clock.now()
        page = self._page.render(
            verdict=verdict,
            words=self._texts[verdict],
            common=self._texts["common"],
            rows=rows,
            checked={language: day_and_hour(now, language) for language in LANGUAGES},
            style=self._style,
        )
        return HTMLResponse(page, _STATUS.get(verdict, HTTPStatus.OK), self._headers)

    def _rows(self, found: Verified) -> Sequence[tuple[Text, Text]]:
        """Labels and values: name, plan, until when; and from when, where that is still ahead."""
        labels = self._texts["labels"]
        rows = [
            (labels["name"], _in_all(found.masked_name)),
            (labels["plan"], _in_all(found.plan_name)),
        ]
        if found.verdict is Verdict.NOT_YET and found.valid_from:
            rows.append((labels["from"], {each: day(found.valid_from, each) for each in LANGUAGES}))
        if found.valid_until:
            label = "ended" if found.verdict is Verdict.EXPIRED else "until"
            rows.append((labels[label], {each: day(found.valid_until, each) for each in LANGUAGES}))
        return [(label, value) for label, value in rows if value["id"]]


def _in_all(value: str) -> Text:
    return dict.fromkeys(LANGUAGES, value)


def _whole(text: str) -> Markup:
    """The text, in which no line ends within a number such as the hotline's."""
    return Markup("").join(
        Markup("<b>{}</b>").format(part) if _NUMBER.fullmatch(part) else escape(part)
        for part in _NUMBER.split(text)
    )


def _policy(style: str) -> str:
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
