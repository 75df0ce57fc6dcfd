"""General questions: every topic, both languages, figures from the facts and from nowhere else."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from actions.faq import TOPICS, AnswerQuestion
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import Fact
from insurance.periods import JAKARTA
from tests.actions.speaking import TEXTS, ask

NOON = datetime(2026, 11, 20, 12, tzinfo=JAKARTA)
FIGURES = {
    "claim_deadline_days": "75",
    "claim_processing_days": "12",
    "privacy_url": "https://x.example/privacy",
    "android_app_url": "https://x.example/android",
    "ios_app_url": "https://x.example/ios",
}


def action(known: bool = True) -> AnswerQuestion:
    """With all facts, or with none."""
    facts = [Fact(key, value, value, "x", date(2026, 1, 1)) for key, value in FIGURES.items()]
    book = InMemoryCoreSystem(facts=facts if known else ())
    return AnswerQuestion(TEXTS, book, FakeClock(NOON))


def test_the_topics_are_those_of_the_contract(shared: Path) -> None:
    contract = (shared / "nlu-contract.md").read_text(encoding="utf-8")
    assert sorted(TOPICS) == sorted(set(re.findall(r"`faq/(\w+)`", contract)))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_short_answer_with_a_next_step(
    topic: str, language: str, known: bool
) -> None:
    answer = ask(action(known), "faq", topic=topic, language=language)
    assert answer.response == f"utter_faq_{topic}"
    assert len(answer.text) <= 600
    assert "{" not in answer.text
    assert "\n\n\n" not in answer.text
    assert answer.payloads[-1] == "/show_menu"


@pytest.mark.parametrize(
    ("topic", "language", "told"),
    [
        ("claim_deadline", "id", "paling lambat *75 hari* sejak tanggal perawatan"),
        ("claim_deadline", "en", "within *75 days* of the treatment"),
        ("claim_processing_time", "id", "*12 hari kerja* setelah dokumennya lengkap"),
        ("claim_processing_time", "en", "*12 working days* once the documents are complete"),
        ("download_app", "id", "Android: https://x.example/android"),
        ("download_app", "en", "iPhone: https://x.example/ios"),
        ("data_privacy", "id", "https://x.example/privacy"),
        ("data_privacy", "en", "https://x.example/privacy"),
    ],
)
def test_figures_and_addresses_come_from_the_facts(topic: str, language: str, told: str) -> None:
    assert told in ask(action(), "faq", topic=topic, language=language).text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("topic", ["claim_deadline", "claim_processing_time"])
def test_a_figure_that_is_not_known_is_asked_of_customer_service(topic: str, language: str) -> None:
    answer = ask(action(known=False), "faq", topic=topic, language=language)
    assert "CS" in answer.text
    assert re.findall(r"\d+", answer.text.replace("15000-37", "")) == []


@pytest.mark.parametrize("topic", ["guarantee_letter", "lost_card", "buy_policy"])
def test_what_people_do_is_told_with_their_hours(topic: str) -> None:
    assert "Sekarang buka sampai pukul 17.00 WIB." in ask(action(), "faq", topic=topic).text


def test_a_button_names_the_topic() -> None:
    answer = ask(action(), "faq", faq_topic="lost_card")
    assert answer.response == "utter_faq_lost_card"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("topic", [None, "something_else"])
def test_without_a_topic_all_are_offered(topic: str | None, language: str) -> None:
    answer = ask(action(), "faq", topic=topic, language=language)
    assert answer.response == "utter_faq_which"
    assert answer.payloads == [f'/faq{{"faq_topic": "{each}"}}' for each in TOPICS]
    assert max(map(len, answer.titles)) <= 20
