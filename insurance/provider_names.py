"""Takes the name of a provider out of a question about it."""

from __future__ import annotations

import re

from insurance.provider_search import telling_words

_ASKING_WORDS = """
    apakah apa apkh apkah apaan ap emang memang adakah ada gak ga g gk nggak ngga enggak tidak tdk
    bukan bkn belum blm sudah udah udh sdh masih cek mau pengen ingin pgn tanya tanyain nanya tau
    tahu kasih minta mohon tolong tlg bantu carikan cariin cari nyari mencari lihat liat tampilkan
    butuh perlu dong donk ya yah kah sih deh nih min kak admin halo hai hi hello pagi siang sore
    malam saya aku gue gw kami anda kamu ku mu pake pakai memakai berobat periksa kontrol cabut
    check up bisa bs boleh dapat dpt rekanan rekan partner partners partnernya partnered generali
    geneali kerjasama bekerjasama kerja sama bekerja dengan dgn masuk termasuk daftar list listed
    jaringan network networks provider providernya cover covered cashless cashles casless gesek
    asuransi insurance kartu card terima nerima menerima diterima itu ini yang yg untuk utk buat
    atau dan juga jg aja saja doang kalau kalo klo kl terus trus rawat inap jalan opname lain
    lainnya lagi selain berikutnya semua banyak beberapa terdekat dekat deket dket dkt terdkt
    sekitar sekitaran seputar daerah wilayah area kawasan dari ke sini situ sana rumah kantor
    lokasi lokasinya posisi tempat tempatnya paling lebih bagus baik terbaik swasta murah jauh
    alamat alamatnya telepon telpon telp tlp nomor nomer no nmr peta map maps dimana mana mn dmn
    dimanakah bagaimana gimana kapan berapa siapa jam 24 24jam buka tutup sekarang hari besok kelas
    tipe type class i is are am do does can could would should my me we us our your you it its use
    at there any a an in on of or with near nearest nearby closest around close to from accept
    accepts accepted take takes taking please what which about how show more other others else
    another one ones know whether if for the find looking want need go open hours hour now by
    address phone number where location here this that trdkt rmh er igd ugd nya sakitnya opsi
    pilihan kemana far get darah hasil south north east west urgent emergency dokter doctor
    room rooms see
"""
_HOSPITAL = re.compile(r"\b(?:rumah|rmh) ?sakit(?:nya)?\b", re.IGNORECASE)
_ASKING = frozenset(_ASKING_WORDS.split())
"""What a question about a provider says besides its name."""


def name_asked_for(text: str) -> str:
    """What is left of a question when the asking is taken out of it.

    "apakah RS Siloam Kebon Jeruk rekanan?" is "RS Siloam Kebon Jeruk"; from words that say
    nothing but the question, nothing is left.
    """
    text = _HOSPITAL.sub("rs", text)  # "rumah" alone is somebody's home
    words = re.findall(r"[^\W_]+(?:['.&-][^\W_]+)*", text)
    return " ".join(word for word in words if word.lower() not in _ASKING)


def names_somebody(text: str) -> bool:
    """Whether anything is left that could be a name: "apakah klinik saya rekanan?" has none."""
    return bool(telling_words(name_asked_for(text)))
