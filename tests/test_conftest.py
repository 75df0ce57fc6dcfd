"""What a machine lacks is skipped at home, and fails where everything must be tested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NEEDS_CHROMIUM = "from tests.conftest import chromium\n\ndef test_page(chromium):\n    pass\n"


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_missing_chromium_skips_at_home_and_fails_in_ci(tmp_path, ci, outcome):
    (tmp_path / "test_page.py").write_text(NEEDS_CHROMIUM)
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT), "CI": ci}
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome in answer.stdout.splitlines()[-1]
