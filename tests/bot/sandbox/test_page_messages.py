"""Every kind of message on the page: sent from both phones, and shown on them."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.page import FOLDER
from tests.bot.sandbox.browsing import attach, open_tab, send, turn_to
from tests.bot.sandbox.running_demo import Demo

CHANNELS = pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
SAMPLES = FOLDER / "samples"


def other_thing(page: Page, name: str) -> None:
    """Send a small thing from the attachments."""
    page.get_by_role("button", name="Lampiran", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=name).click()


def hears(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator(".bubble.bot .text").last).to_have_text(text)


@CHANNELS
@pytest.mark.parametrize("width", [360, 1280])
def test_photo_is_sent_answered_and_enlarged(page: Page, channel: str, width: int) -> None:
    open_tab(page, channel)
    attach(page, "Kuitansi jelas", caption="Ini kuitansinya")
    hears(page, re.compile("Ini kuitansinya!"))
    photo = page.get_by_role("button", name="Perbesar: Ini kuitansinya")
    expect(photo.locator("img")).to_have_js_property("complete", True)
    assert photo.locator("img").evaluate("picture => picture.naturalWidth") > 300
    photo.click()
    expect(page.get_by_role("dialog").locator("img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(photo).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@CHANNELS
def test_several_photos_stand_close_together(page: Page, channel: str) -> None:
    open_tab(page, channel)
    attach(page, "Kuitansi jelas", "Kuitansi buram", "Resep dokter", caption="tiga")
    expect(page.locator(".bubble.member .picture")).to_have_count(3)
    expect(page.locator(".bubble.member .text")).to_have_text(["tiga"])
    expect(page.locator(".bubble.member.follows")).to_have_count(2)


@CHANNELS
def test_document_shows_its_name(page: Page, channel: str) -> None:
    open_tab(page, channel)
    attach(page, "Resume medis", kind="Dokumen")
    expect(page.locator(".bubble.member a.file")).to_contain_text("resume-medis.pdf")


def test_own_files_are_listed_and_can_be_left_out(page: Page, tmp_path: Path) -> None:
    note = tmp_path / "catatan.txt"
    note.write_text("halo")
    open_tab(page, "Telegram")
    page.get_by_role("button", name="Lampiran", exact=True).click()
    page.get_by_label("Berkas sendiri").set_input_files([note, SAMPLES / "resep.jpg"])
    expect(page.locator(".tray li")).to_have_count(2)
    page.get_by_role("button", name="Jangan kirim catatan.txt").click()
    page.get_by_role("button", name="Kirim lampiran").click()
    expect(page.locator(".bubble.member .picture")).to_have_count(1)


@CHANNELS
def test_voice_note_sticker_and_contact_are_shown(page: Page, channel: str) -> None:
    open_tab(page, channel)
    other_thing(page, "Pesan suara")
    expect(page.locator(".bubble.member audio")).to_have_count(1)
    other_thing(page, "Stiker")
    expect(page.locator(".bubble.member img.sticker")).to_have_count(1)
    other_thing(page, "Kontak orang lain")
    expect(page.locator(".bubble.member .contact")).to_contain_text("Bengkel Maju")


@CHANNELS
def test_place_at_hand_is_drawn_as_a_map(page: Page, channel: str) -> None:
    open_tab(page, channel)
    page.get_by_role("button", name="Lokasi", exact=True).click()
    page.get_by_role("button", name="Monas").click()
    hears(page, re.compile(r"tempat -6\.1754"))
    drawing = page.locator(".bubble.member svg.map")
    expect(drawing).to_have_attribute("aria-label", re.compile(r"-6\.17540, 106\.82720"))


def test_own_coordinates_are_sent_and_wrong_ones_kept_back(page: Page) -> None:
    open_tab(page, "WhatsApp")
    page.get_by_role("button", name="Lokasi", exact=True).click()
    page.get_by_label("Lintang").fill("91")
    page.get_by_role("button", name="Kirim lokasi ini").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Lintang").fill("0")
    page.get_by_label("Bujur").fill("0")
    page.get_by_role("button", name="Kirim lokasi ini").click()
    expect(page.locator(".bubble.member .place")).to_contain_text("0.00000, 0.00000")


def test_browsers_own_place_fills_the_coordinates(page: Page, page_demo: Demo) -> None:
    page.context.grant_permissions(["geolocation"], origin=page_demo.config.gateway_url)
    page.context.set_geolocation({"latitude": -2.5, "longitude": 118.25})
    open_tab(page, "WhatsApp")
    page.get_by_role("button", name="Lokasi", exact=True).click()
    page.get_by_role("button", name="Lokasi saya").click()
    expect(page.get_by_label("Lintang")).to_have_value("-2.5")
    expect(page.get_by_label("Bujur")).to_have_value("118.25")


def test_list_is_picked_on_whatsapp(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "daftar")
    page.get_by_role("button", name="Lihat pilihan").click()
    sheet = page.get_by_role("dialog", name="Lihat pilihan")
    expect(sheet.get_by_role("button", name="Kirim")).to_be_disabled()
    sheet.get_by_role("radio", name="Rawat inap").check()
    sheet.get_by_role("button", name="Kirim").click()
    expect(sheet).to_have_count(0)
    hears(page, "pick-2!")
    expect(page.locator(".bubble.member .text").last).to_contain_text("Rawat inap")


def test_list_is_picked_by_keyboard_alone(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "daftar")
    page.get_by_role("button", name="Lihat pilihan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    hears(page, "pick-2!")


def test_quick_reply_is_tapped_on_whatsapp(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "tombol")
    page.get_by_role("log").get_by_role("button", name="Ya", exact=True).click()
    hears(page, "yes!")
    expect(page.locator(".bubble.member .text").last).to_have_text("Ya")


def test_keyboard_asks_for_the_place_and_goes_after_use(page: Page) -> None:
    open_tab(page, "Telegram")
    send(page, "lokasi")
    page.get_by_role("button", name="Kirim lokasi saya").click()
    page.get_by_role("dialog").get_by_role("button", name="Tugu Pahlawan").click()
    hears(page, re.compile(r"tempat -7\.2459"))
    expect(page.locator("#reply-keyboard")).to_be_hidden()


def menu_of(page: Page, text: str, choice: str) -> None:
    """Choose something from the menu of the bubble with that text."""
    shown = page.locator(".bubble", has_text=text).last
    shown.hover()
    shown.get_by_role("button", name="Pilihan untuk pesan").click()
    page.get_by_role("dialog").get_by_role("button", name=choice).click()


@CHANNELS
def test_reply_quotes_the_message_that_it_answers(page: Page, channel: str) -> None:
    open_tab(page, channel)
    send(page, "pertama")
    hears(page, "pertama!")
    menu_of(page, "pertama!", "Balas")
    expect(page.locator("#context")).to_contain_text("pertama!")
    send(page, "kedua")
    hears(page, "kedua!")
    expect(page.locator(".bubble.member .quote")).to_contain_text("pertama!")
    expect(page.locator("#context")).to_be_hidden()


def test_message_is_edited_on_telegram(page: Page) -> None:
    open_tab(page, "Telegram")
    send(page, "salah ketik")
    hears(page, "salah ketik!")
    page.locator(".bubble.member").click(button="right")
    page.get_by_role("dialog").get_by_role("button", name="Ubah").click()
    expect(page.locator("#compose")).to_have_value("salah ketik")
    send(page, "sudah benar")
    expect(page.locator(".bubble.member .text")).to_have_text(["sudah benar"])
    expect(page.locator(".bubble.member .meta")).to_contain_text("diubah")
    hears(page, "sudah benar!")


def test_escape_leaves_a_message_unedited(page: Page) -> None:
    open_tab(page, "Telegram")
    send(page, "tetap")
    hears(page, "tetap!")
    page.locator(".bubble.member").click(button="right")
    page.get_by_role("dialog").get_by_role("button", name="Ubah").click()
    page.locator("#compose").press("Escape")
    expect(page.locator("#compose")).to_have_value("")
    expect(page.locator("#context")).to_be_hidden()


def test_message_is_forwarded_to_another_phone(page: Page) -> None:
    open_tab(page, "Telegram", "Siti Penerima")
    open_tab(page, "WhatsApp", "Budi Pengirim")
    send(page, "tolong teruskan")
    hears(page, "tolong teruskan!")
    menu_of(page, "tolong teruskan!", "Teruskan")
    page.get_by_role("dialog").get_by_role("button", name="Siti Penerima").last.click()
    tab = page.get_by_role("tab", name="Telegram")
    expect(tab.locator(".unread")).to_have_text(re.compile(r"\d"))
    tab.click()
    expect(page.locator(".bubble.member .forwarded")).to_have_text("Diteruskan")


def test_several_members_have_phones_of_their_own(page: Page) -> None:
    open_tab(page, "WhatsApp", "Agus Satu")
    send(page, "dari Agus")
    hears(page, "dari Agus!")
    open_tab(page, "WhatsApp", "Dewi Dua")
    expect(page.locator("#chats option:checked")).to_contain_text("Dewi Dua")
    agus = page.locator("#chats option", has_text="Agus Satu").last.get_attribute("value")
    page.locator("#chats").select_option(agus)
    hears(page, "dari Agus!")


def test_blocked_assistant_is_let_back_in(page: Page) -> None:
    open_tab(page, "Telegram")
    page.get_by_role("button", name="Pilihan ponsel ini").click()
    page.get_by_role("dialog").get_by_role("button", name="Blokir asisten").click()
    expect(page.locator("#composer")).to_be_hidden()
    page.get_by_role("button", name="Buka blokir asisten").click()
    expect(page.locator("#composer")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_insurer_approves_a_claim(page: Page, width: int) -> None:
    if width < 1000:
        turn_to(page, "Klaim")
    card = page.locator("#claims li", has_text="KLM-1")
    card.get_by_role("button", name="Setujui").click()
    sheet = page.get_by_role("dialog", name="KLM-1: Disetujui")
    sheet.get_by_label("Disetujui (rupiah)").fill("300000")
    sheet.get_by_role("button", name="Setujui").click()
    expect(card.locator(".status")).to_have_text("Disetujui")
    expect(card).to_contain_text("Rp300.000 dari Rp350.500")


@pytest.mark.parametrize(
    ("width", "name", "step"), [(360, "Budi", "Setujui"), (1280, "Dewi", "Tolak")]
)
def test_testimonials_are_let_show_or_not(page: Page, width: int, name: str, step: str) -> None:
    if width < 1000:
        turn_to(page, "Klaim")
    card = page.locator("#testimonials li", has_text=name)
    expect(card).to_contain_text("★★★★☆")
    card.get_by_role("button", name=step).click()
    expect(card).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_refused_decision_says_why_and_keeps_the_sheet(
    page: Page, page_demo: Demo, troubles: list[str]
) -> None:
    page.locator("#claims li", has_text="KLM-1").get_by_role("button", name="Tolak").click()
    page.route("**/status", lambda route: route.fulfill(status=422, json={"error": "tidak boleh"}))
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="Tolak").click()
    expect(sheet.get_by_role("alert")).to_have_text("tidak boleh")
    troubles.clear()  # the browser told of the refusal


def test_clock_is_set_and_put_back(page: Page) -> None:
    page.locator("#clock").click()
    sheet = page.get_by_role("dialog", name="Jam demo")
    sheet.get_by_role("button", name="Sabtu 20.00").click()
    expect(sheet.locator(".clock-now")).to_contain_text("Sabtu")
    expect(page.locator("#clock-time")).to_have_text("Sab 20.00")
    sheet.get_by_role("button", name="Senin depan").click()
    expect(page.locator("#clock-time")).to_have_text("Sen 10.00")
    sheet.get_by_role("combobox", name="Hari").select_option("wednesday")
    sheet.get_by_label("Pukul").fill("08:30")
    sheet.get_by_role("button", name="Atur jam").click()
    expect(page.locator("#clock-time")).to_have_text("Rab 08.30")
    sheet.get_by_role("button", name="Sekarang").click()
    expect(page.locator("#clock-zone")).to_have_text("WIB")


def bot_calls(demo: Demo, method: str, **params: object) -> None:
    """The assistant calls Telegram, about the chat that wrote last."""
    chat_id = demo.gateway.updates[-1]["message"]["chat"]["id"]
    url = f"{demo.url}/telegram/bot{demo.config.telegram_token}/{method}"
    httpx.post(url, json={"chat_id": chat_id, **params}).raise_for_status()


def test_typing_shows_until_the_answer_is_there(page: Page, page_demo: Demo) -> None:
    open_tab(page, "Telegram")
    send(page, "halo")
    hears(page, "halo!")
    bot_calls(page_demo, "sendChatAction", action="typing")
    expect(page.locator("#typing")).to_be_visible()
    bot_calls(page_demo, "sendMessage", text="sudah")
    hears(page, "sudah")
    expect(page.locator("#typing")).to_be_hidden()


def test_commands_are_chosen_from_the_menu(page: Page, page_demo: Demo) -> None:
    url = f"{page_demo.url}/telegram/bot{page_demo.config.telegram_token}/setMyCommands"
    commands = [{"command": "manfaat", "description": "Manfaat dan limit"}]
    httpx.post(url, json={"commands": commands}).raise_for_status()
    open_tab(page, "Telegram")
    page.get_by_role("button", name="Daftar perintah").click()
    page.get_by_role("dialog").get_by_role("button", name="Manfaat dan limit").click()
    hears(page, "/manfaat!")


SWIPE = """(bubble) => {
  const at = (type, x) =>
    bubble.dispatchEvent(new PointerEvent(type, {
      bubbles: true, pointerType: "touch", clientX: x, clientY: 100,
    }));
  at("pointerdown", 100);
  at("pointermove", 130);
  at("pointermove", 170);
  at("pointerup", 170);
}"""


def test_swiping_a_bubble_replies_to_it(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "geser")
    hears(page, "geser!")
    page.locator(".bubble.bot").last.evaluate(SWIPE)
    expect(page.locator("#context")).to_contain_text("geser!")
    expect(page.locator("#compose")).to_be_focused()
