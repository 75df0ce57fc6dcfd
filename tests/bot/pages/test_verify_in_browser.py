"""The page behind a QR code on a small phone, in light and dark."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.bot.pages.conftest import Desk

SMALL = {"width": 360, "height": 740}


def look(browser: Browser, url: str, scheme: str = "light", **more: object) -> Page:
    context = browser.new_context(color_scheme=scheme, viewport=SMALL, **more)  # type: ignore[arg-type]
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda line: page.complaints.append(line.text))  # type: ignore[attr-defined]
    page.goto(url)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["valid", "suspended", "expired", "unknown"])
def test_axe_finds_nothing_to_mend_in_any_state(
    browser: Browser, address: str, desk: Desk, scheme: str, state: str
) -> None:
    path = desk.scanned()
    if state == "suspended":
        desk.cards.book.suspend("P-1")
    if state == "expired":
        desk.cards.policy(end_date=date(2026, 6, 30))
    if state == "unknown":
        path = "/verify/forged"
    # bypass_csp: axe is put into the page as an inline script, which the page's policy stops.
    page = look(browser, address + path, scheme, bypass_csp=True)
    found = [rule["id"] for rule in Axe().run(page).response["violations"]]
    page.context.close()

    assert found == []


def test_it_fits_a_small_phone_and_its_style_is_allowed(
    browser: Browser, address: str, desk: Desk
) -> None:
    page = look(browser, address + desk.scanned())

    assert page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
    assert page.locator("h1").inner_text().startswith("Kartu berlaku")
    verdict_ink = page.locator("h1").evaluate("node => getComputedStyle(node).color")
    bottom = page.locator("dl").evaluate("node => node.getBoundingClientRect().bottom")
    complaints = page.complaints  # type: ignore[attr-defined]
    page.context.close()
    assert verdict_ink == "rgb(27, 110, 74)"
    assert bottom <= SMALL["height"], "what counts is seen without scrolling"
    assert complaints == []
