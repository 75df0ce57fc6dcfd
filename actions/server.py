"""The action server: rasa-sdk's, on an explicit host, behind a bearer token, telling nothing.

As it comes, rasa-sdk listens on every address for everybody, answers an exception with the whole
tracker, and lets a slow action block all others. Here actions are handed in as instances, run
guarded (see ``guard``), and whatever still goes wrong is answered and logged by kind only.
"""

from __future__ import annotations

import hmac
import logging
import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from rasa_sdk import Action
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions.guard import Guarded

log = structlog.get_logger()

DEADLINE_S = 5.0
WORKERS = 16
MOST_BYTES = 4_000_000
"""A tracker is some 100 kB; nobody sends more than this by right."""


class WithoutDomain(ActionExecutor):  # type: ignore[misc]
    """Runs actions that need no domain: Rasa sends none, and is not asked for one."""

    def update_and_return_domain(
        self, payload: Mapping[str, Any], action_name: str
    ) -> dict[str, Any]:
        """No domain."""
        return {}


class QuietErrors(ErrorHandler):
    """Answers an error by its status, and logs its kind: nothing of the request, ever."""

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """The answer to a request that failed."""
        status = exception.status_code if isinstance(exception, SanicException) else 500
        log.error("action request failed", error=type(exception).__name__, status=status)
        return json_response({"error": "internal" if status >= 500 else "refused"}, status=status)  # noqa: PLR2004

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Nothing; ``response`` has said what may be said."""


def create_server(
    actions: Sequence[Action],
    token: str,
    *,
    deadline_s: float = DEADLINE_S,
    workers: int = WORKERS,
) -> Sanic[Any, Any]:
    """The app with these actions; all but ``GET /health`` demand ``Authorization: Bearer``."""
    if not token:
        raise ValueError("the action server needs a token")
    pool = ThreadPoolExecutor(workers, thread_name_prefix="action")
    executor = WithoutDomain()
    for action in actions:
        executor.register_action(Guarded(action, pool, deadline_s))
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")  # tried: fit
    app: Sanic[Any, Any] = create_app(executor, cors_origins=[])
    app.error_handler = QuietErrors()
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    app.config.ACCESS_LOG = False
    app.config.TOUCHUP = False  # it rewrites Sanic's own methods, which works once a process
    app.on_request(_bearer_check(token), priority=1)
    app.after_server_stop(_closing(pool))
    return app


def serve(app: Sanic[Any, Any], host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; call it from the main thread."""
    app.run(host=host, port=port, single_process=True, motd=False, access_log=False, debug=False)


def _bearer_check(token: str) -> Any:
    expected = f"Bearer {token}".encode()

    async def check(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        presented = request.headers.get("authorization", "").encode("utf-8", "replace")
        if hmac.compare_digest(presented, expected):
            return None
        return json_response({"error": "unauthorized"}, status=401)

    return check


def _closing(pool: ThreadPoolExecutor) -> Any:
    async def close(*_: Any) -> None:
        pool.shutdown(wait=False, cancel_futures=True)

    return close
