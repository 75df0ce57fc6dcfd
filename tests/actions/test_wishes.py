"""What waits for a verification: the wishes of one message, and of one verification."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.texts import Texts
from actions.turn import Event, Turn, go_on_with
from actions.wishes import MOST_WAITING, fulfilled, noted, wish_of


def turn(
    intent: str,
    *named: tuple[str, str],
    wish: Any = None,
    form: str | None = None,
    number: int = 1,
) -> Turn:
    entities = [
        {"entity": name, "value": value, "start": at} for at, (name, value) in enumerate(named)
    ]
    latest = {
        "intent": {"name": intent},
        "text": f"tentang {intent}",
        "entities": entities,
        "metadata": {"request_number": number},
    }
    loop = {"name": form} if form else {}
    tracker = Tracker("chat", {"wish": wish}, latest, [], False, None, loop, None)
    return Turn(CollectingDispatcher(), tracker, Texts({}))


def slot(events: list[Event]) -> Any:
    (value,) = [event["value"] for event in events if event.get("name") == "wish"]
    return value


def actions(wish: Any) -> list[str]:
    return [each["action"] for each in (wish, *wish["then"])]


def test_a_new_wish_takes_the_place_of_an_old_one() -> None:
    old = slot(noted(turn("check_benefits"), "action_check_benefits"))
    new = slot(noted(turn("view_member_data", wish=old), "action_view_member_data"))
    assert actions(new) == ["action_view_member_data"]


def test_the_second_request_of_a_message_waits_behind_the_first() -> None:
    first = slot(noted(turn("check_benefits"), "action_check_benefits"))
    second = turn("check_claim_status", wish=first, number=2)
    both = slot(noted(second, "action_check_claim_status"))
    assert actions(both) == ["action_check_benefits", "action_check_claim_status"]


def test_wishes_during_a_verification_all_wait_but_none_twice() -> None:
    wish: Any = None
    for action in ("action_a", "action_b", "action_a", "action_c", "action_d"):
        wish = slot(noted(turn("check_benefits", wish=wish, form="verification_form"), action))
    assert actions(wish) == ["action_a", "action_c", "action_d"]
    assert len(actions(wish)) == MOST_WAITING


def test_after_the_code_one_follows_the_other() -> None:
    named = (("benefit_type", "inpatient"), ("benefit_type", "outpatient"))
    first = slot(noted(turn("check_benefits", *named), "action_check_benefits"))
    both = slot(noted(turn("faq", wish=first, number=2), "action_check_claim_status"))
    checked = turn("code_checked", wish=both)
    assert wish_of(checked).repeated == {"benefit_type": ["inpatient", "outpatient"]}
    events = fulfilled(checked)
    assert actions(slot(events)) == ["action_check_claim_status"]
    assert events[-1] == go_on_with("action_check_claim_status")
    assert fulfilled(turn("code_checked", wish=slot(events)))[-1]["value"] is None


def test_a_wish_of_before_is_dropped_once_anything_protected_was_answered() -> None:
    wish = slot(noted(turn("check_benefits"), "action_check_benefits"))
    assert slot(fulfilled(turn("check_benefits", wish=wish))) is None
    assert fulfilled(turn("check_benefits")) == []
