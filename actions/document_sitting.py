"""One turn of the form that adds documents: files become the claim's, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from actions.claim_files import (
    OTHER,
    Arrival,
    Fate,
    how_to_do_better,
    in_order_asked,
    look_at,
    short_name,
    standing,
    taken,
    what_arrived,
    why_hard_to_read,
)
from actions.document_request import DocumentRequest, request_of
from actions.document_words import documents_named
from actions.turn import REQUESTED, Event, Turn, button, end_form, remember
from insurance.claim_drafts import DraftFile
from insurance.claims import MOST_FILES, Claims
from insurance.model import Claim, ClaimStatus, Member
from insurance.ports import Facts, Upload, Uploads

CLAIM, SOURCES, POOR = "document_claim", "document_sources", "document_poor"
"""Slots: the claim; the messages whose files are taken first; those with photos that are hard to
read and not added yet. Messages by inbound id, separated by commas."""
FILES = "document_files"
"""The form's only question; never filled."""
DONE, KEEP = "claim_documents_done", "keep_document_files"


@dataclass
class DocumentSitting:
    """What one turn works on."""

    turn: Turn
    visible: Sequence[Member]
    claim: Claim
    claims: Claims
    uploads: Uploads
    facts: Facts
    heard: list[str] = field(default_factory=list)
    """What is said before the question, a line each."""
    has_added: bool = False
    """Whether this turn has added something to the claim."""
    poor: list[tuple[str, Upload]] = field(default_factory=list)
    """Photos of this turn that are hard to read and were not added, with their messages."""

    def request(self) -> DocumentRequest:
        """What was asked for and what has come, as it stands now."""
        number = self.claim.claim_number
        return request_of(
            self.claims.detail(self.visible, number),
            self.claims.files(self.visible, number),
            self.facts,
            self.turn.language,
        )

    # --- files ------------------------------------------------------------------------------------

    def take(self, inbound_id: str) -> None:
        """Add the files of a message, except photos that are hard to read."""
        arrivals = self._look_at(inbound_id)
        poor = [each for each in arrivals if each.fate is Fate.TAKEN and each.upload.findings]
        good = [each for each in arrivals if each not in poor]
        self.poor += [(inbound_id, each.upload) for each in poor]
        self._add(inbound_id, good)

    def keep(self, inbound_id: str) -> None:
        """Add all files of a message, however hard to read."""
        self._add(inbound_id, self._look_at(inbound_id))

    def _look_at(self, inbound_id: str) -> Sequence[Arrival]:
        """What becomes of each file. Only the very same file counts as sent twice: a better photo
        of the same paper is what was asked for."""
        uploads = {one.id: one for one in self.uploads.of(inbound_id)}
        request = self.request()
        there = [file.media_id for file in request.files if file.media_id not in uploads]
        present = {
            name: replace(one, likeness=None) for name, one in self.uploads.find(there).items()
        }
        most = len(request.files) - len(request.added) + MOST_FILES
        alone = [replace(one, likeness=None) for one in uploads.values()]
        return look_at(alone, present, lambda one: self._earlier(uploads[one.id]), most)

    def _earlier(self, upload: Upload) -> str | None:
        """Another claim of the family that has this picture."""
        number = self.claims.seen_before(self.visible, upload)
        return number if number != self.claim.claim_number else None

    def _add(self, inbound_id: str, arrivals: Sequence[Arrival]) -> None:
        files = self._named(arrivals, self.request())
        if files:
            self.claims.add_files(
                self.visible,
                self.claim.claim_number,
                files,
                self.turn.conversation_id,
                inbound_id,
            )
            self.has_added = True
        self.heard += what_arrived(self.turn, arrivals)

    def _named(
        self, arrivals: Sequence[Arrival], request: DocumentRequest
    ) -> Sequence[tuple[str, str]]:
        """Each file that is taken with its document: by its words, else in the order asked."""
        named = documents_named(self.turn.text, request.nameable)
        new = taken(arrivals, named, None)
        before = [DraftFile(file.media_id, file.document_id) for file in request.added]
        if request.checklist:
            known = {file.media_id for file in new}
            others = [file for file in before if file.media_id not in known]
            sorted_in = in_order_asked([*others, *new], request.checklist, ())
            new = tuple(file for file in sorted_in if file.media_id in known)
        return [(file.media_id, file.document_id or OTHER) for file in new]

    # --- words ------------------------------------------------------------------------------------

    def ask(self, *, begins: bool = False) -> list[Event]:
        """What has come and what is still missing, and the question for more."""
        request = self.request()
        if begins:
            self.heard[:0] = self._asked_for(request)
        elif request.checklist:
            files = [DraftFile(file.media_id, file.document_id) for file in request.added]
            self.heard.append(standing(self.turn, request.checklist, files, ()))
        if self.poor:
            return self._ask_about_poor()
        question = "utter_question_more_documents" if self.has_added else f"utter_question_{FILES}"
        heard = "\n".join(self.heard)
        self.turn.say(question, heard=f"{heard}\n\n" if heard else "")
        return remember(**{REQUESTED: FILES, SOURCES: None, POOR: None})

    def _ask_about_poor(self) -> list[Event]:
        messages = ",".join(dict.fromkeys(inbound_id for inbound_id, _ in self.poor))
        worst = self.poor[0][1]
        told = {
            "why": why_hard_to_read(self.turn, worst),
            "advice": how_to_do_better(self.turn, worst),
        }
        heard = "\n".join(self.heard)
        keep = button(self.turn.part("keep_document"), KEEP, files_of=messages)
        self.turn.ask(
            "utter_question_document_poor", [keep], heard=f"{heard}\n\n" if heard else "", **told
        )
        return remember(**{REQUESTED: FILES, SOURCES: None, POOR: messages})

    def _asked_for(self, request: DocumentRequest) -> Sequence[str]:
        number = self.claim.claim_number
        if self.claim.status is not ClaimStatus.PENDING_DOCUMENTS:
            return [self.turn.part("documents_for_claim", claim_number=number)]
        lines = [self.turn.part("documents_wanted", claim_number=number)]
        lines += [self.turn.part("claim_document", name=one.name) for one in request.checklist]
        if self.claim.status_reason:
            lines.append(self.turn.part("claim_reason", reason=self.claim.status_reason))
        return lines

    def finish(self, *, is_sure: bool = False) -> list[Event]:
        """The end; before it, whether to go on without what is missing."""
        request = self.request()
        if self.claim.status is ClaimStatus.PENDING_DOCUMENTS:
            if not request.added:
                self.heard.append(self.turn.part("no_documents_yet"))
                return self.ask()
            if request.missing and not is_sure:
                return self._ask_without(request)
        number = self.claim.claim_number
        chat, message = self.turn.conversation_id, self.turn.inbound_id
        self.claims.add_files(self.visible, number, (), chat, message, all_there=True)
        see = button(self.turn.part("see_claim"), "check_claim_status", claim_number=number)
        self.turn.ask("utter_documents_complete", [see], claim_number=number)
        return ended()

    def _ask_without(self, request: DocumentRequest) -> list[Event]:
        names = self.turn.part("media_and").join(short_name(one) for one in request.missing)
        self.turn.say("utter_question_documents_missing", documents=names)
        return remember(**{REQUESTED: FILES, SOURCES: None})


def ended() -> list[Event]:
    """What ends the form, and forgets which claim it was about."""
    return [*remember(**{CLAIM: None, SOURCES: None, POOR: None}), *end_form()]
