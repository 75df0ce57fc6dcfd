"""Hears that a member is lost in a form, whichever form it is.

Outside a form "bantuan" is a wish for the menu; inside one it is a wish to have the question
explained. Whatever the classifier makes of it, it then means the same as the button.
"""

from __future__ import annotations

import re

from engine.normaliser import joined, normalise

HELP_INTENT = "ask_field_help"
"""The intent of the button "Butuh bantuan"."""

LONGEST = 80
"""Characters up to which a message can be a mere cry for help."""

_LOST = re.compile(
    r"\b(?:bantu|bantuan|tolong|bingung|puyeng|mumet|confused|confusing|stuck|lost|sos|contoh|example|"
    r"(?:tidak|belum|kurang|gagal|do not|did not|not) (?:(?:begitu|terlalu|really) )?"
    r"(?:ngerti|mengerti|paham|mudeng|jelas|dong|understand\w*|get it|clear|sure what to do)|"
    r"(?:tidak tahu|tidak tau|gatau|do not know) (?:(?:harus|mau|mesti|what to|how) )?"
    r"(?:isi|jawab|tulis|ngapain|bagaimana|apa|do|answer|write|type)?|"
    r"(?:isi|jawab|tulis|ngapain) (?:apa|bagaimana)|(?:apa|bagaimana) (?:isi|jawab)\w*|"
    r"what (?:do|should) i (?:do|write|answer|type)|"
    r"how (?:do|should) i (?:do|answer|fill) (?:this|it))\b"
)
_BESIDE = re.compile(
    r"(?:saya|sy|aku|i|am|me|my|a|an|kak|kakak|min|admin|mas|mbak|pak|bu|ini|itu|nih|sih|dong|deh|ya|iya|"
    r"nya|yang|apa|ada|butuh|perlu|minta|mau|need|want|please|bisa|can|could|you|get|some|kasih|beri|"
    r"give|juga|banget|bgt|lagi|masih|jadi|so|very|still|bit|with|this|it|is|here|di|sini|kah|"
    r"maksud\w*|bagaimana|caranya|how|aduh|duh|waduh|hmm+|eh|oh|hey|hi|halo|maaf|sorry|sama|soal|"
    r"pertanyaan\w*|question|jawab\w*|isi\w*|harus|emoji)"
)


def asks_for_help(text: str) -> bool:
    """Whether a message says that its writer is lost or wants help, and nothing else."""
    if len(text) > LONGEST or any(char.isdigit() or char == "@" for char in text):
        return False
    words, count = _LOST.subn(" ", joined(normalise(text)))
    return count > 0 and all(_BESIDE.fullmatch(word) for word in words.split())
