"""What an exception tells: its kind and place, and whether the same work may do later.

Its message is never logged, for it may hold content.
"""

from __future__ import annotations

import httpx
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from insurance.faults import where

__all__ = ["NEVER_SENT", "is_database_away", "where"]

NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Errors of a call that surely did not go out: there was no connection to send it over."""


def is_database_away(error: BaseException) -> bool:
    """Whether the database is locked or gone for now, so that the same work may do later."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
