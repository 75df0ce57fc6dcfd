"""A file is what its first bytes say, whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbound.media_types import content_type_of


def ftyp(major: bytes, *others: bytes) -> bytes:
    brands = major + b"\0\0\0\0" + b"".join(others)
    return (8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands + b"\0" * 100


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"\xff\xd8\xff\xe1" + b"\0" * 50, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\0" * 50, "image/webp"),
        (b"%PDF-1.7\n" + b"\0" * 50, "application/pdf"),
        (b"\xef\xbb\xbf%PDF-1.4\n", "application/pdf"),
        (ftyp(b"heic", b"mif1", b"heic"), "image/heic"),
        (ftyp(b"mif1", b"mif1", b"heic"), "image/heic"),
        (ftyp(b"heix", b"mif1", b"heix"), "image/heic"),
        (ftyp(b"msf1", b"hevc"), "image/heic"),
        (ftyp(b"mif1", b"miaf"), "image/heif"),
        (ftyp(b"avif", b"mif1"), None),
        (ftyp(b"mif1", b"avif"), None),
        (ftyp(b"isom", b"mp42"), None),
        (ftyp(b"qt  "), None),
        (b"\x00\x00\x00\x08ftyp", None),
        (b"GIF89a" + b"\0" * 50, None),
        (b"MZ\x90\x00" + b"\0" * 50, None),
        (b"PK\x03\x04" + b"\0" * 50, None),
        (b"<html><script>alert(1)</script>", None),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"hello", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(first, expected):
    assert content_type_of(first) == expected


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda rest: b"\0\0\0\x20ftyp" + rest))
def test_no_bytes_whatever_are_too_strange(first):
    assert content_type_of(first) in {
        None,
        *("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "application/pdf"),
    }
