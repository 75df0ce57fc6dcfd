"""What members can send on Telegram, as updates of the specified shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Phone
from tests.bot.sandbox.pictures import png
from tests.bot.sandbox.running_demo import Demo
from tests.bot.sandbox.specified import mismatches


async def telegram_phone(demo: Demo) -> Phone:
    return await demo.client.new_phone(Channel.TELEGRAM, name="Budi")


async def messages(demo: Demo) -> list[dict[str, Any]]:
    """The contents of every update, oldest first."""
    found = (await demo.gateway.call("getUpdates"))["result"]
    return [next(one[name] for name in one if name != "update_id") for one in found]


async def fetched(demo: Demo, file_id: str) -> httpx.Response:
    path = (await demo.gateway.call("getFile", file_id=file_id))["result"]["file_path"]
    return await download(demo, path)


async def download(demo: Demo, path: str, token: str = "") -> httpx.Response:
    bot = token or demo.config.telegram_token
    return await demo.http.get(f"{demo.url}/telegram/file/bot{bot}/{path}")


async def test_every_kind_of_message_has_the_specified_shape(demo: Demo, shared: Path) -> None:
    phone = await telegram_phone(demo)
    await phone.send_photos([png()], caption="kuitansi")
    await phone.send_document(b"%PDF-1.7", "surat.pdf", "application/pdf", "surat dokter")
    await phone.send_video(b"video")
    await phone.send_voice()
    await phone.send_sticker()
    await phone.send_contact(own=True)
    await phone.send_location(-6.2, 106.8)
    await phone.send_location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")
    await phone.forward("diteruskan")
    updates = (await demo.gateway.call("getUpdates"))["result"]
    assert len(updates) == 9
    assert mismatches(shared, "Array of Update", updates) == []


async def test_photo_comes_in_sizes_of_which_the_last_is_the_largest(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    picture = png(400, 300)
    await phone.send_photos([picture], caption="kuitansi")
    message = (await messages(demo))[0]
    sizes = [(one["width"], one["height"]) for one in message["photo"]]
    assert sizes == [(90, 68), (400, 300)]
    assert message["caption"] == "kuitansi"
    assert (await fetched(demo, message["photo"][-1]["file_id"])).content == picture


async def test_same_picture_again_has_the_same_unique_id(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_photos([png()])
    await phone.send_photos([png()])
    first, second = [one["photo"][-1] for one in await messages(demo)]
    assert first["file_unique_id"] == second["file_unique_id"]
    assert first["file_id"] != second["file_id"]


async def test_thirty_photos_are_albums_of_ten_with_one_caption(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    ids = await phone.send_photos([png()] * 30, caption="semua")
    found = await messages(demo)
    albums = [one["media_group_id"] for one in found]
    assert [albums.count(album) for album in dict.fromkeys(albums)] == [10, 10, 10]
    assert [one.get("caption") for one in found] == ["semua"] + [None] * 29
    assert [str(one["message_id"]) for one in found] == ids


async def test_document_keeps_its_name_and_type(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_document(b"%PDF-1.7", "surat dokter.pdf", "application/pdf")
    document = (await messages(demo))[0]["document"]
    assert (document["file_name"], document["mime_type"], document["file_size"]) == (
        "surat dokter.pdf",
        "application/pdf",
        8,
    )


async def test_contact_is_the_members_own_only_if_the_server_says_so(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_contact(own=True)
    await phone.send_contact(own=False)
    own, foreign = [(one["contact"]["user_id"], one["from"]["id"]) for one in await messages(demo)]
    assert own[0] == own[1]
    assert foreign[0] != foreign[1]


async def test_place_with_a_name_is_a_venue_too(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_location(0, 0)
    await phone.send_location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")
    point, venue = await messages(demo)
    assert point["location"] == {"latitude": 0.0, "longitude": 0.0}
    assert "venue" not in point
    assert (venue["venue"]["title"], venue["location"]["latitude"]) == ("RS Contoh", -6.2)


async def test_edit_is_an_update_about_the_same_message(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_text("klam saya")
    sent = phone.last_sent_id
    await phone.edit(sent, "klaim saya")
    updates = (await demo.gateway.call("getUpdates"))["result"]
    edited = updates[1]["edited_message"]
    assert (str(edited["message_id"]), edited["text"]) == (sent, "klaim saya")
    assert edited["edit_date"] >= edited["date"]


async def test_caption_can_be_edited_and_a_sticker_cannot(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    ids = await phone.send_photos([png()], caption="kuitnsi")
    await phone.edit(ids[0], "kuitansi")
    await phone.send_sticker()
    assert (await messages(demo))[1]["caption"] == "kuitansi"
    with pytest.raises(httpx.HTTPStatusError):
        await phone.edit(phone.last_sent_id, "teks")


async def test_answer_names_the_message_that_it_answers(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_text("/start")
    chat = int(phone.chat["address"])
    await demo.gateway.call("sendMessage", chat_id=chat, text="1. Cek manfaat")
    await phone.reply("1", to=(await phone.heard())[0])
    answered = (await messages(demo))[1]["reply_to_message"]
    assert answered["text"] == "1. Cek manfaat"
    assert answered["from"]["is_bot"]


async def test_bot_in_a_group_can_leave_it_once(demo: Demo, shared: Path) -> None:
    phone = await telegram_phone(demo)
    group = (await demo.client.post(f"/sandbox/chats/{phone.chat['id']}/group"))["id"]
    updates = (await demo.gateway.call("getUpdates"))["result"]
    assert mismatches(shared, "Array of Update", updates) == []
    assert updates[0]["my_chat_member"]["chat"]["type"] == "group"
    assert (await demo.gateway.call("leaveChat", chat_id=int(group)))["result"]
    answer = await demo.gateway.call("leaveChat", chat_id=int(group))
    assert answer["description"] == "Bad Request: chat not found"


async def test_file_of_more_than_20_mb_is_not_for_bots(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    await phone.send_document(bytes(25_000_000), "besar.bin", "application/octet-stream")
    document = (await messages(demo))[0]["document"]
    answer = await demo.gateway.call("getFile", file_id=document["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_unknown_file_and_wrong_token_are_refused(demo: Demo) -> None:
    phone = await telegram_phone(demo)
    answer = await demo.gateway.call("getFile", file_id="AgAC")
    assert answer["description"].startswith("Bad Request: wrong file_id")
    await phone.send_photos([png()])
    file_id = (await messages(demo))[0]["photo"][-1]["file_id"]
    path = (await demo.gateway.call("getFile", file_id=file_id))["result"]["file_path"]
    assert (await download(demo, path, token="1:wrong")).status_code == 401
    assert (await download(demo, "photos/file_0.jpg")).status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "size"),
    [
        (Fault("telegram.file", Trouble.EMPTY), 200, 0),
        (Fault("telegram.file", Trouble.REFUSE, status=404), 404, None),
        (Fault("telegram.file", Trouble.HUGE, size=3_000_000), 200, 3_000_000),
        (Fault("telegram.file", Trouble.REDIRECT, location="http://10.0.0.1/"), 307, 0),
    ],
)
async def test_planned_trouble_strikes_a_download_once(
    demo: Demo, fault: Fault, status: int, size: int | None
) -> None:
    phone = await telegram_phone(demo)
    await phone.send_photos([png()])
    file_id = (await messages(demo))[0]["photo"][-1]["file_id"]
    await demo.client.plan(fault)
    answer = await fetched(demo, file_id)
    assert answer.status_code == status
    assert size is None or len(answer.content) == size
    assert (await fetched(demo, file_id)).content == png()


async def test_planned_trouble_strikes_the_files_of_one_member_only(demo: Demo) -> None:
    other, struck = await telegram_phone(demo), await telegram_phone(demo)
    for phone in (other, struck):
        await phone.send_photos([png()])
    await demo.client.plan(Fault("telegram.file", Trouble.EMPTY, to=struck.chat["address"]))
    ids = [one["photo"][-1]["file_id"] for one in await messages(demo)]
    assert [(await fetched(demo, one)).content for one in ids] == [png(), b""]
