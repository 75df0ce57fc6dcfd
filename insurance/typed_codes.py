"""One-time codes as members type them: the only place that knows what looks like one.

While a code is awaited, whatever looks like it must be taken out of the message, even when it is
mistyped; dates, amounts, phone numbers, e-mails and reference numbers must not. Every step looks
at each character a bounded number of times.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insurance.otp import DIGITS

_FEWEST, _MOST = 4, 8
"""So many digits and nothing else are a code typed wrong; six are a code."""
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[0-9]+")
_RUN = re.compile(r"[0-9]+(?:[ .,/_-][0-9]+)*")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)([-_/.]?)$")
_WORD_AFTER = re.compile(r" ?([^\W\d_]+)([-_/.]?[0-9])?")
_FAR_ENOUGH = 24
"""Characters before and after some digits that tell what they are."""
_NAMES = ("otp", "kode", "code", "pin")
_AROUND_WORDS = (
    "otp kode code kodenya otpnya codenya pin nya ku ini itu is my the saya aku adalah yaitu yang "
    "yg ya yah yaa y iya kak ka min nih ni dong deh it's its here here's this pak bu bang mas mba "
    "mbak bro sis gan halo hai hi ok oke okay tolong please pls makasih mksh thanks thank you "
    "terima kasih verifikasi verification tadi baru sudah udah was"
)
_AROUND = frozenset(_AROUND_WORDS.split())
"""Words that a code is sent with, and that say nothing else."""
_MONEY = frozenset({"rb", "ribu", "jt", "juta", "rupiah", "rp", "idr", "k"})
_REFERENCES = frozenset(
    {"klm", "klaim", "claim", "clm", "polis", "policy", "gi", "peserta", "participant"}
)
_MISTYPED = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})
_ALMOST = re.compile(rf"[0-9oOlI]{{{DIGITS}}}")
_INVISIBLE = {"Cf", "Cc", "Mn"}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


@dataclass(frozen=True)
class TypedCode:
    """Something in a message that is a code, or was meant to be one."""

    digits: str | None
    """The six digits; None when they are too few, too many or two different codes."""


@dataclass(frozen=True)
class _Run:
    """Digits with single signs between them, where they stand."""

    groups: tuple[str, ...]
    before: str
    after: str
    has_blanks: bool

    @property
    def digits(self) -> str:
        return "".join(self.groups)


def find_code(typed: str) -> TypedCode | None:
    """What in the message looks like a code; None when nothing does, and it may be handed on."""
    plain = _plain(typed)
    words = _TOKEN.findall(plain)
    others = [word for word in words if word.casefold() not in _AROUND]
    if others and all(word.isdecimal() for word in others):
        return _alone(plain, others)
    return _almost(plain) or _within(plain, {word.casefold() for word in words})


def read_code(typed: str) -> str | None:
    """The one code in what a member typed, such as ``123 456`` or ``kode saya: 123-456``.

    None when there is none, or more than one.
    """
    found = find_code(typed)
    return found.digits if found else None


def _alone(plain: str, groups: Sequence[str]) -> TypedCode | None:
    """A message of digits and the words that go with a code."""
    has_blanks = any(" " in run.group() for run in _RUN.finditer(plain))
    if _is_date(groups, two_digit_years=not has_blanks):
        return None
    digits = "".join(groups)
    if len(digits) > _MOST:
        return _several(plain, groups)
    if len(digits) < _FEWEST:
        return None
    return TypedCode(digits if len(digits) == DIGITS else None)


def _several(plain: str, groups: Sequence[str]) -> TypedCode | None:
    """The same code twice, or different ones; a phone number in sixes is neither."""
    is_phone = "+" in plain or groups[0].startswith(("08", "62"))
    if any(len(group) != DIGITS for group in groups) or (is_phone and len(set(groups)) > 1):
        return None
    return TypedCode(groups[0] if len(set(groups)) == 1 else None)


def _almost(plain: str) -> TypedCode | None:
    """A letter typed for a digit: "12345O" is a code, "hallo" is not."""
    words = [word for word in re.findall(r"\w+", plain) if word.casefold() not in _AROUND]
    if len(words) != 1 or not _ALMOST.fullmatch(words[0]):
        return None
    is_number = sum(sign.isdecimal() for sign in words[0]) >= _FEWEST
    return TypedCode(words[0].translate(_MISTYPED)) if is_number else None


def _within(plain: str, words: set[str]) -> TypedCode | None:
    """Six digits among other words; or a mistyped code, where the member calls it one."""
    runs = [run for run in _runs(plain) if not _is_something_else(run)]
    codes = {run.digits for run in runs if len(run.digits) == DIGITS}
    if codes:
        return TypedCode(codes.pop() if len(codes) == 1 else None)
    is_named = any(word.startswith(_NAMES) for word in words)
    mistyped = any(_FEWEST < len(run.digits) <= _MOST for run in runs)
    return TypedCode(None) if is_named and mistyped else None


def _runs(plain: str) -> Iterator[_Run]:
    for match in _RUN.finditer(plain):
        yield _Run(
            groups=tuple(re.findall(r"[0-9]+", match.group())),
            before=plain[max(match.start() - _FAR_ENOUGH, 0) : match.start()],
            after=plain[match.end() : match.end() + _FAR_ENOUGH],
            has_blanks=" " in match.group(),
        )


def _is_something_else(run: _Run) -> bool:
    """A date, an amount, a part of a reference number."""
    return (
        _is_date(run.groups, two_digit_years=True)
        or run.before.endswith("+")
        or _belongs_to_what_is_before(run)
        or _belongs_to_what_is_after(run)
    )


def _belongs_to_what_is_before(run: _Run) -> bool:
    glued = _WORD_BEFORE.search(run.before)
    if not glued:
        said = _WORD_BEFORE.search(run.before.rstrip(" :"))
        word = said[1].casefold() if said else ""
        return word in _REFERENCES or word in _MONEY
    word, sign = glued[1].casefold(), glued[2]
    if sign == "." and word not in _MONEY:  # the end of a sentence
        return False
    return not (word in _AROUND or word.startswith(_NAMES) or (word == "g" and sign == "-"))


def _belongs_to_what_is_after(run: _Run) -> bool:
    following = _WORD_AFTER.match(run.after)
    if not following:
        return False
    goes_on = following[2] is not None and not run.after.startswith(" ")
    return goes_on or following[1].casefold() in _MONEY


def _is_date(groups: Sequence[str], *, two_digit_years: bool) -> bool:
    if len(groups) != 3 or max(map(len, groups)) > 4:  # noqa: PLR2004 - day, month, year
        return False
    day, month, year = groups if len(groups[0]) <= 2 else reversed(groups)  # noqa: PLR2004
    if len(year) == 2:  # noqa: PLR2004
        is_year = two_digit_years
    else:
        is_year = year.startswith(("19", "20")) and len(year) == 4  # noqa: PLR2004
    return is_year and 1 <= int(day) <= 31 and 1 <= int(month) <= 12  # noqa: PLR2004


def _plain(typed: str) -> str:
    """Digits of every script as 0-9, one kind of blank and dash, nothing invisible, no e-mails."""
    signs = []
    for sign in unicodedata.normalize("NFKC", typed):
        if sign.isspace():
            signs.append(" ")
        elif sign in _DASHES:
            signs.append("-")
        elif unicodedata.category(sign) not in _INVISIBLE:
            digit = unicodedata.digit(sign, None)
            signs.append(sign if digit is None else str(digit))
    return " ".join(word for word in "".join(signs).split() if not _is_address(word))


def _is_address(word: str) -> bool:
    at = word.find("@")
    return (at > 0 and "." in word[at:]) or "://" in word
