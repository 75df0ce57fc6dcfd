"""Telegram, put together: the bot's API, its updates, and the members' side of its chats."""

from __future__ import annotations

from starlette.routing import Route

from bot.sandbox.ground import Ground
from bot.sandbox.telegram_api import TelegramApi
from bot.sandbox.telegram_bot import TelegramBot
from bot.sandbox.telegram_files import TelegramFiles
from bot.sandbox.telegram_members import TelegramMembers
from bot.sandbox.telegram_messages import TelegramMessages
from bot.sandbox.telegram_profile import TelegramProfile
from bot.sandbox.telegram_updates import Updates
from bot.sandbox.telegram_webhook import Webhook


class Telegram:
    """The stand-in for Telegram."""

    def __init__(self, ground: Ground) -> None:
        """Begin with a bot that nobody has written to."""
        self.updates = Updates()
        self.webhook = Webhook(ground.config, self.updates, ground.journal, ground.http)
        bot_id = ground.config.telegram_token.partition(":")[0]
        messages = TelegramMessages(int(bot_id) if bot_id.isdigit() else 1, ground.chats)
        files = TelegramFiles(ground.shelf)
        self.members = TelegramMembers(ground, messages, files, self.updates)
        bot = TelegramBot(ground, messages, files, self.members)
        profile = TelegramProfile(messages, ground.journal)
        methods = bot.methods() | profile.methods()
        self._api = TelegramApi(
            ground,
            messages,
            files,
            methods=methods,
            updates=self.updates,
            webhook=self.webhook,
        )

    def routes(self) -> list[Route]:
        """Everything under ``/telegram``."""
        return self._api.routes()

    def close(self) -> None:
        """End what runs in the background."""
        self.updates.end_polls()
        self.webhook.stop()
