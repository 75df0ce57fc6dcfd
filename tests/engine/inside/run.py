"""Runs the tests of this folder in Rasa's Python, which has no pytest, and reports each as JSON.

``python run.py MODEL DATABASE_URL…``: a test is a function whose name starts with ``test_``; it
may be asynchronous and may ask for ``agent``, ``store`` (once per database) or ``folder``.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import logging
import sys
import tempfile
import traceback
from pathlib import Path
from types import FunctionType

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[2]), str(HERE)]


def tests() -> list[FunctionType]:
    """All test functions of this folder."""
    modules = [importlib.import_module(file.stem) for file in sorted(HERE.glob("test_*.py"))]
    return [
        function
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(function)
    ]


def run(test: FunctionType, model: str, url: str) -> str:
    """Run one test; the traceback if it failed, else nothing."""
    from world import World

    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), model, url)
        wanted = {name: getattr(world, name) for name in inspect.signature(test).parameters}
        try:
            outcome = test(**wanted)
            if inspect.iscoroutine(outcome):
                asyncio.run(outcome)
        except BaseException:
            return traceback.format_exc()
    return ""


def main() -> None:
    """Run everything and print one JSON object: test's name → what went wrong, or nothing."""
    model, *urls = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    found: dict[str, str] = {}
    for test in tests():
        wants_database = "conversation" in inspect.signature(test).parameters
        for url in urls if wants_database else [""]:
            found[test.__name__] = found.get(test.__name__, "") + run(test, model, url)
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
