"""What an exception tells a log: its kind and place, for its message may hold content."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def where(error: BaseException) -> dict[str, str]:
    """The error's type and the innermost frame, as fields of a log line."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return {"error": type(error).__name__}
    last = frames[-1]
    place = f"{PurePath(last.filename).name}:{last.lineno} {last.name}"
    return {"error": type(error).__name__, "at": place}
