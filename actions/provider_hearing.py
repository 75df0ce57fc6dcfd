"""What a message says of the providers that are wanted: kinds, marks, "yang lain", "dekat sini"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from actions.turn import Turn
from insurance.gazetteer import Gazetteer, PlaceFound, PlaceKind
from insurance.model import ProviderType

_MARKS = {
    "open_24h": r"24 ?(?:jam|j|hours?|hrs?|h)\b|24 ?/ ?7|dua ?puluh empat jam|round the clock|"
    r"buka (?:terus|semalaman|tengah malam)|open all (?:night|day)|"
    r"open (?:at|late at|through the) night",
    "emergency": r"\b(?:igd|ugd|er|gawat darurat|emergency (?:rooms?|departments?|units?))\b",
}
"""Words for each mark of a provider's that may be asked for, besides those for cashless."""
_CASHLESS = r"\bcash ?less\w*|\b(?:tanpa|ga|gak|nggak|tidak|ngga) (?:perlu )?bayar\b|non ?tunai"
_INPATIENT = r"\b(?:rawat|rwt) ?inap|\branap\b|\bopname\b|\binap\b|in-? ?patient"
_OUTPATIENT = r"\b(?:rawat|rwt) ?(?:jalan|jln)|\brajal\b|out-? ?patient"
_MORE = (
    r"^(?:ada )?(?:yang |yg |the )?(?:lain(?:nya)?|others?|next|more|selanjutnya|berikutnya)\b|"
    r"\b(?:yang|yg|ada|ga|gak|apa) (?:yang |yg )?lain(?:nya)?\b|\blain(?:nya)?(?: (?:apa|dong|ya|"
    r"kak|lagi|ada|mana))*\W*$|"
    r"\b(?:show|any|some|see|give) (?:me )?(?:more|others?)\b|\b(?:more|others|any ?thing else|"
    r"what else)\W*$|\b(?:apa|mana|ada|tampilkan|lihat|siapa) lagi\b|\blagi (?:dong|donk|ya)\b|"
    r"\b(?:another|different) (?:one|hospital|clinic)s?\b"
)
_HERE = (
    r"\bter ?dekat\b|\btrdkt\b|\btrdekat\b|\bnearest\b|\bclosest\b|\bnear ?by\b|"
    r"\b(?:dekat|deket|dkt|dket|sekitar|sekitaran) (?:(?:dari|dr|sama|sm|dengan|dgn) )?"
    r"(?:sini|saya|aku|gue|gw|rumah|rmh|kantor|kos|kontrakan|lokasi|posisi|tempat)\w*|"
    r"\b(?:near|around|close to) (?:me|here|my)\b|\b(?:lokasi|posisi) (?:saya|ku|gue)\b|"
    r"\bcedhak\b|\bcaket\b"
)
_PREPOSITION = (
    r"\b(?:di|d|dekat|deket|dkt|dket|sekitar|daerah|wilayah|area|kawasan|ke|in|near|around|at|"
    r"nearby|by|seputar|sekitaran)\s+"
)
_OR = r"\b(?:dan|atau|sama|and|or)\b|[,/&]"
_KIND = (
    r"(?:rs|rsu|rsia|rsud|rsup|rumah ?sakit|klinik|apotek|apotik|optik|lab|laboratorium|dokter|"
    r"hospitals?|clinics?|pharmacy|dentists?|partner|rekanan|a|the|sini|mana|dekat|deket|which|what)\b"
)
_IS_A_PARTNER = re.compile(
    r"\b(?:apakah|apkh|apkah|emang|emangnya|memang)\b.*\b(?:rekanan|partner|kerja ?sama|"
    r"bekerja ?sama|pakai|pake|terima|nerima|menerima|masuk|cover)|"
    r"\b(?:rekanan|partner|kerja ?sama|masuk|generali)\w*\W+(?:generali\W+)?(?:bukan|bkn|kah|"
    r"ga|gak|ngga|nggak|tidak|tdk|gk)\b|\b(?:bisa|bs) (?:pakai|pake)\b.*\b(?:ga|gak|nggak|tidak|"
    r"kah)\b|"
    r"^\W*(?:is|does|do|are)\b.*\b(?:partners?|accepts?|takes?|covered|cover|network|listed)\b"
)
_PLACE_KINDS = {
    PlaceKind.CITY: r"\b(?:kota|kodya|city)(?:nya)?\b",
    PlaceKind.REGENCY: r"\b(?:kab|kabupaten|regency)(?:nya)?\b",
}
_ANY = re.compile(
    r"\b(?:mana|ada|apa (?:aja|saja|yang|yg)|siapa|which|what|where|any|there|list|daftar|"
    r"terdekat|dimana|dmn)\b"
)
"""Whoever asks so means no particular one."""


