"""What the tests of the page do with a browser."""

from __future__ import annotations

from playwright.sync_api import Page

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def open_tab(page: Page, name: str, member: str = "") -> None:
    page.get_by_role("tab", name=name).click()
    page.get_by_role("button", name="Ponsel baru").click()
    page.get_by_role("textbox", name="Nama").fill(member)
    page.get_by_role("button", name="Buka ponsel").click()
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_selector("#log .empty")


def turn_to(page: Page, view: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=view).click()


def send(page: Page, text: str) -> None:
    page.fill("#compose", text)
    page.press("#compose", "Enter")


def attach(page: Page, *samples: str, caption: str = "", kind: str = "Foto") -> None:
    """Send these samples at once."""
    page.get_by_role("button", name="Lampiran", exact=True).click()
    for sample in samples:
        page.get_by_role("dialog").get_by_role("button", name=sample).click()
    page.get_by_role("textbox", name="Keterangan").fill(caption)
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("button", name="Kirim lampiran").click()
