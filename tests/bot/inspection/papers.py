"""Pictures and PDFs made for tests: papers with lines of text, and files that do something."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter


def paper(width: int = 900, height: int = 1300, margin: int = 70) -> Image.Image:
    """A white page with lines of text."""
    page = Image.new("RGB", (width, height), (236, 235, 230))
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(26)
    for at, top in enumerate(range(60, height - 60, 46)):
        pen.text((margin, top), f"{at:02} Konsultasi dokter umum", (40, 40, 44), font)
        pen.text((width - margin - 150, top), f"{at * 12_500:>9}", (40, 40, 44), font)
    return page


def pixels(image: Image.Image) -> np.ndarray:
    """What a decoder would have made of it."""
    return np.asarray(image.convert("RGB"))


def written(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] = lambda writer: None) -> bytes:
    """A PDF of blank pages, to which ``change`` does something."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
