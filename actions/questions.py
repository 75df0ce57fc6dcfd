"""Questions that are asked back, when the assistant has asked for something."""

from __future__ import annotations

import re

ANY_QUESTION = re.compile(
    r"\?|\b(?:apa(?:kah|an)?|maksudnya|kenapa|knp|mengapa|gi?mana|gmn|bagaimana|dimana|dmn|mana|"
    r"kapan|siapa|berapa|brp|bedanya|kalau|kalo|klo|jika|bila|what|why|how|when|where|who|which|if|"
    r"whether)\b"
)
EXPLAIN = re.compile(
    r"\b(?:apa (?:itu|sih|maksud\w*|beda\w*)|(?:itu|tu|ini) (?:apa|yg mana|yang mana)|apaan|"
    r"maksudnya|beda\w*|kenapa|mengapa|untuk apa|buat apa|why|difference|"
    r"what(?: is|['’]?s| does))\b"
)
ASKS = re.compile(
    r"(?:dimana|dmn|mana|apa(?:an|kah)?|gi?mana|gmn|bagaimana|kenapa|knp|mengapa|maksud\w*|"
    r"contoh\w*|berapa|brp|beda\w*|wheres?|whats?|which|how|why|mean\w*|example|difference)"
)
BESIDE = re.compile(
    # How the question is put,
    r"di|dari|ke|pada|itu|ini|tuh?|nih|sih|yah?|yg|yang|kak|min|pak|bu|dong|deh|kok|hmm+|eh|hah|lh?oh?|wah|a?duh|"
    r"maaf|sorry|please|do|does|can|could|should|i|you|we|is|are|it|its|s|this|that|these|those|the|"
    r"my|mine|an?|on|of|in|for|to|between|dan|and|or|atau|sama|dengan|buat|untuk|saya|sy|aku|gu?e|gw|"
    # what is done with the thing,
    r"(?:ng?e|di)?(?:liat|lihat|cari|cek|tulis|isi|dapat|dapet|tau|tahu)(?:nya|in)?|nyari(?:nya)?|"
    r"(?:nemu|ambil|minta)(?:nya|in)?|ada(?:nya)?|bisa|harus|perlu|diminta|tertulis|cara(?:nya)?|"
    r"format(?:nya)?|bentuk(?:nya)?|letak(?:nya)?|find|see|get|got|look|looks|like|need(?:ed)?|"
    r"stands?|written|"
    # and the things that are asked for.
    r"(?:nomor|nomer|no|polis|peserta|anggota|kartu|email|tanggal|tgl|lahir|alamat)(?:nya)?|kode|"
    r"member|kaya?k?|kyk|policy|participant|number|card|e-mail|date|birth|address|eula|privasi|privacy"
)
"""Words of which a question about what was asked consists, beside the one that asks."""


def asks_anything(text: str) -> bool:
    """Whether a message is a question, of whatever kind."""
    return ANY_QUESTION.search(text.casefold()) is not None


def asks_to_explain(text: str) -> bool:
    """Whether a message asks what something is, or what for."""
    return EXPLAIN.search(text.casefold()) is not None


def asks_about_it(text: str) -> bool:
    """Whether a message does nothing but ask where what is asked for stands, or what it is."""
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold())
    asking = [word for word in words if ASKS.fullmatch(word)]
    return bool(asking) and all(ASKS.fullmatch(word) or BESIDE.fullmatch(word) for word in words)
