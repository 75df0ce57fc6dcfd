"""Short answers that are read without asking the classifier: which policy, not known, not now."""

from __future__ import annotations

import re

POLICY_TYPES = {
    "other": r"\b(?:lain\w*|bank\w*|kredit|kpr|credit|loan|other)\b",
    "individual": r"\b(?:perorangan|perseorangan|individu\w*|pribadi|sendiri|personal|own)\b",
    "group": r"\b(?:kumpulan|grup|group|kantor\w*|perusahaan\w*|karyawan|company|corporate|"
    r"employer\w*|office|work)\b",
}
NOT = r"(?:tidak|tdk|tak|ga+k?|ng?ga+k?|enggak|belum|blm|don'?t|no)"
NOT_KNOWN = re.compile(
    rf"\b(?:lupa|forg[eo]t\w*|hilang|lost|gatau|"
    rf"{NOT}\s+(?:tau|tahu|ingat|inget|ada|punya|know|have|remember|idea|sure|"
    r"ngerti|mengerti|paham|jelas|nemu|ketemu|understand|find))\b"
)
NOT_RECEIVED = re.compile(
    rf"\b(?:{NOT}|did ?n.?t|not|never|hasn.?t)\b.{{0,20}}\b(?:masuk|terima|dap[ae]t|nyampe|sampai|"
    r"muncul|datang|dateng|arriv|receiv|get|got|come)|kirim\w* (?:lagi|ulang)|resend|"
    r"send.{0,20}again"
)
WAITS = re.compile(
    r"\b(?:(?:belum|blm|blom) (?:setuju|agree|yakin|siap)|not (?:yet|sure)|"
    r"se?bentar|bentar|bntr|tunggu|wait|hold on|(?:one|a) moment|"
    r"nanti dulu|(?:baca|cek|lihat|liat|pikir\w*|mikir) ?(?:-| )?dulu|read (?:it|them|this) first|"
    r"let me (?:read|think|check))\b"
)


def policy_type_in(text: str) -> str | None:
    """``group``, ``individual`` or ``other``, where the text names one."""
    lowered = text.casefold()
    return next((kind for kind, words in POLICY_TYPES.items() if re.search(words, lowered)), None)


def is_unknown(text: str) -> bool:
    """Whether the member says that they do not have or know what was asked for."""
    return NOT_KNOWN.search(text.casefold()) is not None


def is_not_received(text: str) -> bool:
    """Whether the member says that a code did not arrive, or wants another."""
    return NOT_RECEIVED.search(text.casefold()) is not None


def needs_time(text: str) -> bool:
    """Whether the member asks to be waited for."""
    return WAITS.search(text.casefold()) is not None
