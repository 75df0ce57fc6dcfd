"""Photos, documents and places: what arrived, what did not and why, and what can be done next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from actions.contact import ContactAction
from actions.texts import Texts
from actions.turn import Event, Turn
from insurance.ports import LARGEST_UPLOAD_MB, Clock, Facts, Upload, Uploads

STORED = "stored"
FAILURES = ("empty", "too_large", "wrong_type", "gone", "refused", "unavailable")
"""Why a file is not here, in the order in which it is told; any other state is the last."""
KINDS = ("photo", "document")


class AcknowledgeMedia(ContactAction):
    """Answers files that came without a word, in one bubble."""

    action_name = "action_acknowledge_media"

    def __init__(self, texts: Texts, facts: Facts, clock: Clock, uploads: Uploads) -> None:
        """``uploads`` tell what became of the files of each message."""
        super().__init__(texts, facts, clock)
        self._uploads = uploads

    def answer(self, turn: Turn) -> list[Event]:
        """What became of them; a running form asks its question again by itself."""
        news = self._news(turn, self._uploads.of(turn.inbound_id))
        if turn.form:
            turn.say("utter_media_in_form", news=news)
        else:
            turn.say("utter_media", news=news, contact=self.contact(turn))
        return []

    def _news(self, turn: Turn, uploads: Sequence[Upload]) -> str:
        if not uploads:
            return turn.part("media_something")
        arrived = [upload for upload in uploads if upload.state == STORED]
        said = [turn.part("media_arrived", files=_files(turn, arrived))] if arrived else []
        missing = _missing(turn, uploads)
        if missing:
            said.append("\n".join([turn.part("media_not_arrived"), *missing]))
        return "\n".join(said)


class AcknowledgeLocation(ContactAction):
    """Answers a place, which is not kept."""

    action_name = "action_acknowledge_location"

    def answer(self, turn: Turn) -> list[Event]:
        """A running form asks its question again by itself."""
        if turn.form:
            turn.say("utter_location_in_form")
        else:
            turn.say("utter_location", contact=self.contact(turn))
        return []


def _missing(turn: Turn, uploads: Sequence[Upload]) -> list[str]:
    """A line for each reason."""
    lines = []
    for reason in FAILURES:
        failed = [each for each in uploads if _reason(each) == reason]
        if failed:
            files = _files(turn, failed)
            why = turn.part(f"media_{reason}", files=files, limit=LARGEST_UPLOAD_MB)
            lines.append(f"• {why}")
    return lines


def _reason(upload: Upload) -> str | None:
    if upload.state == STORED:
        return None
    return upload.state if upload.state in FAILURES else FAILURES[-1]


def _files(turn: Turn, uploads: Iterable[Upload]) -> str:
    """ "3 foto dan 1 dokumen"."""
    counts = Counter(upload.kind for upload in uploads)
    named = [_counted(turn, kind, counts[kind]) for kind in KINDS if counts[kind]]
    return turn.part("media_and").join(named)


def _counted(turn: Turn, kind: str, count: int) -> str:
    if count == 1:
        return turn.part(f"media_one_{kind}")
    return turn.part(f"media_{kind}s", count=count)