@dataclass(frozen=True)
class Heard:
    """What was said, of each kind of thing; all of it may be missing."""

    types: tuple[ProviderType, ...] = ()
    marks: tuple[str, ...] = ()
    """Fields of a provider that have to be true."""
    cashless: bool = False
    """Cashless was wanted, without a word on what for."""
    more: bool = False
    here: bool = False
    """ "Terdekat": from where the member is."""

    @property
    def says_something(self) -> bool:
        """Whether anything of it was said."""
        return self != Heard()


def heard_in(turn: Turn) -> Heard:
    """What the latest message says."""
    text = " ".join(turn.text.casefold().split())
    marks = [mark for mark, words in _MARKS.items() if re.search(words, text)]
    cashless = re.search(_CASHLESS, text) is not None
    inpatient, outpatient = _cashless_for(turn, text)
    marks += ["cashless_inpatient"] * inpatient + ["cashless_outpatient"] * outpatient
    return Heard(
        types=_types(turn),
        marks=tuple(sorted(marks)),
        cashless=cashless and not (inpatient or outpatient),
        more=re.search(_MORE, text) is not None,
        here=re.search(_HERE, text) is not None,
    )


def asks_whether_partner(text: str) -> bool:
    """Whether it is asked of one provider whether it is a partner."""
    plain = " ".join(text.casefold().split())
    return _IS_A_PARTNER.search(plain) is not None and _ANY.search(plain) is None


def place_in(turn: Turn, text: str, gazetteer: Gazetteer) -> PlaceFound:
    """The place that the message names; suggestions for one that was hardly spelt.

    The whole sentence is read first: beside "Jakarta", "Kuningan" is no kabupaten.
    """
    mentioned = gazetteer.mentioned_in(text)
    written = turn.entities.get("place", "")
    return gazetteer.find(written) if written in text and not mentioned.places else mentioned


def kind_of_place(text: str) -> PlaceKind | None:
    """Kota or kabupaten, when one of these is all that is said of a place."""
    kinds = [kind for kind, words in _PLACE_KINDS.items() if re.search(words, text.casefold())]
    return kinds[0] if len(kinds) == 1 else None


def before_place(text: str) -> str | None:
    """What stands before the preposition of a place: "rs siloam" of "rs siloam di surabaya".

    None when no preposition leads to what may be a place.
    """
    found = [
        match
        for match in re.finditer(_PREPOSITION, text, re.IGNORECASE)
        if not re.match(_KIND, text[match.end() :], re.IGNORECASE)
    ]
    return text[: found[-1].start()] if found else None


def _types(turn: Turn) -> tuple[ProviderType, ...]:
    named = turn.repeated.get("provider_type") or [turn.entities.get("provider_type", "")]
    if ProviderType.DENTAL in named and not re.search(_OR, turn.text, re.IGNORECASE):
        return (ProviderType.DENTAL,)  # "klinik gigi", "rumah sakit gigi"
    return tuple(kind for kind in ProviderType if kind in named)


def _cashless_for(turn: Turn, text: str) -> tuple[bool, bool]:
    benefits = turn.repeated.get("benefit_type") or [turn.entities.get("benefit_type", "")]
    inpatient = "inpatient" in benefits or re.search(_INPATIENT, text) is not None
    outpatient = "outpatient" in benefits or re.search(_OUTPATIENT, text) is not None
    return inpatient, outpatient
