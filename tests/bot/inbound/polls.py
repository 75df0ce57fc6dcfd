"""A poll as the Bot API shows it, which two files of tests send."""

from __future__ import annotations

POLL = {
    "id": "1",
    "question": "Ya?",
    "options": [],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
