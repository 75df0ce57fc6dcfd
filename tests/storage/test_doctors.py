"""Telemedicine doctors: a file is loaded as a whole, and read as the insurance speaks of them."""

from __future__ import annotations

from datetime import time

import pytest

from insurance.errors import ImportRefused
from insurance.telemedicine_ports import Doctor, Specialty
from storage.doctors import SqlDoctors
from storage.samples import load_samples

HEADER = "code,name,specialty,languages,guaranteed,rating,online_from,online_to,consultation_url\n"
GOOD = 'D-1,"dr. Contoh, Sp.A",pediatrics,id;en,true,4.9,18:00,06:00,https://dokter.example/d-1\n'


def changed(column: str, cell: str) -> str:
    """The good row, with another cell."""
    cells = GOOD.rstrip("\n").replace('"dr. Contoh, Sp.A"', "dr. Contoh").split(",")
    cells[HEADER.rstrip("\n").split(",").index(column)] = cell
    return HEADER + ",".join(cells) + "\n"


def test_a_doctor_is_read_as_the_file_has_them(office):
    office.load("doctors", HEADER + GOOD)
    assert SqlDoctors(office.database).doctor("D-1") == Doctor(
        code="D-1",
        name="dr. Contoh, Sp.A",
        specialty=Specialty.PEDIATRICS,
        languages=("id", "en"),
        guaranteed=True,
        rating=4.9,
        online_from=time(18),
        online_to=time(6),
        consultation_url="https://dokter.example/d-1",
    )


def test_the_same_file_again_changes_nothing(office):
    first, again = (office.load("doctors", HEADER + GOOD) for _ in range(2))
    assert (first.added, again.unchanged) == (1, 1)


def test_doctors_are_listed_by_name_and_by_specialty(office):
    rows = (
        "D-2,dr. Bima,general,id,false,,00:00,24:00,\nD-3,dr. Ayu,general,id,true,5,08:00,20:00,\n"
    )
    office.load("doctors", HEADER + GOOD + rows)
    doctors = SqlDoctors(office.database)
    assert [doctor.code for doctor in doctors.doctors()] == ["D-3", "D-2", "D-1"]
    assert [doctor.code for doctor in doctors.doctors(Specialty.GENERAL)] == ["D-3", "D-2"]
    assert doctors.doctors(Specialty.ENT) == []
    assert doctors.doctor("D-4") is None


def test_a_doctor_whom_nobody_has_rated_and_who_is_always_there(office):
    office.load("doctors", HEADER + "D-2,dr. Bima,general,ID,false,,00:00,24:00,\n")
    doctor = SqlDoctors(office.database).doctor("D-2")
    assert doctor is not None
    assert (doctor.rating, doctor.languages) == (0.0, ("id",))
    assert doctor.online_from == doctor.online_to


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", "D 1"),
        ("name", ""),
        ("specialty", "dokter anak"),
        ("specialty", ""),
        ("languages", ""),
        ("languages", "Indonesia"),
        ("guaranteed", "yes"),
        ("rating", "5.1"),
        ("rating", "0.5"),
        ("rating", "4;7"),
        ("online_from", "8:00"),
        ("online_from", "25:00"),
        ("online_to", "24:30"),
        ("consultation_url", "http://dokter.example"),
        ("consultation_url", "javascript:alert(1)"),
        ("consultation_url", "https://dokter.example/" + "a" * 500),
    ],
)
def test_a_cell_that_cannot_be_meant_names_its_line_and_column(office, column: str, cell: str):
    with pytest.raises(ImportRefused, match=rf"line 2.*{column}"):
        office.load("doctors", changed(column, cell))
    assert SqlDoctors(office.database).doctors() == []


def test_the_samples_have_a_guaranteed_doctor_round_the_clock_for_every_specialty(
    sqlite_office, clock, keyring
):
    load_samples(sqlite_office.database, keyring, clock)
    doctors = SqlDoctors(sqlite_office.database).doctors()
    always = {
        doctor.specialty
        for doctor in doctors
        if doctor.guaranteed and doctor.online_from == doctor.online_to
    }
    assert (always, len(doctors) >= 20) == (set(Specialty), True)
    assert {"Contoh" in doctor.name and doctor.code[:6] == "CONTOH" for doctor in doctors} == {True}
