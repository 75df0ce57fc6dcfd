"""What identity needs from outside: a book of links, codes and tries, a queue of mails, an audit.

``storage.identity`` and ``storage.code_queue`` implement it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from insurance.identity_model import CodeOutcome


@dataclass(frozen=True)
class LinkRecord:
    """A chat that has proved to be a member's; only ever one that has not been ended."""

    id: int
    participant_number: str
    consent_version: str
    expires_at: datetime
    unlocked_until: datetime


@dataclass(frozen=True)
class CodeWanted:
    """A code to be asked for."""

    conversation_id: str
    inbound_id: str
    participant_number: str
    language: str
    consent_version: str


@dataclass(frozen=True)
class CodeRecord:
    """A code that was asked for, as it stands."""

    id: int
    conversation_id: str
    participant_number: str
    language: str
    consent_version: str
    state: str
    """``requested`` ``sent`` ``accepted`` ``superseded`` ``withdrawn`` ``locked`` ``dropped``."""
    code_hash: str | None
    requested_at: datetime
    claimed_until: datetime | None
    """While ``requested`` and with a hash: until when its mail may be on its way."""
    sent_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True)
class CodeSent:
    """One mail that counts against the allowance."""

    conversation_id: str
    at: datetime


@dataclass(frozen=True)
class Tries:
    """Wrong tries of one chat at one thing."""

    count: int
    last_at: datetime
    locked_until: datetime | None = None


class Audit(Protocol):
    """Who did what and when: ids only, never content."""

    def record(
        self,
        action: str,
        *,
        conversation_id: str | None = None,
        participant_number: str | None = None,
        actor: str = "member",
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Keep one line; ``actor`` is ``member``, ``operator`` or ``system``."""


class IdentityBook(Audit, Protocol):
    """The book, opened for one transaction; what is recorded in it is audited with the rest."""

    def hold_member(self, participant_number: str) -> None:
        """Let no other chat ask for codes of this member until the transaction ends."""

    def participants_near(self, plain_number: str) -> Sequence[str]:
        """The participants whose number reads so, without case and separators (see matching).

        Where nobody's does, some other one, so that looking at them takes as long; none at all
        only where there are no members.
        """

    def link(self, conversation_id: str) -> LinkRecord | None:
        """The chat's link, if it was not ended; its 90 days may be over."""

    def linked_chats(self, participant_number: str, now: datetime) -> Collection[str]:
        """The chats that are the member's at ``now``, unlocked or not."""

    def add_link(
        self,
        code: CodeRecord,
        *,
        linked_at: datetime,
        expires_at: datetime,
        unlocked_until: datetime,
    ) -> None:
        """Link the code's chat to the code's member; an older link must have been ended."""

    def renew_link(
        self,
        link_id: int,
        *,
        consent_version: str,
        expires_at: datetime,
        unlocked_until: datetime,
    ) -> None:
        """Give a link its days and its unlocked time anew; ``linked_at`` stays."""

    def stay_unlocked(self, link_id: int, *, now: datetime, until: datetime) -> bool:
        """Extend the unlocked time if it is not over at ``now``; False when it is."""

    def end_link(self, link_id: int, *, at: datetime, because: str) -> None:
        """The link is over for good."""

    def code_asked_by(self, inbound_id: str) -> CodeRecord | None:
        """The code that this message asked for."""

    def latest_code(self, conversation_id: str) -> CodeRecord | None:
        """The code that this chat asked for last, in whatever state."""

    def codes_sent(self, participant_number: str, since: datetime) -> Sequence[CodeSent]:
        """Mails that went out to the member since then, or are about to, newest first."""

    def add_code(self, wanted: CodeWanted, at: datetime) -> CodeRecord:
        """Ask for a code; it is mailed by whoever works off the queue."""

    def end_codes(self, conversation_id: str, state: str) -> int:
        """Whatever codes of this chat are still good become ``state``; tells how many."""

    def end_code(self, code_id: int, state: str) -> None:
        """This code becomes ``state``."""

    def tries(self, conversation_id: str, subject: str) -> Tries | None:
        """The chat's wrong tries at ``subject``."""

    def keep_tries(self, conversation_id: str, subject: str, tries: Tries | None) -> None:
        """Put the count in the place of the former; None forgets it."""

    def outcome(self, inbound_id: str, subject: str) -> CodeOutcome | None:
        """What came of this message when it was tried as ``subject`` before."""

    def keep_outcome(
        self,
        conversation_id: str,
        inbound_id: str,
        subject: str,
        outcome: CodeOutcome,
        at: datetime,
    ) -> None:
        """Keep what came of this message."""


class IdentityStore(Protocol):
    """Opens the book."""

    def changing(self, conversation_id: str) -> AbstractContextManager[IdentityBook]:
        """One transaction, the only one for this chat at a time; an exception undoes it all."""

    def reading(self) -> AbstractContextManager[IdentityBook]:
        """A look that changes nothing and waits for nobody."""


@dataclass(frozen=True)
class CodeToSend:
    """A code whose mail this process, and no other, is to send now."""

    id: int
    attempt: int
    """From 1; a later attempt of another process takes this one's right away."""
    conversation_id: str
    participant_number: str
    channel: str
    language: str


@dataclass(frozen=True)
class CodeDelayed:
    """A chat whose code is not mailed yet and that should be told."""

    conversation_id: str
    language: str


class CodeQueue(Protocol):
    """Codes that were asked for and not mailed yet."""

    def claim_due(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[CodeToSend]:
        """Take what is due, oldest first; nobody else gets the same before ``lease_until``."""

    def keep_hash(self, code: CodeToSend, code_hash: str) -> bool:
        """Keep the sealed code before it is mailed; False when it is wanted no longer."""

    def mark_sent(self, code: CodeToSend, sent_at: datetime, expires_at: datetime) -> bool:
        """The mail server has it, or may; False when the code was superseded meanwhile."""

    def put_off(self, code: CodeToSend, until: datetime) -> None:
        """The mail server did not take it: forget the hash, try again at ``until``."""

    def drop(self, code: CodeToSend) -> None:
        """It can never be sent."""

    def drop_stale(self, requested_before: datetime, now: datetime) -> int:
        """Give up what was asked for too long ago; tells how many."""

    def claim_delayed(self, requested_before: datetime, now: datetime) -> Sequence[CodeDelayed]:
        """Codes asked for before then and still not mailed; each is told once only."""
