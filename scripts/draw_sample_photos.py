"""Draws the photos and files that the demo's phone has at hand. Everything in them is made up.

Run it with ``.venv/bin/python scripts/draw_sample_photos.py`` after a change; what it makes is
committed, so that the demo itself needs no Pillow.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

FOLDER = Path(__file__).resolve().parents[1] / "bot" / "sandbox" / "page" / "samples"
PAPER, INK, PALE_INK, RED = "#fbfaf4", "#25211f", "#6b635e", "#b3261e"
MARGIN = 46
WIDTH = 720
QUALITY = 80
Line = tuple[str, str]
"""What stands at the left and at the right."""

CLINIC = ("KLINIK CONTOH SEHAT", "Jl. Contoh No. 1, Jakarta · (021) 555-0100")
PATIENT = "Budi Santoso (CONTOH)"
RECEIPT: Sequence[Line] = (
    ("KUITANSI", "No. KW-2024-0117"),
    ("Tanggal", "12-03-2024"),
    ("Sudah terima dari", PATIENT),
    ("", ""),
    ("Konsultasi dokter umum", "Rp 150.000"),
    ("Obat-obatan", "Rp 185.500"),
    ("Administrasi", "Rp 15.000"),
    ("", ""),
    ("JUMLAH", "Rp 350.500"),
    ("Terbilang: tiga ratus lima puluh ribu", ""),
    ("lima ratus rupiah", ""),
    ("", ""),
    ("LUNAS", "Kasir: Contoh"),
)
BILL: Sequence[Line] = (
    ("RINCIAN BIAYA RAWAT JALAN", "No. RJ-0042"),
    ("Tanggal", "12-03-2024"),
    ("Pasien", PATIENT),
    ("Dokter", "dr. Contoh Wijaya"),
    ("", ""),
    ("Konsultasi dokter umum", "Rp 110.000"),
    ("Tindakan: nebulizer", "Rp 40.000"),
    ("Amoksisilin 500 mg x 15", "Rp 60.000"),
    ("Parasetamol 500 mg x 10", "Rp 15.000"),
    ("Ambroksol 30 mg x 10", "Rp 28.500"),
    ("Cetirizine 10 mg x 10", "Rp 32.000"),
    ("Vitamin C 250 mg x 10", "Rp 25.000"),
    ("Racikan dan embalase", "Rp 25.000"),
    ("Administrasi", "Rp 15.000"),
    ("", ""),
    ("JUMLAH", "Rp 350.500"),
)
PRESCRIPTION: Sequence[Line] = (
    ("RESEP", "12-03-2024"),
    ("dr. Contoh Wijaya", "SIP 000/CONTOH/2024"),
    ("", ""),
    ("R/  Amoksisilin 500 mg", "No. XV"),
    ("     S 3 dd 1, habiskan", ""),
    ("", ""),
    ("R/  Parasetamol 500 mg", "No. X"),
    ("     S 3 dd 1, bila demam", ""),
    ("", ""),
    ("R/  Ambroksol 30 mg", "No. X"),
    ("     S 2 dd 1", ""),
    ("", ""),
    (f"Pro: {PATIENT}", "38 th"),
)
SUMMARY = (
    "RESUME MEDIS / MEDICAL SUMMARY",
    "KLINIK CONTOH SEHAT - CONTOH / SAMPLE",
    "",
    f"Nama: {PATIENT}       No. RM: 00-00-42",
    "Tanggal berobat: 12-03-2024",
    "",
    "Keluhan utama: batuk, pilek, dan demam sejak tiga hari.",
    "Diagnosis: infeksi saluran pernapasan akut (ICD-10 J06.9).",
    "Pemeriksaan: suhu 38,2 C; tenggorokan kemerahan; paru bersih.",
    "Pengobatan: nebulizer, amoksisilin, parasetamol, ambroksol.",
    "Anjuran: istirahat dua hari, kontrol bila demam menetap.",
    "",
    "Dokter yang memeriksa: dr. Contoh Wijaya (CONTOH)",
)
"""All four papers are of one visit, so that a claim can be filed with them."""


def main() -> None:
    """Write every sample, each well below 200 kB."""
    FOLDER.mkdir(exist_ok=True)
    receipt = photographed(paper(CLINIC, RECEIPT, "LUNAS"), angle=-2.0)
    save(receipt, "kuitansi.jpg")
    save(receipt.filter(ImageFilter.GaussianBlur(7)), "kuitansi-buram.jpg")
    save(ImageEnhance.Brightness(receipt).enhance(0.13), "kuitansi-gelap.jpg")
    save(photographed(paper(CLINIC, BILL, "CONTOH"), angle=1.4), "rincian-biaya.jpg")
    save(photographed(paper(CLINIC, PRESCRIPTION, "CONTOH"), angle=2.6), "resep.jpg")
    (FOLDER / "resume-medis.pdf").write_bytes(pdf(SUMMARY))
    (FOLDER / "pesan-suara.ogg").write_bytes(silence(seconds=3))


def paper(head: Line, lines: Sequence[Line], stamp: str) -> Image.Image:
    """A printed sheet with a head, lines and a stamp, and SAMPLE across its foot."""
    height = 250 + 38 * len(lines)
    sheet = Image.new("RGB", (WIDTH, height), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((WIDTH / 2, 52), head[0], INK, font(34), anchor="mm")
    draw.text((WIDTH / 2, 90), head[1], PALE_INK, font(19), anchor="mm")
    draw.line((MARGIN, 116, WIDTH - MARGIN, 116), INK, 3)
    for row, (left, right) in enumerate(lines):
        y = 150 + 38 * row
        draw.text((MARGIN, y), left, INK, font(23), anchor="lm")
        draw.text((WIDTH - MARGIN, y), right, INK, font(23), anchor="rm")
    draw.text((WIDTH / 2, height - 36), "CONTOH / SAMPLE", PALE_INK, font(21), anchor="mm")
    _put_stamp(sheet, stamp, height)
    return sheet


def _put_stamp(sheet: Image.Image, words: str, height: int) -> None:
    stamp = Image.new("RGBA", (250, 92), (0, 0, 0, 0))
    draw = ImageDraw.Draw(stamp)
    draw.rounded_rectangle((4, 4, 245, 87), 12, outline=RED, width=5)
    draw.text((125, 46), words, RED, font(38), anchor="mm")
    turned = stamp.rotate(11, expand=True, resample=Image.Resampling.BICUBIC)
    sheet.paste(turned, (WIDTH - 450, height - 190), turned)


def photographed(sheet: Image.Image, angle: float) -> Image.Image:
    """The sheet as a phone sees it: on a table, a little turned, with light from one side."""
    turned = sheet.convert("RGBA").rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    size = (turned.width + 110, turned.height + 110)
    table = _table(size)
    shadow = Image.new("RGBA", turned.size, (20, 12, 6, 150))
    shadow.putalpha(turned.getchannel("A").point(lambda value: value * 150 // 255))
    table.paste(shadow, (66, 68), shadow)
    table = table.filter(ImageFilter.GaussianBlur(3))
    table.paste(turned, (55, 55), turned)
    light = Image.linear_gradient("L").rotate(90).resize(size)
    return Image.composite(table, ImageEnhance.Brightness(table).enhance(0.86), light)


def _table(size: tuple[int, int]) -> Image.Image:
    chance = Random(7)  # noqa: S311 (the grain of the wood, the same every time)
    table = Image.new("RGB", size, "#8a6544")
    draw = ImageDraw.Draw(table)
    for y in range(0, size[1], 5):
        shade = chance.randint(-12, 12)
        draw.rectangle((0, y, size[0], y + 5), (138 + shade, 101 + shade, 68 + shade))
    return table


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that the drawing is the same on every machine."""
    return ImageFont.load_default(size)


