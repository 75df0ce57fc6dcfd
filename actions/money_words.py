"""The words of amounts of money: units, and what makes a number something else."""

from __future__ import annotations

from decimal import Decimal

from actions.number_words import TENS, UNITS

MULTIPLES = {
    word: multiple
    for multiple, words in (
        (1_000_000_000, "miliar milyar milliar miliyar billion bio"),
        (1_000_000, "juta jutaan jt jtan jta jeti jutak juts jtaan million millions mio mil"),
        (1_000, "ribu ribuan rb rban rbu rbuan rebu ribo rbb rewu ewu k kan thousand thousands"),
        (1_000, "thou ceng"),
    )
    for word in words.split()
}
"""How many rupiah one of them is."""
EITHER = ("m", 1_000_000, 1_000_000_000)
""" "1,2 M": a million in English, ``miliar`` in Indonesian."""

WHOLE = {
    "seribu": (1, 1_000), "serebu": (1, 1_000), "sewu": (1, 1_000), "seceng": (1, 1_000),
    "goceng": (5, 1_000), "ceban": (10, 1_000), "noban": (20, 1_000), "goban": (50, 1_000),
    "sejuta": (1, 1_000_000), "sejutaan": (1, 1_000_000), "seribuan": (1, 1_000),
    "sejt": (1, 1_000_000), "cetiaw": (1, 1_000_000),
    "semiliar": (1, 1_000_000_000), "semilyar": (1, 1_000_000_000),
}  # fmt: skip
"""Words that are a number and its unit, some of Hokkien origin as heard in Jakarta."""
SLANG = {"cepek": "seratus", "gopek": "lima ratus", "gocap": "lima puluh"}
HALF = {"setengah": Decimal("0.5"), "stengah": Decimal("0.5"), "stgh": Decimal("0.5")}
HALF |= {"half": Decimal("0.5"), "½": Decimal("0.5")}

POINT = frozenset({"koma", "point", "titik", "comma"})
SCALES = frozenset({"belas", "puluh", "ratus", "ratusan", "puluhan", "belasan", "hundred"})
NUMBER_WORDS = frozenset({*UNITS, *TENS, *SCALES, *SLANG, "seratus", "seratusan"}) - {
    "first", "second", "third", "kosong", "zero",
}  # fmt: skip
CURRENCY = frozenset({"rp", "idr", "rupiah", "perak"})

COUNTED = frozenset(
    """
    hari hr kali x th thn tahun bulan bln minggu mgg jam menit org orang mg ml gr gram kg cm tablet
    tab kapsul botol strip lembar lbr foto file halaman hlm persen percent day days week weeks month
    months year years yo hour hours time times pcs buah biji gigi januari january jan februari
    february feb peb maret march mar mrt april apr mei may juni june jun juli july jul agustus
    august agu agt ags aug agst september sept sep oktober october okt oct november nopember nov
    nop desember december des dec st nd rd th dollar dollars dolar usd sgd ringgit euro yen won baht
    """.split()  # noqa: SIM905
)
"""What follows a number that counts something else than rupiah."""
LABELS = frozenset(
    """
    tgl tanggal tanggalnya jam pukul no nmr nomor nomornya nomer nomernya lantai lt kamar tahun thn
    umur usia ke rek rekening hp wa telp telepon polis peserta usd sgd rm myr eur jpy aud $ € £ #
    """.split()  # noqa: SIM905
)
"""What stands before such a number."""
