"""The letters that members get by mail, in their language, as text and as HTML."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from insurance.claim_summary import ClaimSummary
from insurance.formats import day_and_hour, rupiah
from insurance.ports import Mail, MailAttachment

HERE = Path(__file__).parent
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")
LETTERS = ("claim", "code", "news", "draft_reminder", "consultation_news", "event_reminder")
CHANNEL_NAMES = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


class Letters:
    """Writes the letters; reads their texts once, when it is made."""

    def __init__(self) -> None:
        """Load templates and texts that stand beside this file."""
        self._texts = {letter: _texts(letter) for letter in LETTERS}
        self._templates = Environment(
            loader=FileSystemLoader(HERE),
            autoescape=select_autoescape(["html.j2"]),
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )

    def code(self, *, to: str, name: str, channel: str, language: str, code: str) -> Mail:
        """The mail with a one-time code, which tells the channel where it was asked for.

        ``language`` other than ``id`` and ``en`` gets Indonesian.
        """
        channel = CHANNEL_NAMES.get(channel, channel)
        return self._mail(
            "code",
            language,
            {"name": name, "channel": channel},
            {"code": code},
            to=to,
            message_id=f"code.{secrets.token_hex(16)}",
        )

    def claim(self, *, to: str, summary: ClaimSummary, pdf: bytes, message_id: str) -> Mail:
        """The mail that confirms a claim to whoever filed it, with ``pdf``, which tells all of it.

        In the summary's language. The same ``message_id`` again tells mail servers that it is the
        same mail.
        """
        claim, days = summary.claim, summary.processing_days
        language = summary.language if summary.language in self._texts["claim"] else "id"
        values = {
            "name": (summary.filed_by or summary.participant).first_name,
            "claim_number": claim.claim_number,
            "days": str(days),
        }
        more = {
            "participant": summary.participant.full_name,
            "amount": rupiah(claim.amount_claimed),
            "received": day_and_hour(claim.submitted_at, language),
            "outlook": self._texts["claim"][language]["review" if days else "review_open"].format(
                days=days
            ),
        }
        mail = self._mail("claim", language, values, more, to=to, message_id=message_id)
        word = self._texts["claim"][language]["file"]
        name = f"{word}-{_NOT_IN_A_NAME.sub('-', claim.claim_number)}.pdf"
        return replace(mail, attachments=(MailAttachment(name, "application/pdf", pdf),))

    def claim_news(
        self,
        *,
        to: str,
        name: str,
        language: str,
        claim_number: str,
        status: str,
        message_id: str,
    ) -> Mail:
        """The mail with a claim's new status, ``status`` in words of ``language``.

        The same ``message_id`` again tells mail servers that it is the same mail.
        """
        filled = {"name": name, "claim_number": claim_number, "status": status}
        return self._mail("news", language, filled, {}, to=to, message_id=message_id)

    def draft_reminder(
        self, *, to: str, name: str, language: str, day: str, message_id: str
    ) -> Mail:
        """The mail that a draft of a claim is kept until ``day`` only, written in ``language``."""
        filled = {"name": name, "day": day}
        return self._mail(
            "draft_reminder", language, filled, {}, to=to, message_id=message_id, layout="news"
        )

    def consultation_news(
        self, *, to: str, name: str, language: str, what: str, message_id: str
    ) -> Mail:
        """The mail that something happened in a consultation, ``what`` in words of ``language``."""
        filled = {"name": name, "what": what}
        return self._mail(
            "consultation_news", language, filled, {}, to=to, message_id=message_id, layout="news"
        )

    def event_reminder(
        self, *, to: str, name: str, language: str, title: str, when: str, message_id: str
    ) -> Mail:
        """The mail that an event which a chat has registered for begins ``when``."""
        filled = {"name": name, "title": title, "when": when}
        return self._mail(
            "event_reminder", language, filled, {}, to=to, message_id=message_id, layout="news"
        )

    def _mail(
        self,
        letter: str,
        language: str,
        values: dict[str, str],
        more: dict[str, str],
        *,
        to: str,
        message_id: str,
        layout: str | None = None,
    ) -> Mail:
        texts = self._texts[letter]
        language = language if language in texts else "id"
        filled = {key: text.format(**values) for key, text in texts[language].items()}
        told = {"language": language, **filled, **more}
        return Mail(
            to=to,
            subject=filled["subject"],
            text=self._render(f"{layout or letter}.txt.j2", told),
            html=self._render(f"{layout or letter}.html.j2", told),
            message_id=message_id,
        )

    def _render(self, template: str, told: dict[str, str]) -> str:
        return self._templates.get_template(template).render(**told)


def _texts(letter: str) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(
        (HERE / f"{letter}.yml").read_text(encoding="utf-8")
    )
    return texts
