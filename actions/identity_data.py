"""What a message says about who somebody is: policy, participant, date of birth, e-mail.

Several at once and corrections included ("salah, tanggal lahirnya 12 Mei"). Nothing is checked
here but the form; whether the data belong to a member is told by ``insurance.identity``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from actions.dates import DateRead, Unclear, has_written_date, read_date, without_date
from actions.emails import EmailRead, read_email, without_email
from actions.questions import asks_about_it

POLICY = "policy_number"
PARTICIPANT = "participant_number"
BIRTH = "date_of_birth"
EMAIL = "email"
NUMBERS = (POLICY, PARTICIPANT)
DATA = (*NUMBERS, BIRTH, EMAIL)

NAMES = {
    POLICY: r"(?:polis\w*|polic\w+)",
    PARTICIPANT: r"(?:peserta\w*|partisipan|participant\w*|anggota\w*|member(?:ship)?|kepesertaan)",
    BIRTH: r"(?:lahir\w*|ultah|ttl|dob|birth\w*|born|tgl|tanggal\w*)",
    EMAIL: r"(?:e-?mail\w*|surel|imel)",
}
CORRECTING = re.compile(
    r"\b(?:salah\w*|keliru|ralat|koreksi\w*|ganti\w*|ubah\w*|diubah|betulin|perbaiki\w*|bukan|"
    r"maksud\w*|typo|eh|seharusnya|harusnya|wrong|correct\w*|chang\w*|fix\w*|mistake\w*|actually|meant|"
    r"should be|mistyped|oops|ups)\b"
)
FILLER = re.compile(
    r"\b(?:nomor|nomer|number|no|nmr|num|saya|aku|gue|my|is|the|adalah|itu|ini|yaitu|kalau|kalo|ya|dan|and|"
    r"polis\w*|policy|peserta\w*|participant|kartu|card|it|its|untuk|for|nya|kak|min|dong|salah|eh|"
    r"bukan|ganti|ubah|ralat|jadi|wrong|to|change|maaf|sorry|should|be|harusnya|seharusnya|member)\b"
)
NUMBER_LIKE = r"(?=[a-z0-9./-]*\d)[a-z0-9](?:[a-z0-9./-]*[a-z0-9])?"
LABELLED = {
    name: re.compile(
        rf"\b{NAMES[name]}\w*\b[\s.:#=-]*"
        rf"(?:(?:nomor|nomer|number|no|saya|aku|my|is|adalah|itu|yaitu|jadi|to|should|be|nya|yang|ya|ini|benar|seharusnya|harusnya)\b[\s.:#=-]*)*"
        rf"({NUMBER_LIKE})\b"
    )
    for name in NUMBERS
}
PHONE = re.compile(r"(?:62|0)8\d{8,11}")
FEWEST_DIGITS = 3
MOST_CHARACTERS = 600
"""Of a message that are read: nobody's data are longer, and reading costs more than it is long."""


@dataclass(frozen=True)
class Heard:
    """What one message gave."""

    values: Mapping[str, str] = field(default_factory=dict)
    """By slot; a date in ISO 8601."""
    unclear: str | None = None
    """The response that says what is wrong with what was given, ``utter_part_unclear_<…>``."""
    fix: str | None = None
    """The datum that is to be given again, without its new value."""
    partial_date: str | None = None
    """What is known of a date so far, ``0000-05-12`` or ``1985-00-00``."""
    suggested_email: str | None = None
    written_email: str | None = None
    other_words: int = 0
    """How many words of the message are no data."""


def hear(text: str, asked: str | None, known: Mapping[str, str | None], today: date) -> Heard:
    """Read a message; ``asked`` is the slot in question and ``known`` what the slots hold."""
    text = text[:MOST_CHARACTERS]
    if asked not in DATA:
        asked = None  # another question of the form is open: the data come up front
    email = read_email(text, asked=asked == EMAIL or _names(text, EMAIL))
    rest = without_email(text) if email.address or email.suggestion else text.casefold()
    birth = _birth(rest, asked, known, today)
    rest = rest if birth is None else without_date(rest)
    values = _sure(email, birth)
    values |= _numbers(rest, asked, known, dated=birth is not None and asked == BIRTH)
    return Heard(
        values,
        _unclear(birth, email, values, asked),
        None if email.suggestion else _to_fix(text, values),
        "{:04}-{:02}-{:02}".format(*birth.known) if birth and birth.known else None,
        email.suggestion,
        email.address,
        _other_words(rest, values),
    )


def _sure(email: EmailRead, birth: DateRead | None) -> dict[str, str]:
    values = {}
    if email.address and not email.suggestion:
        values[EMAIL] = email.address
    if birth is not None and birth.day:
        values[BIRTH] = birth.day.isoformat()
    return values


