"""Twilio, put together: its APIs, its webhooks, and the members' side of its WhatsApp chats."""

from __future__ import annotations

from starlette.routing import Route

from bot.sandbox.ground import Ground
from bot.sandbox.twilio_api import TwilioApi
from bot.sandbox.twilio_contents import TwilioContents
from bot.sandbox.twilio_delivery import TwilioDelivery
from bot.sandbox.twilio_door import TwilioDoor
from bot.sandbox.twilio_media import TwilioMedia
from bot.sandbox.twilio_members import TwilioMembers
from bot.sandbox.twilio_messages import KeptMessages
from bot.sandbox.twilio_webhooks import TwilioWebhooks


class Twilio:
    """The stand-in for Twilio."""

    def __init__(self, ground: Ground) -> None:
        """Begin with an account that has sent and received nothing."""
        messages = KeptMessages()
        self.webhooks = TwilioWebhooks(ground.config, ground.journal, ground.http)
        self.members = TwilioMembers(ground, messages, self.webhooks)
        self._door = TwilioDoor(ground.config, ground.journal)
        self._contents = TwilioContents(ground, self._door)
        self._media = TwilioMedia(ground, self._door, messages)
        delivery = TwilioDelivery(ground, self._contents, messages, self.webhooks)
        self._api = TwilioApi(ground, self._door, self._contents, messages, delivery.accept)

    def routes(self) -> list[Route]:
        """Everything under ``/twilio``, and the store of its files."""
        return [
            *self._api.routes(),
            *self._contents.routes(),
            *self._media.routes(),
            *self._door.routes_for_the_rest(),
        ]
