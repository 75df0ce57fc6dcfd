"""How fast a channel is sent to, on a clock that only the test moves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.pace import Pace, Pacing

TELEGRAM = Pacing(burst=5, seconds_per_message=1.0, messages_per_s=25.0)


class Monotonic:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def now() -> Monotonic:
    return Monotonic()


def sent_at(pace: Pace, now: Monotonic, chat: str, count: int) -> list[float]:
    """When ``count`` messages to a chat go, each as soon as it may."""
    start, times = now.now, []
    for _ in range(count):
        while (wait := pace.wait_s(chat)) > 0:
            now.now += wait
        times.append(round(now.now - start, 2))
    return times


def test_a_chat_gets_its_burst_at_once_and_then_a_message_a_second(now):
    pace = Pace(Pacing(5, 1.0, 1000.0), now)
    assert sent_at(pace, now, "a", 8) == [0, 0, 0, 0, 0, 1, 2, 3]


def test_after_a_quiet_while_a_chat_has_its_burst_again(now):
    pace = Pace(Pacing(5, 1.0, 1000.0), now)
    sent_at(pace, now, "a", 5)
    now.now += 5
    assert sent_at(pace, now, "a", 6) == [0, 0, 0, 0, 0, 1]


def test_one_chat_that_waits_keeps_no_other_waiting(now):
    pace = Pace(Pacing(5, 1.0, 1000.0), now)
    sent_at(pace, now, "a", 5)
    assert (pace.wait_s("a") > 0, pace.wait_s("b")) == (True, 0)


def test_no_second_ever_sees_more_than_telegram_takes_from_a_bot(now):
    pace = Pace(TELEGRAM, now)
    waiting = {f"chat-{number}" for number in range(300)}
    times = []
    while waiting:
        sent = [chat for chat in sorted(waiting) if pace.wait_s(chat) == 0]
        waiting -= set(sent)
        times += [now.now] * len(sent)
        now.now += 0.01
    assert max(sum(start <= time < start + 1 for time in times) for start in times) <= 30
    assert times[-1] - times[0] == pytest.approx(300 / 25, abs=0.5)


def test_who_must_wait_for_the_others_keeps_their_place_and_no_newcomer_takes_it(now):
    pace = Pace(Pacing(5, 1.0, 10.0), now)
    waits = {chat: pace.wait_s(chat) for chat in "abcdef"}
    assert [round(wait, 2) for wait in waits.values()] == [0, 0, 0.1, 0.2, 0.3, 0.4]
    now.now += 0.1
    newcomer = pace.wait_s("z")
    assert (pace.wait_s("c"), round(newcomer, 2)) == (0, 0.4)


def test_those_who_come_late_together_are_still_held_to_the_rate_of_all(now):
    pace = Pace(TELEGRAM, now)
    chats = [f"chat-{number}" for number in range(200)]
    went = sum(pace.wait_s(chat) == 0 for chat in chats)
    now.now += 30  # everybody's place has come and gone
    late = [pace.wait_s(chat) for chat in chats[went:]]
    assert (went, late.count(0)) == (5, 5)
    assert sorted(late)[-1] == pytest.approx(190 / 25, abs=0.1)


def test_whoever_the_queue_was_too_slow_for_waits_once_more_and_not_in_vain(now):
    pace = Pace(TELEGRAM, now)
    chats = [f"chat-{number}" for number in range(100)]
    for chat in chats:
        pace.wait_s(chat)
    now.now += 30
    start, asked = now.now, 0
    waiting = dict.fromkeys(chats[5:], now.now)
    while waiting:
        chat = min(waiting, key=waiting.__getitem__)
        now.now = max(now.now, waiting.pop(chat))
        asked += 1
        if wait := pace.wait_s(chat):
            waiting[chat] = now.now + wait
    assert (asked <= 2 * 95, now.now - start <= 95 / 25 + 0.1) == (True, True)


def test_asking_again_too_early_costs_nothing(now):
    pace = Pace(Pacing(5, 1.0, 1.0), now)
    assert pace.wait_s("a") == 0
    waits = [round(pace.wait_s("b"), 2) for _ in range(5)]
    assert (waits, round(pace.wait_s("c"), 2)) == ([1.0] * 5, 2.0)


def test_a_wait_too_short_for_a_timer_is_none(now):
    pace = Pace(Pacing(1, 1.0, 1000.0), now)
    pace.wait_s("a")
    now.now += 0.9995
    assert pace.wait_s("a") == 0


def test_a_channel_without_a_limit_takes_everything(now):
    pace = Pace(Pacing(1_000_000, 0.0, 1_000_000.0), now)
    assert {pace.wait_s("a") for _ in range(1000)} == {0}


def test_chats_that_are_quiet_again_are_forgotten(now):
    pace = Pace(Pacing(5, 1.0, 1000.0), now)
    for number in range(10_000):
        pace.wait_s(f"chat-{number}")
        now.now += 0.1
    assert pace.remembered() <= 601 + 50


def test_places_that_nobody_comes_for_are_forgotten(now):
    pace = Pace(Pacing(5, 1.0, 10.0), now)
    for number in range(50):
        pace.wait_s(f"gone-{number}")
    now.now += 3600
    assert (pace.wait_s("a"), pace.remembered()) == (0, 1)


def test_threads_that_ask_together_get_no_more_than_one(now):
    pace = Pace(Pacing(7, 1.0, 10_000.0), now)
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda _: pace.wait_s("a"), range(400)))
    assert waits.count(0) == 7


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 2)), max_size=200))
def test_whoever_asks_whenever_no_rate_is_ever_exceeded(asks):
    now = Monotonic()
    pace = Pace(Pacing(burst=3, seconds_per_message=0.5, messages_per_s=5.0), now)
    went = []
    for chat, pause in asks:
        now.now += pause
        if pace.wait_s(chat) == 0:
            went.append((now.now, chat))
    for at, _ in went:
        for length in (0.5, 1.0, 3.0):
            window = [chat for time, chat in went if at <= time < at + length]
            assert len(window) <= 1 + length * 5 + 1
            assert all(window.count(chat) <= 3 + length / 0.5 for chat in "abc")
