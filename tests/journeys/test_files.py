"""Photos, albums, documents and recordings: what arrives, and what does not and why."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.things import PDF, PROGRAM, RECEIPT, answer_to, answers_to, greeted

DOWNLOADS = {Channel.TELEGRAM: "telegram.file", Channel.WHATSAPP: "twilio.media"}
MEGABYTE = 1024 * 1024


def bad_download(phone: Phone, **what: Any) -> Fault:
    """Trouble with the next files that this member sends."""
    to = str(phone.chat["address"]) if phone.channel is Channel.WHATSAPP else None
    return Fault(DOWNLOADS[phone.channel], to=to, **what)


async def test_photo_is_taken_and_answered_once(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_photos, [RECEIPT]))
    assert "1 foto sudah kami terima" in told.text


async def test_photos_sent_in_one_go_are_one_turn(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_photos([RECEIPT] * 3, burst_ms=300)
    told = await phone.wait_for_reply("foto")
    assert "3 foto sudah kami terima" in told.text
    assert await answers_to(phone) == []


async def test_thirty_photos_in_one_burst_get_one_answer_and_none_is_lost(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_photos([RECEIPT] * 30)
    told = await phone.wait_for_reply("foto", within_s=60)
    assert "30 foto sudah kami terima" in told.text
    assert await answers_to(phone) == []


async def test_pdf_is_taken_as_a_document(phone: Phone) -> None:
    await greeted(phone)
    send = partial(phone.send_document, PDF, "resume medis.pdf", "application/pdf")
    told = await answer_to(phone, send)
    assert "1 dokumen sudah kami terima" in told.text


async def test_what_is_written_under_a_photo_is_answered_like_any_text(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_photos, [RECEIPT] * 2, "terima kasih ya"))
    assert "Sama-sama" in told.text
    assert "Berkas Anda sudah kami terima" in told.text


async def test_voice_and_video_are_answered_kindly_with_a_way_on(phone: Phone) -> None:
    await greeted(phone)
    voice = await answer_to(phone, phone.send_voice)
    video = await answer_to(phone, partial(phone.send_video, b"video"))
    assert "belum bisa mendengarkan" in voice.text
    assert "belum bisa membuka video" in video.text
    assert all(one.button("Menu utama") or one.option("Menu utama") for one in (voice, video))


async def test_photo_in_the_middle_of_a_form_is_acknowledged_and_the_form_goes_on(
    phone: Phone,
) -> None:
    await phone.send_text("saya mau verifikasi")
    await phone.wait_for_reply("jenis yang mana")
    await phone.send_photos([RECEIPT])
    await phone.wait_for_reply("1 foto sudah kami terima")
    await phone.wait_for_reply("jenis yang mana")


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        ({"trouble": Trouble.EMPTY}, "ternyata kosong"),
        ({"trouble": Trouble.HUGE, "size": 25 * MEGABYTE}, "terlalu besar"),
        ({"trouble": Trouble.ENDLESS}, "terlalu besar"),
        ({"trouble": Trouble.REDIRECT, "location": "http://127.0.0.1:22/"}, "dengan aman"),
        (
            {"trouble": Trouble.REDIRECT, "location": "http://169.254.169.254/latest/meta-data/"},
            "dengan aman",
        ),
        ({"trouble": Trouble.REFUSE, "status": 410}, "sudah tidak ada lagi"),
    ],
    ids=["0 bytes", "25 MB", "endless", "to 127.0.0.1", "to 169.254.169.254", "gone"],
)
async def test_bad_file_is_answered_with_what_became_of_it(
    phone: Phone, trouble: dict[str, Any], outcome: str
) -> None:
    await greeted(phone)
    await phone.sandbox.plan(bad_download(phone, **trouble))
    told = await answer_to(phone, partial(phone.send_photos, [RECEIPT]))
    assert outcome in told.text


async def test_file_of_a_wrong_type_is_refused_whatever_it_calls_itself(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_photos, [PROGRAM]))
    assert "jenisnya tidak bisa kami terima" in told.text


async def test_file_that_still_propagates_is_waited_for(phone: Phone) -> None:
    await greeted(phone)
    await phone.sandbox.plan(bad_download(phone, trouble=Trouble.NOT_YET, seconds=1.2))
    told = await answer_to(phone, partial(phone.send_photos, [RECEIPT]))
    assert "1 foto sudah kami terima" in told.text


async def test_file_that_never_comes_holds_up_its_own_chat_only(
    phone: Phone, others: tuple[Phone, Phone]
) -> None:
    for each in (phone, *others):
        await greeted(each)
    await phone.sandbox.plan(bad_download(phone, trouble=Trouble.REFUSE, status=404, times=20))
    already = len(await phone.heard())
    await phone.send_photos([RECEIPT])
    for other in others:
        told = await answer_to(other, partial(other.send_text, "terima kasih"))
        assert "Sama-sama" in told.text
    assert len(await phone.heard()) == already
    told = await phone.wait_for_reply("1 foto", within_s=40)
    assert "sudah tidak ada lagi" in told.text


async def test_one_bad_file_of_a_burst_takes_nothing_from_the_others(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_photos([RECEIPT, PROGRAM, RECEIPT])
    told = await phone.wait_for_reply("foto")
    assert "2 foto sudah kami terima" in told.text
    assert "1 foto: jenisnya tidak bisa kami terima" in told.text


async def test_address_of_a_file_and_its_token_stand_in_no_log(
    assistant: Assistant, telegram: Phone, whatsapp: Phone
) -> None:
    for phone in (telegram, whatsapp):
        await greeted(phone)
        await answer_to(phone, partial(phone.send_photos, [RECEIPT]))
    await asyncio.sleep(0)
    log = assistant.log_text()
    assert "/file/bot" not in log
    assert "made-up-for-the-demo" not in log
