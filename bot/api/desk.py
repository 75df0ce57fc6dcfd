"""What the TPA may do with claims: see one, see its documents, decide about it."""

from __future__ import annotations

import json
from asyncio import Semaphore
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from bot.api.decisions import Decision
from bot.api.problems import Problem, conflict, not_found, try_again
from bot.outbound.media_files import StoredFiles
from bot.outbound.sender import RetryLater
from insurance.claim_json import papers_json, state_json
from insurance.claim_papers import ClaimFilesBook, claim_papers, file_name, safe_type
from insurance.claims import Claims
from insurance.errors import ClaimNotFound, InvalidStatusChange
from insurance.model import Claim, ClaimFile
from insurance.ports import Clock
from storage.api_calls import Answered, ApiCall, KeyReused, SqlApiCalls
from storage.audit import SessionAudit
from storage.core_system import OnClaimChanged, SqlCoreSystem
from storage.crypto import Keyring
from storage.database import Database

log = structlog.get_logger(__name__)

T = TypeVar("T")

THREADS = 4
"""For the database: however busy the TPA is, members keep theirs."""
FILES_AT_ONCE = 2
"""A file of up to 10 MB is checked as a whole before its first byte is given out."""
_ACTOR = "tpa"
_KEY_REUSED = "this Idempotency-Key belongs to another decision about this claim"


class ClaimsDesk:
    """Answers calls that were let in; what is wrong with one is raised as a Problem."""

    def __init__(
        self,
        *,
        db: Database,
        keyring: Keyring,
        clock: Clock,
        book: ClaimFilesBook,
        files: StoredFiles,
        on_claim_changed: OnClaimChanged,
    ) -> None:
        """``on_claim_changed`` tells the members, in the transaction that changes the claim."""
        self._db = db
        self._clock = clock
        self._book = book
        self._files = files
        self._on_claim_changed = on_claim_changed
        self._calls = SqlApiCalls(db, keyring, clock)
        self._core = SqlCoreSystem(db)
        self._threads: anyio.CapacityLimiter | None = None
        self._reading = Semaphore(FILES_AT_ONCE)

    async def show(self, number: str) -> Response:
        """Everything about one claim."""
        return JSONResponse(await self._in_thread(lambda: self._show(number)))

    async def document(self, number: str, media_id: str) -> Response:
        """The bytes of one of its files."""
        file = await self._in_thread(lambda: self._file(number, media_id))
        async with self._reading:
            try:
                content = await self._files.read(file.media_id)
            except FileNotFoundError:
                log.error("claim_file_missing", media_id=file.media_id)
                raise _gone() from None
            except RetryLater:
                raise try_again(5) from None
        await self._in_thread(
            lambda: self._record(number, "claim_document_shown", media=file.media_id)
        )
        return Response(content, headers=_headers(file))

    async def decide(self, number: str, key: str, decision: Decision) -> Response:
        """Do what was decided, once for each ``key``, and tell how the claim stands then."""
        wish = json.dumps(asdict(decision), sort_keys=True)
        call = ApiCall(key=f"POST {number} status {key}", request=wish)
        try:
            answered = await self._in_thread(lambda: self._decide(number, call, decision))
        except KeyReused:
            raise conflict("key-reused", _KEY_REUSED) from None
        return Response(answered.body, answered.status, media_type="application/json")

    def _show(self, number: str) -> Mapping[str, Any]:
        try:
            papers = claim_papers(self._core, self._book, number)
        except ClaimNotFound:
            raise not_found("claim") from None
        self._record(number, "claim_shown")
        return papers_json(papers)

    def _file(self, number: str, media_id: str) -> ClaimFile:
        found = [file for file in self._book.files(number) if file.media_id == media_id]
        if not found:
            raise not_found("document of such a claim")
        return found[0]

    def _record(self, number: str, action: str, **detail: str) -> None:
        claim = self._core.claim(number)
        with self._db.transaction() as session:
            SessionAudit(session, self._clock).record(
                action,
                participant_number=claim.participant_number if claim else None,
                actor=_ACTOR,
                detail={"claim": number, **detail},
            )

    def _decide(self, number: str, call: ApiCall, decision: Decision) -> Answered:
        if before := self._calls.find(call):
            return before
        try:
            claim = self._change(number, call, decision)
        except ClaimNotFound:
            raise not_found("claim") from None
        except (InvalidStatusChange, IntegrityError) as error:
            # Perhaps the very same call has come twice at once, and the other one was first.
            if before := self._calls.find(call):
                return before
            raise _refusal(error) from None
        self._calls.keep_alone(call, _answered(claim))
        return self._calls.find(call) or _answered(claim)

    def _change(self, number: str, call: ApiCall, decision: Decision) -> Claim:
        def on_changed(session: Session, before: Claim, after: Claim) -> None:
            self._on_claim_changed(session, before, after)
            self._calls.keep(session, call, _answered(after))

        core = SqlCoreSystem(self._db, on_changed)
        return Claims(core, self._clock, writer=core).set_status(
            number,
            decision.status,
            decision.reason,
            decision.approved,
            decision.documents,
            actor=decision.actor,
        )

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(THREADS)
        return await anyio.to_thread.run_sync(work, limiter=self._threads)


def _answered(claim: Claim) -> Answered:
    body = json.dumps(state_json(claim), ensure_ascii=False, separators=(",", ":"))
    return Answered(HTTPStatus.OK, body)


def _refusal(error: Exception) -> Problem:
    if isinstance(error, InvalidStatusChange):
        return conflict("not-allowed", str(error))
    return conflict("not-allowed", "the claim was changed by somebody else just now")


def _gone() -> Problem:
    return Problem(HTTPStatus.GONE, "gone", "this document is not kept any more")


def _headers(file: ClaimFile) -> dict[str, str]:
    return {
        "Content-Type": safe_type(file.content_type),
        "Content-Disposition": f'attachment; filename="{file_name(file)}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