def _names(text: str, slot: str) -> bool:
    return re.search(rf"\b{NAMES[slot]}\b", text.casefold()) is not None


def _birth(
    text: str, asked: str | None, known: Mapping[str, str | None], today: date
) -> DateRead | None:
    labelled = _names(text, BIRTH) and any(c.isdigit() for c in text)
    if asked != BIRTH and not labelled and not has_written_date(text):
        return None
    read = read_date(text, today, _known_date(known))
    nothing = read.unclear is Unclear.NOT_A_DATE
    if nothing and (asked != BIRTH or not any(c.isdigit() for c in text)):
        return None
    return read


def _known_date(known: Mapping[str, str | None]) -> tuple[int, int, int] | None:
    said = known.get(BIRTH) or known.get("partial_date")
    if not said:
        return None
    return int(said[:4]), int(said[5:7]), int(said[8:10])


def _unclear(
    birth: DateRead | None, email: EmailRead, values: Mapping[str, str], asked: str | None
) -> str | None:
    why = birth.unclear if birth else None
    if why and not (why is Unclear.NOT_A_DATE and (values or asked != BIRTH)):
        return why.value
    broken = email.nearly and not email.suggestion and EMAIL not in values
    return EMAIL if broken and asked == EMAIL else None


def _numbers(
    text: str, asked: str | None, known: Mapping[str, str | None], dated: bool
) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, pattern in LABELLED.items():
        found = pattern.search(text)
        if found and _enough(found.group(1)):
            values[name] = found.group(1).upper()
            text = text[: found.start()] + " " + text[found.end() :]
    named = [name for name in NUMBERS if _names(text, name)]
    if not values and len(named) == 1 and len(tokens := _tokens(text, named[0])) == 1:
        return {named[0]: tokens[0].upper()}
    if dated or (values and asked not in NUMBERS):
        return values
    for name, token in zip(_open(asked, known, values), _tokens(text, asked), strict=False):
        values[name] = token.upper()
    return values


def _open(
    asked: str | None, known: Mapping[str, str | None], values: Mapping[str, str]
) -> list[str]:
    """The numbers for which one without a label is taken, in order."""
    if asked == PARTICIPANT:
        return [PARTICIPANT] if PARTICIPANT not in values else []
    if asked not in (POLICY, None):
        return []
    return [
        name for name in NUMBERS if name not in values and (name == asked or not known.get(name))
    ]


def _tokens(text: str, asked: str | None) -> list[str]:
    tokens = [t for t in re.findall(rf"(?<![\w@.-])({NUMBER_LIKE})(?![\w@])", text) if _enough(t)]
    if asked is None:
        return tokens if len(tokens) > 1 else []
    bare = FILLER.sub(" ", re.sub(r"[:=#,]", " ", text)).strip(" .!?")
    joined = re.fullmatch(r"[a-z]{0,6}[\s-]?[\d][\d\s./-]*[a-z0-9]?", bare)
    if joined and len(tokens) != 1 and not _two_whole(tokens):
        return [re.sub(r"\s+", "", bare)]
    if len(tokens) == 1 and joined and re.fullmatch(r"[a-z]{1,6}\s+\S+", bare):
        return [re.sub(r"\s+", "-", bare)]
    return tokens


def _two_whole(tokens: list[str]) -> bool:
    return len(tokens) > 1 and all(len(token) > len("12345") for token in tokens)


def _enough(token: str) -> bool:
    return sum(c.isdigit() for c in token) >= FEWEST_DIGITS and not PHONE.fullmatch(token)


def _to_fix(text: str, values: Mapping[str, str]) -> str | None:
    lowered = text.casefold()
    if not CORRECTING.search(lowered):
        return None
    named = (name for name in (POLICY, PARTICIPANT, EMAIL, BIRTH) if _names(lowered, name))
    return next((name for name in named if name not in values), None)


def _other_words(rest: str, values: Mapping[str, str]) -> int:
    for value in values.values():
        rest = rest.replace(value.casefold(), " ")
    rest = CORRECTING.sub(" ", FILLER.sub(" ", rest))
    for name in NAMES.values():
        rest = re.sub(rf"\b{name}\b", " ", rest)
    return len(re.findall(r"[^\W\d]{2,}", rest))


def asks_where(text: str) -> str | None:
    """Which datum the member asks about: where it stands, or what it is."""
    lowered = text.casefold()[:MOST_CHARACTERS]
    if not asks_about_it(lowered):
        return None
    fields = (PARTICIPANT, POLICY, EMAIL, BIRTH)
    return next((name for name in fields if _names(lowered, name)), None)
