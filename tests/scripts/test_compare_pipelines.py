"""How engines are compared: what counts as right, and what they may not have seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.compare_pipelines.projects import (
    Engine,
    Example,
    annotated,
    sparse_pipeline,
    write_project,
)
from scripts.compare_pipelines.scoring import (
    Answer,
    Unseen,
    contract_entity,
    f1,
    read_answer,
    score,
    share,
)
from scripts.compare_pipelines.unseen import SeenInTraining, prove_unseen, read_messages

NLU = Path(__file__).resolve().parents[1] / "nlu"
SPOUSE, CHILD = ("relation", "spouse"), ("relation", "child")


def _parse(intent: str, **more: Any) -> dict[str, Any]:
    return {"intent": {"name": intent}, "intent_ranking": [{"name": intent}], **more}


def _answer(label: str, *entities: tuple[str, str], guess: str = "") -> Answer:
    return Answer(label, guess or label, frozenset(entities), 1.0)


def _message(label: str, *entities: tuple[str, str], source: str = "a") -> Unseen:
    return Unseen("text", label, source, frozenset(entities))


def test_a_topic_is_read_wherever_an_engine_puts_it() -> None:
    chosen = {"response": {"intent_response_key": "faq/lost_card"}}
    stock = _parse("faq", response_selector={"default": chosen})
    ours = _parse("faq", response_selector={"faq": chosen})
    sparse = _parse("faq_lost_card")
    assert {read_answer(one, 1.0).label for one in (stock, ours, sparse)} == {"faq/lost_card"}


def test_a_question_back_still_has_a_likeliest_intent() -> None:
    ranking = [{"name": "nlu_fallback"}, {"name": "greet"}, {"name": "thank"}]
    answer = read_answer({"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking}, 1.0)
    assert (answer.label, answer.guess) == ("nlu_fallback", "greet")


def test_only_the_entities_of_the_contract_are_read() -> None:
    found = [
        {"entity": "amount", "value": 1500000},
        {"entity": "email", "value": "a@contoh.example"},
        {"entity": "place", "value": "Bandung"},
        {"entity": "relation", "value": "self"},
    ]
    answer = read_answer(_parse("inform", entities=found), 1.0)
    assert answer.entities == {("amount", "1500000"), ("place", "bandung")}


def test_case_says_nothing_in_what_the_member_wrote() -> None:
    assert contract_entity("claim_number", "KLM-1") == contract_entity("claim_number", "klm-1")
    assert contract_entity("benefit_type", "Dental") == ("benefit_type", "Dental")


def test_a_message_asked_back_is_wrong_but_its_guess_may_be_right() -> None:
    messages = [_message("greet"), _message("thank"), _message("faq/lost_card")]
    answers = [
        _answer("greet"),
        _answer("nlu_fallback", guess="thank"),
        _answer("faq/data_privacy"),
    ]
    found = score(messages, answers)
    assert found.intents == pytest.approx(1 / 3)
    assert found.guesses == pytest.approx(2 / 3)
    assert found.topics == 0.0
    assert found.asked_back == pytest.approx(1 / 3)


def test_accuracy_is_told_of_each_set_apart() -> None:
    messages = [_message("greet", source="a"), _message("thank", source="b")]
    found = score(messages, [_answer("greet"), _answer("greet")])
    assert found.by_set == {"a": 1.0, "b": 0.0}


def test_a_wrong_value_counts_as_missed_and_as_false() -> None:
    found = score([_message("inform", SPOUSE)], [_answer("inform", CHILD)])
    assert (found.entities, found.entity_names) == (0.0, 1.0)


def test_f1_weighs_what_is_missed_and_what_is_too_much() -> None:
    wanted = frozenset({SPOUSE})
    nothing: frozenset[Any] = frozenset()
    triples = [(wanted, nothing, wanted), (wanted, nothing, nothing), (nothing, nothing, wanted)]
    assert f1(triples) == pytest.approx(0.5)


def test_what_may_be_found_or_not_counts_neither_way() -> None:
    wanted, allowed = frozenset({SPOUSE}), frozenset({CHILD})
    assert f1([(wanted, allowed, wanted | allowed)]) == 1.0
    assert f1([(wanted, allowed, wanted)]) == 1.0


def test_nothing_asked_is_nothing_right() -> None:
    assert (share([]), f1([])) == (0.0, 0.0)


def test_entities_of_small_talk_about_the_world_are_not_counted() -> None:
    messages = [_message("inform", SPOUSE), _message("out_of_scope")]
    found = score(messages, [_answer("inform", SPOUSE), _answer("greet", CHILD)])
    assert found.entities == 1.0


def test_a_message_known_but_for_case_and_marks_is_not_unseen() -> None:
    with pytest.raises(SeenInTraining, match="Halo, Kak!"):
        prove_unseen([Unseen("Halo, Kak!", "greet", "a")], ["halo kak"])


def test_marks_alone_are_told_apart() -> None:
    prove_unseen([Unseen("👍", "affirm", "a")], ["👎", "?"])


def test_no_unseen_message_is_in_the_training_data() -> None:
    examples = [
        line.removeprefix("- ")
        for file in (NLU.parents[1] / "data").glob("*/nlu.yml")
        for block in yaml.safe_load(file.read_text())["nlu"]
        for line in block["examples"].splitlines()
    ]
    prove_unseen(read_messages(NLU), examples)


def test_every_entity_noted_belongs_to_a_message() -> None:
    asked = {(message.source, message.text) for message in read_messages(NLU)}
    noted = yaml.safe_load((NLU / "entities.yml").read_text())
    assert {(file, text) for file in noted for text in noted[file]} - asked == set()


def test_a_set_without_notes_is_left_out_of_the_entities(tmp_path: Path) -> None:
    (tmp_path / "messages.yml").write_text("inform: [istri]")
    (tmp_path / "messages_new.yml").write_text("inform: [suami]")
    (tmp_path / "entities.yml").write_text("messages.yml: {istri: {relation: spouse, date: '?x'}}")
    first, second = read_messages(tmp_path)
    assert (first.entities, first.allowed) == ({SPOUSE}, {("date", "x")})
    assert (first.has_entities, second.has_entities) == (True, False)


def test_a_training_message_is_annotated_with_its_longest_spans() -> None:
    spans = [(0, 4, "specialty", "dentistry"), (0, 11, "provider_type", "dental")]
    spans += [(15, 20, "place", "depok"), (12, 14, "emergency_kind", "x")]
    assert annotated(Example("dokter gigi di depok", "find_provider", spans)) == (
        '[dokter gigi]{"entity": "provider_type", "value": "dental"} di [depok]{"entity": "place"}'
    )


def test_the_sparse_candidate_keeps_stocks_features_and_fallback() -> None:
    names = ("WhitespaceTokenizer", "CountVectorsFeaturizer", "DIETClassifier")
    stock = [{"name": name} for name in (*names, "ResponseSelector", "FallbackClassifier")]
    assert [one["name"] for one in sparse_pipeline(stock)] == [
        "WhitespaceTokenizer",
        "CountVectorsFeaturizer",
        "LogisticRegressionClassifier",
        "CRFEntityExtractor",
        "EntitySynonymMapper",
        "FallbackClassifier",
    ]


def test_topics_become_intents_for_an_engine_without_a_selector(tmp_path: Path) -> None:
    examples = [Example("kartu hilang", "faq/lost_card"), Example("halo", "greet")]
    write_project(Engine("e", "E", (), topics_as_intents=True), examples, tmp_path)
    written = yaml.safe_load((tmp_path / "nlu.yml").read_text())
    assert [one["intent"] for one in written["nlu"]] == ["faq_lost_card", "greet"]
    assert "responses" not in written
