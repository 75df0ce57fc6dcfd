"""Hears thoughts of suicide, whatever else a message says and whatever the classifier makes of it.

The only list of such words: who answers is told by the entity ``emergency_kind``. It reads
normalised text ("pengen", "pgn" and "ingin" are "mau", "gak" is "tidak", "i'm" is "i am") and
would rather misread a figure of speech than miss somebody.
"""

from __future__ import annotations

import re

_MEANWHILE = (
    r"(?:(?:saya|sekali|banget|saja|rasanya|cepat|cepet|segera|langsung|benar|bener|lagi|juga|"
    r"untuk|ikut|bisa) ){0,3}"
)
_DIE = (
    r"(?:mati+|meninggal|mokad|modar|metong|koid|koit|paeh|maot|die)"
    r"(?! (?:rasa|lampu|listrik|suri|gaya)\b)"
)
_KILLING = (
    r"(?:(?:mem)?b[uo]?nuh ?d(?:ir|ar)i|bundir|gantung diri|minum (?:racun|baygon)|suicide)\w*"
)
_LIFE = r"(?:hidup|idup)(?! sehat)"
_HURTING = (
    r"(?:(?:me(?:ny|l))?(?:akiti|sakiti|ukai|lukai|iksa|siksa|ayat|sayat|ilet|silet)|"
    r"nyakitin|lukain|nyiksa|nyilet|nyayat)"
)

_MEANT_INDONESIAN = (
    rf"(?:mau|pen|pngn|pngen|kepengin|kepingin|lebih baik|mending\w*|pilih|memilih|berniat|niat|"
    rf"berharap|kepikiran|pantas|siap) {_MEANWHILE}{_DIE}",
    rf"(?:mau|berniat|niat|kepikiran|berpikir|pikir|coba|mencoba|rencana|berencana) {_MEANWHILE}"
    rf"{_KILLING}",
    r"(?:saya|biar|biarkan|biarin) mati+ saja",
    r"(?:meng)?akhir(?:i|in) "
    r"(?:semuanya|segalanya|semua ini|ini semua|(?:\w+ )?(?:hidup|nyawa))\w*",
    rf"tidak (?:mau|sanggup|kuat|tahan|layak|pantas|guna|ada (?:guna|arti|makna|alasan)(?:nya)?) "
    rf"(?:(?:lagi|untuk|buat|menjalani|jalani|saya) ){{0,3}}{_LIFE}",
    rf"(?:gamau|capek|cape|capai|lelah|bosan|muak|jenuh|malas|males) "
    rf"(?:(?:dengan|sama|menjalani|jalani|untuk|saya) )?{_LIFE}",
    r"(?<!seumur )(?:hidup|idup)\w* (?:\w+ ){0,3}tidak (?:\w+ )?(?:ber)?"
    r"(?:arti|guna|makna|harapan)\w*",
    rf"(?:untuk apa|percuma|buat apa) (?:lagi )?(?:saya )?{_LIFE}",
    r"(?:mau|siap|niat|kepikiran|pikir) (?:\w+ ){0,2}(?:loncat|lompat|terjun) (?:saja )?"
    r"(?:dari|ke (?:sungai|laut|jurang|rel))",
    r"(?:loncat|lompat|terjun) dari (?:gedung|jembatan|apartemen|atap|rooftop)",
    rf"(?<!kena ){_HURTING} (?:\w+ )?(?:diri|tangan|nadi|lengan|paha|pergelangan)\w*",
    r"(?:potong|memotong|iris|mengiris) (?:urat )?nadi",
    r"(?<!mau )(?<!akan )(?<!mengancam )bunuh (?:saya|aku)",
)
_MEANT_ENGLISH = (
    r"kil+(?:ing)? ?my ?self|(?<!to )(?<!will )kill me|unalive|suicidal",
    r"(?:going|want|wants|will|am|should|just|to|mau|might)(?: to)? kms(?! (?:anak|bayi|balita))",
    r"(?:hurt|cut|hang|shoot|harm|drown)(?:t?ing)? my ?self",
    r"(?:cut|slit|slash)(?:t?ing)? my (?:wrist|arm|vein)s?",
    r"(?:end|ending|take|taking) my (?:own )?life|end(?:ing)? it all",
    r"(?:(?:want|wish|hope|hoping|deserve|ready)\w*|rather|should|let me) "
    r"(?:(?:to|i|just|really|would|could|so|badly) ){0,3}(?:die|be dead)",
    r"(?:wish|hope) (?:that )?i (?:was|were|am) (?:dead|not alive)",
    r"wish i (?:(?:had|was|were) )?(?:never|not) (?:been )?(?:born|exist\w*)",
    r"hope i (?:do not|never) wake up",
    r"not (?:want|wish|deserve)(?: to)? (?:live(?! (?:in|at|with)\b)|be alive|exist|wake up|"
    r"be here any ?more)",
    r"(?:rather not|not to) (?:live(?! (?:in|at|with)\b)|be alive)",
    r"can not (?:live|go on)(?: like this)? any ?more|can not go on living",
    r"no reason to live|nothing to live for|not worth living|tired of (?:living|life)",
    r"better off (?:dead|without me)|jump(?:ing)? off (?:a|the) (?:building|bridge|roof)",
    r"(?:think\w*|thought\w*) (?:of|about) (?:suicide|killing|dying|ending)|commit\w* suicide",
)
_NAMED = r"b[uo]?nuh ?d(?:ir|ar)i\w*|bundir|gantung diri|suicid\w*|self ?harm\w*|overdosis sengaja"
"""Said by who means it and by who asks what the policy excludes."""

_IS_MEANT = re.compile(
    "|".join(rf"\b(?:{words})\b" for words in _MEANT_INDONESIAN + _MEANT_ENGLISH) + "|^kms$"
)
_IS_NAMED = re.compile(rf"\b(?:{_NAMED})\b")
_ABOUT_COVER = re.compile(
    r"\b(?:klaim\w*|claim\w*|\w*tanggung|tanggungan|polis\w*|policy|policies|\w*cover\w*|dijamin|"
    r"jaminan|pengecualian|exclu\w+)\b"
)
_OTHERS_DEATHS = re.compile(
    r"\b(?:hp|handphone|ponsel|lampu|listrik|baterai|batre|batere|internet|wifi|mesin|mobil|motor|"
    r"laptop|komputer|ac|tv|kompor|server|aplikasi|app|sinyal|jaringan|koneksi|layar)"
    r"(?: (?:saya|rumah|kantor|mau|tidak|sudah|lagi|jadi|juga|bisa|suka|sering|tiba|malah|terus))"
    r"{0,3} (?:mati+|hidup)\b|"
    r"\b(?:ayah|ibu|suami|istri|anak|kakek|nenek|kakak|adik|mertua|pasien|dia)"
    r"(?: (?:saya|nya|seperti|sepertinya|sudah))* mau meninggal\b"
)
"""Of things that fail, and of people whom an ambulance is needed for."""


def names_suicide(normalised: str) -> bool:
    """Whether the words are about suicide at all."""
    return _means_suicide(normalised) or bool(_IS_NAMED.search(normalised))


def speaks_of_suicide(normalised: str) -> bool:
    """Whether somebody may think of it; "apakah bunuh diri ditanggung polis" is a question."""
    if _means_suicide(normalised):
        return True
    return bool(_IS_NAMED.search(normalised)) and not _ABOUT_COVER.search(normalised)


def _means_suicide(normalised: str) -> bool:
    return bool(_IS_MEANT.search(_OTHERS_DEATHS.sub(" ", normalised)))
