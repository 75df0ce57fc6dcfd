"""``iclick claim export``: one claim as a folder that the TPA can work with."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bot.outbound.media_files import StoredFiles
from bot.outbound.sender import RetryLater
from iclick.logging import configure_logging
from iclick.secret_key import settings_with_key
from iclick.tools import open_database
from insurance.claim_json import papers_json
from insurance.claim_papers import ClaimPapers, claim_papers, file_name
from insurance.claim_summary import claim_summary
from insurance.errors import ClaimNotFound, InsuranceError
from insurance.letters.claim_pdf import claim_pdf
from insurance.ports import Clock, SystemClock
from storage.audit import SessionAudit
from storage.claims_book import SqlClaimsBook
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.media_store import MediaStore


class ExportRefused(InsuranceError):
    """The claim cannot be exported there; ``because`` says why, for the operator."""

    def __init__(self, because: str) -> None:
        super().__init__()
        self.because = because

    def __str__(self) -> str:
        return self.because


@dataclass(frozen=True)
class Exported:
    """What was written."""

    documents: int
    missing: tuple[str, ...]
    """Names of documents that are kept no longer."""


def export_claim(number: str, folder: Path) -> str:
    """Write the claim of that number into ``folder``, and say what was written."""
    settings = settings_with_key()
    configure_logging(settings.log_level, settings.log_format)
    with open_database(settings) as db:
        store = MediaStore(settings.media_url)
        exported = write_claim(db, store, SystemClock(), number, folder)
    said = f"claim {number}: {exported.documents} documents, claim.json and summary.pdf in {folder}"
    if exported.missing:
        said += f"\nkept no longer: {', '.join(exported.missing)}"
    return said


def write_claim(
    db: Database, store: MediaStore, clock: Clock, number: str, folder: Path
) -> Exported:
    """Write claim.json, summary.pdf and the documents, for the owner's eyes only.

    All of it or nothing: raises ExportRefused when there is no such claim, something is in the
    folder already, or the media store is away. That it was exported is kept in the audit.
    """
    core, book = SqlCoreSystem(db), SqlClaimsBook(db, clock)
    try:
        papers = claim_papers(core, book, number)
        summary = claim_summary(core, core, book, number)
    except ClaimNotFound:  # whose words are a member's
        raise ExportRefused(f"there is no claim of the number {number}") from None
    _require_empty(folder)
    contents = asyncio.run(_contents(StoredFiles(db, store), papers))
    _record(db, clock, papers)  # first, so that none is ever out without a line that says so
    _write(folder, _json(papers, contents), claim_pdf(summary), contents)
    names = [file_name(file) for file in papers.files]
    return Exported(len(contents), tuple(name for name in names if name not in contents))


async def _contents(files: StoredFiles, papers: ClaimPapers) -> Mapping[str, bytes]:
    """The documents that are here, by name."""
    found: dict[str, bytes] = {}
    for file in papers.files:
        try:
            found[file_name(file)] = await files.read(file.media_id)
        except FileNotFoundError:
            continue
        except RetryLater:
            raise ExportRefused("MEDIA_URL: the documents cannot be read there") from None
    return found


def _json(papers: ClaimPapers, contents: Mapping[str, bytes]) -> bytes:
    told = papers_json(papers)
    for document in told["documents"]:
        content = contents.get(document["file_name"])
        document["sha256"] = None if content is None else sha256(content).hexdigest()
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportRefused(f"{folder}: is not empty")


def _write(folder: Path, told: bytes, summary: bytes, contents: Mapping[str, bytes]) -> None:
    """Into a folder beside it that takes its place in the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.parent / f".{folder.name}-{os.getpid()}"
    try:
        beside.mkdir(mode=0o700)
        for name, content in {"claim.json": told, "summary.pdf": summary, **contents}.items():
            _write_private(beside / name, content)
        beside.replace(folder)
    except OSError as error:
        raise ExportRefused(f"{folder}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _record(db: Database, clock: Clock, papers: ClaimPapers) -> None:
    with db.transaction() as session:
        SessionAudit(session, clock).record(
            "claim_exported",
            participant_number=papers.claim.participant_number,
            actor="operator",
            detail={"claim": papers.claim.claim_number},
        )
