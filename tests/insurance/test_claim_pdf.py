"""The paper about a claim as a PDF: everything is on it, inside its margins, and nothing else."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import replace

import pypdfium2
import pytest

from insurance.claim_summary import ClaimSummary, NamedFile
from insurance.letters.claim_paper import claim_paper
from insurance.letters.claim_pdf import claim_pdf
from insurance.letters.press import LONGEST_S, Press, PrintingFailed
from insurance.model import BankAccount
from tests.insurance.claim_world import BUDI, CLAIM, DETAILS, file, summary

POINTS = 72 / 25.4
MARGIN, WIDTH, HEIGHT = 18 * POINTS, 210 * POINTS, 297 * POINTS
FOOT = (297 - 280) * POINTS
LONG_NAME = "Raden Ayu Maria Kristina Wulandari Simbolon-Hutagalung Pangestuti Kusumawardhani"
LONG_WORD = "Hipopotomonstroseskuipedaliofobia" * 4


def crowded(language: str, files: int) -> ClaimSummary:
    """A claim that wants more room than there is."""
    told = replace(
        DETAILS,
        diagnosis=f"{LONG_WORD} dan demam, " * 3,
        bank_account=BankAccount("Bank Tabungan Pensiunan Nasional", "9" * 20, LONG_NAME.upper()),
    )
    document = "Hasil laboratorium dan pemeriksaan penunjang dari rumah sakit yang merujuk ke sini"
    return summary(
        language,
        claim=replace(CLAIM, amount_claimed=999_999_999_999, provider_name=LONG_NAME),
        details=told,
        participant=replace(BUDI, full_name=LONG_NAME),
        filed_by=replace(BUDI, full_name=LONG_NAME),
        files=[NamedFile(file(number), document) for number in range(1, files + 1)],
    )


def texts(pdf: bytes) -> list[str]:
    """The text of each page, as one line."""
    pages = pypdfium2.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pages]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_word_of_the_paper_is_on_it(language: str) -> None:
    paper, printed = claim_paper(summary(language)), " ".join(texts(claim_pdf(summary(language))))
    rows = [part for block in paper.blocks for row in block.rows for part in row]
    cells = [part for line in paper.lines for part in (line.name, line.kind, line.size)]
    wanted = [*paper.number, *paper.amount, paper.received, *rows, *cells, *paper.legal]
    missing = [part for part in wanted if part.replace("\N{NO-BREAK SPACE}", " ") not in printed]
    assert missing == []
    assert "1234567890" not in printed


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_ordinary_claim_is_one_page(language: str) -> None:
    ordinary = summary(language, files=[NamedFile(file(number), "Kuitansi") for number in range(5)])
    assert len(texts(claim_pdf(ordinary))) == 1


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("files", [0, 1, 4, 9, 15])
def test_however_much_there_is_to_say_all_of_it_stays_inside_the_margins(
    language: str, files: int
) -> None:
    pdf = pypdfium2.PdfDocument(claim_pdf(crowded(language, files)))
    assert 1 <= len(pdf) <= 3
    for page in pdf:
        text = page.get_textpage()
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            assert left >= MARGIN - 1
            assert right <= WIDTH - MARGIN + 1
            assert bottom >= 18
            assert top <= HEIGHT


def test_a_claim_that_was_not_filed_in_a_chat_has_its_paper_too() -> None:
    [page] = texts(claim_pdf(summary(details=None, filed_by=None, files=())))
    assert "Belum ada dokumen yang tercatat." in page
    assert "Selanjutnya" not in page


def test_pages_are_counted_and_headed_with_the_claims_number() -> None:
    first, second = texts(claim_pdf(crowded("id", 9)))
    assert "Halaman 1 dari 2" in first
    assert "Halaman 2 dari 2" in second
    assert "KLM-12345678" in second
    assert second.count("Selanjutnya") == 1


def test_the_same_claim_is_the_same_bytes() -> None:
    assert claim_pdf(summary()) == claim_pdf(summary())


def test_a_sign_that_the_typeface_lacks_breaks_nothing_and_is_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        odd = replace(DETAILS, diagnosis="Flu 🤧 李明\n\tالحمى\x00 Nguyễn \ufb01")
        printed = " ".join(texts(claim_pdf(summary(details=odd))))
    assert "Flu ??" in printed
    assert "Nguyễn" in printed
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_it_calls_itself_by_the_claims_number_and_its_language() -> None:
    pdf = pypdfium2.PdfDocument(claim_pdf(summary("en")))
    assert pdf.get_metadata_value("Title") == "Summary of your claim KLM-12345678"
    assert pdf.get_metadata_value("Author") == "Gen iClick"


async def test_the_press_prints_in_a_process_of_its_own() -> None:
    assert await Press().print(summary()) == claim_pdf(summary())


async def test_a_press_that_fails_tells_nothing_of_what_it_printed() -> None:
    broken = summary(files=[NamedFile(file(1), 12345)])  # type: ignore[arg-type]
    with pytest.raises(PrintingFailed) as failed:
        await Press().print(broken)
    assert "Siti" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert LONGEST_S < 120


def test_a_gateway_that_prints_does_not_carry_the_drawing_library() -> None:
    look = "import sys, insurance.claim_post; sys.exit('fpdf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
