"""The claim form: hears what a member says and sends in any order, asks for what is missing.

Like the verification form it says its questions itself, so that a hint and the question share a
bubble, and returns nothing when a message is about something else. What it knows stands in the
draft in the database, so that it survives locks, days and restarts; see ``claim_sitting``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions.answers import is_unknown, needs_time
from actions.claim_form_buttons import confirm_details, tapped
from actions.claim_form_documents import (
    SHOWING_FILES,
    hear_about_documents,
    nothing_is_required,
    say_where_files_stand,
    take_files,
)
from actions.claim_form_ending import changed_elsewhere, leave, pause, submit, was_submitted
from actions.claim_form_listening import (
    OWN_BUTTONS,
    asks_for_the_list,
    gives_up,
    is_for_the_form,
)
from actions.claim_form_questions import ask, explain
from actions.claim_hearing import CORRECTING, FIELD_OF, QUESTION_OF, hear, read
from actions.claim_resuming import goes_on, only_goes_on, said_yes, wants_new
from actions.claim_said import STASH, Said, stash, stashed, what_is_said
from actions.claim_sitting import (
    DECLARATION,
    DETAILS,
    PARTIAL,
    POOR_PHOTO,
    QUESTIONS,
    RESUME,
    SUMMARY,
    Sitting,
)
from actions.claim_taking import Hearing
from actions.document_words import sends_later
from actions.form_help import HELP, ways_out
from actions.questions import asks_about_it, asks_to_explain
from actions.refusals import refuse_in_form
from actions.texts import Texts
from actions.turn import OFFERED, REQUESTED, Event, Turn, TurnAction, remember
from insurance.claim_filing import ClaimFiling
from insurance.errors import ChatLocked, DraftChanged, DraftIncomplete, InsuranceError, NotLinked
from insurance.identity import Identity
from insurance.model import BenefitType
from insurance.periods import today
from insurance.ports import Clock, Facts


class ValidateClaimForm(TurnAction):
    """Hears what a message gives, and asks for the next thing."""

    action_name = "validate_claim_form"

    def __init__(
        self, texts: Texts, identity: Identity, filing: ClaimFiling, facts: Facts, clock: Clock
    ) -> None:
        super().__init__(texts)
        self._identity = identity
        self._filing = filing
        self._facts = facts
        self._clock = clock

    def answer(self, turn: Turn) -> list[Event]:
        """What was heard, and what is asked next; nothing when the message is a digression."""
        said, on = what_is_said(turn), today(self._clock)
        if not turn.form_resumes and not is_for_the_form(turn, said, on, self._documents(turn)):
            return []
        sitting = self._sit_down(turn, said, on)
        if turn.form_resumes:
            return self._ask(sitting, said.asked or sitting.next_step)
        if gives_up(said) and said.asked is not None:
            return leave(sitting)
        return self._hear(sitting)

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """A lock is opened first, and the message heard after it; see ``claim_said``."""
        if isinstance(error, DraftChanged):
            return changed_elsewhere(turn)
        if isinstance(error, ChatLocked | NotLinked) and turn.form_resumes:
            return pause(turn)
        return refuse_in_form(error, turn)

    def _documents(self, turn: Turn) -> list[str]:
        listed = [self._filing.checklist(kind, turn.language) for kind in BenefitType]
        return list(dict.fromkeys(one.id for each in listed for one in each or ()))

    def _sit_down(self, turn: Turn, said: Said, on: date) -> Sitting:
        member = self._identity.unlocked_member(turn.conversation_id)
        family = self._identity.visible_members(member)
        found = self._filing.draft(member, turn.inbound_id)
        draft = found or self._filing.begin(member, turn.inbound_id)
        partial = dict(turn.slots.get(PARTIAL) or {}) if found else {}
        return Sitting(turn, said, member, family, self._filing, on, draft, found is None, partial)

    # --- hearing ------------------------------------------------------------------------------

    def _hear(self, sitting: Sitting) -> list[Event]:
        said = sitting.said
        is_gone = sitting.is_new and (said.asked is not None or said.intent in OWN_BUTTONS)
        if said.intent == "claim_submit" or is_gone:
            ended = was_submitted(sitting)
            if ended is not None:
                return ended
        if sitting.is_new and said.asked is not None:
            sitting.note("claim_begun_anew")  # erased meanwhile, or thrown away in another chat
        if self._is_about_resuming(sitting):
            answered = self._resumed(sitting)
            if answered is not None:
                return answered
        elif self._has_to_choose(sitting):
            return [*stash(said), *self._asks(sitting, RESUME)]
        return self._heard(sitting)

    def _is_about_resuming(self, sitting: Sitting) -> bool:
        said = sitting.said
        if said.intent == "claim_resume":
            return True
        answers = said.asked == RESUME and said.intent not in OWN_BUTTONS | {HELP}
        return answers and sitting.is_worth_keeping

    def _has_to_choose(self, sitting: Sitting) -> bool:
        """Whether it is not clear if the open claim is meant, or a new one."""
        said = sitting.said
        if said.asked is not None or said.intent in OWN_BUTTONS or not sitting.is_worth_keeping:
            return False
        return not goes_on(said.text)

    def _resumed(self, sitting: Sitting) -> list[Event] | None:
        """The answer to "go on with that claim?"; None where it goes on as with any message."""
        said = sitting.said
        new = wants_new(said)
        if new is None:
            sitting.note("claim_unclear_choose")
            return self._asks(sitting, RESUME)
        if new:
            self._filing.discard(sitting.member, sitting.turn.inbound_id)
            sitting.draft = self._filing.begin(sitting.member, sitting.turn.inbound_id)
            sitting.is_new, sitting.partial = True, {}
        waiting = stashed(sitting.turn) or Said("file_claim")
        files = (*waiting.files_of, *said.files_of)
        entities = {**said.entities, **waiting.entities}
        sitting.said = replace(waiting, files_of=files, entities=entities)
        return None

    def _heard(self, sitting: Sitting) -> list[Event]:
        said = sitting.said
        if len(sitting.family) == 1 and sitting.draft.participant_number is None:
            sitting.put(participant_number=sitting.family[0].participant_number)
        if said.intent == HELP:
            return self._help(sitting)
        files = take_files(sitting)
        if said.intent in OWN_BUTTONS:
            return self._after(sitting, tapped(sitting))
        if not files:
            answered = self._yes_or_no(sitting)
            if answered is not None:
                return answered
        return self._words(sitting, files)

    def _words(self, sitting: Sitting, files: bool) -> list[Event]:
        said = sitting.said
        if not said.text or asks_for_the_list(said):
            return self._go_on(sitting)
        if sends_later(said.text) and not files and said.asked in _WITH_DOCUMENTS:
            return pause(sitting.turn, sitting)
        if not files and hear_about_documents(sitting):
            return self._go_on(sitting)
        if only_goes_on(said.text) and not files:
            return self._go_on(sitting)
        hearing = hear(sitting, read(sitting))
        self._confirm_details(sitting, hearing)
        self._repeat(sitting, hearing)
        if said.intent == "medical_emergency":
            sitting.note("claim_if_now")
        if hearing.is_empty and not files and said.asked is not None and not said.has_waited:
            return self._nothing_read(sitting)
        return self._go_on(sitting, self._wanted(sitting, hearing))

    def _wanted(self, sitting: Sitting, hearing: Hearing) -> str | None:
        """The question to be asked out of order: the one just asked, or one being corrected."""
        asked = sitting.said.asked
        if hearing.ask is None or asked is None:
            return None
        known = FIELD_OF.get(asked)
        is_asked = known is not None and QUESTION_OF[known] == hearing.ask
        return hearing.ask if is_asked or asked in CORRECTING or not hearing.settled else None

    def _confirm_details(self, sitting: Sitting, hearing: Hearing) -> None:
        """Whoever puts their own phone or account right has seen the rest."""
        fields = {FIELD_OF["claim_phone"], FIELD_OF["claim_account"]}
        if sitting.said.asked == DETAILS and hearing.settled & fields:
            confirm_details(sitting)

    def _repeat(self, sitting: Sitting, hearing: Hearing) -> None:
        if not hearing.changed:
            return
        corrected = sitting.said.asked in CORRECTING
        part = "claim_changed" if corrected else "claim_heard"
        line = sitting.turn.part(part, values=" · ".join(hearing.changed))
        sitting.heard.insert(0, line)

    def _yes_or_no(self, sitting: Sitting) -> list[Event] | None:
        asked, yes = sitting.said.asked, said_yes(sitting.said)
        if yes is None or asked is None:
            return None
        reading = read(sitting) if sitting.said.text else None
        if reading is not None and (reading.corrects or reading.fields):
            return None  # "ya tapi tanggalnya salah"
        return self._agreed(sitting, asked) if yes else self._refused(sitting, asked)

    def _agreed(self, sitting: Sitting, asked: str) -> list[Event] | None:
        match asked:
            case "claim_details":
                confirm_details(sitting)
                return self._go_on(sitting)
            case "claim_summary":
                return self._go_on(sitting, DECLARATION)
            case "claim_declaration":
                return self._submit(sitting)
            case "claim_documents" if not hear_about_documents(sitting):
                return self._ask(sitting, asked)  # "oke" to "send the documents"
        return None

    def _refused(self, sitting: Sitting, asked: str) -> list[Event] | None:
        match asked:
            case "claim_documents" if nothing_is_required(sitting):
                return self._go_on(sitting)
            case "claim_details" | "claim_summary" | "claim_declaration":
                sitting.note("claim_what_to_change")
                return self._go_on(sitting, DETAILS if asked == DETAILS else SUMMARY)
        return None

    def _after(self, sitting: Sitting, wanted: str | None) -> list[Event]:
        """What a button leads to."""
        match sitting.said.intent:
            case "claim_submit":
                return self._submit(sitting)
            case "claim_send_later":
                return pause(sitting.turn, sitting)
            case "claim_discard":
                return leave(sitting, throws_away=True)
        return self._go_on(sitting, wanted)

    def _submit(self, sitting: Sitting) -> list[Event]:
        if sitting.next_step != SUMMARY:
            return self._go_on(sitting)
        try:
            return submit(sitting, self._identity, self._facts)
        except DraftIncomplete:
            sitting.put(declared=False)
            sitting.note("claim_not_complete")
            return self._go_on(sitting)

    # --- what is asked next -------------------------------------------------------------------

    def _go_on(self, sitting: Sitting, wanted: str | None = None) -> list[Event]:
        sitting.sort_files()
        sitting.save()
        question = wanted or sitting.next_step
        if sitting.next_step == POOR_PHOTO:
            question = POOR_PHOTO
        elif question in CORRECTING and sitting.next_step != SUMMARY:
            question = sitting.next_step
        if question not in SHOWING_FILES:
            say_where_files_stand(sitting)
        return self._asks(sitting, question)

    def _asks(self, sitting: Sitting, question: str) -> list[Event]:
        events = self._ask(sitting, question)
        if question == RESUME:
            return events
        return [*events, *remember(**{STASH: None})]

    def _ask(self, sitting: Sitting, question: str, unclear: float = 0) -> list[Event]:
        ask(sitting, question)
        return remember(**self._slots(sitting, unclear), **{REQUESTED: question})

    def _slots(self, sitting: Sitting, unclear: float) -> dict[str, object]:
        slots = sitting.turn.slots
        wish = {name: None for name in ("wish", OFFERED) if slots.get(name)}
        return {**wish, "unclear": unclear, PARTIAL: sitting.partial or None}

    def _nothing_read(self, sitting: Sitting) -> list[Event]:
        said, turn = sitting.said, sitting.turn
        asked = said.asked or sitting.next_step
        if needs_time(said.text):
            sitting.note("take_your_time")
            return self._ask(sitting, asked)
        if is_unknown(said.text) or asks_about_it(said.text) or asks_to_explain(said.text):
            return self._help(sitting)
        if said.intent in ("greet", "file_claim", "add_claim_document"):
            return self._ask(sitting, asked)
        times = float(turn.slots.get("unclear") or 0) + 1
        if times > 1:
            return self._help(sitting)
        part = f"claim_unclear_{asked.removeprefix('claim_')}"
        sitting.note(part if turn.has_part(part) else "claim_unclear_choose")
        return self._ask(sitting, asked, times)

    def _help(self, sitting: Sitting) -> list[Event]:
        """The question explained, with the same choices."""
        asked = sitting.said.asked
        question = asked if asked in QUESTIONS else sitting.next_step
        explain(sitting, question, ways_out(sitting.turn, ()))
        return remember(**self._slots(sitting, 0), **{REQUESTED: question})


_WITH_DOCUMENTS = frozenset({"claim_documents", "claim_document_kind", "claim_poor_photo"})
