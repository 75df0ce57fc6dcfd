"""The demo's own page in a real browser: a member proves who they are, and asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.bot.sandbox.test_page import ARGUMENTS, open_tab, send
from tests.journeys.assistant import Assistant
from tests.journeys.people import BUDI, WAYAN, Person

PATIENCE_MS = 30_000
QUESTION = "sisa limit rawat jalan istri saya"
INDONESIAN = ("nomor polis", "nomor peserta", "anggal lahir", "email", "6 digit", "Terima kasih")
ENGLISH = ("policy number", "participant number", "date of birth", "e-mail", "6-digit", "Thank you")


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
    send(page, "saya mau verifikasi")
    taps(page, "Kumpulan (kantor)")
    taps(page, "Setuju")
    gives_data_and_code(page, BUDI, INDONESIAN)
    asks_for_the_wifes_limit(page)
    asks_for_everything_else(page)


def test_member_is_verified_and_asks_on_whatsapp(page: Page) -> None:
    open_tab(page, "WhatsApp")
    send(page, "halo")
    hears(page, "Otoritas Jasa Keuangan")
    send(page, "saya mau verifikasi")
    hears(page, "1. Kumpulan")
    send(page, "1")
    hears(page, "Setuju")
    send(page, "1")
    gives_data_and_code(page, BUDI, INDONESIAN)
    asks_for_the_wifes_limit(page)
    asks_for_everything_else(page)


def hears(page: Page, text: str) -> None:
    """The newest bubble of the assistant comes to contain ``text``."""
    expect(page.locator(".bubble.bot .text").last).to_contain_text(text, timeout=PATIENCE_MS)


def taps(page: Page, title: str) -> None:
    """Tap the newest button of that title, as soon as it is there."""
    button = page.get_by_role("log").get_by_role("button", name=title, exact=True).last
    button.click(timeout=PATIENCE_MS)


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


@pytest.mark.parametrize("channel", ["Telegram", "WhatsApp"])
def test_english_member_goes_the_whole_way(page: Page, channel: str) -> None:
    open_tab(page, channel)
    if channel == "Telegram":
        page.get_by_role("button", name="MULAI").click()
        hears(page, "Otoritas Jasa Keuangan")
    send(page, "hello, can you help me to verify my account please?")
    hears(page, "What kind of policy")
    answers(page, channel, "Group (employer)")
    hears(page, "Do you agree")
    answers(page, channel, "I agree")
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


def answers(page: Page, channel: str, title: str) -> None:
    """Choose ``title``: the button, or on WhatsApp its words."""
    if channel == "Telegram":
        taps(page, title)
    else:
        send(page, title)
