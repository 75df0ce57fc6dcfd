"""Photos of papers for claims: drawn anew, so that no two claims share one unless they mean to."""

from __future__ import annotations

import io
import itertools
import time
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

SIZE = (900, 1250)
QUALITY = 85
BLUR = 8
INDOORS = 0.84
"""Paper is not as white on a photo as it is drawn."""
LINES = ("Konsultasi", "Obat", "Tindakan", "Administrasi", "Laboratorium", "Rontgen", "Infus")
_NUMBERS = itertools.count(time.time_ns() % 1_000_000_007)
"""Other papers in each run, for databases that outlive one."""


@dataclass(frozen=True)
class Paper:
    """One sheet, photographed well."""

    jpeg: bytes

    def blurred(self) -> bytes:
        """The same sheet photographed by a shaking hand."""
        return _jpeg(self._picture().filter(ImageFilter.GaussianBlur(BLUR)))

    def as_(self, kind: str) -> bytes:
        """The same picture as ``PNG``, ``WEBP`` or ``HEIF``."""
        made = io.BytesIO()
        self._picture().save(made, kind)
        return made.getvalue()

    def _picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.jpeg)).convert("RGB")


def paper(title: str) -> Paper:
    """A new sheet with that title, unlike any other."""
    chance = Random(next(_NUMBERS))
    sheet = Image.new("RGB", (760 + chance.randint(0, 60), 1100), "#fbfaf4")
    draw = ImageDraw.Draw(sheet)
    _tint(draw, sheet.size, chance)
    draw.text((50, 60), f"{title} No. {chance.randint(10**6, 10**7)}", "#25211f", _font(38))
    y = 150
    while y < sheet.height - 90:
        if chance.random() < 0.75:
            draw.text((50, y), chance.choice(LINES), "#25211f", _font(26))
            amount = f"Rp {chance.randint(10, 999)}.{chance.randint(0, 999):03}"
            draw.text((sheet.width - 60, y), amount, "#25211f", _font(26), anchor="ra")
        y += chance.randint(34, 60)
    for _ in range(2):
        x, top = chance.randint(60, 500), chance.randint(300, 950)
        draw.rounded_rectangle((x, top, x + 190, top + 80), 12, outline="#b3261e", width=6)
    photo = Image.new("RGB", SIZE, (chance.randint(90, 150), chance.randint(80, 120), 68))
    turned = sheet.convert("RGBA").rotate(chance.uniform(-1.5, 1.5), expand=True)
    photo.paste(turned, ((SIZE[0] - turned.width) // 2, 60), turned)
    return Paper(_jpeg(ImageEnhance.Brightness(photo).enhance(INDOORS)))


def pdf(title: str) -> bytes:
    """A PDF of one page with such a sheet on it."""
    made = io.BytesIO()
    Image.open(io.BytesIO(paper(title).jpeg)).save(made, "PDF")
    return made.getvalue()


def _tint(draw: ImageDraw.ImageDraw, size: tuple[int, int], chance: Random) -> None:
    """Pale fields, as forms have them: without these, sheets with few lines look alike."""
    width, height = size[0] // 6, size[1] // 8
    for column in range(7):
        for row in range(9):
            shade = 250 - chance.choice((0, 0, 14, 28))
            x, y = column * width, row * height
            draw.rectangle((x, y, x + width, y + height), (shade, shade, shade - 4))


def _jpeg(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
