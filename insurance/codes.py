"""The life of a one-time code within one transaction: asked for, awaited, checked."""

from __future__ import annotations

from datetime import datetime

from insurance.errors import (
    IdentityMismatch,
    InsuranceError,
    ResendTooSoon,
    TooManyCodes,
    TooManyTries,
)
from insurance.identity_model import CodeOutcome, CodeOutcomeKind, CodeState
from insurance.identity_ports import CodeRecord, CodeWanted, IdentityBook, Tries
from insurance.limits import (
    DAY,
    RESEND_AFTER,
    RESEND_WITHIN,
    STILL_AWAITED,
    after_wrong_try,
    allowance_refilled_at,
    locked_until,
    tries_left,
)
from insurance.links import prove
from insurance.matching import FoundMember
from insurance.otp import CodeSeals
from insurance.typed_codes import read_code

IDENTITY = "identity"
"""The subject under which wrong member data are counted, and their outcome is kept."""
CODE = "code"
_DONE_WITH = frozenset({"accepted", "withdrawn"})


def request_code(book: IdentityBook, wanted: CodeWanted, now: datetime) -> CodeRecord:
    """Ask for a code, which supersedes the chat's earlier ones.

    Asked again for the same message, the same code. Raises TooManyTries, ResendTooSoon,
    TooManyCodes.
    """
    if before := book.code_asked_by(wanted.inbound_id):
        return before
    if until := locked_until(code_tries(book, wanted), now):
        raise TooManyTries(until)
    book.hold_member(wanted.participant_number)
    _heed_allowance(book, wanted, now)
    book.end_codes(wanted.conversation_id, "superseded")
    book.record(
        "code_requested",
        conversation_id=wanted.conversation_id,
        participant_number=wanted.participant_number,
    )
    return book.add_code(wanted, now)


def _heed_allowance(book: IdentityBook, wanted: CodeWanted, now: datetime) -> None:
    latest = book.latest_code(wanted.conversation_id)
    is_again = latest is not None and latest.participant_number == wanted.participant_number
    # Whoever took the last one back, or used it, begins afresh and need not wait.
    if latest and is_again and latest.state not in _DONE_WITH and resend_at(latest) > now:
        raise ResendTooSoon(resend_at(latest))
    sent = book.codes_sent(wanted.participant_number, now - DAY)
    linked = book.linked_chats(wanted.participant_number, now)
    if until := allowance_refilled_at(sent, wanted.conversation_id, linked, now):
        raise TooManyCodes(until)


def withdraw(book: IdentityBook, conversation_id: str) -> bool:
    """No code of the chat is awaited any longer, not even one past its time or its tries.

    Wrong tries stay counted. Tells whether there was one.
    """
    latest = book.latest_code(conversation_id)
    was_good = bool(book.end_codes(conversation_id, "withdrawn"))
    if latest is None or latest.state != "locked":
        return was_good
    book.end_code(latest.id, "withdrawn")
    return True


def resend_at(code: CodeRecord) -> datetime:
    """From when on another may be asked for."""
    return (code.sent_at or code.requested_at) + RESEND_AFTER


def may_be_resent(code: CodeRecord | None, now: datetime) -> bool:
    """Whether another may be mailed for what was given then, or the data must be given again."""
    if code is None or code.state in _DONE_WITH:
        return False
    return now < code.requested_at + RESEND_WITHIN


def code_tries(book: IdentityBook, code: CodeRecord | CodeWanted) -> Tries | None:
    """The wrong tries of the code's chat at the codes of the code's member."""
    return book.tries(code.conversation_id, _subject(code))


def state_of(code: CodeRecord, tries: Tries | None, now: datetime) -> CodeState | None:
    """Where the chat's latest code stands; None when none is awaited any longer."""
    if code.state == "requested":
        return CodeState.REQUESTED
    if code.state == "locked":
        return CodeState.LOCKED if locked_until(tries, now) else None
    if code.state != "sent" or code.expires_at is None:
        return None
    if now < code.expires_at:
        return CodeState.SENT
    return CodeState.EXPIRED if now < code.expires_at + STILL_AWAITED else None


