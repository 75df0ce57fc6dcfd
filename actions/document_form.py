"""The form that adds documents to a claim: each file is added as it comes, and acknowledged.

``validate_document_form`` hears the message and asks for more, like the other forms. Nothing is
lost when it is left: what was added stays with the claim. A photo that is hard to read is added
when the member says so, or when no better one has come by the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.claim_words import say_not_found
from actions.document_sitting import CLAIM, DONE, FILES, KEEP, POOR, SOURCES, DocumentSitting, ended
from actions.document_words import (
    documents_lacking,
    keeps_photo,
    resends_photo,
    says_all_sent,
    sends_later,
)
from actions.form_help import HELP, ways_out
from actions.refusals import refuse
from actions.texts import Texts
from actions.turn import REQUESTED, Event, Turn, TurnAction, button, leave_form, remember
from insurance.claims import Claims
from insurance.errors import (
    ChatLocked,
    ClaimNotFound,
    InsuranceError,
    NotInThatStatus,
    NotLinked,
    TooManyFiles,
)
from insurance.identity import Identity
from insurance.matching import plain_number
from insurance.model import Member
from insurance.ports import Facts, Uploads

OTHERS_BUSINESS = frozenset({"medical_emergency", "show_menu", "change_language", "logout"})
"""Intents that are heeded even when files came with them."""
ANSWERING = frozenset(
    {"inform", "nlu_fallback", "out_of_scope", "affirm", "deny", "thank", "add_claim_document"}
)
"""Intents of messages that are meant for the question, though no file came with them."""
NOT_UNDERSTOOD = frozenset({"inform", "nlu_fallback", "out_of_scope"})
"""Those of them that say nothing about documents."""
WHAT_THERE_IS = re.compile(
    r"\b(?:kirim|pakai|pake) (?:aja |saja )?(?:yang|yg) (?:sudah |udah )?ada\b|\b(?:tanpa|without) "
    r"(?:itu|them|it|that)\b|\bwhat (?:i|we) have\b"
)
"""Words for the button that hands in what there is."""


class ValidateDocumentForm(TurnAction):
    """Takes files for the claim that ``AddClaimDocument`` has found."""

    action_name = "validate_document_form"

    def __init__(
        self, texts: Texts, identity: Identity, claims: Claims, uploads: Uploads, facts: Facts
    ) -> None:
        """``facts`` tell which documents claims need."""
        super().__init__(texts)
        self._identity = identity
        self._claims = claims
        self._uploads = uploads
        self._facts = facts

    def answer(self, turn: Turn) -> list[Event]:
        """What was added, and what is asked next; nothing when the message is a digression."""
        number = str(turn.slots.get(CLAIM) or "")
        try:
            asking = self._identity.unlocked_member(turn.conversation_id)
        except (ChatLocked, NotLinked):
            if _needs_no_code(turn):
                return []
            raise
        visible = self._identity.visible_members(asking)
        try:
            return self._answer(turn, self._sitting(turn, visible, number))
        except ClaimNotFound:
            say_not_found(turn, number)
        except NotInThatStatus:
            see = button(turn.part("see_claim"), "check_claim_status", claim_number=number)
            turn.ask("utter_claim_changed_meanwhile", [see], claim_number=number)
        except TooManyFiles:
            turn.say("utter_too_many_documents", claim_number=number)
        return ended()

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """Leave the form; after the code it begins again with the files of this very message."""
        if not isinstance(error, ChatLocked | NotLinked):
            return super().refuse(error, turn)
        if turn.form_resumes:  # something else was answered: no code is sent for that
            turn.say("utter_documents_later", claim_number=turn.slots.get(CLAIM))
            return ended()
        turn.entities = {**turn.entities, "claim_number": str(turn.slots.get(CLAIM) or "")}
        if turn.attachments:
            turn.tell_gateway(files_told=True)
        events = refuse(error, turn, "action_add_claim_document")
        turn.form = None
        return [*leave_form(), *events]

    def _sitting(self, turn: Turn, visible: Sequence[Member], number: str) -> DocumentSitting:
        [claim] = self._claims.open_for_documents(visible, number)
        return DocumentSitting(
            turn=turn,
            visible=visible,
            claim=claim,
            claims=self._claims,
            uploads=self._uploads,
            facts=self._facts,
        )

    def _answer(self, turn: Turn, sitting: DocumentSitting) -> list[Event]:
        if turn.intent == HELP and not turn.form_resumes:
            turn.say(f"utter_help_{FILES}", ways=ways_out(turn, ()))
            # A form that only hears which question it asks takes the message for a digression.
            return remember(**{REQUESTED: FILES, SOURCES: None})
        if turn.is_button and turn.intent in (DONE, KEEP):
            return self._tapped(turn, sitting)
        if turn.form_begins or turn.form_resumes:
            waiting = _listed(turn, SOURCES)
            begins = turn.form_begins
            return _take(turn, sitting, waiting) if waiting else sitting.ask(begins=begins)
        if _names_another(turn, sitting):
            return []
        if self._uploads.of(turn.inbound_id) and turn.intent not in OTHERS_BUSINESS:
            return _take(turn, sitting, [turn.inbound_id])
        return _words(turn, sitting)

    def _tapped(self, turn: Turn, sitting: DocumentSitting) -> list[Event]:
        if turn.intent == DONE:
            return _done(turn, sitting, is_sure=turn.entities.get("sure") == "yes")
        named = turn.entities.get("files_of", "").split(",")
        return _keep(sitting, [one for one in named if one])


def _needs_no_code(turn: Turn) -> bool:
    """Whether a message in a locked chat is about something else: an emergency waits for nobody."""
    if turn.form_begins or turn.form_resumes:
        return False
    if turn.intent in OTHERS_BUSINESS | {"cancel"}:
        return True
    return not turn.attachments and turn.intent not in ANSWERING | {HELP, DONE, KEEP}


def _names_another(turn: Turn, sitting: DocumentSitting) -> bool:
    named = turn.entities.get("claim_number")
    return bool(named) and plain_number(named or "") != plain_number(sitting.claim.claim_number)


def _listed(turn: Turn, slot: str) -> Sequence[str]:
    return [one for one in str(turn.slots.get(slot) or "").split(",") if one]


def _take(turn: Turn, sitting: DocumentSitting, sources: Sequence[str]) -> list[Event]:
    turn.tell_gateway(files_told=True)
    for one in sources:
        sitting.take(one)
    if says_all_sent(turn.text) and not sitting.poor:
        return sitting.finish()
    return sitting.ask()


def _keep(sitting: DocumentSitting, sources: Sequence[str]) -> list[Event]:
    for one in sources:
        sitting.keep(one)
    return sitting.ask()


def _done(turn: Turn, sitting: DocumentSitting, *, is_sure: bool) -> list[Event]:
    """The end; what is hard to read and was never sent again is better than nothing."""
    for one in _listed(turn, POOR):
        sitting.keep(one)
    return sitting.finish(is_sure=is_sure)


def _words(turn: Turn, sitting: DocumentSitting) -> list[Event]:
    """A message without files."""
    said, poor = turn.text, _listed(turn, POOR)
    if turn.intent == "cancel" or sends_later(said):
        turn.say("utter_documents_later", claim_number=sitting.claim.claim_number)
        return ended()
    if poor and (keeps_photo(said) or (turn.intent == "affirm" and not says_all_sent(said))):
        return _keep(sitting, poor)
    is_sure = _has_no_more(sitting, said)
    if is_sure or says_all_sent(said) or (turn.intent == "deny" and not poor):
        return _done(turn, sitting, is_sure=is_sure)
    if turn.intent in NOT_UNDERSTOOD and not resends_photo(said):
        sitting.heard.append(turn.part("claim_unclear_choose"))
    return sitting.ask() if turn.intent in ANSWERING or resends_photo(said) else []


def _has_no_more(sitting: DocumentSitting, said: str) -> bool:
    """Whether the member says that they do not have what is still missing."""
    missing = [document.id for document in sitting.request().missing]
    lacking = set(documents_lacking(said, missing))
    return bool(WHAT_THERE_IS.search(said.casefold())) or (bool(missing) and lacking >= {*missing})
