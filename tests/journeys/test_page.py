"""The demo's own page in a real browser: a member proves who they are, asks, sends a photo and a
place, and hears what the insurer decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.bot.sandbox.browsing import ARGUMENTS, attach, open_tab, send
from tests.journeys.assistant import Assistant, start_assistant
from tests.journeys.people import AGUS, BUDI, DEWI, WAYAN, Person

PATIENCE_MS = 30_000
CHANNELS = pytest.mark.parametrize("channel", ["WhatsApp", "Telegram"])
QUESTION = "sisa limit rawat jalan istri saya"
INDONESIAN = ("nomor polis", "nomor peserta", "anggal lahir", "email", "6 digit", "Terima kasih")
ENGLISH = ("policy number", "participant number", "date of birth", "e-mail", "6-digit", "Thank you")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One of the page's own: its clock is turned here, and a member has five codes an hour."""
    running = start_assistant(tmp_path_factory.mktemp("assistant-of-the-page"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, assistant: Assistant) -> Iterator[Page]:
    """The demo's page, as one opens it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="id-ID")
    page = context.new_page()
    page.goto(assistant.url)
    page.wait_for_selector('#live[data-live="true"]', state="attached")
    yield page
    context.close()


def test_member_is_verified_and_asks_on_telegram(page: Page) -> None:
    open_tab(page, "Telegram")
    page.get_by_role("button", name="MULAI").click()
    hears(page, "Otoritas Jasa Keuangan")
    is_verified(page, BUDI)
    asks_for_the_wifes_limit(page)
    asks_for_everything_else(page)


def test_member_is_verified_and_asks_on_whatsapp(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "halo")
    hears(page, "Otoritas Jasa Keuangan")
    is_verified(page, BUDI)
    asks_for_the_wifes_limit(page)
    asks_for_everything_else(page)


@CHANNELS
def test_photos_and_a_place_are_answered(page: Page, channel: str) -> None:
    open_tab(page, channel)
    attach(page, "Kuitansi jelas", "Resep dokter")
    hears(page, "2 foto sudah kami terima")
    expect(page.locator(".bubble.member .picture img")).to_have_count(2)
    page.get_by_role("button", name="Lokasi", exact=True).click()
    page.get_by_role("button", name="Monas").click()
    hears(page, "terdekat dari lokasi Anda")
    expect(page.locator(".bubble.member svg.map")).to_have_count(1)


@CHANNELS
def test_the_ecard_comes_as_a_picture_that_opens_large(page: Page, channel: str) -> None:
    open_tab(page, channel)
    is_verified(page, AGUS)
    page.set_viewport_size({"width": 360, "height": 740})
    send(page, "kirim ecard saya dong")
    hears(page, "eCard Agus")
    card = page.locator(".bubble.bot .picture")
    expect(card.locator("img")).to_have_count(1)
    card.click()
    expect(page.get_by_role("dialog").locator("img")).to_be_visible()


@CHANNELS
def test_insurers_approval_arrives_as_a_push(page: Page, channel: str) -> None:
    open_tab(page, channel)
    is_verified(page, DEWI)
    page.get_by_role("tab", name="Telegram" if channel == "WhatsApp" else "WhatsApp").click()
    approves(page, "KLM-100011")
    tab = page.get_by_role("tab", name=channel)
    expect(tab.locator(".unread")).to_have_text(re.compile(r"\d"), timeout=PATIENCE_MS)
    tab.click()
    hears(page, "KLM-100011. Statusnya sekarang: disetujui")
    expect(page.locator(".bubble.bot .text").last).not_to_contain_text("Rp")
    send(page, "logout")
    hears(page, "sudah keluar")


def test_member_is_asked_for_a_fresh_code_a_day_later(page: Page) -> None:
    open_tab(page, "Telegram")
    is_verified(page, WAYAN)
    try:
        sets_clock(page, "25 jam kemudian")
        send(page, QUESTION)
        hears(page, "kode")
        send(page, "batal")
    finally:
        sets_clock(page, "Sekarang")
    expect(page.locator("#clock-zone")).to_have_text("WIB")


def approves(page: Page, number: str) -> None:
    """The insurer approves the claim; if it did so before, after looking at it once more."""
    card = page.locator("#claims li", has_text=number)
    if card.locator(".status").inner_text() == "Disetujui":
        decides(page, card, "Periksa")
    decides(page, card, "Setujui")
    expect(card.locator(".status")).to_have_text("Disetujui")


def decides(page: Page, card: Locator, step: str) -> None:
    card.get_by_role("button", name=step).click()
    page.get_by_role("dialog").get_by_role("button", name=step).click()
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE_MS)


def sets_clock(page: Page, preset: str) -> None:
    page.locator("#clock").click()
    page.get_by_role("dialog").get_by_role("button", name=preset).click()
    page.keyboard.press("Escape")


def is_verified(page: Page, person: Person) -> None:
    """From the wish to the welcome, in Indonesian."""
    send(page, "saya mau verifikasi")
    hears(page, "jenis yang mana")
    chooses(page, "Kumpulan (kantor)")
    hears(page, "etuju")
    chooses(page, "Setuju")
    gives_data_and_code(page, person, INDONESIAN)


def hears(page: Page, text: str) -> None:
    """The newest bubble of the assistant comes to contain ``text``."""
    expect(page.locator(".bubble.bot .text").last).to_contain_text(text, timeout=PATIENCE_MS)


def chooses(page: Page, title: str) -> None:
    """Choose ``title`` under the newest message that has it: its button, or from its list."""
    button = page.get_by_role("button", name=title, exact=True)
    opener = page.locator(".keyboard [aria-haspopup=dialog]")
    newest = page.locator(".bubble.bot").last
    expect(newest.locator(button.or_(opener)).first).to_be_visible(timeout=PATIENCE_MS)
    if newest.locator(opener).count() == 0:
        newest.locator(button).click()
        return
    newest.locator(opener).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("radio", name=title).check()
    sheet.get_by_role("button", name="Kirim").click()


def gives_data_and_code(page: Page, person: Person, asked: tuple[str, ...]) -> None:
    """From the question for the policy number to the welcome, the code out of the mailbox."""
    given = (person.policy_number, person.participant_number, person.born)
    *questions, for_email, for_code, welcome = asked
    for question, answer in zip(questions, given, strict=True):
        hears(page, question)
        send(page, answer)
    hears(page, for_email)
    mails = page.locator("#mails li")
    known = mails.count()
    send(page, person.email)
    hears(page, for_code)
    expect(mails).to_have_count(known + 1, timeout=PATIENCE_MS)
    mails.first.get_by_role("button").click()
    page.get_by_role("button", name="Pakai kode").click()
    expect(page.locator("#compose")).to_be_focused()
    page.press("#compose", "Enter")
    hears(page, f"{welcome}, {person.first_name}!")
    page.locator("#mail-back").click()


def asks_for_the_wifes_limit(page: Page) -> None:
    """The answer is about her, in rupiah, and about nobody else."""
    send(page, QUESTION)
    hears(page, "Siti")
    told = page.locator(".bubble.bot .text").last
    expect(told).to_contain_text("Rp")
    expect(told).not_to_contain_text("Dimas")


def asks_for_everything_else(page: Page) -> None:
    """Data, claims, an emergency and the way out, in Indonesian."""
    for said, told in (
        ("data kepesertaan saya", "GN-100200"),
        ("gimana status klaim gue", "KLM-10"),
        ("klaim KLM-100001", "Riwayat"),
        ("tolong istri saya pingsan", "119"),
        ("logout", "sudah keluar"),
    ):
        send(page, said)
        hears(page, told)


@CHANNELS
def test_english_member_goes_the_whole_way(page: Page, channel: str) -> None:
    open_tab(page, channel)
    if channel == "Telegram":
        page.get_by_role("button", name="MULAI").click()
        hears(page, "Otoritas Jasa Keuangan")
    send(page, "hello, can you help me to verify my account please?")
    hears(page, "What kind of policy")
    chooses(page, "Group (employer)")
    hears(page, "Do you agree")
    chooses(page, "I agree")
    gives_data_and_code(page, WAYAN, ENGLISH)
    for said, told in (
        ("show my policy data", "GN-300400"),
        ("how much of my outpatient limit is left?", "Outpatient"),
        ("what is the status of my claim?", "KLM-300002"),
        ("help, my father collapsed and cannot breathe", "119"),
        ("log out", "signed out"),
    ):
        send(page, said)
        hears(page, told)
