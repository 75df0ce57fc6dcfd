"""Emergencies are heard even where the classifier hesitates.

Somebody who writes about ending their life (``engine/suicide.py``), or reports a collapse, gets
help at once; a question about cover ("apakah kecelakaan ditanggung?") stays a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.suicide import names_suicide, speaks_of_suicide

EMERGENCY = "medical_emergency"
LEAST_CHANCE = 0.05
"""How likely the classifier must find an emergency before a word that sounds like one decides."""

_ASKING_A_DOCTOR = "consult_doctor"
"""What sounds like an emergency goes to the emergency numbers before any doctor on a screen."""

_KINDS = {
    "unconscious": r"tidak sadar\w*|hilang kesadaran|pingsan|tidak bangun bangun|koma|"
    r"tidak respon\w*|kolaps|ambruk|unconscious|passed out|fainted|collapsed|unresponsive|"
    r"not waking up|not responding",
    "chest_pain": r"(?:nyeri|sakit|sesak|tekan|berat) (?:di )?dada|dada (?:\w+ ){0,3}"
    r"(?:nyeri|sakit|sesak|tertekan)|serangan jantung|jantung (?:berhenti|nyeri)|chest pain|"
    r"heart attack|pain in (?:my|his|her) chest|chest (?:hurt\w*|is tight)|cardiac arrest",
    "breathing": r"sesak napas|tidak bisa (?:ber)?napas|susah napas|sulit (?:ber)?napas|"
    r"tersedak|kesedak|napas\w* (?:berat|sesak|berhenti)|(?:can not|not|hard to|struggling to) "
    r"breath\w*|chok(?:ing|ed)|asma kambuh|stop(?:ped)? breathing|difficulty breathing|"
    r"short(?:ness)? of breath",
    "bleeding": r"(?:darah|berdarah|pendarahan)\w* (?:terus|tidak berhenti|banyak|hebat|deras)|"
    r"pendarahan|bersimbah darah|muntah darah|batuk darah|bleed\w*|blood everywhere|"
    r"(?:coughing|vomiting|throwing) (?:up )?blood|darah keluar",
    "accident": r"kecelakaan|jatuh dari|terjatuh|tertabrak|terlindas|kesetrum|tersengat listrik|"
    r"tenggelam|luka bakar|terbakar|kesiram air panas|digigit ular|car (?:accident|crash)|"
    r"motorcycle accident|had an accident|hit by a|fell (?:from|off|down)|electrocuted|drown\w*|"
    r"snake bite|bitten by a snake|badly burn\w*",
    "stroke": r"stroke|separuh badan|mulut(?:nya)? (?:mencong|miring|perot)|bicara(?:nya)? pelo|"
    r"lumpuh sebelah|face (?:is )?drooping|slurred speech|numb on one side",
    "seizure": r"kejang\w*|step panas|seizure|convuls\w*|having a fit",
    "poisoning": r"keracunan|menelan racun|minum (?:racun|baygon|pemutih)|overdosis|overdose|"
    r"poisoned|swallowed (?:bleach|poison|pills)",
    "labour": r"ketuban pecah|(?:mau|sudah) melahirkan sekarang|water broke|in labou?r now",
}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KINDS.items()}
_ABOUT_COVER = re.compile(
    r"\b(?:klaim\w*|claims?|limit|tanggung\w*|ditanggung|menanggung|cover\w*|dicover|polis|policy|"
    r"premi|dokumen|syarat\w*|reimburse\w*|jaminan|dijamin|biaya\w*|cost|plan|manfaat|sisa|"
    r"artikel|article\w*|tips|webinar|mobil saya|motor saya|vehicle|lapor\w*|minggu lalu|"
    r"bulan lalu|tahun lalu|kemarin|last (?:week|month|year)|riwayat|pernah|history|"
    r"pasca|pemulihan|kontrol rutin|recover\w*)\b"
)


def emergency_kind(normalised: str) -> str | None:
    """What sort of emergency the words sound like; ``suicide`` goes before all others."""
    if names_suicide(normalised):
        return "suicide"
    return next((kind for kind, words in _PATTERNS.items() if words.search(normalised)), None)


def emergency_intent(normalised: str, ranking: Sequence[Mapping[str, Any]]) -> str | None:
    """``medical_emergency`` when the words decide it against the classifier, else None."""
    if speaks_of_suicide(normalised):
        return EMERGENCY
    if emergency_kind(normalised) in (None, "suicide") or _ABOUT_COVER.search(normalised):
        return None
    if ranking and ranking[0]["name"] == _ASKING_A_DOCTOR:
        return EMERGENCY
    chance = next((each["confidence"] for each in ranking if each["name"] == EMERGENCY), 0.0)
    return EMERGENCY if chance >= LEAST_CHANCE else None
