"""A claim filed on the demo's own page, on a small phone and on a desk, with the sample photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.sandbox.phone import Heard
from tests.bot.sandbox.browsing import ARGUMENTS, attach, open_tab, send, turn_to
from tests.journeys.assistant import Assistant
from tests.journeys.filing import (
    CLAIM_NUMBER,
    MOST_QUESTIONS,
    RESEND,
    SUBMIT,
    Visit,
    question_of,
    title_of,
)
from tests.journeys.people import WAYAN
from tests.journeys.test_page import PATIENCE_MS, chooses, hears

VISIT = Visit(participant="Wayan", account="BCA 1234567890 a.n. I Wayan Sudarma")
SETTLED_MS = 1_500
NARROW = 360
SIZES = pytest.mark.parametrize(("width", "channel"), [(NARROW, "WhatsApp"), (1280, "Telegram")])


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@SIZES
def test_claim_is_filed_with_the_samples_at_hand(
    browser: Browser,
    assistant_for_claims: Assistant,
    tmp_path: Path,
    width: int,
    channel: str,
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 760}, locale="id-ID")
    page = context.new_page()
    page.goto(assistant_for_claims.url)
    page.wait_for_selector('#live[data-live="true"]', state="attached")
    open_tab(page, channel)
    if channel == "Telegram":
        page.get_by_role("button", name="MULAI").click()
        hears(page, "Otoritas Jasa Keuangan")
    _is_verified(page, is_narrow=width == NARROW)

    send(page, "saya mau ajukan klaim")
    _answers_until(page, "documents")
    attach(page, "Kuitansi buram", "Rincian biaya", "Resep dokter")
    hears(page, "buram")
    page.screenshot(path=tmp_path / f"buram-{width}.png")
    _chooses(page, RESEND)
    page.wait_for_timeout(SETTLED_MS)
    attach(page, "Kuitansi jelas")
    page.wait_for_timeout(SETTLED_MS)
    attach(page, "Resume medis (PDF)", caption="diagnosis dokter", kind="Dokumen")
    _answers_until(page, "declaration")
    page.screenshot(path=tmp_path / f"ringkasan-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    _chooses(page, SUBMIT)
    hears(page, "KLM-")
    page.screenshot(path=tmp_path / f"terkirim-{width}.png")
    number = CLAIM_NUMBER.findall(page.locator(".bubble.bot .text").last.inner_text())[0]
    _sees_the_mail_with_its_pdf(page, number, is_narrow=width == NARROW)
    page.screenshot(path=tmp_path / f"surat-{width}.png")
    context.close()


def _is_verified(page: Page, *, is_narrow: bool) -> None:
    send(page, "saya mau verifikasi")
    hears(page, "jenis yang mana")
    chooses(page, "Kumpulan (kantor)")
    hears(page, "etuju")
    chooses(page, "Setuju")
    for question, said in (
        ("nomor polis", WAYAN.policy_number),
        ("nomor peserta", WAYAN.participant_number),
        ("anggal lahir", WAYAN.born),
        ("email", WAYAN.email),
    ):
        hears(page, question)
        send(page, said)
    hears(page, "6 digit")
    if is_narrow:
        turn_to(page, "Surat")
    page.locator("#mails li").first.get_by_role("button").click()
    page.get_by_role("button", name="Pakai kode").click()
    page.press("#compose", "Enter")
    hears(page, f"Terima kasih, {WAYAN.first_name}!")


def _answers_until(page: Page, until: str) -> None:
    """Answer whatever is asked, up to the question ``until``."""
    answered = ""
    for _ in range(MOST_QUESTIONS):
        asked = _asked(page, other_than=answered)
        if asked == until:
            return
        if title := title_of(asked, VISIT):
            _chooses(page, title)
        else:
            send(page, getattr(VISIT, asked))
        answered = page.locator(".bubble.bot").last.get_attribute("data-id") or ""
    raise AssertionError(f"{until} was never asked")


def _chooses(page: Page, title: str) -> None:
    """Tap what has ``title`` in its own, under the newest message or in its list."""
    newest = page.locator(".bubble.bot").last
    opener = newest.locator(".keyboard [aria-haspopup=dialog]")
    if opener.count() == 0:
        newest.locator(".keyboard button", has_text=title).first.click()
        return
    opener.click()
    sheet = page.get_by_role("dialog")
    sheet.locator(".choice", has_text=title).first.click()
    sheet.get_by_role("button", name="Kirim").click()


def _asked(page: Page, other_than: str) -> str:
    newest = page.locator(f'.bubble.bot:not([data-id="{other_than}"])').last
    for _ in range(PATIENCE_MS // 250):
        page.wait_for_timeout(250)
        newest = page.locator(".bubble.bot").last
        if newest.get_attribute("data-id") == other_than:
            continue
        if asked := question_of(_as_heard(page)):
            return asked
    raise AssertionError(f"nothing is asked: {newest.inner_text()}")


def _as_heard(page: Page) -> Heard:
    """The newest bubble with everything that it offers."""
    newest = page.locator(".bubble.bot").last
    text = newest.locator(".text").inner_text()
    opener = newest.locator(".keyboard [aria-haspopup=dialog]")
    if opener.count():
        opener.click()
        titles = page.get_by_role("dialog").locator(".choice b").all_inner_texts()
        page.keyboard.press("Escape")
    else:
        titles = newest.locator(".keyboard button").all_inner_texts()
    return Heard("", text, tuple((title, title) for title in titles))


def _sees_the_mail_with_its_pdf(page: Page, number: str, *, is_narrow: bool) -> None:
    if is_narrow:
        turn_to(page, "Surat")
    page.locator("#mail-back").click()
    mail = page.locator("#mails li").filter(has_text=number)
    expect(mail).to_have_count(1, timeout=PATIENCE_MS)
    mail.get_by_role("button").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Simpan").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
