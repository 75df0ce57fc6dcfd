"""One turn: the message (or the burst of photos) to be answered, and what the answer came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from bot.messages import (
    FETCHED,
    Attachment,
    ConversationId,
    Inbound,
    InboundId,
    InboundKind,
    Language,
    OfferedChoice,
    Reply,
)


@dataclass(frozen=True)
class Part:
    """One row of the inbox."""

    row_id: int
    inbound_id: InboundId
    inbound: Inbound
    received_at: datetime
    burst_id: str | None = None
    """Whose burst it belongs to, once that is settled."""


@dataclass(frozen=True)
class Turn:
    """What is answered together, and what must be known for it, all read in one transaction."""

    conversation_id: ConversationId
    parts: tuple[Part, ...]
    """The first is the turn's own; an album or a burst of photos has more."""
    failures: int
    """How often answering it has failed already."""
    language: Language | None
    language_chosen: bool
    is_suppressed: bool
    keyboard_shown: bool = False
    """Whether a keyboard of ours stands under the chat."""
    tapped: OfferedChoice | None = None
    """What the token of a tap stands for in this conversation."""
    offered: tuple[OfferedChoice, ...] = ()
    """The choices of the last thing that we said, or of what the member replies to."""
    file_states: tuple[str, ...] = ()
    """What became of each file that came with it; see ``MediaRow.state``."""
    replaces_answered: bool = False
    """Whether it is a new wording of a message that was answered already."""
    silence: str | None = None
    """Why it needs no answer: ``replaced``, ``unchanged`` or ``tapped_twice``."""

    @property
    def row_id(self) -> int:
        """Of the first part."""
        return self.parts[0].row_id

    @property
    def inbound_id(self) -> InboundId:
        """Of the first part: the idempotency key of the whole turn."""
        return self.parts[0].inbound_id

    @property
    def received_at(self) -> datetime:
        """When the first part came."""
        return self.parts[0].received_at

    @cached_property
    def inbound(self) -> Inbound:
        """All parts as one message."""
        return joined(self.parts)

    @property
    def is_burst(self) -> bool:
        """Whether other messages may belong to it, so that it must be settled which do."""
        return self.parts[0].inbound.kind is InboundKind.MEDIA

    @property
    def is_sealed(self) -> bool:
        """Whether it is settled, for this try and every later one, which messages it answers."""
        return not self.is_burst or all(part.burst_id for part in self.parts)

    @property
    def ids(self) -> dict[str, str]:
        """What a log line may tell of it."""
        return {"conversation_id": self.conversation_id, "inbound_id": self.inbound_id}


@dataclass(frozen=True)
class Ending:
    """What a turn came to; committed as one."""

    replies: tuple[Reply, ...] = ()
    language: Language | None = None
    language_chosen: bool = False
    chosen: OfferedChoice | None = None
    """Which of our choices the member has tapped, or named in writing."""
    closes_tapped: bool = False
    """The tapped button leads nowhere, and should not stay."""
    erase_text: bool = False
    """The member's text held a code, or counts no more; it is not kept."""
    delete_message: bool = False
    """The member's message should not stay in the chat either, where the channel can delete."""
    suppress: bool = False
    """The member has blocked us."""
    failure: str | None = None

    @property
    def label(self) -> str:
        """What the metrics call it."""
        if self.failure:
            return "apologised"
        if self.suppress:
            return "suppressed"
        return "answered" if self.replies else "silent"


@dataclass(frozen=True)
class Later:
    """The conversation's next turn is due in so many seconds."""

    seconds: float
    begun: tuple[ConversationId, Inbound] | None = None
    """A message whose turn has begun with waiting for the rest of it, or for its files."""


def joined(parts: Sequence[Part]) -> Inbound:
    """The parts of a burst as one message: all files, and all that was written under them."""
    head = parts[0].inbound
    if len(parts) == 1:
        return head
    captions = dict.fromkeys(part.inbound.text.strip() for part in parts)
    attachments = tuple(file for part in parts for file in part.inbound.attachments)
    return replace(head, text="\n".join(filter(None, captions)), attachments=attachments)


def fetched(attachments: tuple[Attachment, ...]) -> int:
    """How many of them are downloaded."""
    return sum(one.kind in FETCHED for one in attachments)
