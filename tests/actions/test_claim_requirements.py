"""What a claim needs: documents from the facts, by type of benefit."""

from __future__ import annotations

from datetime import date

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.claim_requirements import ClaimRequirements
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.known_facts import CLAIM_DOCUMENTS, wrong_values
from insurance.model import BenefitType, Fact
from storage.samples.loader import render
from tests.actions.speaking import TEXTS, ask

DOCUMENTS = (
    "prescription?: Salinan resep, bila obat diklaim; receipt: Kuitansi asli",
    "prescription?: Copy of the prescription; receipt: Original receipt",
)


def fact(key: str, value_id: str, value_en: str | None = None) -> Fact:
    return Fact(key, value_id, value_en or value_id, "x", date(2026, 1, 1))


OUTPATIENT = fact("claim_documents_outpatient", *DOCUMENTS)
TIMES = fact("claim_deadline_days", "75"), fact("claim_processing_days", "12")


def action(*facts: Fact) -> ClaimRequirements:
    return ClaimRequirements(TEXTS, InMemoryCoreSystem(facts=facts), FakeClock())


def test_the_documents_of_the_benefit_that_was_named() -> None:
    answer = ask(action(OUTPATIENT, *TIMES), "ask_claim_requirements", benefit_type="outpatient")
    assert answer.text == (
        "*Dokumen klaim rawat jalan*\n"
        "• Kuitansi asli\n"
        "• Salinan resep, bila obat diklaim\n\n"
        "Anda bisa mengajukannya di chat ini, cukup dengan foto. "
        "Klaim diajukan paling lambat *75 hari* sejak tanggal perawatan. "
        "Klaim biasanya selesai dalam *12 hari kerja* setelah dokumennya lengkap.\n\n"
        "Di rekanan yang cashless, cukup tunjukkan kartu peserta: "
        "Anda tidak perlu mengajukan klaim."
    )
    assert answer.titles == ["Ajukan klaim", "Manfaat lain", "Menu utama"]
    assert answer.payloads[0] == '/file_claim{"benefit_type": "outpatient"}'


def test_the_same_in_english() -> None:
    answer = ask(
        action(OUTPATIENT), "ask_claim_requirements", language="en", benefit_type="outpatient"
    )
    assert "• Original receipt\n• Copy of the prescription" in answer.text
    assert "Our CS can tell you how much time you have." in answer.text


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_a_benefit_each_is_a_button(language: str) -> None:
    answer = ask(action(*TIMES), "ask_claim_requirements", language=language)
    assert answer.response == "utter_claim_how"
    assert answer.payloads == [
        *(f'/ask_claim_requirements{{"benefit_type": "{kind.value}"}}' for kind in BenefitType),
        "/file_claim",
    ]
    assert max(map(len, answer.titles)) <= 20
    assert "75" in answer.text


@pytest.mark.parametrize("language", ["id", "en"])
def test_documents_that_are_not_known_are_asked_of_customer_service(language: str) -> None:
    answer = ask(
        action(OUTPATIENT), "ask_claim_requirements", language=language, benefit_type="dental"
    )
    assert answer.response == "utter_claim_documents_unset"
    assert "cs@generali.co.id" in answer.text
    assert "08.00–17.00 WIB" in answer.text


def test_what_was_asked_last_is_remembered_for_a_follow_up() -> None:
    answer = ask(action(OUTPATIENT), "ask_claim_requirements", benefit_type="outpatient")
    topic = answer.events[-1]["value"]
    assert topic == {"action": "action_claim_requirements", "benefit_type": "outpatient"}
    again = ask(action(OUTPATIENT), "inform", slots={"topic": topic}, relation="spouse")
    assert again.text == answer.text


def test_two_benefits_in_one_message_are_both_answered_in_order() -> None:
    named = [{"entity": "benefit_type", "value": kind} for kind in ("outpatient", "dental")]
    latest = {"intent": {"name": "ask_claim_requirements"}, "entities": named}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c", {"language": "id"}, latest, [], False, None, {}, None)
    action(OUTPATIENT).run(dispatcher, tracker, {})
    assert [message["benefit"] for message in dispatcher.messages] == ["rawat jalan", "gigi"]


def test_a_benefit_that_does_not_exist_is_asked_for() -> None:
    answer = ask(action(), "ask_claim_requirements", benefit_type="spa")
    assert answer.response == "utter_claim_how"


def test_the_samples_have_the_documents_of_every_benefit() -> None:
    lines = render("facts", date(2026, 7, 1)).splitlines()
    keys = [line.partition(",")[0] for line in lines]
    assert [known.key for known in CLAIM_DOCUMENTS.values() if known.key not in keys] == []
    assert list(wrong_values("claim_documents_outpatient", *DOCUMENTS)) == []
