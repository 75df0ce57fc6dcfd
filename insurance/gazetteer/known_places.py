"""The places as they stand in the files beside this one, and the names that each goes by."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from insurance.gazetteer.places import Place, PlaceKind
from insurance.gazetteer.spelling import ALSO_WORDS, words_of
from insurance.points import Point

_RADIUS_KM = {
    PlaceKind.CITY: 12.0,
    PlaceKind.REGENCY: 35.0,
    PlaceKind.DISTRICT: 5.0,
    PlaceKind.LANDMARK: 3.0,
    PlaceKind.PROVINCE: 120.0,
}
_KIND_WORDS = {
    PlaceKind.CITY: ("kota", "kodya", "kotamadya", "city of"),
    PlaceKind.REGENCY: ("kabupaten", "kab", "kabupatan", "regency of"),
    PlaceKind.PROVINCE: ("provinsi", "propinsi", "prov"),
}
_KIND_ENDINGS = {
    PlaceKind.CITY: ("kota", "city"),
    PlaceKind.REGENCY: ("kabupaten", "kab", "regency"),
    PlaceKind.PROVINCE: ("province",),
}
_ISLANDS = "kepulauan "


@dataclass(frozen=True)
class KnownPlaces:
    """All places, and by each name, in plain words, who goes by it."""

    places: Mapping[str, Place]
    """By code."""
    by_name: Mapping[str, Sequence[Place]]


@cache
def known_places() -> KnownPlaces:
    """The places of the package, read once."""
    regencies = list(_regencies())
    by_full_name = {place.name: place for place, _ in regencies}
    landmarks = list(_landmarks(by_full_name))
    provinces = list(_provinces(by_full_name))
    names: dict[str, dict[str, Place]] = defaultdict(dict)
    for place, also in [*regencies, *landmarks]:
        for name in {*_own_names(place), *also}:
            names[name][place.code] = place
    # A seat or a province that shares its name with a kota, say, is what nobody means by it.
    for others in (_seats(by_full_name), provinces):
        taken = set(names)
        for place, also in others:
            for name in {*_own_names(place), *also} - taken:
                names[name][place.code] = place
    every = {place.code: place for found in names.values() for place in found.values()}
    return KnownPlaces(every, {name: tuple(found.values()) for name, found in names.items()})


def plain(name: str) -> str:
    """A name as it is looked up; what stands in brackets only tells it from another."""
    return " ".join(words_of(name.partition(" (")[0]))


def _own_names(place: Place) -> Iterator[str]:
    """The names that follow from a place's kind: "bekasi", "kab bekasi", "bekasi regency"."""
    whole = plain(place.name)
    first, _, rest = whole.partition(" ")
    bare = rest if first in ("kota", "kabupaten") and place.kind in _KIND_WORDS else whole
    yield from (whole, bare)
    if bare.startswith(_ISLANDS):
        yield from (bare.replace(_ISLANDS, "kep "), bare.removeprefix(_ISLANDS))
    yield from (f"{word} {bare}" for word in _KIND_WORDS.get(place.kind, ()))
    yield from (f"{bare} {word}" for word in _KIND_ENDINGS.get(place.kind, ()))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("insurance.gazetteer").joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _also(row: Mapping[str, str]) -> Sequence[str]:
    return [plain(name) for name in row["also"].split(";") if name]


def _point(latitude: str, longitude: str) -> Point:
    return Point(float(latitude), float(longitude))


def _regencies() -> Iterator[tuple[Place, Sequence[str]]]:
    for row in _rows("regencies.csv"):
        kind, point = PlaceKind(row["kind"]), _point(row["latitude"], row["longitude"])
        far = row["middle_latitude"]
        middle = _point(far, row["middle_longitude"]) if far else point
        name, radius = row["name"], _RADIUS_KM[kind]
        yield (
            Place(row["code"], name, kind, row["province"], name, point, middle, radius),
            _also(row),
        )


def _seats(regencies: Mapping[str, Place]) -> Iterator[tuple[Place, Sequence[str]]]:
    """The towns from which kabupaten are governed, which are better known than some of these."""
    rows = list(_rows("regencies.csv"))
    times = Counter(row["seat"] for row in rows)
    kind = PlaceKind.DISTRICT
    for row in rows:
        seat, regency = row["seat"], regencies[row["name"]]
        if plain(seat) in _own_names(regency):
            continue
        name = seat if times[seat] == 1 else f"{seat} ({regency.province})"
        code = f"{regency.code}-seat"
        point, radius = regency.point, _RADIUS_KM[kind]
        yield Place(code, name, kind, regency.province, regency.name, point, point, radius), ()


def _landmarks(regencies: Mapping[str, Place]) -> Iterator[tuple[Place, Sequence[str]]]:
    for row in _rows("landmarks.csv"):
        kind, point = PlaceKind(row["kind"]), _point(row["latitude"], row["longitude"])
        city = regencies[row["city"]]
        code, name, radius = row["code"], row["name"], _RADIUS_KM[kind]
        yield Place(code, name, kind, city.province, city.name, point, point, radius), _also(row)


def _provinces(regencies: Mapping[str, Place]) -> Iterator[tuple[Place, Sequence[str]]]:
    kind = PlaceKind.PROVINCE
    for row in _rows("provinces.csv"):
        point, name, radius = regencies[row["capital"]].point, row["name"], _RADIUS_KM[kind]
        yield Place(row["code"], name, kind, name, "", point, point, radius), _also(row)


def written_names() -> Sequence[str]:
    """The names in order, with "?" before those that are also words, as Rasa's side keeps them.

    Names with "kota" or "kabupaten" beside them are left out: that side adds these by itself.
    """
    names = known_places().by_name
    beside = [
        word for words in (_KIND_WORDS, _KIND_ENDINGS) for each in words.values() for word in each
    ]
    kept = [name for name in sorted(names) if _without(name, beside) not in names]
    return [f"? {name}" if name in ALSO_WORDS else name for name in kept]


def _without(name: str, beside: Sequence[str]) -> str:
    """A name without the word for its kind; empty where it has none."""
    for word in beside:
        if name.startswith(f"{word} ") or name.endswith(f" {word}"):
            return name.removeprefix(word).removesuffix(word).strip()
    return ""
