"""The process that opens strangers' files: ``python -m bot.inspection.worker``.

It takes one file after another on its standard input and answers on its standard output. It knows
no secret, has no file of ours open, and may die of a file: then whoever asked starts another. It
ends when its input does, that is with the gateway, however that ends.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO

import cv2
import pillow_heif

from bot.inspection.frames import READY, read_frame, write_frame
from bot.inspection.likeness import likeness_of
from bot.inspection.limits import MOST_CPU_S, MOST_MEMORY
from bot.inspection.pdfs import pages_of
from bot.inspection.pictures import decode, encode
from bot.inspection.quality import findings_in
from bot.inspection.verdict import JPEG, PDF, Inspected, NotUsable, said

GIVES_WAY = 5
"""How much nicer than the gateway it is: who waits for a word goes before who for a photo."""


def inspect(content: bytes, content_type: str) -> Inspected:
    """What this file is fit for. Raises NotUsable."""
    if content_type == PDF:
        return Inspected(PDF, pages=pages_of(content))
    pixels = decode(content, content_type)
    return Inspected(JPEG, encode(pixels), findings_in(pixels), likeness_of(pixels))


def main() -> None:
    """Answer until there is nothing more to answer."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand between answers
    os.nice(GIVES_WAY)
    cv2.setNumThreads(1)
    pillow_heif.options.DECODE_THREADS = 1
    _bound_memory()
    try:
        write_frame(answers, READY, b"")
        _serve(asked, answers)
    except (EOFError, BrokenPipeError):
        sys.exit(0)  # nobody is there any more


def _serve(asked: BinaryIO, answers: BinaryIO) -> None:
    while True:
        content_type, content = read_frame(asked)
        _bound_time()
        try:
            verdict: Inspected | NotUsable = inspect(content, content_type.decode())
        except NotUsable as error:
            verdict = error
        kept = verdict.content if isinstance(verdict, Inspected) else None
        write_frame(answers, said(verdict), kept or b"")
        del content, verdict, kept


def _bound_memory() -> None:
    """From here on, so much and no more; a core dump would hold a member's file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    taken = _data_bytes()
    if taken:
        most = taken + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _data_bytes() -> int:
    """What the system counts as ours now; 0 where it does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    kilobytes = [line.split()[1] for line in lines if line.startswith("VmData:")]
    return int(kilobytes[0]) * 1024 if kilobytes else 0


def _bound_time() -> None:
    """So much processor time for the next file; past that the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + MOST_CPU_S + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


if __name__ == "__main__":
    main()