def save(picture: Image.Image, name: str) -> None:
    """As a photo in the samples' folder."""
    picture.convert("RGB").save(FOLDER / name, quality=QUALITY, optimize=True)


def pdf(lines: Sequence[str]) -> bytes:
    """One A4 page with these lines as text."""
    shown = " ".join(f"({_escaped(line)}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 60 780 Td 20 TL {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


SILENT_FRAME = b"\xf8\xff\xfe"
"""20 ms of Opus in which nobody speaks."""
FRAMES_A_SECOND, SAMPLES_A_FRAME = 50, 960
FIRST_PAGE, LAST_PAGE = 2, 4


def silence(seconds: int) -> bytes:
    """A voice note as phones make it (Ogg Opus), in which nothing is said."""
    count = seconds * FRAMES_A_SECOND
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 6) + b"CONTOH" + struct.pack("<I", 0)
    pages = [_ogg_page(0, 0, FIRST_PAGE, [head]), _ogg_page(1, 0, 0, [tags])]
    for number, first in enumerate(range(0, count, FRAMES_A_SECOND)):
        end = first + FRAMES_A_SECOND
        kind = LAST_PAGE if end == count else 0
        packets = [SILENT_FRAME] * FRAMES_A_SECOND
        pages.append(_ogg_page(2 + number, end * SAMPLES_A_FRAME, kind, packets))
    return b"".join(pages)


def _ogg_page(number: int, position: int, kind: int, packets: Sequence[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    page = b"OggS" + struct.pack("<BBqIII", 0, kind, position, 1, number, 0)
    page += bytes((len(sizes),)) + sizes + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    checksum = 0
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            carry = 0x04C11DB7 if checksum & 0x80000000 else 0
            checksum = (checksum << 1) & 0xFFFFFFFF ^ carry
    return checksum


if __name__ == "__main__":
    main()
