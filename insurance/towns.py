"""Names of towns and provinces as lists of providers write them, made comparable."""

from __future__ import annotations

import re
from functools import lru_cache

from insurance.provider_search import plain_name

_KINDS = {
    "kota": "kota",
    "city": "kota",
    "kotamadya": "kota",
    "kab": "kabupaten",
    "kabupaten": "kabupaten",
    "regency": "kabupaten",
}
_ADMINISTRATIVE = frozenset(("adm", "administrasi", "administratif"))
_PROVINCE_TITLES = re.compile(
    r"^(provinsi |propinsi |prov )?(dki |di |daerah khusus (ibukota |ibu kota )?|"
    r"daerah istimewa |d i |kepulauan (?=bangka))?"
)


def is_same_town(one: str, other: str) -> bool:
    """Whether both name one kota or kabupaten; a bare "Bekasi" is either of the two."""
    (kind, name), (kind2, name2) = _town(one), _town(other)
    return name == name2 and bool(name) and (kind == kind2 or not kind or not kind2)


@lru_cache(maxsize=4096)
def plain_province(name: str) -> str:
    """A province's name without its title: "DKI Jakarta" is "jakarta"."""
    return _PROVINCE_TITLES.sub("", plain_name(name), count=1)


@lru_cache(maxsize=4096)
def _town(name: str) -> tuple[str, str]:
    """Kota, kabupaten or neither, and the bare name."""
    words = plain_name(name).split()
    kind = _KINDS.get(words[0], "") if len(words) > 1 else ""
    bare = words[1:] if kind else words
    return kind, " ".join(word for word in bare if word not in _ADMINISTRATIVE)
