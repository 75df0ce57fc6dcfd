"""Indonesia's public holidays, as the library ``holidays`` knows them.

Days of collective leave (cuti bersama) are none of them: whether Customer Service works then is
the insurer's choice, and stands among the exceptions to its office hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays.countries.indonesia import Indonesia

_LANGUAGES = {"id": "id", "en": "en_US"}


def public_holiday(day: date, language: str) -> str | None:
    """The name of the public holiday on ``day``, in ``language`` (``id`` or ``en``).

    None on any other day. Holidays by the moon, of years for which they are not decreed yet, are
    the library's estimates.
    """
    return _of_year(day.year, _LANGUAGES.get(language, "id")).get(day)


@lru_cache(maxsize=16)
def _of_year(year: int, language: str) -> Mapping[date, str]:
    found = Indonesia(years=year, language=language, islamic_show_estimated=False)
    # Two of them on one day come as "A; B".
    return {day: name.replace("; ", " / ") for day, name in found.items()}
