"""An event as a calendar file: for whoever asks, and nothing for what does not exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.pages.calendar import CalendarDoor
from insurance.fakes import FakeClock
from storage.database import Database
from storage.tables import EventRow

STARTS = datetime(2026, 7, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def door(sqlite_database: Database, clock: FakeClock) -> TestClient:
    with sqlite_database.transaction() as session:
        session.add(
            EventRow(
                code="GT.1/a",
                title_id="Jantung; Sehat, ya",
                title_en="A Healthy Heart",
                starts_at=STARTS,
                ends_at=STARTS + timedelta(minutes=90),
                speaker="dr. Ratna (contoh)",
                url="https://gentalks.contoh.example/1",
            )
        )
    return TestClient(Starlette(routes=CalendarDoor(sqlite_database, clock).routes()))


def test_the_file_has_the_event_in_the_language_asked_for(door: TestClient) -> None:
    answer = door.get("/events/GT.1%2Fa.id.ics")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert 'filename="GT-1-a.ics"' in answer.headers["content-disposition"]
    [entry] = Calendar.from_ical(answer.text).walk("VEVENT")
    assert str(entry["summary"]) == "Jantung; Sehat, ya"
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (STARTS, STARTS + timedelta(minutes=90))
    assert [alarm["trigger"].dt for alarm in entry.walk("VALARM")] == [
        timedelta(days=-1),
        timedelta(hours=-1),
    ]


def test_it_is_answered_to_head_and_is_the_same_entry_in_both_languages(door: TestClient) -> None:
    assert door.head("/events/GT.1%2Fa.en.ics").status_code == 200
    found = [door.get(f"/events/GT.1%2Fa.{language}.ics").text for language in ("id", "en")]
    uids = [str(Calendar.from_ical(text).walk("VEVENT")[0]["uid"]) for text in found]
    assert uids == ["GT.1/a@gen-iclick"] * 2


@pytest.mark.parametrize("path", ["nothing.id.ics", "GT.1%2Fa.de.ics", "%00.id.ics", "GT.1.ics"])
def test_what_does_not_exist_is_not_found(door: TestClient, path: str) -> None:
    assert door.get(f"/events/{path}").status_code == 404
