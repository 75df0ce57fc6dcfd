"""What one file may cost us, each bound with its reason."""

from __future__ import annotations

LONGEST_SIDE = 3000
"""Of the picture that is kept, in pixels: small print of an A4 page stays readable (250 dpi). What
is decoded at a half or less may come to three quarters of it."""
MOST_PIXELS_JPEG = 110_000_000
"""Phones make up to 108 million; a plain JPEG that large is made smaller while it is decoded."""
MOST_PIXELS_PROGRESSIVE = 40_000_000
"""A progressive JPEG has to be held whole before that, at three bytes a pixel."""
MOST_PIXELS = 25_000_000
"""Of every other kind, which is decoded whole, at four bytes a pixel and twice at a time."""
MOST_SIDE = 65_000
"""In pixels; no camera comes near, and a JPEG cannot be wider."""
MOST_PDF_OBJECTS = 20_000
"""A document of 20 pages has some hundred; more is made to keep a reader busy."""
MOST_MEMORY = 280 * 1024 * 1024
"""Bytes that a worker may take above what it has when it is ready."""
MOST_CPU_S = 10
"""Processor time for one file: twenty times what a photo takes, and the rest is an attack."""
MOST_SECONDS = 60.0
"""From asking a worker to its answer, however busy the machine is."""
JPEG_QUALITY = 88
"""Of the picture that is kept: a second writing that no reader notices."""
