"""Logs: one line an event, ids only, for eyes (``console``) or machines (``json``)."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from structlog.typing import ExcInfo, Processor

CHATTY = (
    *("aiosmtplib", "alembic", "fontTools", "fpdf", "httpcore", "httpx", "mail.log", "pypdf"),
    *("rasa_sdk", "sanic.access", "telegram", "twilio", "urllib3", "uvicorn.access"),
)
"""Libraries that log addresses, some of which contain a token, or bodies, or what we know."""
CONTENT = frozenset(
    ("text", "body", "content", "email", "address", "phone", "full_name", "token", "payload")
)
"""What no event may carry, whoever forgets: it is personal, or a secret."""


def configure_logging(level: str, log_format: Literal["console", "json"]) -> None:
    """Send structlog's and the standard library's records to standard error in one format."""
    shared = _processors()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderer(log_format),
            ],
        )
    )
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def without_content(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take out what no log may hold; a structlog processor."""
    for key in CONTENT & event.keys():
        event[key] = "…"
    return event


def without_futures(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Shorten what asyncio says of a task that failed unseen: it names its error and arguments."""
    if event.get("logger") == "asyncio":
        event["event"] = re.split(r"[\n(<]", str(event["event"]), maxsplit=1)[0].rstrip()
    return event


def places(exc_info: ExcInfo) -> str:
    """A traceback without the errors' words, which may hold a number, an address or a text."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = f"{type(error).__module__}.{type(error).__qualname__}\n"
        lines[:0] = [*traceback.format_tb(error.__traceback__), kind]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines).rstrip()


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_content,
        without_futures,
        structlog.processors.ExceptionRenderer(places),
    ]


def _renderer(log_format: Literal["console", "json"]) -> list[Processor]:
    if log_format == "json":
        return [structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
