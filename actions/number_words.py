"""Numbers written as words, in Indonesian and in English, as far as dates need them."""

from __future__ import annotations

import re

UNITS = {
    word: number
    for number, words in enumerate(
        (
            "nol zero kosong",
            "satu one first",
            "dua two second",
            "tiga three third",
            "empat four fourth",
            "lima five fifth",
            "enam six sixth",
            "tujuh seven seventh",
            "delapan eight eighth",
            "sembilan nine ninth",
            "sepuluh ten tenth",
            "sebelas eleven eleventh",
            "twelve twelfth",
            "thirteen thirteenth",
            "fourteen fourteenth",
            "fifteen fifteenth",
            "sixteen sixteenth",
            "seventeen seventeenth",
            "eighteen eighteenth",
            "nineteen nineteenth",
        )
    )
    for word in words.split()
}
TENS = {
    "twenty": 20, "twentieth": 20, "thirty": 30, "thirtieth": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip


def digits_for_words(text: str) -> str:
    """ "dua belas mei seribu sembilan ratus sembilan puluh" becomes "12 mei 1990"."""
    spaced = re.sub(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)", " ", text)
    out: list[str] = []
    number: int | None = None
    for word in re.findall(r"\w+|[^\w\s]+", spaced):
        grown = _grown(number, word)
        if grown is None:
            out += [] if number is None else [str(number)]
            grown = _grown(None, word)
            out += [word] if grown is None else []
        number = grown
    out += [] if number is None else [str(number)]
    return re.sub(r"\s*([/.-])\s*", r"\1", " ".join(out))


def _grown(number: int | None, word: str) -> int | None:
    """The number after one more word of it, or None when the word is not part of one."""
    if number is None:
        return {"seribu": 1000, "seratus": 100, **TENS, **UNITS}.get(word)
    multiplied = _multiplied(number, word)
    return _added(number, word) if multiplied is None else multiplied


def _multiplied(number: int, word: str) -> int | None:
    last = number % 10
    grown = {
        "belas": number + 10 if 0 < number < 10 else None,  # noqa: PLR2004
        "puluh": number + last * 9 if last else None,
        "ratus": number + last * 99 if last else None,
        "hundred": number * 100 if last else None,
        "ribu": number * 1000,
        "thousand": number * 1000,
    }
    return grown.get(word)


def _added(number: int, word: str) -> int | None:
    century = number * 100 if word in TENS and number in (19, 20) else number
    if word == "seratus":
        return number + 100
    if word == "and" or word in TENS:
        return century + TENS.get(word, 0) if century % 100 == 0 else None
    unit = UNITS.get(word, 0)
    if not unit or number % 10 or (unit >= 10 and number % 100):  # noqa: PLR2004
        return None
    return number + unit
