"""Photos and documents: what arrived, what did not and why, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.claim_files import how_to_do_better, why_hard_to_read
from actions.file_words import STORED, files_in_words, reasons_in_words
from actions.texts import Texts
from actions.turn import (
    CODE_FORM,
    OFFERED,
    VERIFICATION_FORM,
    Button,
    Event,
    Turn,
    TurnAction,
    button,
    offered_files,
    remember,
)
from actions.wishes import with_files
from insurance.claim_filing import ClaimFiling
from insurance.claims import Claims
from insurance.identity import Identity
from insurance.ports import Upload, Uploads

MOST_OFFERED = 5
"""Claims to which files can be added right away, by a button each."""
TAKE_FILES = frozenset({"action_file_claim", "action_add_claim_document"})
"""Wishes that files can wait for until it is known whose chat this is."""


class AcknowledgeMedia(TurnAction):
    """Answers files that came without a word, in one bubble."""

    action_name = "action_acknowledge_media"

    def __init__(
        self,
        texts: Texts,
        identity: Identity,
        claims: Claims,
        filing: ClaimFiling,
        uploads: Uploads,
    ) -> None:
        """``uploads`` tell what became of the files of each message."""
        super().__init__(texts)
        self._identity = identity
        self._claims = claims
        self._filing = filing
        self._uploads = uploads

    def answer(self, turn: Turn) -> list[Event]:
        """What became of them; a running form asks its question again by itself."""
        uploads = self._uploads.of(turn.inbound_id)
        arrived = [upload for upload in uploads if upload.state == STORED]
        news = "\n".join(_news(turn, uploads, arrived))
        if turn.form in (VERIFICATION_FORM, CODE_FORM):
            kept = with_files(turn, TAKE_FILES) if arrived else []
            turn.say("utter_media_kept" if kept else "utter_media_in_form", news=news)
            return kept
        if turn.form:
            turn.say("utter_media_in_form", news=news)
        elif arrived:
            turn.ask("utter_media", list(self._uses(turn)), news=news)
            return remember(**{OFFERED: ",".join([*offered_files(turn), turn.inbound_id])})
        else:
            turn.say("utter_media_unusable", news=news)
        return []

    def _uses(self, turn: Turn) -> Iterator[Button]:
        """What the files can be used for; claims are named only where the chat may see them."""
        files = {"files_of": turn.inbound_id}
        status = self._identity.status(turn.conversation_id)
        draft = None
        if status.unlocked:
            asking = self._identity.unlocked_member(turn.conversation_id)
            visible = self._identity.visible_members(asking)
            for claim in self._claims.open_for_documents(visible)[:MOST_OFFERED]:
                number = claim.claim_number
                title = turn.part("media_add_to", claim_number=number)
                yield button(title, "add_claim_document", claim_number=number, **files)
            draft = self._filing.draft(asking, turn.inbound_id)
        if draft:
            yield button(turn.part("continue_claim"), "claim_resume", choice="continue", **files)
        else:
            yield button(turn.part("media_new_claim"), "file_claim", **files)


def _news(turn: Turn, uploads: Sequence[Upload], arrived: Sequence[Upload]) -> Iterator[str]:
    if not uploads:
        yield turn.part("media_something")
    if arrived:
        yield turn.part("media_arrived", files=files_in_words(turn, arrived))
    poor = [upload for upload in arrived if upload.findings]
    if poor:
        told = {"why": why_hard_to_read(turn, poor[0]), "advice": how_to_do_better(turn, poor[0])}
        yield turn.part("media_hard_to_read", files=files_in_words(turn, poor), **told)
    reasons = reasons_in_words(turn, uploads)
    if reasons:
        yield turn.part("media_not_arrived")
        yield from reasons
