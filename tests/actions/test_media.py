"""Files and places: what arrived, what did not and why, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.media import FAILURES, AcknowledgeLocation, AcknowledgeMedia
from actions.texts import load_texts
from actions.turn import TurnAction
from insurance.fake_uploads import FakeUploads
from insurance.fakes import FakeClock
from insurance.model import Fact
from insurance.ports import LARGEST_UPLOAD_MB, Upload

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "domain")
TURN = "0" * 32


class NoFacts:
    """An operator who has vouched for nothing."""

    def fact(self, key: str) -> Fact | None:
        return None


NO_FACTS = NoFacts()


def upload(kind: str = "photo", state: str = "stored") -> Upload:
    return Upload("m", kind, state)


def acknowledges(uploads: FakeUploads) -> AcknowledgeMedia:
    return AcknowledgeMedia(TEXTS, NO_FACTS, FakeClock(), uploads)


def said(action: TurnAction, language: str = "id", form: str | None = None) -> dict[str, Any]:
    """The only message that the action says."""
    latest = {"intent": {"name": "media_sent"}, "metadata": {"inbound_id": TURN}}
    loop = {"name": form} if form else {}
    tracker = Tracker("c", {"language": language}, latest, [], False, None, loop, None)
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    return message


def news(*uploads: Upload, language: str = "id") -> str:
    """What is said about files that came together."""
    store = FakeUploads()
    store.put(TURN, *uploads)
    message = said(acknowledges(store), language)
    assert message["response"] == "utter_media"
    return str(message["news"])


def test_what_arrived_is_counted() -> None:
    photos = [upload()] * 30
    assert news(upload()) == "Terima kasih, 1 foto sudah kami terima."
    assert news(*photos) == "Terima kasih, 30 foto sudah kami terima."
    mixed = news(*photos, upload("document"), language="en")
    assert mixed == "Thank you, we received 30 photos and 1 document."


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("state", FAILURES)
def test_every_failure_is_told_with_its_reason(state: str, language: str) -> None:
    told = news(upload(state=state), language=language)
    part = TEXTS.text(
        f"utter_part_media_{state}", language, files=TEXTS.text(
            "utter_part_media_one_photo", language
        ), limit=LARGEST_UPLOAD_MB,
    )  # fmt: skip
    assert told.splitlines()[1:] == [f"• {part}"]
    assert f"{LARGEST_UPLOAD_MB} MB" in told or state != "too_large"


def test_what_arrived_comes_before_what_did_not() -> None:
    told = news(upload(state="gone"), upload("document"), upload("document", "too_large"))
    assert told.splitlines() == [
        "Terima kasih, 1 dokumen sudah kami terima.",
        "Maaf, ini belum berhasil kami terima:",
        f"• 1 dokumen: terlalu besar, paling besar {LARGEST_UPLOAD_MB} MB.",
        "• 1 foto: sudah tidak ada lagi saat kami unduh. Coba kirim lagi.",
    ]


def test_a_state_without_words_of_its_own_is_a_failed_download() -> None:
    assert news(upload(state="erased")) == news(upload(state="unavailable"))


def test_files_that_nobody_knows_of_have_arrived_all_the_same() -> None:
    assert news() == "Terima kasih, kiriman Anda sudah sampai."


def test_inside_a_form_the_answer_is_asked_for_in_writing() -> None:
    message = said(acknowledges(FakeUploads()), form="verification_form")
    assert message["response"] == "utter_media_in_form"
    message = said(AcknowledgeLocation(TEXTS, NO_FACTS, FakeClock()), form="verification_form")
    assert message["response"] == "utter_location_in_form"


def test_a_place_is_acknowledged() -> None:
    message = said(AcknowledgeLocation(TEXTS, NO_FACTS, FakeClock()))
    assert message["response"] == "utter_location"
    assert "15000-37" in message["contact"]
