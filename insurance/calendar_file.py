"""An event as a calendar file (RFC 5545), which telephones and mail programs take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

from insurance.events import DAY_AHEAD, HOUR_AHEAD, Talk

CONTENT_TYPE = "text/calendar"
_MAKER = "-//Generali Indonesia//Gen iClick//ID"


def calendar_file(talk: Talk, language: str, made_at: datetime) -> bytes:
    """The event in ``id`` or ``en``, in UTC, with alarms a day and an hour ahead.

    The same event always has the same UID, so that saving it again changes the entry that is
    there.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _MAKER)
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(talk, language, made_at))
    content: bytes = calendar.to_ical()
    return content


def file_name(talk: Talk) -> str:
    """What the file is called: letters, digits and hyphens of the code."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in talk.code)
    return f"{plain}.ics"


def _entry(talk: Talk, language: str, made_at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{talk.code}@gen-iclick")
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("dtstart", talk.starts_at.astimezone(UTC))
    entry.add("dtend", talk.ends_at.astimezone(UTC))
    entry.add("summary", talk.title(language))
    entry.add("description", f"{talk.speaker}\n{talk.url}".strip())
    if talk.url:
        entry.add("url", talk.url)
    for ahead in (DAY_AHEAD, HOUR_AHEAD):
        entry.add_component(_alarm(talk, language, ahead))
    return entry


def _alarm(talk: Talk, language: str, ahead: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", talk.title(language))
    alarm.add("trigger", -ahead)
    return alarm
