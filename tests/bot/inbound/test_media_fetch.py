"""Every kind of file and of trouble on the way, from real servers into a real store."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import httpx
import pytest

from bot.inbound.media_fetch import Fetcher, Patience, Wanted
from bot.inbound.media_sources import (
    MOST_BYTES,
    Missing,
    NotFetched,
    TelegramMedia,
    TwilioMedia,
)
from bot.inbound.safe_http import SafeHttp, download_client
from bot.messages import Channel
from bot.telegram_api import TelegramApi
from storage.crypto import Keyring
from storage.media_store import MediaStore
from tests.bot.inbound.file_server import (
    JPEG,
    PNG,
    FileServer,
    content,
    cut_off,
    declaring,
    dripping,
    endless,
    redirect,
    serving,
    silent,
    status,
)

TOKEN = "123456:AAtokenThatNobodyMaySee"
MEDIA_ID = "ab" * 16
QUICK = Patience(deadline_s=20.0, retry_s=1.0, pauses_s=(0.01, 0.02, 0.4))
HASTY = Patience(deadline_s=1.0, retry_s=0.5)


@dataclass
class Net:
    """A server of files, and fetching from it as from both channels."""

    files: FileServer
    http: httpx.AsyncClient
    store: MediaStore
    keyring: Keyring
    redirect_hosts: tuple[str, ...] = ()

    def fetcher(self, patience: Patience = QUICK) -> Fetcher:
        base = self.files.address
        safe = SafeHttp(base, self.redirect_hosts, self.http)
        telegram = TelegramMedia(TOKEN, base, TelegramApi(TOKEN, base, self.http), safe)
        twilio = TwilioMedia("AC1", "an-auth-token", safe)
        sources = {Channel.TELEGRAM: telegram, Channel.WHATSAPP: twilio}
        return Fetcher(self.store, sources, self.keyring, patience)

    async def twilio(self, source: str, patience: Patience = QUICK, size: int | None = None):
        return await self.fetcher(patience).fetch(Wanted(MEDIA_ID, Channel.WHATSAPP, source, size))

    async def telegram(self, size: int | None = None):
        return await self.fetcher().fetch(Wanted(MEDIA_ID, Channel.TELEGRAM, "a-file-id", size))

    async def missing(self, source: str, **options) -> str:
        """Why the file is not kept; nothing of it is in the store."""
        with pytest.raises(NotFetched) as caught:
            await self.twilio(source, **options)
        assert list(self.store.kept()) == []
        return caught.value.state.value

    async def missing_on_telegram(self, **options) -> str:
        with pytest.raises(NotFetched) as caught:
            await self.telegram(**options)
        assert list(self.store.kept()) == []
        return caught.value.state.value

    def telegram_has(self, **file: object) -> None:
        body = json.dumps({"ok": True, "result": {"file_id": "a-file-id", **file}}).encode()
        self.files.put(f"/bot{TOKEN}/getFile", status(200, body))

    def telegram_says(self, code: int, description: str) -> None:
        body = {"ok": False, "error_code": code, "description": description}
        self.files.put(f"/bot{TOKEN}/getFile", status(code, json.dumps(body).encode()))


@pytest.fixture
async def net(tmp_path: Path, keyring: Keyring) -> AsyncIterator[Net]:
    async with serving() as files, download_client() as http:
        yield Net(files, http, MediaStore((tmp_path / "media").as_uri()), keyring)


async def test_a_photo_on_whatsapp_is_fetched_with_our_credentials_and_kept_sealed(net):
    fetched = await net.twilio(net.files.put("/Media/ME1", content(JPEG)))
    assert (fetched.content_type, fetched.size) == ("image/jpeg", len(JPEG))
    assert net.store.read(MEDIA_ID, fetched.data_key) == JPEG
    assert net.files.asked[0].headers["authorization"] == "Basic QUMxOmFuLWF1dGgtdG9rZW4="


async def test_a_photo_on_telegram_is_fetched_from_where_get_file_says(net):
    net.telegram_has(file_path="photos/file 1.jpg", file_size=len(JPEG))
    net.files.put(f"/file/bot{TOKEN}/photos/file%201.jpg", content(JPEG))
    fetched = await net.telegram()
    assert net.store.read(MEDIA_ID, fetched.data_key) == JPEG


async def test_the_same_file_has_the_same_digest_and_nobody_elses_key_makes_it(net):
    address = net.files.put("/1", content(JPEG))
    first, second = await net.twilio(address), await net.twilio(address)
    assert first.sha256 == second.sha256
    assert first.data_key != second.data_key
    net.keyring = Keyring(["another-secret-key-of-somebody"])
    assert (await net.twilio(address)).sha256 != first.sha256


async def test_a_file_of_exactly_the_largest_size_is_kept(net):
    largest = JPEG + b"\0" * (MOST_BYTES - len(JPEG))
    patient = Patience(deadline_s=30)
    fetched = await net.twilio(net.files.put("/1", content(largest)), patient)
    assert fetched.size == MOST_BYTES
    assert net.store.read(MEDIA_ID, fetched.data_key) == largest


async def test_a_file_without_content_length_is_kept(net):
    fetched = await net.twilio(net.files.put("/1", content(PNG, declared=False)))
    assert fetched.content_type == "image/png"


async def test_a_file_of_0_bytes_is_empty(net):
    assert await net.missing(net.files.put("/1", content(b""))) == "empty"
    assert await net.missing(net.files.put("/2", content(b"", declared=False))) == "empty"


async def test_25_mb_that_say_so_are_not_even_read(net):
    begun = monotonic()
    address = net.files.put("/1", declaring(25_000_000))
    assert await net.missing(address) == "too_large"
    assert monotonic() - begun < 10  # the body never came


async def test_25_mb_that_do_not_say_so_are_cut_off_at_the_bound(net):
    large = JPEG + b"\0" * 25_000_000
    address = net.files.put("/1", content(large, declared=False))
    assert await net.missing(address, patience=Patience(deadline_s=30)) == "too_large"


async def test_a_size_that_the_channel_told_beforehand_is_enough_to_refuse(net):
    assert await net.missing(net.files.put("/1", content(JPEG)), size=25_000_000) == "too_large"
    assert net.files.asked == []


async def test_a_size_that_get_file_tells_is_enough_to_refuse(net):
    net.telegram_has(file_path="documents/1.pdf", file_size=19_000_000)
    assert await net.missing_on_telegram() == "too_large"
    assert len(net.files.asked) == 1


async def test_what_telegram_itself_finds_too_big_is_too_large(net):
    net.telegram_says(400, "Bad Request: file is too big")
    assert await net.missing_on_telegram() == "too_large"


@pytest.mark.parametrize(
    "body", [b"MZ\x90\x00" * 2000, b"GIF89a" + b"\0" * 5000, b"<html></html>", b"x"]
)
async def test_a_wrong_type_is_not_kept_whatever_it_is_called(net, body):
    address = net.files.put("/photo.jpg", content(body, extra="Content-Type: image/jpeg\r\n"))
    assert await net.missing(address) == "wrong_type"


async def test_redirects_to_where_a_download_must_not_go_are_refused(net):
    async with serving() as inside:
        internal = inside.put("/admin", content(JPEG))
        for to in (internal, "http://169.254.169.254/latest/meta-data/iam", "http://localhost:1/"):
            assert await net.missing(net.files.put("/1", redirect(to))) == "refused"
        assert inside.asked == []


async def test_an_allowed_redirect_is_followed_without_credentials(net):
    net.redirect_hosts = ("127.0.0.1",)
    async with serving() as cdn:
        to = cdn.put("/signed?s=1", content(JPEG))
        fetched = await net.twilio(net.files.put("/1", redirect(to)))
        assert fetched.size == len(JPEG)
        assert "authorization" not in cdn.asked[0].headers


async def test_a_third_redirect_is_refused(net):
    net.redirect_hosts = ("127.0.0.1",)
    for step in range(3):
        net.files.put(f"/{step}", redirect(f"/{step + 1}"))
    net.files.put("/3", content(JPEG))
    assert await net.missing(net.files.address + "/0") == "refused"


async def test_an_address_that_is_not_twilios_is_refused_and_not_called(net):
    async with serving() as elsewhere:
        address = elsewhere.put("/1", content(JPEG))
        assert await net.missing(address) == "refused"
        assert elsewhere.asked == []


@pytest.mark.parametrize("code", [404, 409, 429, 500, 503])
async def test_a_file_that_is_still_spreading_is_asked_for_again(net, code):
    address = net.files.put("/1", status(code), status(code), content(JPEG))
    assert (await net.twilio(address)).size == len(JPEG)
    assert len(net.files.asked) == 3


async def test_a_file_that_never_comes_is_gone(net):
    assert await net.missing(net.files.put("/1", status(404))) == "gone"
    assert len(net.files.asked) > 2


async def test_a_file_that_is_gone_for_good_is_not_asked_for_again(net):
    assert await net.missing(net.files.put("/1", status(410))) == "gone"
    assert len(net.files.asked) == 1


@pytest.mark.parametrize("code", [400, 401, 403])
async def test_an_answer_that_no_patience_changes_is_taken_at_once(net, code):
    assert await net.missing(net.files.put("/1", status(code))) == "unavailable"
    assert len(net.files.asked) == 1


async def test_a_provider_that_stays_down_makes_a_file_unavailable(net):
    assert await net.missing(net.files.put("/1", status(503))) == "unavailable"
    assert len(net.files.asked) > 2


async def test_a_connection_that_breaks_is_made_again(net):
    address = net.files.put("/1", cut_off(JPEG), content(JPEG))
    assert (await net.twilio(address)).size == len(JPEG)


async def test_a_connection_that_always_breaks_makes_a_file_unavailable(net):
    assert await net.missing(net.files.put("/1", cut_off(JPEG))) == "unavailable"


async def test_a_body_without_end_is_too_large(net):
    address = net.files.put("/1", endless())
    assert await net.missing(address, patience=Patience(deadline_s=30)) == "too_large"


async def test_a_body_that_drips_for_ever_ends_at_the_deadline(net):
    for first in (JPEG, b""):
        begun = monotonic()
        assert (
            await net.missing(net.files.put("/1", dripping(first)), patience=HASTY) == "unavailable"
        )
        assert monotonic() - begun < 10


async def test_a_server_that_says_nothing_makes_a_file_unavailable(net):
    assert await net.missing(net.files.put("/1", silent()), patience=HASTY) == "unavailable"


async def test_a_compressed_body_is_not_unpacked(net):
    bomb = content(b"\x1f\x8b" + b"\0" * 100, extra="Content-Encoding: gzip\r\n")
    assert await net.missing(net.files.put("/1", bomb)) == "unavailable"
    assert net.files.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "photos/../../bot/x", "/var/lib/telegram/file.jpg", "..\\x", "", None],
)
async def test_a_strange_file_path_leads_nowhere(net, path):
    net.telegram_has(file_path=path)
    assert await net.missing_on_telegram() in ("refused", "gone")
    assert {asked.path for asked in net.files.asked} == {f"/bot{TOKEN}/getFile"}


@pytest.mark.parametrize(
    ("code", "description", "expected", "asked"),
    [
        (400, "Bad Request: wrong file_id", "gone", 1),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", "gone", 3),
        (401, "Unauthorized", "unavailable", 1),
        (502, "Bad Gateway", "unavailable", 3),
    ],
)
async def test_what_get_file_refuses(net, code, description, expected, asked):
    net.telegram_says(code, description)
    assert await net.missing_on_telegram() == expected
    assert min(len(net.files.asked), 3) == asked


async def test_a_store_that_is_away_makes_a_file_unavailable(net, tmp_path):
    (tmp_path / "in-the-way").write_text("a file")
    net.store = MediaStore((tmp_path / "in-the-way" / "media").as_uri())
    with pytest.raises(NotFetched) as caught:
        await net.twilio(net.files.put("/1", content(JPEG)))
    assert caught.value.state is Missing.UNAVAILABLE


async def test_no_log_holds_the_bots_token_or_twilios(net, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    net.redirect_hosts = ("127.0.0.1",)
    net.telegram_has(file_path="photos/1.jpg")
    file = f"/file/bot{TOKEN}/photos/1.jpg"
    for answer in (content(JPEG), redirect("http://10.0.0.1/x"), cut_off(JPEG), status(404)):
        net.files.put(file, answer)
        try:
            await net.telegram()
        except NotFetched as error:
            assert TOKEN not in repr(error) + repr(error.__cause__)
            assert error.__suppress_context__ or error.__context__ is None
    await net.twilio(net.files.put("/1", content(JPEG)))
    logged = caplog.text + "".join(capsys.readouterr())
    assert "photos/1.jpg" in logged or "HTTP Request" in logged  # httpx did log
    for secret in (TOKEN, TOKEN.partition(":")[2], "an-auth-token", "QUMxOmFuLWF1dGgtdG9rZW4="):
        assert secret not in logged
