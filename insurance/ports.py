"""What the insurance needs from outside; ``storage`` and ``partners`` provide it, tests fake it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Protocol

from insurance.claim_drafts import ClaimDraft
from insurance.model import (
    BankAccount,
    Benefit,
    Claim,
    ClaimDetails,
    ClaimEvent,
    ClaimFile,
    Fact,
    Member,
    Policy,
    Provider,
    Usage,
)
from insurance.points import Point


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
    """Writes what the TPA decides about a claim, and what a member does to one."""

    def change_claim(self, before: Claim, after: Claim, actor: str) -> bool:
        """Put ``after`` in the place of ``before``, with its event and the audit, as one.

        False, and nothing written, when the claim no longer stands as ``before`` says. ``actor``
        as in ``ClaimEvent``.
        """


class ClaimDrafts(Protocol):
    """Claims that members are filing: one open draft for each member, whichever chat they use."""

    def as_of(self, filed_by: str, inbound_id: str) -> ClaimDraft | None:
        """The member's open draft as it was before this message was heard; None when they had
        none. Asked again by the same message, the answer is the same."""

    def save(self, draft: ClaimDraft, conversation_id: str, inbound_id: str) -> None:
        """Keep the draft as this message has made it, and its files from being erased.

        Raises DraftChanged when another message has changed it since ``as_of``.
        """

    def discard(self, filed_by: str, inbound_id: str) -> None:
        """End the member's open draft, if any; its files are erased soon. The same message again
        ends no other."""


@dataclass(frozen=True)
class NewClaim:
    """A draft that the member has declared to be true and complete."""

    draft_id: str
    claim: Claim
    """Its number is a proposal: taken by another claim, another is given."""
    details: ClaimDetails
    files: Sequence[tuple[str, str]]
    """Media id and document id, in order."""
    conversation_id: str
    inbound_id: str
    draft_version: int = 0
    """Which version of the draft it is; a newer one is not submitted unseen."""


@dataclass(frozen=True)
class KnownFile:
    """A file of an earlier claim, to be compared with a new one."""

    claim_number: str
    sha256: str | None
    likeness: str | None


class ClaimsBook(Protocol):
    """The claims that members file. The SQL one is the default; whatever else has to be told of
    them (the confirming mail, an insurer's own system) is written down in the same transaction."""

    def submit(self, new: NewClaim) -> Claim:
        """Turn a draft into a claim, once: the same draft again is the same claim.

        Raises DraftIncomplete when there is no such open draft or a file of it is not here, and
        DraftChanged when another message has changed it since.
        """

    def submitted(self, draft_id: str) -> Claim | None:
        """The claim that this draft has become."""

    def add_files(
        self,
        before: Claim,
        after: Claim,
        files: Sequence[tuple[str, str]],
        conversation_id: str,
        inbound_id: str,
    ) -> bool:
        """Add files (media id, document id) of this chat to a claim and put ``after`` in the
        place of ``before``, as one; a file that it has already is not added again.

        False, and nothing written, when the claim no longer stands as ``before`` says.
        """

    def details(self, claim_number: str) -> ClaimDetails | None:
        """What it says beyond ``Claim``; None for a claim that was not filed in a chat."""

    def files(self, claim_number: str) -> Sequence[ClaimFile]:
        """Its files, in order."""

    def known_files(self, participant_numbers: Sequence[str]) -> Sequence[KnownFile]:
        """The files of all claims of these participants, those of cancelled ones excepted."""

    def bank_account(self, participant_number: str) -> BankAccount | None:
        """Where this member last wanted claims to be paid to."""


class Providers(Protocol):
    """The partner providers."""

    def all(self) -> Sequence[Provider]:
        """Every provider, by code. May be up to a minute old."""


class Locations(Protocol):
    """Where members said that they are. Not kept, not logged, never told to the dialogue."""

    def of(self, inbound_id: str) -> Point | None:
        """The place that came with this message; None when none did, or it is answered already."""


class NewsChoices(Protocol):
    """Who wants to be told of claims without having asked."""

    def wants_claim_news(self, participant_number: str) -> bool:
        """Yes, unless the member has said no."""

    def set_claim_news(self, participant_number: str, wanted: bool) -> None:
        """What the member wants from now on."""


class ClaimsSystem(Protocol):
    """An insurer's own claims system, told of what members do to claims in chats. Blocking."""

    def claim_submitted(self, key: str, claim: Claim, details: ClaimDetails) -> None:
        """A claim was filed; ``key`` makes a repeat harmless. Raises SystemAway, SystemRefuses."""

    def file_added(self, key: str, claim_number: str, file: ClaimFile, content: bytes) -> None:
        """A file of that claim. Raises SystemAway or SystemRefuses."""

    def claim_cancelled(self, key: str, claim_number: str) -> None:
        """The member has withdrawn that claim. Raises SystemAway or SystemRefuses."""


class SystemAway(Exception):
    """The insurer's system did not answer, or asked for patience: it is worth another try."""


class SystemRefuses(Exception):
    """The insurer's system will not have it, however often it is tried; the message says why."""


@dataclass(frozen=True)
class MailAttachment:
    """A file in a mail."""

    file_name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One message to one address."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    """The part before ``@`` of its Message-ID; the same mail sent again carries the same."""
    attachments: tuple[MailAttachment, ...] = ()


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


class Finding(StrEnum):
    """What makes a picture hard to read, worst first."""

    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    OVEREXPOSED = "overexposed"
    CUT_OFF = "cut_off"
    TILTED = "tilted"


LARGEST_UPLOAD_MB = 10
"""A larger file is not taken, in MiB."""
MOST_PAGES = 20
"""A PDF with more is not taken."""


@dataclass(frozen=True)
class Upload:
    """A file that a member sent, and what became of it."""

    id: str
    """Its id in the media store."""
    kind: str
    """``photo`` (made smaller by the channel) or ``document`` (as it was)."""
    state: str
    """``waiting`` while it is being fetched, ``stored`` when it can be read; ``empty``,
    ``too_large``, ``wrong_type``, ``broken``, ``too_many_pixels``, ``too_many_pages``,
    ``password``, ``active`` (a PDF with scripts, launch actions or embedded files), ``gone``,
    ``refused`` and ``unavailable`` say why it is not here, ``erased`` that it was here and is past
    its retention."""
    content_type: str | None = None
    """JPEG, which every picture is made into, or PDF; None unless stored."""
    size: int | None = None
    """In bytes; None unless stored."""
    file_name: str | None = None
    """As the member called it; never to be trusted."""
    sha256: str | None = None
    """Keyed digest of what was sent, hex: the same file again has the same."""
    pages: int | None = None
    """Of a PDF."""
    findings: tuple[Finding, ...] = ()
    """What makes a picture hard to read; it can be used all the same."""
    likeness: str | None = None
    """What a picture looks like, hex; see ``insurance.likeness``."""


class Uploads(Protocol):
    """The files that members sent with their messages."""

    def of(self, inbound_id: str) -> Sequence[Upload]:
        """The files of the turn that this message is of, in the order in which they were sent.

        An album, or a burst of photos, is one turn: any of its messages gives all its files.
        Empty when none came with it.
        """

    def find(self, media_ids: Sequence[str]) -> Mapping[str, Upload]:
        """The files of these ids, by id; those that never were are left out."""
