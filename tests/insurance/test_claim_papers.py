"""What a claim's files are called outside, and all that belongs to a claim as one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from insurance.claim_papers import claim_papers, file_name, safe_type
from insurance.errors import ClaimNotFound
from insurance.fake_claims import FakeClaimsBook
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.model import ClaimFile


def file(document: str = "receipt", content_type: str = "image/jpeg") -> ClaimFile:
    return ClaimFile("a" * 32, document, 2, content_type, 5, "5" * 64, datetime.now(UTC))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (file(), "02-receipt.jpg"),
        (file("medical_summary", "application/pdf"), "02-medical_summary.pdf"),
        (file("../../etc/passwd"), "02-etcpasswd.jpg"),
        (file('"; filename="x.exe'), "02-filenamexexe.jpg"),
        (file("", "text/html"), "02-other.bin"),
        (file("x" * 300), f"02-{'x' * 30}.jpg"),
    ],
)
def test_a_file_is_called_by_its_place_and_what_it_is_and_nothing_else(given, name):
    assert file_name(given) == name


@pytest.mark.parametrize(
    ("given", "handed_out"),
    [
        ("image/jpeg", "image/jpeg"),
        ("application/pdf", "application/pdf"),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_nothing_that_a_browser_would_run_is_handed_out_as_what_it_says(given, handed_out):
    assert safe_type(given) == handed_out


def test_a_claim_that_is_not_there_has_no_papers():
    core = InMemoryCoreSystem()
    with pytest.raises(ClaimNotFound):
        claim_papers(core, FakeClaimsBook(core), "KLM-404")
