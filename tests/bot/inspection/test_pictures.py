"""Whatever camera or program made it: an upright JPEG with nothing but its pixels comes out."""

from __future__ import annotations

import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from bot.inspection import pictures
from bot.inspection.limits import LONGEST_SIDE
from bot.inspection.pictures import decode, encode
from bot.inspection.verdict import NotUsable, Unfit
from tests.bot.inspection.papers import paper, written

ORIENTATION, GPS = 0x0112, 0x8825
CORNER = (250, 20, 20)


def arrow(width: int = 80, height: int = 40) -> Image.Image:
    """Red at the upper left, white elsewhere."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste(CORNER, (0, 0, width // 2, height // 2))
    return picture


def exif(orientation: int) -> Image.Exif:
    kept = Image.Exif()
    kept[ORIENTATION] = orientation
    kept[GPS] = {1: "S", 2: (6.0, 12.0, 0.0), 3: "E", 4: (106.0, 49.0, 0.0)}
    return kept


def red_corner(array: np.ndarray) -> tuple[str, str]:
    height, width = array.shape[:2]
    is_red = (array[:, :, 0] > 150) & (array[:, :, 1] < 120)
    down, across = np.argwhere(is_red).mean(axis=0)
    return ("top" if down < height / 2 else "bottom", "left" if across < width / 2 else "right")


def heic(image: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=90)
    return out.getvalue()


def why_not(content: bytes, content_type: str = "image/jpeg") -> Unfit:
    with pytest.raises(NotUsable) as caught:
        decode(content, content_type)
    return caught.value.state


@pytest.mark.parametrize(
    ("orientation", "corner", "is_turned"),
    [
        (1, ("top", "left"), False),
        (2, ("top", "right"), False),
        (3, ("bottom", "right"), False),
        (4, ("bottom", "left"), False),
        (5, ("top", "left"), True),
        (6, ("top", "right"), True),
        (7, ("bottom", "right"), True),
        (8, ("bottom", "left"), True),
        (99, ("top", "left"), False),
    ],
)
def test_a_photo_is_turned_as_its_camera_was_held(orientation, corner, is_turned):
    turned = decode(written(arrow(), quality=95, exif=exif(orientation)), "image/jpeg")
    assert red_corner(turned) == corner
    assert turned.shape[:2] == ((80, 40) if is_turned else (40, 80))


def test_nothing_but_pixels_is_kept():
    sent = written(arrow(), exif=exif(6), comment=b"Budi was here", icc_profile=b"a profile")
    kept = encode(decode(sent + b"PK\x03\x04 a zip behind the end", "image/jpeg"))
    with Image.open(io.BytesIO(kept)) as image:
        image.load()
        assert (dict(image.getexif()), image.info.keys() & {"exif", "comment", "icc_profile"}) == (
            {},
            set(),
        )
    for trace in (b"Exif", b"GPS", b"Budi", b"PK\x03\x04", b"a profile"):
        assert trace not in kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "1", "CMYK"])
def test_every_mode_of_every_kind_is_decoded(kind, mode):
    image = arrow().convert(mode)
    try:
        content = written(image, kind)
    except OSError:
        return  # this kind has no such mode
    decoded = decode(content, f"image/{kind.lower()}")
    assert (decoded.shape, decoded.dtype) == ((40, 80, 3), np.uint8)


def test_what_is_transparent_is_white_as_paper():
    image = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    assert decode(written(image, "PNG"), "image/png").min() == 255


def test_a_png_of_16_bits_keeps_its_greys():
    image = Image.fromarray(np.full((30, 30), 200 * 256, np.uint16))
    decoded = decode(written(image, "PNG"), "image/png")
    assert (decoded.shape, int(decoded.mean())) == ((30, 30, 3), 200)


def test_a_photo_of_an_iphone_is_decoded_and_upright():
    decoded = decode(heic(arrow(128, 64)), "image/heic")
    assert (decoded.shape, red_corner(decoded)) == ((64, 128, 3), ("top", "left"))


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    for width in (3300, 4000, 5712, 9000):
        decoded = decode(written(Image.new("RGB", (width, width // 3))), "image/jpeg")
        assert LONGEST_SIDE * 3 // 4 <= decoded.shape[1] <= LONGEST_SIDE
        assert decoded.shape[1] == pytest.approx(decoded.shape[0] * 3, abs=3)


def test_a_photo_of_a_usual_size_keeps_every_pixel():
    assert decode(written(paper()), "image/jpeg").shape == (1300, 900, 3)


def test_the_first_picture_of_an_animation_counts():
    other = Image.new("RGB", (80, 40), "black")
    content = written(arrow(), "WEBP", save_all=True, append_images=[other], lossless=True)
    assert red_corner(decode(content, "image/webp")) == ("top", "left")


def test_too_many_pixels_are_refused_before_one_is_decoded(monkeypatch):
    def never(self: Image.Image) -> None:
        raise AssertionError

    bomb = written(Image.new("1", (20_000, 20_000)), "PNG")
    monkeypatch.setattr(Image.Image, "load", never)
    assert why_not(bomb, "image/png") is Unfit.TOO_MANY_PIXELS


def test_a_progressive_jpeg_cannot_be_made_smaller_on_the_way_and_has_the_lower_bound(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS_PROGRESSIVE", 100 * 100)
    image = Image.new("RGB", (200, 200))
    assert decode(written(image), "image/jpeg").shape == (200, 200, 3)
    assert why_not(written(image, progressive=True)) is Unfit.TOO_MANY_PIXELS


def test_memory_that_does_not_suffice_is_too_many_pixels(monkeypatch):
    def full(self: Image.Image) -> None:
        raise MemoryError

    content = written(arrow(), "PNG")
    monkeypatch.setattr(Image.Image, "load", full)
    assert why_not(content, "image/png") is Unfit.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_broken(kind):
    content = written(paper(), kind)
    assert why_not(content[: len(content) // 2], f"image/{kind.lower()}") is Unfit.BROKEN


def test_a_file_that_only_begins_like_a_picture_is_broken():
    for content_type, begin in (
        ("image/jpeg", b"\xff\xd8\xff\xe0"),
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("image/heic", b"\0\0\0\x18ftypheic"),
    ):
        assert why_not(begin + b"\0" * 500, content_type) is Unfit.BROKEN


def test_no_other_decoder_is_ever_asked():
    assert why_not(written(arrow(), "TIFF")) is Unfit.BROKEN
    assert why_not(b"%!PS-Adobe-3.0 EPSF-3.0\n", "image/png") is Unfit.BROKEN
