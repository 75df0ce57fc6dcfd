"""Short answers about a claim: go on with it or begin anew, yes or no."""

from __future__ import annotations

import re

from actions.claim_said import Said

_GO_ON = re.compile(
    r"\b(?:lanjut\w*|terus(?:kan|in|an)?|nerusin|sambung\w*|continue|resume|go on|carry on|"
    r"finish|selesai(?:kan|in))\b|\b(?:klaim|claim)\b.{0,20}\b(?:tadi|kemarin|sebelumnya|earlier)\b"
)
_BESIDE_GOING_ON = re.compile(
    r"(?:\W|\b(?:lanjut\w*|terus\w*|nerusin|sambung\w*|selesai\w*|klaim\w*|claim|yg|yang|tadi|kemarin|"
    r"sebelumnya|mau|ingin|tolong|saya|sy|aku|ya|iya|ok|oke|okay|yuk|ayo|dong|deh|aja|saja|kak|min|nih|"
    r"itu|ini|lagi|continue|resume|carry on|go on|finish|with|my|the|that|earlier|please|i|want|to|"
    r"let's|let|us|yes)\b)*"
)
_NEW = re.compile(
    r"\b(?:baru|mulai|ulang|awal|lain|beda|hapus|buang|new|start over|another|again|different)\b"
)
_NOT = re.compile(
    r"\b(?:tidak|tdk|ga+k?|ngga+k?|enggak|jangan|belum|blm|bukan|nanti|no|not|don'?t)\b|\?"
)
_ALL_RIGHT = re.compile(
    r"\b(?:lanjut\w*|terus|ok\w*|sip|benar|bener|betul|sesuai|pas|udah|sudah|correct|right|go on|"
    r"continue)\b"
)
_CHANGE = re.compile(
    r"\b(?:di)?(?:ubah|rubah|ganti|edit|koreksi|revisi|perbaiki|betulkan|salah|keliru|change|wrong|"
    r"correct|fix)\b"
)
_ONLY_CHANGE = re.compile(
    rf"(?:\W|{_CHANGE.pattern}|\b(?:ada|yang|yg|mau|ingin|pengen|dong|kak|min|nih|deh|perlu|harus|bisa|"
    r"masih|ya|iya|eh|maaf|tolong|data(?:nya)?|isian(?:nya)?|sesuatu|something|is|there|it|i|want|"
    r"to|need|would|like|can|please|sorry|yes|some|thing|things|a)\b)*"
)
MAY_CHANGE = frozenset({"claim_details", "claim_summary", "claim_declaration"})
"""Questions whether what is shown is right."""
_YES_AT = {
    "claim_details": _ALL_RIGHT,
    "claim_summary": _ALL_RIGHT,
    "claim_declaration": re.compile(r"\b(?:kirim\w*|setuju|sepakat|submit|send|agree)\b"),
}
"""What means yes to these questions, whatever it sounds like elsewhere."""


def goes_on(text: str) -> bool:
    """Whether the words ask for the claim that was begun before: "lanjut klaim tadi"."""
    return _GO_ON.search(text.casefold()) is not None


def only_goes_on(text: str) -> bool:
    """Whether the words say nothing but that: no illness and no hospital is called so."""
    return goes_on(text) and _BESIDE_GOING_ON.fullmatch(text.casefold()) is not None


def wants_new(said: Said) -> bool | None:
    """Whether a new claim is wanted, by button or in words; None: it is not clear."""
    if said.intent == "claim_resume":
        return said.entities.get("choice") == "new"
    if said.intent in ("affirm", "deny") and not _NEW.search(said.text.casefold()):
        return said.intent == "deny"
    if _NEW.search(said.text.casefold()):
        return True
    return False if goes_on(said.text) else None


def wants_change(text: str) -> bool:
    """Whether the words say that something is to be changed, and not what: "ada yang salah"."""
    lowered = text.casefold()
    return _CHANGE.search(lowered) is not None and _ONLY_CHANGE.fullmatch(lowered) is not None


def said_yes(said: Said) -> bool | None:
    """Whether a question of the form is answered by a yes or a no; None: by neither."""
    if said.asked in MAY_CHANGE and wants_change(said.text):
        return False
    if said.intent in ("affirm", "deny"):
        return said.intent == "affirm"
    lowered = said.text.casefold()
    if _NOT.search(lowered):
        return None
    words = _YES_AT.get(said.asked or "")
    return True if words is not None and words.search(lowered) else None