def check_code(
    book: IdentityBook, code: CodeRecord | None, typed: str, seals: CodeSeals, now: datetime
) -> CodeOutcome:
    """What comes of ``typed``, given the chat's latest code, with all that follows from it."""
    tries = code_tries(book, code) if code else None
    state = state_of(code, tries, now) if code else None
    if code is None or state is None:
        return CodeOutcome(CodeOutcomeKind.NOT_AWAITED)
    if state is CodeState.LOCKED:
        return CodeOutcome(CodeOutcomeKind.LOCKED, 0, locked_until(tries, now))
    given = read_code(typed)
    if given is None:
        return CodeOutcome(CodeOutcomeKind.MALFORMED)
    if state is CodeState.EXPIRED:
        return CodeOutcome(CodeOutcomeKind.EXPIRED)
    return _compare(book, code, given, seals, now)


def _compare(
    book: IdentityBook, code: CodeRecord, given: str, seals: CodeSeals, now: datetime
) -> CodeOutcome:
    if code.code_hash is None or not _may_be_known(code, now):
        return CodeOutcome(CodeOutcomeKind.NOT_SENT)
    if seals.opens(code.code_hash, code.conversation_id, given):
        return _accept(book, code, now)
    return _count_wrong(book, code, after_wrong_try(code_tries(book, code), now), now)


def _may_be_known(code: CodeRecord, now: datetime) -> bool:
    # The mail may be read before we have noted that it went out.
    on_its_way = code.claimed_until is not None and now < code.claimed_until
    return code.state == "sent" or on_its_way


def _accept(book: IdentityBook, code: CodeRecord, now: datetime) -> CodeOutcome:
    book.end_code(code.id, "accepted")
    book.keep_tries(code.conversation_id, _subject(code), None)
    _record(book, "code_accepted", code)
    prove(book, code, now)
    return CodeOutcome(CodeOutcomeKind.ACCEPTED)


def _count_wrong(book: IdentityBook, code: CodeRecord, tries: Tries, now: datetime) -> CodeOutcome:
    book.keep_tries(code.conversation_id, _subject(code), tries)
    if tries.locked_until is None:
        return CodeOutcome(CodeOutcomeKind.WRONG, tries_left(tries, now))
    book.end_code(code.id, "locked")
    _record(book, "code_locked", code)
    return CodeOutcome(CodeOutcomeKind.LOCKED, 0, tries.locked_until)


def refuse_identity(
    book: IdentityBook, conversation_id: str, inbound_id: str, found: FoundMember, now: datetime
) -> InsuranceError | None:
    """Why these identity data do not lead to a code: wrong, or the chat is locked; else None.

    A wrong try is counted once for a message; the fifth is answered with the lock.
    """
    if before := book.outcome(inbound_id, IDENTITY):
        return _refusal(before.until)
    tries = book.tries(conversation_id, IDENTITY)
    if until := locked_until(tries, now):
        return TooManyTries(until)
    if found.member is not None:
        return None
    tries = after_wrong_try(tries, now)
    book.keep_tries(conversation_id, IDENTITY, tries)
    outcome = CodeOutcome(
        CodeOutcomeKind.LOCKED if tries.locked_until else CodeOutcomeKind.WRONG,
        tries_left(tries, now),
        tries.locked_until,
    )
    book.keep_outcome(conversation_id, inbound_id, IDENTITY, outcome, now)
    book.record(
        "identity_mismatch", conversation_id=conversation_id, participant_number=found.tried
    )
    return _refusal(tries.locked_until)


def _refusal(until: datetime | None) -> InsuranceError:
    return TooManyTries(until) if until else IdentityMismatch()


def _subject(code: CodeRecord | CodeWanted) -> str:
    return f"code:{code.participant_number}"


def _record(book: IdentityBook, action: str, code: CodeRecord) -> None:
    book.record(
        action, conversation_id=code.conversation_id, participant_number=code.participant_number
    )
