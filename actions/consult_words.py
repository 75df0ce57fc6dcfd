"""Doctors online as a member reads them: who, whether they are there, what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel import Locale

from actions.formats import hour, title
from actions.turn import Turn
from insurance.consultations import DoctorNow, Opened
from insurance.telemedicine_ports import Doctor

MOST_LANGUAGES = 3


def doctor_lines(turn: Turn, doctors: Sequence[DoctorNow]) -> str:
    """A numbered line or two for each."""
    return "\n".join(_line(turn, number, one) for number, one in enumerate(doctors, start=1))


def short_name(doctor: Doctor) -> str:
    """Without titles behind the name, for a button."""
    return title(doctor.name.split(",")[0])


def in_languages(turn: Turn, doctor: Doctor) -> str:
    """ "Indonesia, Inggris"."""
    known = Locale("en" if turn.language == "en" else "id").languages
    named = [known.get(code, code) for code in doctor.languages[:MOST_LANGUAGES]]
    return ", ".join(named)


def link_words(turn: Turn, opened: Opened) -> dict[str, str]:
    """What the answer with a link is filled with."""
    doctor = opened.doctor.name if opened.doctor else turn.part("consult_the_doctor")
    return {"doctor": doctor, "url": opened.link.url, "until": hour(opened.link.expires_at)}


def _line(turn: Turn, number: int, one: DoctorNow) -> str:
    doctor = one.doctor
    when = turn.part("consult_online") if one.is_online else _hours(turn, one)
    marks = " · ".join(_marks(turn, doctor))
    return turn.part("consult_doctor", number=number, doctor=doctor.name, when=when, marks=marks)


def _hours(turn: Turn, one: DoctorNow) -> str:
    if one.comes_at is None:
        return turn.part("consult_offline")
    return turn.part("consult_offline_from", time=f"{one.comes_at:%H.%M} WIB")


def _marks(turn: Turn, doctor: Doctor) -> Iterator[str]:
    yield turn.part("consult_guaranteed" if doctor.guaranteed else "consult_at_own_cost")
    if doctor.rating:
        number = f"{doctor.rating:.1f}"
        yield "★ " + (number if turn.language == "en" else number.replace(".", ","))
    yield in_languages(turn, doctor)
