"""Who may see what: proves that a chat is a member's, and says whose it is.

A chat is linked by four data that only the member has together, and a code mailed to the address
on file and typed in that very chat. The link lives 90 days, its unlocked state 30 minutes without
activity; after that a fresh code suffices. Limits stand in ``limits``, the life of a code in
``codes``, that of a link in ``links``.

Every method is one transaction, and may be repeated after a crash with the same inbound id.
"""

from __future__ import annotations

from collections.abc import Sequence

from insurance import codes, links
from insurance.errors import ChatLocked, IdentityMismatch, NoEmailOnFile, NotLinked
from insurance.identity_model import (
    ChatStatus,
    CodeAwaited,
    CodeOutcome,
    CodeOutcomeKind,
    CodeRequested,
    CodeState,
    IdentityClaim,
)
from insurance.identity_ports import CodeRecord, CodeWanted, IdentityStore, LinkRecord
from insurance.limits import locked_until, tries_left
from insurance.matching import email_on_file, find_claimed, mask_email, plain_number
from insurance.model import Member
from insurance.otp import CodeSeals
from insurance.ports import Clock, CoreSystem

__all__ = [
    "ChatStatus",
    "CodeAwaited",
    "CodeOutcome",
    "CodeOutcomeKind",
    "CodeRequested",
    "CodeState",
    "Identity",
    "IdentityClaim",
]


