"""The words for days: months, weekdays, "kemarin" and its kin, in both languages."""

from __future__ import annotations

import re

from actions.dates import MONTHS as STANDARD_MONTHS
from actions.money_words import NUMBER_WORDS
from actions.number_words import digits_for_words

MONTHS = STANDARD_MONTHS | {
    word: number
    for number, words in (
        (1, "janwari januri janurai"),
        (2, "febuari pebuari febuary feburari februri febr"),
        (3, "mart maretan marc"),
        (4, "aprl aprill"),
        (6, "jun juny"),
        (7, "july juls"),
        (8, "agus agst agustu ogos agusuts"),
        (9, "septmber septembr"),
        (10, "oktobr octobr ockt"),
        (11, "novmber novembr nopembr"),
        (12, "desmber desembr dsember descember decembr"),
    )
    for word in words.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "senin snin snen senen monday mon",
            "selasa slasa sls tuesday tue tues",
            "rabu rebo wednesday wed weds",
            "kamis kms kemis thursday thu thurs thur",
            "jumat jum'at jum’at jmt jumaat friday fri",
            "sabtu sbtu sbt saturday sat",
            "minggu ahad sunday sun",
        )
    )
    for word in words.split()
}
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
AMBIGUOUS_WEEKDAYS = frozenset(
    {"mon", "sat", "sun", "thu", "fri", "wed", "tue", "sbt", "sls", "kms", "jmt", "minggu"}
)
CLEAR_WEEKDAY = "|".join(name for name in WEEKDAYS if name not in AMBIGUOUS_WEEKDAYS)
"""Those that mean a day even in a sentence about something else."""
SUNDAY = 6

YESTERDAY_WORD = r"(?:ke?mari?n|ke?mare?n|kmren|kmrn|kmrin|kmarn|wingi|kamari)(?:an)?"
AGO = (
    rf"(?:(?:yang|yg|yng)\s+)?(?:lalu|lalo|llu|kemudian|silam|{YESTERDAY_WORD}|sebelumnya|back|"
    rf"ago|prior)"
)
RELATIVE_DAYS: tuple[tuple[int, str], ...] = (
    (
        -2,
        rf"{YESTERDAY_WORD}\s+(?:lusa|dulu)|lusa\s+{YESTERDAY_WORD}|"
        rf"(?:the\s+)?day before yesterday",
    ),
    (-2, r"selumbari|2\s+yesterdays ago"),
    (-1, rf"{YESTERDAY_WORD}|ye?ste?rda?y|yday|semal[ae]m|sema?lm|smlm|last\s+night"),
    (
        -1,
        r"(?:tadi|td)\s+(?:malam|malem|mlm|mlem)|(?:malam|malem|mlm)\s+(?:tadi|td)|"
        r"sehari (?:yang |yg )?lalu",
    ),
    (
        0,
        r"(?:hari|hr)\s*(?:ini|ni|nih)|tod[ae]y|this\s+(?:morning|afternoon|evening)|barusan|"
        r"just\s+now",
    ),
    (0, r"(?:tadi|td)\s*(?:pagi|pgi|siang|sore|subuh|jam \d+)|(?:pagi|siang|sore) (?:ini|tadi)"),
    (0, r"baru (?:aja|saja|pulang)|brusan|tonight|malam ini"),
)
"""Days from today, and the words that say so wherever they stand."""
RELATIVE_WHEN_ASKED: tuple[tuple[int, str], ...] = (
    (7, r"(?:minggu|pekan|mgg) depan|next week"),
    (2, r"lusa|the day after tomorrow|day after tomorrow"),
    (1, r"besok|bsk|bsok|besuk|tomorrow|tmrw|tomorow|esok"),
    (0, r"tadi|td|sekarang|skrg|skrng|skr|now"),
)
"""The same, that count only in an answer to "when"."""

NUMBER_RUN = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|dua ribu|seribu|"
    r"first|second|third)(?:[\s-]+(?:and\s+)?"
    rf"(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))}|first|second|third))*(?![^\W_])"
)


def with_digits(text: str) -> str:
    """ "dua belas maret" as "12        maret": every other character keeps its place."""
    return NUMBER_RUN.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    digits = digits_for_words(found.group())
    return digits.ljust(len(found.group())) if digits.isdigit() else found.group()
