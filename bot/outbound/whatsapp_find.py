"""Which of the messages that Twilio lists is the one that we are unsure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.messages import Draft
from bot.outbound.templates import template_for
from bot.outbound.twilio_errors import FAILED

CLOCK_SKEW = timedelta(seconds=60)
"""By how much Twilio's clock may be behind ours."""


def made_since(page: Sequence[Mapping[str, Any]], since: datetime) -> Iterator[Mapping[str, Any]]:
    """The messages of a page that may have been made since then."""
    for message in page:
        try:
            made = parsedate_to_datetime(message.get("date_created") or "")
        except ValueError:
            continue
        if made >= since - CLOCK_SKEW:
            yield message


def is_of(draft: Draft, message: Mapping[str, Any]) -> bool:
    """Whether a message could be what was sent for ``draft``, in any of its forms.

    What Twilio shows as the body of a message sent by a content is its text or nothing at all;
    a file or a place may have none either. The caller excludes messages of other rows.
    """
    outbound = str(message.get("direction", "")).startswith("outbound")
    # One that failed reached nobody: it may be the try before this one.
    alive = message.get("status") not in FAILED
    body = _same_white(str(message.get("body") or ""))
    return outbound and alive and (body in _texts_of(draft) or (not body and _may_be_bare(draft)))


def _texts_of(draft: Draft) -> set[str]:
    texts = {draft.text, draft.numbered} - {""}
    template = template_for(draft.news.name, draft.language) if draft.news else None
    if template and draft.news:
        texts.add(template.filled(draft.news.values))
    return {_same_white(text) for text in texts}


def _may_be_bare(draft: Draft) -> bool:
    return bool(draft.buttons or draft.media or draft.location or draft.news)


def _same_white(text: str) -> str:
    return " ".join(text.split())
