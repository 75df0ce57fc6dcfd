"""Partners on both channels: by location, by place, by name, in an emergency, in both languages."""

from __future__ import annotations

import asyncio

from bot.messages import Channel
from bot.sandbox.phone import Heard, Phone
from tests.journeys.assistant import Assistant
from tests.journeys.things import greeted

BLOK_M = (-6.24463, 106.79861)
SURABAYA = (-7.25754, 112.75213)
ABROAD = (1.29, 103.85)
LARGEST = {Channel.TELEGRAM: 4096, Channel.WHATSAPP: 1024}
"""Characters of a text with a menu."""


async def place_shown(phone: Phone) -> Heard:
    """The last place on the map that the assistant has sent."""
    async with asyncio.timeout(20):
        while not (shown := [one for one in await phone.heard() if one.place]):
            await asyncio.sleep(0.05)
    return shown[-1]


def titles(heard: Heard) -> list[str]:
    """What can be chosen under a message."""
    return [title for title, _ in (*heard.buttons, *heard.items)]


async def asks_where(phone: Phone, words: str, question: str, hint: str) -> None:
    """Asks for the nearest; the channel offers its way to send a location."""
    await phone.send_text(words)
    asked = await phone.wait_for_reply(question)
    if phone.channel is Channel.WHATSAPP:
        assert hint in asked.text
    else:
        keyboard = await phone.keyboard()
        assert keyboard is not None
        assert keyboard[0][0]["asks"] == "location"


async def test_hospitals_near_a_location_one_of_them_on_the_map_and_what_follows(
    phone: Phone, assistant: Assistant
) -> None:
    await greeted(phone)
    await asks_where(phone, "rs terdekat dong", "Di mana Anda sekarang?", "pilih Lokasi")
    await phone.send_location(*BLOK_M)
    told = await phone.wait_for_reply("terdekat dari lokasi Anda", "RS Pusat Pertamina")
    assert told.text.count("maps.google.com") == 5
    assert len(told.text) <= LARGEST[phone.channel]
    assert not await phone.keyboard()
    assert {"Lainnya", "Yang buka 24 jam", "Lokasi lain"} <= set(titles(told))
    await phone.tap("RS Pusat Pertamina")
    await phone.wait_for_reply("Jl. Kyai Maja No. 43")
    shown = (await place_shown(phone)).place
    assert shown is not None
    assert (shown["latitude"], shown["longitude"]) == (-6.2393, 106.7933)
    await phone.send_text("kalau apotek?")
    await phone.wait_for_reply("Apotek rekanan", "terdekat dari lokasi Anda")
    assert "6.24463" not in assistant.log_text()
    assert "106.79861" not in assistant.log_text()


async def test_hospitals_of_a_place_in_words_and_what_follows(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_text("rs di bekasi")
    await phone.wait_for_reply("Yang mana yang Anda maksud?")
    await phone.tap("Kota Bekasi")
    told = await phone.wait_for_reply("terdekat dari pusat Kota Bekasi")
    assert "RS Mitra Keluarga Bekasi" in told.text
    await phone.send_text("yang buka 24 jam?")
    await phone.wait_for_reply("(buka 24 jam)", "terdekat dari pusat Kota Bekasi")
    await phone.send_text("yang lain")
    await phone.wait_for_reply("berikutnya dari pusat Kota Bekasi")
    await phone.send_text("kalau klinik gigi?")
    await phone.wait_for_reply("Klinik gigi rekanan", "terdekat dari pusat Kota Bekasi")
    await phone.send_text("1")
    await phone.wait_for_reply("Klinik gigi", "📍")
    await phone.send_text("rs dket blok m")
    await phone.wait_for_reply("terdekat dari Blok M", "RS Pusat Pertamina")


async def test_a_partner_by_its_name_and_one_that_is_none(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_text("apakah RS Siloam Kebon Jeruk rekanan?")
    await phone.wait_for_reply("Ya, ini rekanan kami", "Siloam Hospitals Kebon Jeruk")
    shown = (await place_shown(phone)).place
    assert shown is not None
    assert shown["latitude"] == -6.1906
    await phone.send_text("apakah rs abadi jaya rekanan generali?")
    await phone.wait_for_reply("tidak menemukannya di daftar rekanan", "15000-37")


async def test_the_same_in_english(phone: Phone) -> None:
    await phone.send_text("hello, good morning, can you help me please?")
    await phone.wait_for_reply("How can I help you")
    await asks_where(phone, "nearest hospital please", "Where are you now?", "choose Location")
    await phone.send_location(*SURABAYA)
    told = await phone.wait_for_reply("nearest to your location", "RSUD Dr. Soetomo")
    assert "More" in titles(told)
    await phone.send_text("which ones are open 24 hours?")
    await phone.wait_for_reply("(open 24 hours)", "nearest to your location")
    await phone.send_text("dentists near blok m")
    await phone.wait_for_reply("Partner dental clinics", "Blok M")
    await phone.send_text("is siloam kebon jeruk a partner hospital?")
    await phone.wait_for_reply("Yes, it is one of our partners")
    await phone.tap("Main menu")
    await phone.wait_for_reply("Main menu")


async def test_emergency_leads_to_the_nearest_emergency_rooms(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_text("tolong ayah saya tidak sadar")
    await phone.wait_for_reply("119", "112", "Kirim lokasi Anda")
    await phone.send_location(*SURABAYA)
    await phone.wait_for_reply("(ada IGD)", "terdekat dari lokasi Anda", "RSUD Dr. Soetomo")


async def test_emergency_in_a_named_place_in_english(phone: Phone) -> None:
    await phone.send_text("help my father collapsed in bandung")
    await phone.wait_for_reply("119", "emergency rooms nearest", "RSUP Dr. Hasan Sadikin")


async def test_a_place_that_cannot_be_found_gets_a_clear_answer(phone: Phone) -> None:
    await greeted(phone)
    await phone.send_text("rs terdekat")
    await phone.wait_for_reply("Di mana Anda sekarang?")
    await phone.send_location(*ABROAD)
    await phone.wait_for_reply("di luar Indonesia")
    await phone.send_location(0, 0)
    await phone.wait_for_reply("tidak menunjuk ke tempat mana pun")
    await phone.send_text("dusun xqzwv")
    await phone.wait_for_reply("belum mengenal tempat itu")
    await phone.send_text("makassar")
    await phone.wait_for_reply("terdekat dari pusat Kota Makassar")