class Identity:
    """Links chats to members by a mailed code, and answers for what a chat may see."""

    def __init__(
        self, store: IdentityStore, core: CoreSystem, clock: Clock, seals: CodeSeals
    ) -> None:
        """``seals`` are the same with which ``CodeMail`` seals what it sends."""
        self._store = store
        self._core = core
        self._clock = clock
        self._seals = seals

    def check_identity_and_request_code(
        self,
        conversation_id: str,
        inbound_id: str,
        claim: IdentityClaim,
        consent_version: str,
        language: str,
    ) -> CodeRequested:
        """Have a code mailed to whom all four data of ``claim`` belong.

        Whichever of them is wrong, and whether anyone has that number, the answer is the same
        IdentityMismatch; the fifth within the window is TooManyTries, for this chat alone.
        Whether the policy is active plays no part. Raises ResendTooSoon and TooManyCodes besides.
        """
        with self._store.reading() as book:
            numbers = book.participants_near(plain_number(claim.participant_number))
        found = find_claimed(self._core, claim, numbers)
        now = self._clock.now()
        with self._store.changing(conversation_id) as book:
            code, refusal = book.code_asked_by(inbound_id), None
            if code is None:
                refusal = codes.refuse_identity(book, conversation_id, inbound_id, found, now)
            if code is None and refusal is None and found.member:
                number = found.member.participant_number
                wanted = CodeWanted(conversation_id, inbound_id, number, language, consent_version)
                code = codes.request_code(book, wanted, now)
        if code is None:  # raised only here, so that the wrong try stays counted
            raise refusal or IdentityMismatch
        return self._requested(code)

    def request_unlock_code(
        self, conversation_id: str, inbound_id: str, language: str
    ) -> CodeRequested:
        """Have a code mailed to the member whose chat this is already, to unlock it.

        Raises NotLinked, NoEmailOnFile, TooManyTries, ResendTooSoon, TooManyCodes.
        """
        member = self._linked_member(conversation_id)
        if member is None:
            raise NotLinked
        self._require_email(member)
        now = self._clock.now()
        with self._store.changing(conversation_id) as book:
            link = links.live_link(book, conversation_id, now)
            if link is None or link.participant_number != member.participant_number:
                raise NotLinked
            number = member.participant_number
            wanted = CodeWanted(conversation_id, inbound_id, number, language, link.consent_version)
            code = codes.request_code(book, wanted, now)
        return self._requested(code)

    def resend_code(
        self, conversation_id: str, inbound_id: str, language: str | None = None
    ) -> CodeRequested:
        """Have another code mailed for the chat's latest request; the former is void.

        Within 24 hours of it, so that a member may come back the next morning; after that, or
        when the request was withdrawn, a linked chat gets an unlock code, and any other NotLinked:
        the data must be given again. Raises what ``request_unlock_code`` raises.
        """
        now = self._clock.now()
        with self._store.reading() as book:
            latest = book.latest_code(conversation_id)
        if latest is None or not codes.may_be_resent(latest, now):
            return self.request_unlock_code(conversation_id, inbound_id, language or "id")
        member = self._core.member(latest.participant_number)
        if member is None:
            raise NotLinked
        self._require_email(member)
        wanted = CodeWanted(
            conversation_id,
            inbound_id,
            latest.participant_number,
            language or latest.language,
            latest.consent_version,
        )
        with self._store.changing(conversation_id) as book:
            if not codes.may_be_resent(book.latest_code(conversation_id), now):
                raise NotLinked
            code = codes.request_code(book, wanted, now)
        return self._requested(code)

    def withdraw_code(self, conversation_id: str) -> None:
        """The member has changed their mind: no code of this chat is good or awaited any longer.

        Not even one that has expired or was locked: what they type next is not taken for it.
        """
        with self._store.changing(conversation_id) as book:
            if codes.withdraw(book, conversation_id):
                book.record("code_withdrawn", conversation_id=conversation_id)

    def check_code(self, conversation_id: str, inbound_id: str, code: str) -> CodeOutcome:
        """What comes of a message in which a code was awaited; raises no InsuranceError.

        Accepted, the chat is linked and unlocked. ``code`` is the message as typed and is kept
        nowhere. Only the chat's newest code counts, once, and nothing that another chat was sent.
        """
        now = self._clock.now()
        with self._store.changing(conversation_id) as book:
            if before := book.outcome(inbound_id, codes.CODE):
                return before
            latest = book.latest_code(conversation_id)
            outcome = codes.check_code(book, latest, code, self._seals, now)
            book.keep_outcome(conversation_id, inbound_id, codes.CODE, outcome, now)
            return outcome

    def code_awaited(self, conversation_id: str) -> CodeAwaited | None:
        """The code that this chat is expected to type, or was until 15 minutes ago; else None."""
        now = self._clock.now()
        with self._store.reading() as book:
            code = book.latest_code(conversation_id)
            tries = codes.code_tries(book, code) if code else None
        state = codes.state_of(code, tries, now) if code else None
        if code is None or state is None:
            return None
        until = locked_until(tries, now)
        return CodeAwaited(
            state=state,
            masked_email=self._masked_email(code.participant_number) or "",
            resend_at=until or codes.resend_at(code),
            tries_left=tries_left(tries, now),
            expires_at=code.expires_at,
            locked_until=until,
        )

    def status(self, conversation_id: str) -> ChatStatus:
        """How the chat stands; asking extends nothing."""
        now = self._clock.now()
        link = self._link(conversation_id)
        member = self._core.member(link.participant_number) if link else None
        if link is None or member is None:
            return ChatStatus(linked=False, unlocked=False)
        return ChatStatus(
            linked=True,
            unlocked=links.is_unlocked(link, now),
            first_name=member.first_name,
            masked_email=self._masked_email(member.participant_number),
        )

    def unlocked_member(self, conversation_id: str) -> Member:
        """The member whose chat this is: the one check before anything personal is shown.

        Extends the unlocked state by 30 minutes from now. Raises NotLinked and ChatLocked.
        """
        now = self._clock.now()
        with self._store.changing(conversation_id) as book:
            link = links.live_link(book, conversation_id, now)
            if link is None:
                raise NotLinked
            if not links.extend(book, link, now):
                raise ChatLocked
        member = self._core.member(link.participant_number)
        if member is None:
            raise NotLinked
        return member

    def visible_members(self, member: Member) -> Sequence[Member]:
        """A principal sees the family's participants, a dependent only themselves."""
        if member.is_principal:
            return self._core.family(member.participant_number)
        return (member,)

    def note_activity(self, conversation_id: str) -> None:
        """The member has written: an unlocked chat stays so for 30 minutes more."""
        now = self._clock.now()
        link = self._link(conversation_id)
        if link and links.is_unlocked(link, now):
            with self._store.changing(conversation_id) as book:
                links.extend(book, link, now)

    def unlink(self, conversation_id: str, because: str) -> None:
        """The chat is nobody's from now on, and no code that it asked for is good any longer."""
        now = self._clock.now()
        with self._store.changing(conversation_id) as book:
            codes.withdraw(book, conversation_id)
            if link := book.link(conversation_id):
                links.end(book, conversation_id, link, now, because)

    def _link(self, conversation_id: str) -> LinkRecord | None:
        with self._store.reading() as book:
            return links.live_link(book, conversation_id, self._clock.now())

    def _linked_member(self, conversation_id: str) -> Member | None:
        link = self._link(conversation_id)
        return self._core.member(link.participant_number) if link else None

    def _require_email(self, member: Member) -> None:
        if not email_on_file(self._core, member):
            raise NoEmailOnFile

    def _masked_email(self, participant_number: str) -> str | None:
        member = self._core.member(participant_number)
        email = email_on_file(self._core, member) if member else ""
        return mask_email(email) if email else None

    def _requested(self, code: CodeRecord) -> CodeRequested:
        email = self._masked_email(code.participant_number)
        return CodeRequested(email or "", codes.resend_at(code))
