"""Which documents a caption or a message speaks of: "ini kuitansinya", "resepnya ga ada"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from actions.chat_text import plain

LONGEST = 300
"""Characters that are read."""

NYA = r"(?:nya|ny|ku|2(?:nya)?)?"
WORDS: dict[str, tuple[str, ...]] = {
    "lens_prescription": (
        rf"resep{NYA} (?:lensa|kaca ?mata|mata|optik)|ukuran (?:lensa|kaca ?mata|mata)|kartu lensa|"
        r"(?:lens|glasses|eyeglass|spectacle|optical|eye) (?:prescription|rx)|"
        r"prescription (?:for|of) "
        r"(?:my |the )?(?:glasses|lens(?:es)?)|hasil refraksi|refraksi|lensa",
    ),
    "discharge_summary": (
        r"(?:resume|resum|ringkasan|rangkuman|sumary|summary) (?:medis|medik|pulang|rawat|"
        r"persalinan|"
        r"rawat inap|ranap|rs)|resume|resum|discharge(?: summary| letter)?|surat (?:pulang|keluar)|"
        r"lembar pulang|medical (?:resume|summary|report)|laporan medis",
    ),
    "birth_certificate": (
        r"(?:surat|srt)(?: keterangan| ket)? (?:ke)?lahir(?:an)?|akta?e?(?: kelahiran| lahir)?|skl|"
        r"birth (?:certificate|notification|letter)|akte",
    ),
    "supporting_results": (
        rf"(?:hasil|hsl|hasil2){NYA}(?: (?:lab|labor|laboratorium|pemeriksaan|cek|tes|test|"
        rf"rontgen|ro|usg|"
        r"mcu|medical|penunjang|darah|ct|mri|radiologi|urin|check ?up|ekg))*|"
        r"lab(?:oratorium)?(?:nya)?|"
        r"rontgen|ronsen|rongent|x-?ray|panoramic|panoramik|usg|ultrasound|ct ?scan|mri|ekg|ecg|"
        r"(?:lab|test|blood|mcu|check-?up|supporting|imaging) (?:results?|reports?)|penunjang|"
        r"results?",
    ),
    "diagnosis": (
        r"(?:surat|srt|srat)(?: keterangan| ket)?(?: (?:diagnosa|diagnosis|dokter|dr|sakit|"
        r"medis))*|diagnos[aei]s?(?:nya)?|"
        r"dianogsa|diagnosanya|keterangan (?:dokter|dr|medis|sakit)|ket(?:\.|erangan)? dokter|"
        r"rujukan|"
        r"doctor'?s? (?:letter|note|statement)|medical (?:certificate|letter)|sick (?:note|leave)|"
        r"rekam medis|medical record|catatan dokter",
    ),
    "prescription": (
        rf"(?:copy|kopi|salinan|foto ?copy|fc)\s*(?:an)?\s*resep{NYA}|resep{NYA}(?: (?:obat|"
        rf"dokter|dr))?|"
        r"prescriptions?|rx",
    ),
    "bill": (
        rf"(?:rincian|rinci|perincian|detail|details|detil|breakdown){NYA}(?: (?:biaya|tagihan|"
        rf"harga|obat|bayar|"
        r"pembayaran|nota|kwitansi|kuitansi|tindakan|pemeriksaan|of charges|bill))*|"
        r"tagihan(?:nya)?|"
        r"billing(?: statement)?|(?:itemi[sz]ed|detailed)(?: (?:bill|receipt|invoice))?|"
        r"hospital bill|bills?|"
        r"invoice(?:nya)?|faktur|harga (?:lensa|frame|bingkai)",
    ),
    "receipt": (
        r"(?:kuitansi|kwitansi|kuintansi|kwintansi|kwitans|kuitasi|kwitasi|kuitangsi|kwetansi|"
        r"kwit|kuit|kuitansy|kwitansy)"
        r"(?:nya|an|ny)?(?: (?:asli|pembayaran|dokter|obat|rs))*|nota(?:nya)?|struk(?:nya)?|"
        r"strook|setruk|stuk bayar|bon(?:nya)?|"
        r"bukti (?:bayar|pembayaran|transfer|tf|pelunasan)|receipts?|proof of payment|"
        r"payment (?:slip|proof)",
    ),
}
"""Words for the documents of the checklists, the more special ones first."""
PATTERNS = {
    document: re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])")
    for document, words in WORDS.items()
}
INSTEAD = {
    "prescription": ("lens_prescription",),
    "discharge_summary": ("diagnosis",),
    "diagnosis": ("discharge_summary",),
    "bill": (),
    "receipt": (),
}
"""What is meant on a checklist that does not hold the document itself."""

NOT = (
    r"(?:ga+k?|g|ng+a+k?|enggak|tidak|tdk|tak|ndak|kagak|belum|blm|no|not|don'?t|do not|didn'?t|"
    r"without|tanpa|without)"
)
LACKING = re.compile(
    rf"(?<![^\W_])(?:{NOT}\s+(?:ada|punya|dikasih|dapat|dapet|dpt|dikasi|diberi|have|get|got|"
    rf"pakai|pake|any|perlu|need)"
    r"(?:\s+(?:the|a|any))?|hilang|ilang|lost|missing|tanpa|without|no|gada|gaada|gapunya|nggada|"
    r"kosong|"
    r"lewat(?:i|in|kan|kn)?(?:\s+aja)?|skip|skipp?(?:ed|in)?|lompati|abaikan)(?![^\W_])"
)
ALL_SENT = re.compile(
    r"(?<![^\W_])(?:(?:sudah|sdh|udah|udh|dah|uda|ud)(?:\s+(?:itu|ini|aja|saja|kak|ya|saya|sy|"
    r"ku))*\s*"
    r"(?:semua\w*|smua\w*|smw\w*|lengkap|komplit|komplet|cukup|selesai|beres|kelar|"
    r"terkirim semua|kirim semua|dikirim semua|di kirim semua|"
    r"upload semua|kekirim semua|itu (?:aja|saja))|"
    r"(?:semua\w*|smua\w*)\s+(?:dokumen\w*\s+|berkas\w*\s+|file\w*\s+|foto\w*\s+)?(?:sudah|sdh|"
    r"udah|udh|dah|uda)(?:\s+(?:ada|dikirim|terkirim|masuk|lengkap|saya kirim|di ?upload))?|"
    r"(?:itu|ini|segitu|sgitu|segini|cuma itu|hanya itu)\s+(?:aja|saja|doang|semua\w*|dulu|dlu)|"
    r"(?:cukup|selesai|beres|lengkap|kelar|komplit|done|finished|completed?)(?:\s+(?:kak|ya|min|"
    r"semua\w*|itu|segitu|already))*\s*$|"
    r"(?:dokumen|berkas|dok|file|foto)\w*\s+(?:nya\s+)?(?:sudah\s+|udah\s+|dah\s+)?(?:lengkap|"
    r"komplit|semua)|"
    r"that(?:'?s| is)\s+(?:all|it|everything)|(?:i'?m|all|we'?re|i am)\s+done|all\s+(?:sent|"
    r"there|uploaded|of them|files sent|documents sent)|"
    r"nothing (?:else|more)|no more|(?:every|all) (?:thing|document|file|photo)s? (?:is |are |"
    r"has been |have been )?(?:sent|there|uploaded|in)|"
    r"everything (?:is )?(?:sent|there|uploaded|in)|"
    r"(?:ga|gak|nggak|tidak|tdk|ngga) (?:ada|ad) (?:lagi|yang lain|yg lain)|lanjut(?:kan|"
    r"in)?(?:\s+(?:aja|saja|dong|kak|ya))*|"
    r"(?:skip|lewati?|lewatin)(?:\s+(?:aja|saja|semua\w*|dong|kak|ya))*\W*$|"
    r"^\W*(?:sudah|sdh|udah|udh|dah)(?:\s+(?:kak|ya|min|pak|bu|kok))*\W*$|"
    r"next|continue|go on)(?![^\W_])"
)
OTHERS = re.compile(
    r"(?<![^\W_])(?:(?:dokumen|berkas|yang|yg)\s+lain(?:nya)?|lain(?:nya|-lain|2)?|others?|"
    r"(?:something|none) (?:else|of them|of these))(?![^\W_])"
)
NOT_ALL = re.compile(
    rf"(?<![^\W_])(?:{NOT}|kurang|masih|bentar|tunggu|wait|still|nanti)(?![^\W_])(?!\s+(?:(?:ada|"
    rf"ad) (?:lagi|yang lain|yg lain)|more))|"
    r"apa(?:kah)?(?![^\W_])|belom|\?"
)
LATER = re.compile(
    r"(?<![^\W_])(?:nanti|nnt|nti|ntar|entar|besok|bsk|"
    r"(?<!kemarin )(?<!kemaren )(?<!kmrn )lusa|menyusul|nyusul|susul\w*|belakangan|"
    r"later|tomorrow|tonight|another time|"
    r"lain kali|kapan-kapan|next time|send (?:it|them) later|pulang dulu|cari dulu|cariin dulu|"
    r"minta dulu|belum (?:ada|sempat|sempet|dapat)|blm (?:ada|sempat|dapat))"
    r"(?![^\W_])"
)
KEEPS = re.compile(
    r"(?<![^\W_])(?:(?:pak(?:ai|e)|gunakan|use|keep|ambil|terima)\w*\s+(?:yang|yg|this|it|that|"
    r"aja|saja|foto|the|itu|ini|them)|"
    r"(?:yang|yg)?\s*(?:ini|itu)\s+(?:aja|saja|sudah|udah|udh|cukup)|(?:tetap|tetep|biar(?:in|"
    r"kan)?|simpan|lanjut\w*|gapapa|gpp|ga ?papa|nggak apa-?apa|"
    r"tidak apa-?apa|keep it|leave it|it'?s fine|good enough|masih (?:kebaca|terbaca|bisa dibaca|"
    r"jelas)|(?:sudah|udah|udh) (?:jelas|paling|bagus)|"
    r"bisa (?:di)?baca|kebaca (?:kok|kan)|cuma (?:ada )?(?:ini|itu)|adanya (?:ini|itu|cuma)|"
    r"only have this|that'?s the best|readable))(?![^\W_])"
)
RESENDS = re.compile(
    r"(?<![^\W_])(?:(?:kirim|foto|upload|ambil|jepret|potret|scan|poto|send|take|shoot|"
    r"photograph|ulang)\w*\s+"
    r"(?:foto\s+|gambar\s+|it\s+|this\s+|another\s*|a\s+|the\s+|new\s+|photo\s*|one\s*)*(?:ulang|"
    r"lagi|ulangi|again|baru|new|another|photo|one)?(?<=ulang|again|other|photo)|"
    r"(?:kirim|foto|ambil|upload|scan)\w*\s+lagi|ulang(?:i|in)?|resend|retake|re-?send|re-?take|"
    r"redo|ganti\s+(?:foto|gambar)\w*|foto\s+(?:ulang|baru|lain))(?![^\W_])"
)


def without_documents(text: str) -> str:
    """The text with blanks where it names documents: "diagnosa dokter" under a photo is a paper,
    not an illness."""
    lowered = plain(text)
    for pattern in PATTERNS.values():
        lowered = pattern.sub(lambda found: " " * len(found.group()), lowered)
    return "".join(
        written if kept != " " else " " for written, kept in zip(text, lowered, strict=True)
    )


def documents_named(text: str, among: Sequence[str]) -> Sequence[str]:
    """The ids of ``among`` (a checklist's) that the words name, in the order of the words.

    On an optical checklist "resep" is the lens prescription; "kuitansi dan rincian" are two.
    """
    found = sorted(_found(plain(text[:LONGEST]), among))
    return tuple(dict.fromkeys(document for _, document in found))


def documents_lacking(text: str, among: Sequence[str]) -> Sequence[str]:
    """Those that the member says they do not have or want to skip: "resep ga ada", "skip resep".

    Of several documents those of the same clause: "kuitansi ada, resepnya ga ada" is one.
    """
    clauses = re.split(r"[,.;\n]|\b(?:tapi|tp|but|kalau|kalo)\b", plain(text[:LONGEST]))
    lacking = [clause for clause in clauses if LACKING.search(clause)]
    return tuple(dict.fromkeys(each for part in lacking for each in documents_named(part, among)))


def names_no_document(text: str) -> bool:
    """Whether a file is said to be none of those listed: "dokumen lain", "lainnya"."""
    return OTHERS.search(plain(text[:LONGEST])) is not None


def says_all_sent(text: str) -> bool:
    """Whether the member says that nothing more is to come: "sudah semua", "itu aja", "done"."""
    said = plain(text[:LONGEST])
    return ALL_SENT.search(said) is not None and NOT_ALL.search(said) is None


def sends_later(text: str) -> bool:
    """Whether the member will send the rest another time: "nanti ya", "besok saya kirim"."""
    return LATER.search(plain(text[:LONGEST])) is not None


def keeps_photo(text: str) -> bool:
    """Whether a photo that is hard to read is to be used all the same: "pakai yang ini aja"."""
    return not resends_photo(text) and KEEPS.search(plain(text[:LONGEST])) is not None


def resends_photo(text: str) -> bool:
    """Whether the member will take the photo again: "kirim ulang", "saya foto lagi"."""
    said = plain(text[:LONGEST])
    refused = re.search(rf"(?<![^\W_])(?:{NOT}|jangan|jgn)\s+(?:usah|perlu|mau|bisa|need)", said)
    return RESENDS.search(said) is not None and refused is None


def _found(text: str, among: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where each document is named; what one pattern has read, no other reads."""
    for document, pattern in PATTERNS.items():
        meant = _meant(document, among)
        for match in pattern.finditer(text) if meant else ():
            yield match.start(), str(meant)
            text = text[: match.start()] + "#" * len(match.group()) + text[match.end() :]


def _meant(document: str, among: Sequence[str]) -> str | None:
    """The document of the checklist that the words for ``document`` mean."""
    return next((each for each in (document, *INSTEAD.get(document, ())) if each in among), None)
