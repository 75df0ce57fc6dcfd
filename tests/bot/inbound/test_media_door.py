"""``/media/…``: a file for whoever has its link, and one and the same nothing for all others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update
from starlette.applications import Starlette

from bot.inbound.media_door import MediaDoor, short_name
from bot.metrics import Metrics
from bot.outbound.media_files import StoredFiles
from bot.outbound.media_links import MediaLinks
from bot.outbound.sender import RetryLater
from insurance.fakes import FakeClock
from storage.database import Database
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.tables import ConversationRow, MediaRow

CHAT = "c" * 32
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3000


@dataclass
class Door:
    """A door, the files behind it, and somebody who knocks."""

    db: Database
    store: MediaStore
    clock: FakeClock
    links: MediaLinks
    files: StoredFiles
    http: httpx.AsyncClient

    def file(self, content: bytes = PDF, name: str = "kartu.pdf") -> str:
        own = OwnFiles(self.db, self.store, self.clock)
        return own.add(CHAT, content, "application/pdf", name)

    def change(self, **values: object) -> None:
        with self.db.transaction() as session:
            session.execute(update(MediaRow).values(**values))


@pytest.fixture
async def door(sqlite_database, keyring, clock, tmp_path: Path) -> AsyncIterator[Door]:
    with sqlite_database.transaction() as session:
        session.add(
            ConversationRow(
                id=CHAT,
                channel="whatsapp",
                address_digest="digest",
                address="whatsapp:+62811",
                created_at=clock.now(),
            )
        )
    store = MediaStore((tmp_path / "media").as_uri())
    links = MediaLinks(keyring, "http://gateway", clock)
    files = StoredFiles(sqlite_database, store)
    app = Starlette(routes=MediaDoor(links, files, Metrics()).routes())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        yield Door(sqlite_database, store, clock, links, files, http)


async def test_a_link_shows_the_file_as_what_it_is(door):
    answer = await door.http.get(door.links.url(door.file(name="Kartu peserta (2026) Siti.pdf")))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(PDF))
    assert answer.headers["content-disposition"] == 'inline; filename="Kartu-peserta-20.pdf"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_head_tells_the_same_without_the_file(door):
    address = door.links.url(door.file())
    head, get = await door.http.head(address), await door.http.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


async def test_a_link_may_be_followed_again_within_its_time(door):
    address = door.links.url(door.file())
    assert (await door.http.get(address)).content == (await door.http.get(address)).content


async def test_everything_else_is_one_and_the_same_404(door):
    good = door.links.url(door.file())
    unsigned, _, signature = good.rpartition(".")
    # Not its last letter, of which two bits count for nothing.
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    answers = [
        await door.http.get("/media/made-up"),
        await door.http.get("/media/"),
        await door.http.get("/media/a/b/c"),
        await door.http.get("/media/%ff%00"),
        await door.http.get(f"{unsigned}.{other}"),
        await door.http.get(good + "/x"),
        await door.http.get(door.links.url("0" * 32)),
    ]
    door.change(state="erased", data_key=None)
    answers.append(await door.http.get(good))
    door.clock.advance(minutes=11)
    answers.append(await door.http.get(good))
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, "not found\n")}
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


async def test_a_file_whose_bytes_are_gone_or_damaged_is_not_begun(door):
    address = door.links.url(door.file())
    [path] = [path for path in door.store.folder.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:100])
    assert (await door.http.get(address)).status_code == 404
    path.unlink()
    assert (await door.http.get(address)).status_code == 404


async def test_nothing_can_be_put_through_the_door(door):
    assert (await door.http.post(door.links.url(door.file()), content=b"x")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("kartu.pdf", "application/pdf", "kartu.pdf"),
        ("kartu peserta.PDF", "application/pdf", "kartu-peserta.pdf"),
        ("Laporan hasil pemeriksaan lengkap.pdf", "application/pdf", "Laporan-hasil-pe.pdf"),
        ("foto", "image/jpeg", "foto.jpg"),
        ("foto.exe", "image/jpeg", "foto.jpg"),
        ('a"b\r\nSet-Cookie: x.pdf', "application/pdf", "a-b-Set-Cookie-x.pdf"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("診断書.pdf", "application/pdf", "file.pdf"),
        ("", "application/pdf", "file.pdf"),
        ("clip.mp4", "video/mp4", "clip.mp4"),
    ],
)
def test_a_files_name_is_short_plain_and_says_what_it_is(name, content_type, expected):
    assert short_name(name, content_type) == expected
    assert len(expected) <= 20


async def test_senders_read_a_file_whole(door):
    assert await door.files.read(door.file()) == PDF


async def test_senders_are_told_that_a_file_is_not_there_any_more(door):
    media_id = door.file()
    [path] = [path for path in door.store.folder.rglob("*") if path.is_file()]
    for break_it in (
        lambda: path.write_bytes(b"nonsense"),
        path.unlink,
        lambda: door.change(state="erased"),
    ):
        break_it()
        with pytest.raises(FileNotFoundError):
            await door.files.read(media_id)
    with pytest.raises(FileNotFoundError):
        await door.files.read("0" * 32)


async def test_senders_are_told_to_come_back_when_the_store_is_away(door, monkeypatch):
    media_id = door.file()
    monkeypatch.setattr(MediaStore, "read", lambda *_: (_ for _ in ()).throw(PermissionError))
    with pytest.raises(RetryLater):
        await door.files.read(media_id)
