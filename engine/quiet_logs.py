"""Keeps what members write out of every log line of the Rasa process.

Rasa and Sanic log messages, slots and events at DEBUG and put them into the texts of exceptions.
So nothing below INFO is let through, whatever level is configured, and of an exception only its
types and the places in the code are told, never its message.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

_LEAST = logging.INFO


class WithoutContent(logging.Filter):
    """Lets a record pass without anything that a member may have written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what is below INFO; replace exceptions by their whereabouts."""
        if record.levelno < _LEAST:
            return False
        if record.exc_info:
            kind, _, trace = record.exc_info
            record.exc_text = _whereabouts(kind, trace)
            record.msg = f"{record.getMessage()} ({record.exc_text})"
            record.args, record.exc_info, record.exc_text = (), None, None
        record.stack_info = None
        if record.name in _TALKATIVE:
            record.msg, record.args = _said_by(record), ()
        return True


_TALKATIVE = frozenset({"asyncio", "sanic.error", "rasa.core.tracker_store", "py.warnings"})
"""Loggers whose messages quote exceptions or values."""


def _said_by(record: logging.LogRecord) -> str:
    return f"{record.levelname.lower()} from {record.name} at {record.module}:{record.lineno}"


def _whereabouts(kind: type[BaseException] | None, trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-4:] if trace else []
    places = " > ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{kind.__name__ if kind else 'exception'} at {places}"


def keep_conversations_out_of_logs() -> None:
    """Put the filter on every handler there is; harmless when done again."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    for each in loggers:
        for handler in each.handlers:
            if not any(isinstance(known, WithoutContent) for known in handler.filters):
                handler.addFilter(WithoutContent())
