"""The tests of ``inside/``, which need Rasa's own Python, one by one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

INSIDE = Path(__file__).parent / "inside"


def _names() -> list[str]:
    return [
        node.name
        for file in sorted(INSIDE.glob("test_*.py"))
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", _names())
def test_inside_rasa(name: str, reported_inside: dict[str, str]) -> None:
    assert reported_inside[name] == ""
