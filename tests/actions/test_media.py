"""Files: what arrived, what did not and why, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.file_words import FAILURES
from actions.media import AcknowledgeMedia
from actions.texts import load_texts
from actions.turn import TurnAction
from insurance.fake_uploads import FakeUploads
from insurance.identity import ChatStatus
from insurance.ports import LARGEST_UPLOAD_MB, MOST_PAGES, Finding, Upload

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "domain")
TURN = "0" * 32


def upload(kind: str = "photo", state: str = "stored") -> Upload:
    return Upload("m", kind, state)


class Strangers:
    """Chats that are nobody's."""

    def status(self, _conversation_id: str) -> ChatStatus:
        return ChatStatus(linked=False, unlocked=False)


def acknowledges(uploads: FakeUploads) -> AcknowledgeMedia:
    nobody: Any = Strangers()
    nothing: Any = None  # whose claims nobody may see are not asked for
    return AcknowledgeMedia(TEXTS, nobody, nothing, nothing, uploads)


def said(
    action: TurnAction, language: str = "id", form: str | None = None, **slots: Any
) -> dict[str, Any]:
    """The only message that the action says."""
    latest = {"intent": {"name": "media_sent"}, "metadata": {"inbound_id": TURN}}
    loop = {"name": form} if form else {}
    filled = {"language": language, **slots}
    tracker = Tracker("c", filled, latest, [], False, None, loop, None)
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, tracker, {})
    message: dict[str, Any]
    (message,) = dispatcher.messages
    return message


def news(*uploads: Upload, language: str = "id") -> str:
    """What is said about files that came together, without the question what they are for."""
    store = FakeUploads()
    store.put(TURN, *uploads)
    message = said(acknowledges(store), language)
    if message["response"]:
        return str(message["news"])
    return str(message["text"]).rpartition("\n\n")[0]


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
        f"utter_part_media_{state}",
        language,
        files=TEXTS.text("utter_part_media_one_photo", language),
        limit=LARGEST_UPLOAD_MB,
        pages=MOST_PAGES,
    )
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


def test_what_arrived_can_be_claimed_with_and_what_did_not_asks_for_nothing() -> None:
    store = FakeUploads()
    store.put(TURN, upload())
    message = said(acknowledges(store))
    assert [button["title"] for button in message["buttons"]] == ["Ajukan klaim ini", "Menu utama"]
    assert message["buttons"][0]["payload"] == f'/file_claim{{"files_of": "{TURN}"}}'
    store.put(TURN, upload(state="password"))
    assert said(acknowledges(store))["response"] == "utter_media_unusable"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("finding", Finding)
def test_a_photo_that_is_hard_to_read_is_told_at_once(finding: Finding, language: str) -> None:
    photo = Upload("m", "photo", "stored", findings=(finding,))
    advice = TEXTS.text(f"utter_part_photo_advice_{finding.value}", language)
    assert advice in news(photo, language=language)


def test_files_that_come_while_a_code_is_awaited_wait_for_it_with_the_claim() -> None:
    store = FakeUploads()
    store.put(TURN, upload())
    wish = {"action": "action_file_claim", "entities": {"files_of": "1" * 32}, "text": ""}
    dispatcher = CollectingDispatcher()
    latest = {"intent": {"name": "media_sent"}, "metadata": {"inbound_id": TURN}}
    slots = {"language": "id", "wish": wish}
    tracker = Tracker("c", slots, latest, [], False, None, {"name": "code_form"}, None)
    (event,) = acknowledges(store).run(dispatcher, tracker, {})
    assert event["value"]["entities"]["files_of"] == f"{'1' * 32},{TURN}"
    assert dispatcher.messages[0]["response"] == "utter_media_kept"


def test_inside_a_form_the_answer_is_asked_for_in_writing() -> None:
    message = said(acknowledges(FakeUploads()), form="verification_form")
    assert message["response"] == "utter_media_in_form"
