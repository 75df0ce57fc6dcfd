"""Bank accounts as people write them: "bca 1234567890 an Budi Santoso"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from actions.banks import WALLETS, find_bank
from actions.chat_text import cut, plain

FEWEST_DIGITS, MOST_DIGITS = 5, 20
"""Of an account number at an Indonesian bank."""
LONGEST = 600
"""Characters that are read."""
LONGEST_HOLDER = 60

Span = tuple[int, int]


class AccountTrouble(StrEnum):
    """What is wrong with what was given; names what has to be asked again, with an example."""

    LETTERS = "letters"
    """Letters in the account number."""
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_BANK = "not_a_bank"
    """A wallet (GoPay, OVO …) or a card, which no reimbursement is paid to."""


@dataclass(frozen=True)
class AccountRead:
    """What a text says about an account; None is what it does not say. Personal data."""

    bank: str | None = None
    """As members call it: ``BCA``, ``Mandiri``, ``BSI`` …"""
    number: str | None = None
    """Digits only."""
    holder: str | None = None
    """In capitals as in a passbook: ``BUDI SANTOSO``."""
    trouble: AccountTrouble | None = None
    is_own_name: bool = False
    """Whether the holder was said to be the member: "atas nama saya sendiri"."""
    spans: tuple[Span, ...] = ()
    """Where all of this stands in the text."""

    @property
    def has_something(self) -> bool:
        """Whether any of the three was told."""
        return bool(self.bank or self.number or self.holder or self.is_own_name)


LABEL = re.compile(
    r"(?<![a-z])(?:no(?:mor|mer|\.)?\s*)?(?:rek(?:ening)?(?:nya|ku)?|norek|acc(?:ount)?|a/c)"
    r"(?:\s*(?:no|number|num|nomor)\b\.?)?(?:nya|ku)?(?![a-z])"
)
PAID_TO = re.compile(
    rf"{LABEL.pattern}|(?<![a-z])(?:transfer|tf|trf|kirim|bayar|cairkan|pay)\w*\s+(?:ke|"
    rf"to)(?![a-z])"
)
PHONE_LABEL = re.compile(r"(?:hp|wa|telp\w*|telepon|phone|mobile|no\.? hp)\W*$")
NUMBER = re.compile(r"(?<![\w/])\d(?:[ .-]{0,3}\d)*(?![\w/])")
MIXED = re.compile(r"(?<![\w/])(?=\w*\d\w*\d)(?=\w*[a-z])[\da-z]+(?:[-.]?[\da-z]+)*(?![\w/])")
GLUED_BANK = re.compile(
    r"^(?:bca|bni|bri|bsi|btn|mandiri|cimb|ocbc|dbs|uob|bjb|rek|norek|no)[-.:]*(?=\d+$)"
)
UNITS_BEHIND = re.compile(r"^\d+(?:rb|ribu|jt|juta|k|hari|hr|x|th|am|pm|st|nd|rd)$")
HOLDER_LABEL = re.compile(
    r"(?<![a-z])(?:a\s?[./]\s?n\.?|an\.?|a n|atas\s+nama(?:nya)?|nama(?:nya)?(?:\s+(?:pemilik|"
    r"rekening|di rekening))?"
    r"|pemilik(?:nya)?(?:\s+rekening)?|(?:account\s+)?holder(?:'s)?(?:\s+name)?|"
    r"in\s+the\s+name\s+of|under(?:\s+the)?\s+name|name)"
    r"(?![a-z])\s*[:=]?\s*(?:is\s+|adalah\s+|yaitu\s+)?(?P<name>[^\d\n,;()]{2,80})"
)
NAME_ENDS = re.compile(
    r"(?<![a-z])(?:no(?:mor|mer)?|rek\w*|norek|bank|acc\w*|ya|yah|kak|min|dong|makasih|"
    r"terima kasih|thanks|"
    r"tolong|untuk|mau|dan|and|tgl|tanggal|di|hp|wa|aja|saja|dulu|lah|deh|ok|oke|please|"
    r"pls)(?![a-z]).*$"
)
OWN = re.compile(
    r"(?<![a-z])(?:(?:nama\s+)?(?:saya|aku|gue|gw|sy)(?:\s+(?:sendiri|pribadi))?|diri sendiri|"
    r"sendiri|"
    r"my(?:self|\s+own)?(?:\s+name)?|mine|own name)(?![a-z])"
)
FILLER = re.compile(
    r"(?<![a-z])(?:bank|ke|to|di|at|transfer|tf|kirim|saya|aku|sy|my|mine|is|are|the|adalah|itu|"
    r"ini|nih|ya|yah|kak|min|dong|aja|saja|"
    r"pakai|pake|use|ganti|ubah|change|jadi|rekening\w*|rek\w*|norek|no|nomor\w*|nomer\w*|number|"
    r"acc\w*|account|"
    r"dan|and|with|yang|yg|untuk|for|please|tolong|salah|bukan|harusnya|maaf|sorry|oke?|ok|baik|"
    r"sip|siap|nya|"
    r"mau|klaim\w*|claim|lanjut|benar|betul|lupa|tidak|ga|gak|nggak|belum|punya|ada|apa|mana|"
    r"dimana|contoh\w*|"
    r"actually|instead|rather|eh|hmm|it|have|changed?|sebenarnya|sebetulnya|sebenernya|"
    r"kalau|kalo|klo|sih|kok|deh|kayaknya|"
    r"atas|nama|a\.?n|bingung|help|halo|hai|hi|menu|batal|cancel|nanti|kapan|berapa|gimana|"
    r"bagaimana)(?![a-z])"
)
NAME = re.compile(r"[^\W\d_][^\W\d_.' -]*(?:[ .'-]+[^\W\d_]+)*\.?")
FEWEST_LETTERS, MOST_WORDS = 3, 6


def read_account(text: str, asked: str | None = None) -> AccountRead:
    """Read bank, number and holder in any order, as many as there are.

    ``asked`` is the one part that was asked for (``bank``, ``number`` or ``holder``), in which
    case a bare word is taken as that part; None where all three, or none, were.
    """
    text = text[:LONGEST]
    lowered = plain(text)
    holder, holder_span, is_own = _labelled_holder(text, lowered)
    rest = cut(lowered, holder_span)
    bank = find_bank(rest) if asked != "holder" else None
    rest = cut(rest, bank[1] if bank else None)
    number, number_span, trouble = _number(rest, asked, beside_bank=bank is not None)
    rest = cut(rest, number_span)
    if holder is None and not is_own:
        holder, holder_span, is_own = _bare_holder(text, rest, asked, bool(bank or number))
    if WALLETS.search(rest) and bank is None and (asked == "bank" or number or trouble):
        trouble = AccountTrouble.NOT_A_BANK
        number = holder = None
    spans = tuple(span for span in (bank and bank[1], number_span, holder_span) if span)
    return AccountRead(bank[0] if bank else None, number, holder, trouble, is_own, spans)


def find_account(text: str) -> AccountRead:
    """An account in a sentence about other things: only where it says so ("rek", "rekening",
    "transfer ke", a bank's name beside a number)."""
    lowered = plain(text[:LONGEST])
    read = read_account(text)
    says_so = PAID_TO.search(lowered) and (read.bank or read.number or read.trouble)
    return read if says_so or _is_beside(lowered, read) else AccountRead()


def _is_beside(text: str, read: AccountRead) -> bool:
    """Whether bank and number stand together: "bca 1234567890"."""
    if not (read.bank and read.number):
        return False
    first, second = sorted(read.spans[:2])
    return not FILLER.sub("", text[first[1] : second[0]]).strip(" .,:;-\n")


def _number(
    text: str, asked: str | None, *, beside_bank: bool
) -> tuple[str | None, Span | None, AccountTrouble | None]:
    """The account number; or where it stands and what is wrong with it."""
    if asked in ("bank", "holder") and not LABEL.search(text):
        return None, None, None
    for match in MIXED.finditer(text):
        digits = GLUED_BANK.sub("", match.group())
        if digits.isdigit():
            return _measured(digits, match.span())
        counts = asked != "number" and UNITS_BEHIND.match(match.group())
        if not counts and _is_meant(match, text, asked, beside_bank):
            return None, match.span(), AccountTrouble.LETTERS
    runs = [m for m in NUMBER.finditer(text) if not PHONE_LABEL.search(text[: m.start()])]
    runs = sorted(runs, key=lambda run: not LABEL.search(text[: run.start()][-15:]))
    long = [run for run in runs if len(_digits(run)) >= FEWEST_DIGITS]
    is_asked = asked == "number" or text.strip().isdigit() or LABEL.search(text)
    if long or (runs and is_asked):
        run = (long or runs)[0]
        return _measured(_digits(run), run.span())
    return None, None, None


def _is_meant(match: re.Match[str], text: str, asked: str | None, beside_bank: bool) -> bool:
    digits = sum(each.isdigit() for each in match.group())
    told = asked == "number" or beside_bank or LABEL.search(text[: match.start()]) is not None
    return digits >= FEWEST_DIGITS or (told and digits >= FEWEST_LETTERS)


def _measured(digits: str, span: Span) -> tuple[str | None, Span, AccountTrouble | None]:
    if len(digits) < FEWEST_DIGITS:
        return None, span, AccountTrouble.TOO_SHORT
    if len(digits) > MOST_DIGITS:
        return None, span, AccountTrouble.TOO_LONG
    return digits, span, None


def _digits(run: re.Match[str]) -> str:
    return re.sub(r"\D", "", run.group())


# --- the holder -------------------------------------------------------------------------------


def _labelled_holder(text: str, lowered: str) -> tuple[str | None, Span | None, bool]:
    found = HOLDER_LABEL.search(lowered)
    if found is None:
        return None, None, False
    said = NAME_ENDS.sub("", found["name"]).strip(" .:-")
    if OWN.fullmatch(said):
        return None, (found.start(), found.start("name") + len(said)), True
    bank = find_bank(said)
    said = said[: bank[1][0]].strip() if bank else said
    start = lowered.index(said, found.start("name")) if said else found.start("name")
    name = _as_name(text[start : start + len(said)])
    return name, (found.start(), start + len(said)) if name else None, False


def _bare_holder(
    text: str, rest: str, asked: str | None, beside: bool
) -> tuple[str | None, Span | None, bool]:
    """A name without a label: the answer to that question, or all that is left."""
    if asked == "holder" and OWN.fullmatch(rest.strip(" .!")):
        return None, (0, len(text)), True
    if asked != "holder" and not beside:
        return None, None, False
    bare = FILLER.sub(lambda found: " " * len(found.group()), rest)
    found = max(NAME.finditer(bare), key=lambda match: len(match.group()), default=None)
    name = _as_name(text[found.start() : found.end()]) if found else None
    return (name, found.span() if found and name else None, False)


def _as_name(said: str) -> str | None:
    """In capitals, single-spaced; None when it can hardly be a name."""
    name = re.sub(r"\s+", " ", said).strip(" .,:-").upper()
    letters = sum(each.isalpha() for each in name)
    fits = letters >= FEWEST_LETTERS and len(name) <= LONGEST_HOLDER
    return name if fits and len(name.split()) <= MOST_WORDS else None
