"""What ``iclick claim set-status`` says about how the member will be told."""

from __future__ import annotations

import pytest

from bot.outbound.notifications import Told
from iclick.claim_status import who_was_told

CLOSED = "whose 24-hour window is closed"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ([], "it stood like that: nobody is told"),
        ([Told()], "no chat may see it: nobody is told"),
        ([Told(chats=1)], "the member is told: once in the chat"),
        (
            [Told(chats=2, by_template=1)],
            "the member is told: 2 times in the chat; "
            f"once by an approved template in a WhatsApp chat {CLOSED}",
        ),
        (
            [Told(by_mail=2)],
            f"the member is told: 2 times by e-mail instead of a WhatsApp chat {CLOSED}",
        ),
        (
            [Told(chats=1, no_address=1)],
            "the member is told: once in the chat; "
            f"not told: 1 WhatsApp chat {CLOSED}, no e-mail on file",
        ),
        ([Told(declined=1)], "not told: 1 who wants no news"),
        ([Told(no_address=2)], f"not told: 2 WhatsApp chats {CLOSED}, no e-mail on file"),
    ],
)
def test_it_says_truthfully_how_the_member_will_be_told(told: list[Told], said: str) -> None:
    assert who_was_told(told) == said
