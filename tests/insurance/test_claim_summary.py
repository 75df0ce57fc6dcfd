"""A claim is put together from the insurer's book in the language in which it was filed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from insurance.claim_summary import claim_summary
from insurance.errors import ClaimNotFound
from insurance.model import Fact
from tests.insurance.claim_world import (
    BUDI,
    CLAIM,
    DAYS,
    DETAILS,
    DOCUMENTS,
    OUTPATIENT,
    POLICY,
    SITI,
    Book,
    core,
)


def test_a_claim_comes_with_who_what_and_its_documents_in_words() -> None:
    book = core()
    found = claim_summary(book, book, Book(), "KLM-12345678")
    assert (found.participant, found.filed_by, found.policy) == (SITI, BUDI, POLICY)
    assert (found.benefit, found.processing_days, found.language) == (OUTPATIENT, 14, "id")
    assert [named.document for named in found.files] == ["Kuitansi asli", "Salinan resep", None]


def test_it_speaks_the_language_in_which_it_was_filed_unless_told_otherwise() -> None:
    book, filed_in_english = core(), Book(replace(DETAILS, language="en"))
    assert claim_summary(book, book, filed_in_english, "KLM-12345678").language == "en"
    assert claim_summary(book, book, filed_in_english, "KLM-12345678", "id").language == "id"


def test_a_claim_that_came_otherwise_is_told_in_indonesian_and_names_no_chat() -> None:
    book = core(replace(CLAIM, filed_by=None))
    found = claim_summary(book, book, Book(details=None, files=()), "KLM-12345678")
    assert (found.language, found.filed_by, found.details) == ("id", None, None)


def test_what_no_operator_has_said_is_left_open() -> None:
    unset = [Fact(fact.key, "", "", "test", fact.as_of) for fact in (DAYS, DOCUMENTS)]
    book = core(*unset)
    found = claim_summary(book, book, Book(), "KLM-12345678")
    assert found.processing_days is None
    assert [named.document for named in found.files] == [None, None, None]


def test_a_number_that_is_no_claims_is_not_found() -> None:
    book = core()
    with pytest.raises(ClaimNotFound):
        claim_summary(book, book, Book(), "KLM-1")
