"""The partner's pages in a browser, on a phone and on a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.sandbox.clinic_book import Consultation
from tests.bot.sandbox.running_demo import Demo

ROOM = re.compile(r"/sandbox/consultation/room/")


@pytest.fixture
def width() -> int:
    return 360


def opened(demo: Demo, language: str = "id") -> tuple[Consultation, str]:
    """A consultation, and the address that joins it at the gateway."""
    book = demo.sandbox.clinic.book
    consultation = Consultation(
        id=f"tm-{len(book.consultations)}",
        room=f"a-room-{len(book.consultations)}",
        reference="key",
        doctor=next(iter(book.doctors.values())),
        patient={"name": "Dimas Pratama", "date_of_birth": "2012-03-09", "gender": "M"},
        language=language,
        opened_at=demo.sandbox.world.clock.now(),
    )
    consultation.say("patient", "<b>Demam</b> sejak kemarin", consultation.opened_at)
    book.open(consultation)
    link = consultation.new_link(consultation.opened_at)
    path = f"/sandbox/consultation/join/{link.token}?lang={language}"
    return consultation, demo.config.gateway_url + path


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [360, 1280])
def test_one_plays_patient_and_doctor_from_the_link_to_the_medicine(page: Page, page_demo: Demo):
    consultation, url = opened(page_demo)
    page.goto(url)
    page.get_by_role("button", name="Masuk ke konsultasi").click()
    expect(page).to_have_url(ROOM)
    expect(page.get_by_text("<b>Demam</b> sejak kemarin")).to_be_visible()
    page.get_by_role("button", name="Dokter (demo)").click()
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.get_by_placeholder("Jawab sebagai dokter").fill("Minum yang banyak, ya")
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.get_by_role("button", name="Tulis resep").click()
    page.get_by_role("button", name="Terbitkan resep").click()
    expect(page.get_by_text("3 × sehari 1 tablet sesudah makan")).to_be_visible()
    page.get_by_role("button", name="Kirim obat").click()
    page.get_by_role("button", name="Obat diterima").click()
    page.get_by_role("button", name="Akhiri").click()
    expect(page.get_by_role("status")).to_have_text("Selesai")
    assert fits(page)
    assert (consultation.status, consultation.sequence) == ("ended", 5)


def test_a_link_that_was_used_says_what_to_do(page: Page, page_demo: Demo, troubles: list[str]):
    consultation, url = opened(page_demo, "en")
    consultation.links[0].is_used = True
    page.goto(url)
    page.get_by_role("button", name="Join the consultation").click()
    expect(page.get_by_role("alert").first).to_contain_text("ask for a new one")
    assert [trouble for trouble in troubles if "410" not in trouble] == []
    troubles.clear()


def test_the_page_of_an_english_speaker_is_english(page: Page, page_demo: Demo):
    _, url = opened(page_demo, "en")
    page.goto(url)
    page.get_by_role("button", name="Join the consultation").click()
    expect(page.get_by_role("button", name="Doctor (demo)")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_lists_consultations_and_lets_a_doctor_go_home(page: Page, page_demo: Demo):
    consultation, _ = opened(page_demo)
    book = page_demo.sandbox.clinic.book
    page.goto(f"{page_demo.config.gateway_url}/sandbox/consultation")
    expect(page.get_by_text("Dimas Pratama").first).to_be_visible()
    page.get_by_label(consultation.doctor.name, exact=True).uncheck()
    page.wait_for_timeout(300)
    assert fits(page)
    assert not book.is_online(consultation.doctor, consultation.opened_at)
    book.put_online(consultation.doctor.code, is_online=True)


def test_the_demo_page_leads_to_the_desk(page: Page, page_demo: Demo):
    page.locator("nav.views").get_by_text("Penanggung").or_(
        page.locator('nav.views [data-view="insurer"]')
    ).first.click()
    with page.expect_popup() as desk:
        page.get_by_role("link", name="Meja dokter online").click()
    expect(desk.value.get_by_role("heading", name="Dokter online")).to_be_visible()


def test_the_pages_obey_the_same_policy_as_the_phone(page: Page, page_demo: Demo):
    answer = page.request.get(f"{page_demo.config.gateway_url}/sandbox/consultation")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


def test_the_pages_can_be_read_in_the_dark(browser: Browser, page_demo: Demo):
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    page = context.new_page()
    page.goto(opened(page_demo)[1])
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert colour == "rgb(21, 19, 18)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(browser: Browser, page_demo: Demo, scheme: str):
    # bypass_csp: axe is put into the page as an inline script, which the page's policy stops.
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="id-ID",
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(opened(page_demo)[1])
    found = wrong(page, "join")
    page.get_by_role("button", name="Masuk ke konsultasi").click()
    page.get_by_role("button", name="Dokter (demo)").click()
    found += wrong(page, "room")
    page.get_by_role("button", name="Tulis resep").click()
    found += wrong(page, "prescription")
    page.get_by_role("button", name="Terbitkan resep").click()
    page.get_by_role("button", name="Kirim obat").click()
    expect(page.get_by_text("Obat dalam perjalanan")).to_be_visible()
    found += wrong(page, "medicine")
    page.goto(f"{page_demo.config.gateway_url}/sandbox/consultation")
    expect(page.get_by_text("Dimas Pratama").first).to_be_visible()
    found += wrong(page, "desk")
    context.close()
    assert found == []


def wrong(page: Page, where: str) -> list[str]:
    """What axe finds: where, rule and element."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{where}: {each['id']} {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
