"""How place names are compared: in lower case, without signs, and with care for common words."""

from __future__ import annotations

import re
import unicodedata

LONGEST_READ = 400
"""Characters of a text that are read for a place."""

ALSO_WORDS = frozenset(
    """
    agam alor anggi arso asmat baa banjar batang batu bdj belu benteng bima bjb bna bone borong
    bpp btm bula bungo buol buru buton central ckr crb darmo dps ende fatmawati gading gambir
    gowa grs halim hss hst hsu idi juanda karo kaur koba koja kopo krw kuta landak lawang lebak
    lingga liwa lolak lotu maba maja manna metro mjk mks moi mulia muna nad nagoya negara nias
    ntb ntt nusantara oku pajajaran pali pandan pare parigi pasteur pati pdg pgk pim pku polonia
    ppu ptk puncak pwt raha rantau rumbia sabang salak sdj seba senen sigi simatupang singkil
    smd smr soe solok sudirman sumba sumber tais tanjung tebo tgr tng toba tpi tsm tual waru
    weda
    """.split()  # noqa: SIM905
)
"""Names of places that are also words, people, or shorthand for something else.

They name a place when something says so: "di Batu", "kab Pati", or nothing else beside them.
"""

LEADING = frozenset(
    """
    di ke dekat deket dkt dket daerah drh sekitar sekitaran area wilayah kota kab kabupaten kec
    kecamatan kawasan dari in near around at nearby city of to pulau
    """.split()  # noqa: SIM905
)
"""Words before a place."""

FILLERS = LEADING | frozenset(
    """
    rs rsu rsud rsia rumah sakit hospital hospitals klinik clinic clinics apotek apotik pharmacy
    optik optical optician lab laboratorium laboratory dokter gigi dentist dental puskesmas igd ugd
    faskes provider rekanan partner generali terdekat trdkt terdeket nearest closest cari carikan
    cariin find yang yg ada apa aja saja dong donk ya kak min nih sih deh kalau kalo klo kl
    coba mau saya sy aku gue the a an any i need for is there are me my please tolong mohon bisa
    cashless 24 jam buka mana dimana dmn where which untuk buat dan atau dengan sini situ pak bu
    lagi sedang jalan jl jln kantor kampung tempat alamat lokasi posisi kirim share loc cara gimana
    bagaimana berapa lama pagi siang sore malam selamat bentar sebentar nanti send location
    indonesia
    """.split()  # noqa: SIM905
)
"""Words of a search that are no part of a name."""

TITLES = frozenset(
    """
    bapak bpk pak ibu bu sdr sdri dr drg dokter mr mrs ms miss mas mbak kak nama namanya name
    """.split()  # noqa: SIM905
)
"""Words before somebody's name."""


def words_of(text: str) -> list[str]:
    """The words of a text in lower-case ASCII, of its first 400 characters."""
    if len(text) > LONGEST_READ:
        text = text[:LONGEST_READ].rpartition(" ")[0]  # half a word is another word
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain.lower().replace("'", ""))
