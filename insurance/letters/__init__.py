"""The letters that members get by mail, in their language, as text and as HTML."""

from __future__ import annotations

import secrets
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from insurance.ports import Mail

HERE = Path(__file__).parent
CHANNEL_NAMES = {"whatsapp": "WhatsApp", "telegram": "Telegram"}


class Letters:
    """Writes the letters; reads their texts once, when it is made."""

    def __init__(self) -> None:
        """Load templates and texts that stand beside this file."""
        self._texts = {letter: _texts(letter) for letter in ("code", "news")}
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

    def _mail(
        self,
        letter: str,
        language: str,
        values: dict[str, str],
        more: dict[str, str],
        *,
        to: str,
        message_id: str,
    ) -> Mail:
        texts = self._texts[letter]
        language = language if language in texts else "id"
        filled = {key: text.format(**values) for key, text in texts[language].items()}
        told = {"language": language, **filled, **more}
        return Mail(
            to=to,
            subject=filled["subject"],
            text=self._render(f"{letter}.txt.j2", told),
            html=self._render(f"{letter}.html.j2", told),
            message_id=message_id,
        )

    def _render(self, template: str, told: dict[str, str]) -> str:
        return self._templates.get_template(template).render(**told)


def _texts(letter: str) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.safe_load(
        (HERE / f"{letter}.yml").read_text(encoding="utf-8")
    )
    return texts
