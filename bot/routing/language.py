"""Which language a member writes: told by the small words, and only when that is clear.

Names, numbers, "ok" and the like say nothing, and then nothing is decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.messages import Language
from bot.routing.text import words

_INDONESIAN_WORDS = """
    ada adalah aja aku akan anak anda apa apakah atas atau atw ayah bagaimana bagaimna bagi bahasa
    baik bantu bantuan banyak bapak baru batal belum benar berapa berlaku bgmn bgt bisa biaya blh
    blm boleh brp buat bukan bs cara cek coba dan dapat dari daftar dengan dg dgn di dimana dlm dok
    dokter dong dr dulu emang engga enggak ga gak gan gigi gimana gini gitu gmn gue gw hai halo
    hallo hanya hari harus ibu ingin ini istri itu iya jadi jangan jika jg juga kacamata kah kak
    kalau kalo kami kamu kan kantor kapan karena karna kartu kata kenapa kepada kirim kita klaim
    klinik klo kmrn knp kode lagi lahir lalu lewat lg lihat lupa maaf mau masih masuk
    melahirkan mana mbak mengapa mereka minta mohon msh nama nanya ngga nggak nih nomor
    nggk nomer nya oleh orang pada pagi pak peserta pengen pernah pgn polis polisnya rawat rmh
    rumah sakit salah sama sampai saya sdh sekarang selamat semua sebelum seperti sudah suami
    siang sisa skrg sm smp sore supaya sy tadi tagihan tanggal tanya tapi td tdk telah terima
    terimakasih tidak tlg tgl tolong tp trus trs tuh uang udah udh untuk utk ya yaitu yang yg
    makasih mksh makasi kasih malam ubah ganti
"""
_ENGLISH_WORDS = """
    a about again all am and any are as at be because been birth but by can cannot
    card change check claims could covered coverage date dental did didn't do does
    doesn't doctor don't english find for forgot from get give good had has have hello help here hey
    hi his her hospital how i i'd i'll i'm i've if in inpatient is isn't it it's its just
    know language left like long make many me mean morning much must my name need
    never no not now number of often on or our outpatient paid pay please pls policy remaining
    register send she should show sick sorry still stop submitted tell thank thanks that the their
    them then there they this to today tomorrow u up use used want was wasn't we were what what's
    when where which who why wife husband will with won't work would wrong yes yesterday you your
    yours afternoon evening night
"""
_INDONESIAN = frozenset(_INDONESIAN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_INDONESIAN_ENDINGS = ("nya", "kah", "lah")
_ENDING_FROM = 6
"""Shorter words end so by chance ("vanya", "salah")."""
_TURN_BACK = 2
"""How many more words it takes to leave a language than to settle on a first one."""


@dataclass(frozen=True)
class Evidence:
    """How many words of each language a text holds."""

    indonesian: int
    english: int

    @property
    def language(self) -> Language | None:
        """The clear winner, at least twice as strong as the other; None when it is not clear."""
        if self.indonesian >= 2 * self.english and self.indonesian:
            return Language.INDONESIAN
        if self.english >= 2 * self.indonesian and self.english:
            return Language.ENGLISH
        return None

    @property
    def is_strong(self) -> bool:
        """Clear enough to leave a language that was already settled on."""
        return abs(self.indonesian - self.english) >= _TURN_BACK


def evidence(text: str) -> Evidence:
    """Count the telling words of a text."""
    said = words(text)
    english = [word for word in said if word in _ENGLISH]
    # Alone, "a" and "i" are as often part of a name: "a.n. I Wayan Sudarma".
    is_told = any(len(word) > 1 for word in english)
    return Evidence(
        indonesian=sum(_is_indonesian(word) for word in said),
        english=len(english) if is_told else 0,
    )


def settle(text: str, *, known: Language | None, is_chosen: bool) -> Language | None:
    """The language to keep for the chat after this text; ``known`` when nothing new is clear.

    A language that the member asked for stays until they ask for another.
    """
    if is_chosen:
        return known
    found = evidence(text)
    if found.language is None or (known is not None and not found.is_strong):
        return known
    return found.language


def first_guess(hint: str | None) -> Language:
    """What to answer in while nothing is clear: the app's language if ours, else Indonesian."""
    return Language.ENGLISH if (hint or "").lower().startswith("en") else Language.INDONESIAN


def _is_indonesian(word: str) -> bool:
    return word in _INDONESIAN or (len(word) >= _ENDING_FROM and word.endswith(_INDONESIAN_ENDINGS))
