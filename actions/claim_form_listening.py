"""Whether a message in the claim form is meant for the form at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from actions.answers import is_unknown, needs_time
from actions.claim_form_documents import hears_of_documents
from actions.claim_hearing import read_message
from actions.claim_reading import ClaimField, ClaimReading, field_named
from actions.claim_resuming import MAY_CHANGE, only_goes_on, wants_change
from actions.claim_said import Said
from actions.claim_sitting import (
    ACCOUNT,
    BENEFIT,
    DECLARATION,
    DETAILS,
    DIAGNOSIS,
    DOCUMENTS,
    PARTICIPANT,
    PHONE,
    PROVIDER,
    SUMMARY,
)
from actions.emergency import SUICIDE
from actions.form_help import HELP
from actions.questions import asks_about_it, asks_anything
from actions.turn import Turn

OWN_BUTTONS = frozenset(
    {"claim_choice", "claim_edit", "claim_submit", "claim_resume", "claim_files_done"}
    | {"claim_skip_document", "claim_document_kind", "claim_keep_file", "claim_resend_file"}
    | {"claim_send_later", "claim_discard"}
)
"""Intents of this form's buttons."""
ALWAYS = OWN_BUTTONS | {HELP, "affirm", "deny", "cancel", "media_sent"}
"""Intents that this form hears whatever is asked."""
ANSWERING = frozenset(
    {"inform", "nlu_fallback", "out_of_scope", "greet", "file_claim", "add_claim_document"}
)
"""Intents of messages that are meant for the question, though nothing could be read in them."""
NEVER = frozenset({"show_menu", "change_language", "logout", "delete_my_data", "medical_emergency"})
"""Intents that are heeded however the message is worded."""
OWN_WORDS = frozenset({PARTICIPANT, PHONE, ACCOUNT, PROVIDER, DIAGNOSIS})
"""Questions that are answered in the member's own words."""
WHO_MAY_BE_NAMED = frozenset({PARTICIPANT, DETAILS, SUMMARY, DECLARATION})
"""Questions to which whose treatment it was may be an answer."""
LIKE_ILLNESS = frozenset(
    {"consult_doctor", "find_provider", "track_prescription", "check_benefits", "faq"}
    | {"ask_claim_requirements", "read_articles"}
)
"""Intents that the name of an illness or of a hospital sounds like."""
SURE = 0.6
FEW_WORDS = 2
"""Words beside the data up to which a message counts as data, whatever else it sounds like."""
SHORT = 8
_STOPS = re.compile(
    r"\b(?:batal\w*|(?:ga|gak|nggak|ngga|tidak|tdk|enggak|g)\s*(?:jd|jadi|usah)|jangan|stop|"
    r"henti\w*|berhenti|udahan|cancel|quit|never ?mind|forget it|abort)\b",
    re.IGNORECASE,
)
_PAPERS = re.compile(r"\b(?:dokumen|berkas|syarat|lampir|document|paper|kirim apa)", re.IGNORECASE)
_LEAVES = re.compile(
    r"\b(?:log ?out|keluar|sign out|hapus|erase|delete|unlink|putus\w*)\b", re.IGNORECASE
)
_URGENT = re.compile(r"\b(?:tolong|darurat|sekarang|skrg|segera|help|emergency|now|urgent)\b|!")


def is_for_the_form(turn: Turn, said: Said, today: date, documents: Sequence[str]) -> bool:
    """Whether the form takes the message; if not, the rules answer it and the form asks again.

    ``documents`` are the ids of all documents that a member may speak of.
    """
    if said.asked is None or said.has_waited or said.files_of or said.intent in ALWAYS:
        return True
    if said.is_button or said.intent in NEVER or gives_up(said):
        return _is_heard_all_the_same(turn, said, today)
    return _is_an_answer(turn, said, today, documents)


def gives_up(said: Said) -> bool:
    """Whether the claim that is being filed, and no other, is not wanted any more."""
    if said.intent == "cancel":
        # "keluhannya gagal jantung" sounds like giving up, and is not
        return (
            said.is_button or field_named(said.text) is None or _STOPS.search(said.text) is not None
        )
    return said.intent == "cancel_claim" and "claim_number" not in said.entities


def asks_for_the_list(said: Said) -> bool:
    """Whether it is asked which documents this very claim needs, which the question itself says."""
    is_asked = said.asked == DOCUMENTS and said.intent == "ask_claim_requirements"
    return is_asked and "benefit_type" not in said.entities and bool(_PAPERS.search(said.text))


def _is_an_answer(turn: Turn, said: Said, today: date, documents: Sequence[str]) -> bool:
    reading = read_message(said.text, said.asked, today)
    if asks_for_the_list(said) or (said.asked in MAY_CHANGE and wants_change(said.text)):
        return True
    if _asks_something_else(turn, said):
        return False
    if _is_about_the_form(said, documents) or reading.corrects:
        return True
    if _told(reading, said) and reading.other_words <= FEW_WORDS:
        return True
    if said.intent in ANSWERING or needs_time(said.text) or asks_about_it(said.text):
        return True
    return _is_own_words(turn, said)


def _is_about_the_form(said: Said, documents: Sequence[str]) -> bool:
    return only_goes_on(said.text) or hears_of_documents(said.text, said.asked, documents)


def _asks_something_else(turn: Turn, said: Said) -> bool:
    """Whether it is clearly a question, and clearly about something else."""
    is_sure = said.intent not in ANSWERING and turn.confidence >= SURE
    return is_sure and asks_anything(said.text) and not asks_about_it(said.text)


def _told(reading: ClaimReading, said: Said) -> bool:
    """Whether there are data in it; "saya" alone is none, unless that was asked."""
    fields = set(reading.fields)
    if said.asked not in WHO_MAY_BE_NAMED:
        fields.discard(ClaimField.PARTICIPANT)
    return bool(fields)


def _is_heard_all_the_same(turn: Turn, said: Said, today: date) -> bool:
    if said.is_button or gives_up(said):
        return said.intent in ANSWERING or gives_up(said)
    reading = read_message(said.text, said.asked, today)
    return _is_data_all_the_same(turn, said, reading)


def _is_data_all_the_same(turn: Turn, said: Said, reading: ClaimReading) -> bool:
    if said.intent == "show_menu":
        return is_unknown(said.text)  # "ga ngerti" is a wish for help with the question
    if said.intent in ("logout", "delete_my_data"):
        # "I want to change the account" is about the bank, once a bank account is known
        return reading.corrects is ClaimField.ACCOUNT and not _LEAVES.search(said.text)
    if said.intent != "medical_emergency" or turn.entities.get("emergency_kind") == SUICIDE:
        return False
    if said.asked == DIAGNOSIS:  # chest pain is what was asked for, and nothing says that it is now
        return len(said.text.split()) <= SHORT and not _URGENT.search(said.text.casefold())
    if said.asked == BENEFIT and reading.benefit and not _URGENT.search(said.text.casefold()):
        return reading.other_words <= FEW_WORDS  # "she was hospitalised"
    return bool(reading.fields) and reading.other_words == 0


def _is_own_words(turn: Turn, said: Said) -> bool:
    """Whether it is rather an answer in own words than the question that it sounds like."""
    if said.asked not in OWN_WORDS or asks_anything(said.text):
        return is_unknown(said.text)
    return said.intent in LIKE_ILLNESS or turn.confidence < SURE or is_unknown(said.text)
