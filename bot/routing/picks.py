"""Which offered choice a typed answer means: "2", "no. 2", "yang kedua", "the last one", a title.

Only a short text that says nothing else is a pick, so that a policy number, a date or a code is
never mistaken for one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import OfferedChoice
from bot.routing.text import words

_MOST_WORDS = 8
_NUMBER_WORDS = {
    word: number
    for number, row in enumerate(
        (
            "satu pertama kesatu one first 1st ke1",
            "dua kedua two second 2nd ke2",
            "tiga ketiga three third 3rd ke3",
            "empat keempat four fourth 4th ke4",
            "lima kelima five fifth 5th ke5",
            "enam keenam six sixth 6th ke6",
            "tujuh ketujuh seven seventh 7th ke7",
            "delapan kedelapan eight eighth 8th ke8",
            "sembilan kesembilan nine ninth 9th ke9",
            "sepuluh kesepuluh ten tenth 10th ke10",
        ),
        start=1,
    )
    for word in row.split()
}
_LAST = frozenset({"terakhir", "last"})
_FILLER_WORDS = (
    "yang yg the one no nomor nomer nmr number opsi option pilihan pilih choice choose pick ke "
    "saya aku mau i want ya yah aja saja dong deh kak min please pls tolong itu that"
)
_FILLERS = frozenset(_FILLER_WORDS.split())


def picked(text: str, offered: Sequence[OfferedChoice]) -> OfferedChoice | None:
    """The choice that the text names by title or number; None when it says anything else."""
    said = words(text)
    if not offered or not said:
        return None
    by_title = _titled(said, offered)
    if by_title or len(said) > _MOST_WORDS:
        return by_title
    number = _number(said, len(offered))
    return next((one for one in offered if one.position == number), None)


def _titled(said: list[str], offered: Sequence[OfferedChoice]) -> OfferedChoice | None:
    for one in offered:
        title = words(one.choice.title)
        if title and said in (title, [str(one.position), *title]):
            return one
    return None


def _number(said: list[str], count: int) -> int | None:
    meant = [word for word in said if word not in _FILLERS]
    if not meant and "the" not in said:
        # "one" is a filler in "the second one" and "the one", and a number elsewhere.
        meant = [word for word in said if word in _NUMBER_WORDS]
    if len(meant) != 1:
        return None
    word = meant[0]
    if word in _LAST:
        return count
    if word.isdecimal() and len(word) <= 2:  # noqa: PLR2004 - a menu has no 100 lines
        return int(word)
    return _NUMBER_WORDS.get(word)
