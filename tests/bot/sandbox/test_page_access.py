"""The page for everyone: axe finds nothing to mend, in any sheet, colour scheme or width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bot.sandbox.browsing import open_tab, send
from tests.bot.sandbox.running_demo import Demo

CONVERSATION = ("menu", "tombol", "daftar", "kode")
SHEETS: dict[str, Callable[[Page], None]] = {
    "none": lambda page: None,
    "attachments": lambda page: page.locator("#attach").click(),
    "places": lambda page: page.locator("#locate").click(),
    "clock": lambda page: page.locator("#clock").click(),
    "list": lambda page: page.get_by_role("button", name="Lihat pilihan").click(),
    "phone": lambda page: page.locator("#new-chat").click(),
    "message": lambda page: page.locator(".more").last.press("Enter"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_to_mend(
    browser: Browser, page_demo: Demo, scheme: str, width: int
) -> None:
    # bypass_csp: axe is put into the page as an inline script, which the page's policy stops.
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        locale="id-ID",
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(page_demo.config.gateway_url)
    open_tab(page, "WhatsApp")
    for text in CONVERSATION:
        send(page, text)
    expect(page.locator(".bubble.bot")).to_have_count(len(CONVERSATION))
    found = {name: trouble for name, open_ in SHEETS.items() if (trouble := _look(page, open_))}
    context.close()
    assert found == {}


def _look(page: Page, open_sheet: Callable[[Page], None]) -> list[str]:
    """What axe finds with that sheet open: rule and element."""
    open_sheet(page)
    found: dict[str, Any] = Axe().run(page).response
    page.keyboard.press("Escape")
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_focus_stays_in_an_open_sheet_and_goes_back(page: Page) -> None:
    open_tab(page, "WhatsApp")
    page.locator("#locate").focus()
    page.keyboard.press("Enter")
    for _ in range(15):
        page.keyboard.press("Tab")
        outside = page.evaluate(
            "document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        )
        assert outside is False
    page.keyboard.press("Escape")
    expect(page.locator("#locate")).to_be_focused()
