"""What the paper about a claim says, and what it hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from insurance.letters.claim_paper import claim_paper, masked_account
from insurance.model import BankAccount, BenefitType
from tests.insurance.claim_world import CLAIM, DETAILS, summary

DOMAIN = Path(__file__).resolve().parents[2] / "domain"
NBSP = "\N{NO-BREAK SPACE}"


def test_it_says_all_that_was_submitted() -> None:
    paper = claim_paper(summary())
    assert paper.number == ("Nomor klaim", "KLM-12345678")
    assert paper.amount == ("Jumlah diajukan", "Rp850.000")
    assert paper.received == "Diterima 12 Maret 2026, 03.42 WIB"
    assert {block.heading: dict(block.rows) for block in paper.blocks} == {
        "Peserta": {
            "Nama": "Siti Rahmawati",
            "Nomor peserta": "100200-0001-1",
            "Polis": "GN-100200 · PT Contoh Sejahtera",
            "Plan": "Gold",
        },
        "Perawatan": {
            "Jenis manfaat": "Rawat Jalan",
            "Tanggal perawatan": "10 Maret 2026",
            "Tempat perawatan": "RS Siloam Semanggi",
            "Diagnosis atau keluhan": "Demam dan batuk",
        },
        "Penggantian dibayarkan ke": {
            "Rekening": f"BCA · ••••••{NBSP}7890",
            "Atas nama": "Budi Santoso",
        },
        "Pengaju": {"Diajukan oleh": "Budi Santoso", "Nomor HP": "+62 812-0000-0001"},
    }


def test_it_lists_every_file_with_the_document_that_it_is() -> None:
    lines = claim_paper(summary()).lines
    assert [(line.name, line.kind, line.size) for line in lines] == [
        ("Kuitansi asli", "Foto", "1,2 MB"),
        ("Salinan resep", "Foto", "1,2 MB"),
        ("Dokumen lain", "PDF", "1,2 MB"),
    ]


def test_it_says_who_has_declared_what_and_when() -> None:
    declaration = claim_paper(summary()).declaration
    assert declaration is not None
    assert declaration.text.startswith("Saya menyatakan bahwa ")
    said = declaration.by.replace(NBSP, " ")
    assert said == "Dinyatakan oleh Budi Santoso di chat, 12 Maret 2026, 03.42 WIB"


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_was_declared_is_what_the_chat_has_asked_to_be_declared(language: str) -> None:
    asked = yaml.safe_load((DOMAIN / "claim_form.yml").read_text(encoding="utf-8"))
    texts = [one["text"] for one in asked["responses"]["utter_question_claim_declaration"]]
    declaration = claim_paper(summary(language)).declaration
    assert declaration is not None
    assert [declaration.text in text for text in texts].count(True) == 1


def test_it_speaks_english_to_whoever_filed_in_english() -> None:
    paper = claim_paper(summary("en"))
    assert paper.received == "Received 12 March 2026, 03.42 WIB"
    assert dict(paper.blocks[1].rows)["Benefit"] == "Outpatient care"
    assert [line.name for line in paper.lines] == [
        "Original receipt",
        "Copy of the prescription",
        "Other document",
    ]
    assert [line.size for line in paper.lines] == ["1.2 MB"] * 3


def test_another_language_gets_indonesian() -> None:
    assert claim_paper(summary("fr")).language == "id"


def test_a_claim_that_was_not_filed_in_a_chat_declares_and_promises_nothing() -> None:
    paper = claim_paper(summary(details=None, filed_by=None, files=()))
    assert (paper.declaration, paper.steps) == (None, [])
    assert [block.heading for block in paper.blocks] == ["Peserta", "Perawatan"]


def test_days_that_no_operator_has_named_are_not_promised() -> None:
    assert "14 hari kerja" in claim_paper(summary()).steps[0]
    assert "hari kerja" not in claim_paper(summary(processing_days=None)).steps[0]


@pytest.mark.parametrize("kind", list(BenefitType))
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_benefit_that_the_plan_holds_no_longer_has_a_name_all_the_same(
    kind: BenefitType, language: str
) -> None:
    paper = claim_paper(summary(language, benefit=None, claim=replace(CLAIM, benefit_type=kind)))
    assert paper.blocks[1].rows[0][1]
    assert dict(paper.blocks[0].rows)["Plan"] == "GOLD"


@pytest.mark.parametrize(
    ("number", "shown"), [("12345", f"•••{NBSP}45"), ("1234567890123456", f"{'•' * 12}{NBSP}3456")]
)
def test_of_an_account_no_more_than_its_last_four_digits_are_shown(number: str, shown: str) -> None:
    assert masked_account(BankAccount("BCA", number, "Budi")) == shown


def test_a_phone_number_that_is_none_is_repeated_as_it_was_written() -> None:
    paper = claim_paper(summary(details=replace(DETAILS, contact_phone="ext. tiga")))
    assert dict(paper.blocks[3].rows)["Nomor HP"] == "ext. tiga"
