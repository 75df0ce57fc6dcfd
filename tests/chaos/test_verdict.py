"""The judge of chaos is itself judged: what it must forgive, and what it must not."""

from __future__ import annotations

from tests.chaos.verdict import Heard, Verdict, judge


def heard(*texts: str) -> list[Heard]:
    return [Heard(text, at=100.0 + number) for number, text in enumerate(texts)]


def test_each_message_answered_once_and_in_order_is_well() -> None:
    verdict = judge(["a", "b"], heard("a", "b"), may_repeat=False)
    assert verdict == Verdict(answered=2)


def test_silence_is_found() -> None:
    verdict = judge(["a", "b", "c"], heard("a", "c"), may_repeat=False)
    assert verdict == Verdict(unanswered=1, answered=2)


def test_duplicate_is_found() -> None:
    verdict = judge(["a", "b"], heard("a", "a", "b"), may_repeat=False)
    assert verdict == Verdict(surplus=1, answered=2)


def test_wrong_order_is_found() -> None:
    verdict = judge(["a", "b"], heard("b", "a"), may_repeat=False)
    assert verdict.faults == 2


def test_telegram_send_in_flight_at_a_kill_may_come_twice() -> None:
    verdict = judge(["a", "b"], heard("a", "a", "b"), [100.5], may_repeat=True)
    assert verdict == Verdict(repeated_in_flight=1, answered=2)


def test_telegram_duplicate_without_a_kill_is_found() -> None:
    verdict = judge(["a", "b"], heard("a", "a", "b"), [50.0], may_repeat=True)
    assert verdict == Verdict(surplus=1, answered=2)


def test_answer_of_several_bubbles_is_whole_or_wanting() -> None:
    assert judge(["a1", "a2", "b"], heard("a1", "a2", "b"), may_repeat=False).faults == 0
    assert judge(["a1", "a2", "b"], heard("a1", "b"), may_repeat=False).unanswered == 1
