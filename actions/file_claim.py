"""``file_claim``, and every button of the claim form tapped outside it: the form hears it."""

from __future__ import annotations

from actions.claim_said import FILE_CLAIM
from actions.turn import CLAIM_FORM, Event, IdentityAction, Turn, go_on_with
from actions.wishes import come_last


class FileClaim(IdentityAction):
    """Begins the claim form, or goes on with it, once it is known whose chat this is."""

    action_name = FILE_CLAIM

    def answer(self, turn: Turn) -> list[Event]:
        """The form speaks; other wishes that waited for the code are answered before it."""
        self._identity.unlocked_member(turn.conversation_id)
        return come_last(turn) or [go_on_with(CLAIM_FORM)]
