"""Finds the place in a search for a hospital: the words after "di", "dekat", "in", "near" …"""

from __future__ import annotations

import re

from engine.dates import Found
from engine.normaliser import Word

_LEADING = frozenset({"di", "dekat", "daerah", "sekitar", "wilayah", "kota", "kabupaten", "ke"})
_LEADING_ENGLISH = frozenset({"in", "near", "around", "at", "nearby"})
_NO_PLACE = frozenset(
    """
    saya sini sana situ me here there dekat rumah mana dimana rumahsakit sakit apa aplikasi app my
    sekitar the a an any online klinik apotek dokter mobil kantor lokasi tempat posisi this it
    bahasa english home office work indonesia gen iclick generali rekanan yang terdekat network
    """.split()  # noqa: SIM905
)
_ENDING = frozenset(
    """
    yang untuk dan atau dengan buka bisa ada apa tidak sekarang dong ya min kak mohon tolong please
    that which for with and or open now today saya berapa mana dokter 24 jam cashless terima kan
    saja kakak rekanan ini hari malam pagi ga sih nya what is are do does can i near dekat gimana
    bagaimana who accepts accept covered cover by under any
    """.split()  # noqa: SIM905
)
_KNOWN = re.compile(
    r"\b(?:jakarta(?: (?:selatan|utara|barat|timur|pusat))?|jaksel|jakut|jakbar|jaktim|jakpus|"
    r"bandung|surabaya|sby|bdg|semarang|medan|makassar|denpasar|bali|jogja|yogya|yogyakarta|"
    r"palembang|bekasi|depok|tangerang(?: selatan)?|tangsel|bsd|bogor|malang|solo|surakarta|batam|"
    r"balikpapan|samarinda|banjarmasin|pontianak|manado|padang|pekanbaru|lampung|cirebon|sidoarjo|"
    r"gresik|serang|cilegon|karawang|cikarang|cibubur|kelapa gading|kemang|senayan|sudirman|"
    r"kuningan|tebet|bintaro|serpong|cikini|menteng|pluit|grogol|mataram|kupang|ambon|jayapura|"
    r"ubud|kuta|sanur|sleman|bantul|jambi|bengkulu|tasikmalaya|sukabumi|purwokerto|tegal|kediri|"
    r"jember|cimahi|garut|palu|kendari|gorontalo|aceh|banda aceh)\b",
    re.IGNORECASE,
)
_INTENTS = frozenset({"find_provider", "inform", "medical_emergency"})
_MOST_WORDS = 3


def is_place(text: str) -> bool:
    """Whether the message names a well-known place and nothing else."""
    return bool(_KNOWN.fullmatch(text.strip(" .,!?")))


def find_place(text: str, words: tuple[Word, ...], intent: str | None) -> Found | None:
    """The place as written; None when the message names none or searches for nothing."""
    if intent not in _INTENTS:
        return None
    known = _KNOWN.search(text)
    if known:
        return Found(known.group(), known.start(), known.end())
    if intent != "find_provider":
        return None
    return _after_preposition(text, words)


def _after_preposition(text: str, words: tuple[Word, ...]) -> Found | None:
    for at, word in enumerate(words[:-1]):
        if word.text not in _LEADING | _LEADING_ENGLISH:
            continue
        named = _named(words[at + 1 :])
        if named:
            start, end = named[0].start, named[-1].end
            return Found(text[start:end], start, end)
    return None


def _named(words: tuple[Word, ...]) -> list[Word]:
    named: list[Word] = []
    for word in words:
        if word.text in _LEADING | _LEADING_ENGLISH and not named:
            continue
        if word.text in _NO_PLACE | _ENDING or len(named) == _MOST_WORDS:
            break
        named.append(word)
    return named
