"""What the insurance needs from outside; ``storage`` and ``partners`` provide it, tests fake it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from insurance.model import Benefit, Claim, ClaimEvent, Fact, Member, Policy, Usage


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Now, as an aware datetime in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Now, as an aware datetime in UTC."""
        return datetime.now(UTC)


class CoreSystem(Protocol):
    """The insurer's book: who is insured for what, what was used, which claims run."""

    def policy(self, policy_number: str) -> Policy | None:
        """The policy of that number."""

    def benefits(self, policy_number: str, plan_code: str) -> Sequence[Benefit]:
        """The benefits of one plan, in the order in which a member thinks of them."""

    def member(self, participant_number: str) -> Member | None:
        """The participant of that number."""

    def family(self, principal_participant_number: str) -> Sequence[Member]:
        """The principal first, then the dependents, by relation and age."""

    def usages(
        self, participant_numbers: Sequence[str], since: date | None = None
    ) -> Sequence[Usage]:
        """Usages of these participants, newest first; treated on ``since`` or later."""

    def claims(
        self, participant_numbers: Sequence[str], limit: int | None = None
    ) -> Sequence[Claim]:
        """Claims of these participants, latest change first."""

    def claim(self, claim_number: str) -> Claim | None:
        """The claim of that number, whoever's it is: callers check whose."""

    def claim_history(self, claim_number: str) -> Sequence[ClaimEvent]:
        """The claim's steps, oldest first."""


class Facts(Protocol):
    """What an operator has vouched for."""

    def fact(self, key: str) -> Fact | None:
        """The fact of that key; None when unset, and then the member is referred to CS."""


class ClaimsWriter(Protocol):
    """Writes what the TPA decides about a claim."""

    def change_claim(self, before: Claim, after: Claim) -> bool:
        """Put ``after`` in the place of ``before``, with its event and the audit, as one.

        False, and nothing written, when the claim no longer stands as ``before`` says.
        """


@dataclass(frozen=True)
class Mail:
    """One message to one address."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    """The part before ``@`` of its Message-ID; the same mail sent again carries the same."""


class MailNotSent(Exception):
    """The mail server surely did not take the message; it is worth another try."""


class MailMaybeSent(Exception):
    """The mail server had the whole message, or part of it, and never said what became of it."""


class Mailer(Protocol):
    """Sends mail."""

    async def send(self, mail: Mail) -> None:
        """Hand the mail to the mail server, or raise MailNotSent or MailMaybeSent.

        Takes 10 s at most.
        """


LARGEST_UPLOAD_MB = 10
"""A larger file is not taken, in MiB."""


@dataclass(frozen=True)
class Upload:
    """A file that a member sent, and what became of it."""

    id: str
    """Its id in the media store."""
    kind: str
    """``photo`` (made smaller by the channel) or ``document`` (as it was)."""
    state: str
    """``waiting`` while it is being fetched, ``stored`` when it can be read; ``empty``,
    ``too_large``, ``wrong_type``, ``gone``, ``refused`` and ``unavailable`` say why it is not
    here, ``erased`` that it was here and is past its retention."""
    content_type: str | None = None
    """As its content says: JPEG, PNG, WebP, HEIC, HEIF or PDF; None unless stored."""
    size: int | None = None
    """In bytes; None unless stored."""
    file_name: str | None = None
    """As the member called it; never to be trusted."""
    sha256: str | None = None
    """Keyed digest of its content, hex: the same file again has the same."""


class Uploads(Protocol):
    """The files that members sent with their messages."""

    def of(self, inbound_id: str) -> Sequence[Upload]:
        """The files of the turn that this message is of, in the order in which they were sent.

        An album, or a burst of photos, is one turn: any of its messages gives all its files.
        Empty when none came with it.
        """
