"""The page in a real browser: both phones, the mailbox, the sample people, and what it refuses."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.sandbox.browsing import open_tab, send, turn_to
from tests.bot.sandbox.running_demo import Demo

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> {{7*7}} '; DROP TABLE x;-- \u202eabc"
SIZES = pytest.mark.parametrize("width", [360, 1280])


@SIZES
def test_page_fits_its_width(page: Page, width: int) -> None:
    for view in ("Chat", "Surat", "Data", "Klaim") if width < 1000 else ("",):
        if view:
            turn_to(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@SIZES
@pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
def test_a_message_is_answered_on_each_tab(page: Page, channel: str) -> None:
    open_tab(page, channel)
    send(page, "Apa kabar")
    expect(page.locator(".bubble.bot .text").last).to_have_text("Apa kabar!")
    expect(page.locator(".bubble.member .text")).to_have_text("Apa kabar")
    expect(page.locator(".bubble.member .ticks.read")).to_have_count(1)


def test_telegram_begins_with_its_start_button(page: Page) -> None:
    open_tab(page, "Telegram")
    page.get_by_role("button", name="MULAI").click()
    expect(page.locator(".bubble.bot .text strong")).to_have_text("/start")
    expect(page.locator("#starters button")).to_have_count(0)


def test_telegram_button_is_tapped(page: Page) -> None:
    open_tab(page, "Telegram")
    send(page, "menu")
    page.get_by_role("button", name="Cek manfaat").click()
    expect(page.locator(".bubble.bot .text").last).to_have_text("t1!")


def test_whatsapp_menu_is_numbered_text_with_bold(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "menu")
    expect(page.locator(".bubble.bot .text").last).to_contain_text("2. Status klaim")
    expect(page.locator(".bubble.bot .text strong")).to_have_text("Menu")


def test_delivery_status_is_shown_on_whatsapp(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "halo")
    expect(page.locator(".bubble.bot .ticks.read")).to_have_count(1)


@SIZES
def test_code_goes_from_the_mail_into_the_message_box(page: Page, width: int) -> None:
    open_tab(page, "WhatsApp")
    send(page, "kode")
    expect(page.locator(".bubble.bot .text").last).to_have_text("kode!")
    if width < 1000:
        turn_to(page, "Surat")
    page.get_by_role("button", name="Buka surat: Kode verifikasi").first.click()
    expect(page.locator("#mail-subject")).to_have_text("Kode verifikasi <b>Anda</b>")
    mail = page.frame_locator("#mail-html")
    expect(mail.locator("b")).to_have_text("482913")
    page.get_by_role("button", name="Pakai kode 482913").click()
    expect(page.locator("#compose")).to_have_value("482913")
    expect(page.locator("#compose")).to_be_focused()


@SIZES
def test_what_is_attached_to_a_mail_is_listed_shown_and_saved(page: Page, width: int) -> None:
    open_tab(page, "WhatsApp")
    send(page, "klaim")
    expect(page.locator(".bubble.bot .text").last).to_have_text("klaim!")
    if width < 1000:
        turn_to(page, "Surat")
    line = page.locator("#mails li").first
    expect(line).to_contain_text("1 lampiran")
    line.get_by_role("button").click()
    shown = page.get_by_role("link", name="klaim-KLM-1.pdf PDF")
    expect(shown).to_have_attribute("target", "_blank")
    expect(shown).to_contain_text("PDF · 15 B")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Simpan klaim-KLM-1.pdf").click()
    assert saved.value.suggested_filename == "klaim-KLM-1.pdf"
    assert saved.value.path().read_bytes() == b"%PDF-1.4 kertas"
    page.get_by_role("button", name="← Semua surat").click()
    expect(page.locator("#mail-files")).to_be_hidden()


def test_sample_value_goes_into_the_message_box(page: Page) -> None:
    page.get_by_role("button", name="Masukkan Nomor peserta: 100000001").click()
    expect(page.locator("#compose")).to_have_value("100000001")
    expect(page.locator("#samples")).to_contain_text("polis tidak aktif")


def test_page_speaks_english_on_request(page: Page) -> None:
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator("#mailbox h2")).to_contain_text("Mailbox")
    page.reload()
    expect(page.locator("#compose")).to_have_attribute("placeholder", "Type a message")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
def test_hostile_text_is_shown_literally(page: Page, channel: str) -> None:
    open_tab(page, channel)
    send(page, HOSTILE)
    expect(page.locator(".bubble.member .text")).to_have_text(HOSTILE)
    expect(page.locator(".bubble.bot .text")).to_have_text(f"{HOSTILE}!")
    assert page.locator("#log img").count() == 0
    assert page.title() == "Gen iClick: ponsel demo"


def test_everything_works_by_keyboard_alone(page: Page) -> None:
    page.get_by_role("tab", name="WhatsApp").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Telegram")).to_be_focused()
    page.get_by_role("button", name="Ponsel baru").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Nama")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#compose")).to_be_focused()
    page.keyboard.type("menu")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Cek manfaat")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.bot .text").last).to_have_text("t1!")


def test_inline_script_is_stopped_by_the_policy(page: Page, troubles: list[str]) -> None:
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        "{textContent: 'document.title = 1'}))"
    )
    assert page.title() == "Gen iClick: ponsel demo"
    assert [trouble for trouble in troubles if "Content Security Policy" in trouble]
    troubles.clear()


def test_reload_shows_the_same_conversation_once(page: Page) -> None:
    open_tab(page, "WhatsApp")
    open_tab(page, "WhatsApp")  # so that there is one to choose
    send(page, "sekali saja")
    expect(page.locator(".bubble.bot .text").last).to_have_text("sekali saja!")
    chat = page.locator("#chats").input_value()
    page.reload()
    page.wait_for_selector("#chats option", state="attached")
    page.locator("#chats").select_option(chat)
    expect(page.locator("#log")).to_contain_text("sekali saja!")
    assert page.locator(".bubble").count() == 2


def test_message_that_did_not_arrive_says_so_and_can_be_sent_again(
    page: Page, page_demo: Demo
) -> None:
    open_tab(page, "WhatsApp")
    page.wait_for_timeout(500)  # for the delivery reports of earlier tests
    page_demo.gateway.statuses.append(500)
    send(page, "halo")
    again = page.get_by_role("button", name="Kirim lagi")
    again.click()
    expect(page.locator(".bubble.member .text")).to_have_text(["halo", "halo"])
    expect(page.locator(".bubble.member .ticks.failed")).to_have_count(1)


def test_broken_line_leaves_no_gap_and_no_repeat(
    page: Page, page_demo: Demo, troubles: list[str]
) -> None:
    open_tab(page, "WhatsApp")
    send(page, "sebelum")
    expect(page.locator(".bubble")).to_have_count(2)
    chat = page.locator("#chats").input_value()
    page.route("**/sandbox/events*", lambda route: route.abort())
    page_demo.sandbox.live.closing.set()  # every stream ends with the next event
    httpx.post(f"{page_demo.url}/sandbox/chats", json={"channel": "telegram"})
    page.wait_for_selector('#live[data-live="false"]', state="attached")
    page_demo.sandbox.live.closing.clear()
    httpx.post(f"{page_demo.url}/sandbox/chats/{chat}/messages", json={"text": "sementara itu"})
    page.unroute("**/sandbox/events*")
    page.wait_for_selector('#live[data-live="true"]', state="attached")
    expect(page.locator(".bubble .text")).to_have_text(
        ["sebelum", "sebelum!", "sementara itu", "sementara itu!"]
    )
    troubles.clear()  # the browser told of the broken line


def test_page_asks_nobody_but_the_gateway(browser: Browser, page_demo: Demo) -> None:
    asked: set[str] = set()
    page = browser.new_page()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.goto(page_demo.config.gateway_url)
    page.wait_for_selector('#live[data-live="true"]', state="attached")
    page.close()
    assert asked == {page_demo.config.gateway_url.split("/")[2]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
def test_text_has_enough_contrast(
    browser: Browser, page_demo: Demo, scheme: str, channel: str
) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    page.goto(page_demo.config.gateway_url)
    open_tab(page, channel)
    send(page, "menu")
    expect(page.locator(".bubble.bot .text").last).to_contain_text("enu")
    low = page.evaluate(LOW_CONTRAST)
    page.close()
    assert low == []


LOW_CONTRAST = """() => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) =>
    [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || !element.checkVisibility() || element.closest(".sr, .skip, option")) continue;
    const below = ground(element);
    const colour = over(parse(getComputedStyle(element).color), below);
    const [high, deep] = [light(colour), light(below)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (deep + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return low;
}"""


@pytest.mark.parametrize("width", [360])
def test_on_a_narrow_page_word_of_a_lost_line_covers_nothing(page: Page, width: int) -> None:
    height = "document.querySelector('.top').offsetHeight"
    before = page.evaluate(height)
    page.evaluate("""() => {
        const live = document.getElementById("live");
        live.dataset.live = "false";
        live.textContent = "Terputus, menyambung lagi…";
    }""")
    assert page.evaluate(height) <= before
    shown, clock = page.locator("#live").bounding_box(), page.locator("#clock").bounding_box()
    assert shown is not None
    assert clock is not None
    assert shown["x"] + shown["width"] <= clock["x"]
    assert not page.locator(".top .title").is_visible()
