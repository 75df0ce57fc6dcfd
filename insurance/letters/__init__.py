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
        self._texts: dict[str, dict[str, str]] = yaml.safe_load(
            (HERE / "code.yml").read_text(encoding="utf-8")
        )
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
        language = language if language in self._texts else "id"
        filled = {
            key: text.format(name=name, channel=CHANNEL_NAMES.get(channel, channel))
            for key, text in self._texts[language].items()
        }
        return Mail(
            to=to,
            subject=filled["subject"],
            text=self._render("code.txt.j2", filled, language=language, code=code),
            html=self._render("code.html.j2", filled, language=language, code=code),
            message_id=f"code.{secrets.token_hex(16)}",
        )

    def _render(self, template: str, filled: dict[str, str], **more: str) -> str:
        return self._templates.get_template(template).render(**filled, **more)
