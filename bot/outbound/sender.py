"""What the outbox needs from a channel: compose drafts, send one, look one up.

SendError
├── RetryLater     surely not sent; this message again later (429, 5xx, connection refused)
├── Paused         surely not sent; nothing at all on this channel for a while
├── Refused        never going to be sent; the message is given up, loudly
│   └── ContentRefused   … because of its buttons, file or place; its words may pass
├── WindowClosed   surely not sent; free text is not taken until the member writes again
├── Unreachable    the member has blocked us or is gone; nothing more to this chat for now
└── Ambiguous      it may or may not have been sent; look it up before sending again
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.messages import Channel, Draft, OfferedChoice, Reply
from bot.outbound.pace import Pacing


class SendError(Exception):
    """A message was not sent, or nobody knows."""


class RetryLater(SendError):
    """It was surely not sent, and the same call may work later."""

    def __init__(self, after_s: float | None = None) -> None:
        """``after_s``: how long the channel wants us to wait; None: our own back-off."""
        super().__init__()
        self.after_s = after_s


class Paused(SendError):
    """It was surely not sent, and the channel takes nothing from us for a while."""

    def __init__(self, after_s: float) -> None:
        """``after_s``: how long to send nothing on this channel."""
        super().__init__()
        self.after_s = after_s


class Refused(SendError):
    """The channel will never take this message; it is given up."""

    def __init__(self, code: str) -> None:
        """``code``: the vendor's error code, for the log and the row; never content."""
        super().__init__(code)
        self.code = code


class ContentRefused(Refused):
    """The channel will not take the buttons, the file or the place of this message."""


class WindowClosed(SendError):
    """It was surely not sent: the channel takes only approved words until the member writes."""


class Unreachable(SendError):
    """The member has blocked us or left: nothing is sent until they write again."""

    def __init__(self, code: str) -> None:
        """``code``: the vendor's error code, for the log and the row; never content."""
        super().__init__(code)
        self.code = code


class Ambiguous(SendError):
    """The answer never came: it may or may not have been sent."""


class OutgoingFiles(Protocol):
    """Where the files stand that drafts name."""

    async def read(self, media_id: str) -> bytes:
        """The whole file; FileNotFoundError when it is not there (any more)."""


class Sender(Protocol):
    """One channel's way out. Vendor words stop here."""

    @property
    def channel(self) -> Channel:
        """The channel that this serves."""

    @property
    def grace_s(self) -> float:
        """How long to wait for a status callback before ``find``: WhatsApp 10, Telegram 0."""

    @property
    def pace(self) -> Pacing:
        """How fast the channel may be sent to; the outbox keeps it."""

    @property
    def keeps_order_by_receipts(self) -> bool:
        """Whether two messages may overtake each other unless the first is known to be sent."""

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The calls that one reply takes, in order. Pure.

        Splits at the channel's limit. ``offered`` are the reply's choices with their tokens and
        numbers; they belong with the last draft, as buttons or as numbered lines.
        """

    def compose_closed(
        self, draft: Draft, chosen_title: str | None, message_ref: str
    ) -> Draft | None:
        """What takes the buttons away from a menu that was sent as ``draft``. Pure.

        ``message_ref``: the id under which it was sent. ``chosen_title`` is shown as chosen; None
        where nothing was. None where the channel cannot change what it has sent.
        """

    def hide_keyboard(self, drafts: Sequence[Draft]) -> list[Draft]:
        """These calls, so that they take the keyboard that asks for a location away. Pure."""

    async def send(
        self, address: str, draft: Draft, outbox_id: int, *, in_window: bool = True
    ) -> str | None:
        """Make the call once and return the provider's message id (None for a deletion).

        ``in_window``: whether the channel takes free text from us now (WhatsApp's 24 hours);
        otherwise only a draft with ``news`` may go. Ends within 30 s. Raises a SendError; never
        retries by itself.
        """

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """After Ambiguous, or a kill while sending: the id under which it was sent, if it was.

        ``since`` is when the call was made. None means that it surely was not sent, or that the
        channel cannot tell (Telegram): it is sent again. Raises RetryLater when the look-up fails.
        """

    async def show_typing(self, address: str, provider_message_id: str) -> float | None:
        """Let the member see that their message is being answered. Never raises.

        Returns after how many seconds to show it again; None: not again.
        """
