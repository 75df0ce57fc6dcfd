"""``medical_emergency``: help at once, for everybody, whatever else was going on."""

from __future__ import annotations

import re

from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction, button, leave_form
from insurance.ports import Facts

SUICIDAL = re.compile(
    r"bunuh\s+diri|bundir|akhir\w*\s+hidup|(?:ingin|mau|pengen|pengin|pgn|lebih baik|mending)\s+"
    r"(?:\w+\s+)?(?:mati|meninggal)\b|(?:tidak|tdk|tak|ga+k?|ngga+k?|enggak|gamau)\s+(?:mau|ingin|sanggup|kuat)\s+hidup|"
    r"(?:menyakiti|melukai|nyakitin|lukain|nyilet|menyayat)\s+diri|(?:capek|cape|lelah)\s+hidup|"
    r"suicid|kill(?:ing)?\s+my\s*self|end(?:ing)?\s+my\s+(?:own\s+)?life|want\s+to\s+die|wanna\s+die|"
    r"take\s+my\s+own\s+life|self.?harm|(?:hurt|cut)(?:ting|ing)?\s+my\s*self|no\s+reason\s+to\s+live|"
    r"better\s+off\s+dead|don.?t\s+want\s+to\s+live"
)
LINES = re.compile(r"\s*[;\n|]\s*")


class Emergency(TurnAction):
    """The numbers to call; gentler words and help lines for who thinks of ending their life."""

    action_name = "action_emergency"

    def __init__(self, texts: Texts, facts: Facts) -> None:
        super().__init__(texts)
        self._facts = facts

    def answer(self, turn: Turn) -> list[Event]:
        """Leaves any form, which goes on only when the member wants it to."""
        go_on = [button(turn.part("go_on"), "login")] if turn.form else []
        if SUICIDAL.search(turn.text.casefold()):
            turn.say("utter_emergency_suicide", go_on, help_lines=self._help_lines(turn))
        else:
            turn.say("utter_emergency", go_on)
        return leave_form() if turn.form else []

    def _help_lines(self, turn: Turn) -> str:
        fact = self._facts.fact("mental_health_lines")
        if fact is None:
            return turn.part("help_line_hotline")
        lines = LINES.split(fact.value(turn.language).strip())
        return "\n".join(turn.part("help_line", line=line) for line in lines if line)
