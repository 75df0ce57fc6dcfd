"""The member's side: what it takes from the page, and how it shows files to it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.flood import Buckets
from bot.sandbox.media import MediaShelf
from bot.sandbox.picture_size import picture_size
from bot.sandbox.proxy import MAX_BODY
from tests.bot.sandbox.pictures import jpeg_beginning, png
from tests.bot.sandbox.running_demo import Demo


async def media_path(demo: Demo, channel: Channel = Channel.TELEGRAM) -> str:
    phone = await demo.client.new_phone(channel)
    return f"/sandbox/chats/{phone.chat['id']}/media"


async def posted(demo: Demo, path: str, count: int = 1, **about: Any) -> httpx.Response:
    files = [("files", ("foto.png", png(), "image/png"))] * count
    return await demo.http.post(demo.url + path, files=files, **about)


async def shown(demo: Demo, content: bytes, name: str, content_type: str) -> httpx.Response:
    """The file as the page gets it, after a member has sent it."""
    phone = await demo.client.new_phone(Channel.TELEGRAM)
    await phone.send_document(content, name, content_type)
    await demo.client.look()
    bubble = [one for one in demo.client.events if one["kind"] == "message"][-1]
    assert bubble["media"]["size"] == len(content)
    return await demo.http.get(demo.config.gateway_url + bubble["media"]["url"])


async def test_picture_is_shown_to_the_page_and_may_do_nothing(demo: Demo) -> None:
    answer = await shown(demo, png(), "foto.png", "image/png")
    assert (answer.content, answer.headers["content-type"]) == (png(), "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    assert answer.headers["content-disposition"] == 'inline; filename="foto.png"'


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf"])
async def test_anything_else_can_only_be_saved(demo: Demo, content_type: str) -> None:
    answer = await shown(demo, b"<script>1</script>", "a;b.html", content_type)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="a_b.html"'


async def test_unknown_file_is_not_found(demo: Demo) -> None:
    assert (await demo.http.get(f"{demo.url}/sandbox/media/0")).status_code == 404


async def test_files_are_counted(demo: Demo) -> None:
    path = await media_path(demo)
    assert len((await posted(demo, path, 30)).json()["ids"]) == 30
    assert (await posted(demo, path, 31)).status_code == 422
    answer = await demo.http.post(demo.url + path, data={"as": "photo"})
    assert answer.status_code == 415


async def test_another_sites_page_may_send_no_files(demo: Demo) -> None:
    path = await media_path(demo)
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert (await posted(demo, path, headers=headers)).status_code == 403
    for url in (demo.url, demo.config.gateway_url):
        files = {"files": ("foto.png", png(), "image/png")}
        answer = await demo.http.post(url + path, files=files, headers=headers)
        assert answer.status_code == 403
    assert (await posted(demo, path, headers={"Sec-Fetch-Site": "same-origin"})).status_code == 202


@pytest.mark.parametrize("fields", [{"as": "moon"}, {"burst_ms": "-1"}, {"burst_ms": "60000"}])
async def test_wrong_words_about_files_are_refused(demo: Demo, fields: dict[str, str]) -> None:
    path = await media_path(demo, Channel.WHATSAPP)
    assert (await posted(demo, path, data=fields)).status_code == 422


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("location", {"latitude": "utara", "longitude": 1}),
        ("location", {"latitude": True, "longitude": 1}),
        ("location", {"longitude": 1}),
        ("contact", {"name": "Budi"}),
        ("messages", {"text": ""}),
    ],
)
async def test_wrong_message_of_a_member_is_refused(
    demo: Demo, what: str, body: dict[str, Any]
) -> None:
    phone = await demo.client.new_phone(Channel.TELEGRAM)
    url = f"{demo.url}/sandbox/chats/{phone.chat['id']}/{what}"
    assert (await demo.http.post(url, json=body)).status_code == 422


async def test_gateway_passes_files_of_25_mb_and_no_more_than_40(demo: Demo) -> None:
    path = await media_path(demo)
    for size, status in ((25_000_000, 202), (MAX_BODY, 413)):
        files = {"files": ("besar.bin", bytes(size), "application/octet-stream")}
        answer = await demo.http.post(
            demo.config.gateway_url + path, files=files, data={"as": "document"}
        )
        assert answer.status_code == status


async def test_page_is_not_told_of_calls_and_downloads(demo: Demo) -> None:
    await demo.gateway.call("getMe")
    phone = await demo.client.new_phone(Channel.TELEGRAM)
    url = f"{demo.url}/sandbox/events"
    async with demo.http.stream("GET", url) as answer:
        lines = answer.aiter_lines()
        text = "\n".join([await anext(lines) for _ in range(6)])
    assert phone.chat["id"] in text
    assert "api_call" not in text


def test_shelf_forgets_the_oldest_files_when_it_is_full() -> None:
    shelf = MediaShelf(max_total_bytes=100)
    first, second, third = [shelf.keep(bytes(40), "image/png", "x") for _ in range(3)]
    assert [shelf.get(one.id) is None for one in (first, second, third)] == [True, False, False]


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(40, 30), (40, 30)),
        (jpeg_beginning(400, 300), (400, 300)),
        (b"GIF89a\x05\x00\x04\x00", (5, 4)),
        (b"%PDF-1.7", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
)
def test_size_of_a_picture_is_read_from_its_beginning(
    content: bytes, size: tuple[int, int] | None
) -> None:
    assert picture_size(content) == size


def test_bucket_fills_up_with_time() -> None:
    seconds = [0.0]
    buckets = Buckets(2, 6.0, now=lambda: seconds[0])
    assert [buckets.wait_s("a") for _ in range(3)] == [0, 0, 6]
    assert buckets.wait_s("b") == 0
    seconds[0] = 6.0
    assert [buckets.wait_s("a") for _ in range(2)] == [0, 6]
