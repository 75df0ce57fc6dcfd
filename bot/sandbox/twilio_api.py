"""The stand-in for Twilio's REST API: Messages, their media, typing and the account."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from bot.sandbox.faults import Fault, strike_after, strike_before
from bot.sandbox.ground import Ground
from bot.sandbox.media import KeptFile
from bot.sandbox.twilio_content_shapes import check_variables, read_variables
from bot.sandbox.twilio_contents import TwilioContents
from bot.sandbox.twilio_door import Call, TwilioDoor, planned_refusal
from bot.sandbox.twilio_errors import TwilioError, invalid, not_found
from bot.sandbox.twilio_messages import KeptMessages, Listing, Message, new_sid
from bot.sandbox.twilio_tables import ACCOUNT, MEDIA, MEDIA_LIST, MESSAGE, MESSAGES, TYPING

BODY_LIMIT = 1600
MAX_MEDIA = 1
"""Files in one WhatsApp message."""
VALIDITY_S = range(1, 36_001)
ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.\w{1,128})")
PLACE = re.compile(r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:\|(.*))?", re.DOTALL)
TYPING_S = 25


class TwilioApi:
    """One Twilio account with one WhatsApp sender."""

    def __init__(
        self,
        ground: Ground,
        door: TwilioDoor,
        contents: TwilioContents,
        messages: KeptMessages,
        accepted: Callable[[Message], None],
    ) -> None:
        """Serve the account of the settings; call ``accepted`` with every message taken over."""
        self._config = ground.config
        self._chats = ground.chats
        self._faults = ground.faults
        self._journal = ground.journal
        self._door = door
        self._contents = contents
        self._messages = messages
        self._accepted = accepted

    def routes(self) -> list[Route]:
        """The part of the API that exists here."""
        return [
            self._door.route(f"POST {MESSAGES}", self._create),
            self._door.route(f"GET {MESSAGES}", self._list),
            self._door.route(f"GET {MEDIA_LIST}", self._list_media),
            self._door.route(f"GET {MEDIA}", self._fetch_media),
            self._door.route(f"GET {MESSAGE}", self._fetch),
            self._door.route(f"GET {ACCOUNT}", self._account),
            self._door.route(f"POST {TYPING}", self._type),
        ]

    # --- sending ------------------------------------------------------------------------------

    async def _create(self, call: Call) -> Response:
        form = call.params
        fault = self._trouble_for(str(form.get("To", "")))
        if fault is not None and await strike_before(fault):
            return planned_refusal(fault)
        self._check_addresses(form)
        self._check_content(form)
        message = self._messages.keep(self._taken_over(form))
        self._accepted(message)
        if fault is not None and await strike_after(fault):
            return planned_refusal(fault)
        return JSONResponse(message.resource(), 201)

    def _trouble_for(self, to: str) -> Fault | None:
        """What was planned for this member, who has two addresses and is planned for by one."""
        chat = self._chats.find(Channel.WHATSAPP, to)
        return self._faults.take("twilio.messages", chat.address if chat else to)

    def _check_addresses(self, form: Mapping[str, Any]) -> None:
        to, from_ = form.get("To", ""), form.get("From", "")
        if not to:
            raise TwilioError(400, 21604, "A 'To' phone number is required.")
        if not from_:
            raise TwilioError(400, 21603, "A 'From' phone number is required.")
        if not ADDRESS.fullmatch(to):
            raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if from_ != self._config.whatsapp_from:
            raise TwilioError(
                400, 63007, "Twilio could not find a Channel with the specified From address"
            )
        callback = form.get("StatusCallback", "")
        if callback and not _is_address(callback):
            raise TwilioError(400, 21609, "The 'StatusCallback' URL is not a valid URL.")

    def _check_content(self, form: Mapping[str, Any]) -> None:
        body, media = str(form.get("Body", "")), _many(form, "MediaUrl")
        if not (body.strip() or media or form.get("ContentSid") or form.get("PersistentAction")):
            raise TwilioError(400, 21619, "A text message body or media urls must be specified.")
        if len(body) > BODY_LIMIT:
            raise TwilioError(
                400, 21617, "The concatenated message body exceeds the 1600 character limit."
            )
        if len(media) > MAX_MEDIA:
            raise TwilioError(400, 21623, "Number of media files exceeds allowed limit.")
        if not all(_is_address(url) for url in media):
            raise TwilioError(400, 21620, "Invalid media URL(s)")
        if sid := form.get("ContentSid"):
            content = self._contents.find(sid)
            if content is None:
                raise TwilioError(400, 21655, "The ContentSid is Invalid")
            check_variables(content.types[content.richest], form.get("ContentVariables"))
        elif read_variables(form.get("ContentVariables")):
            raise TwilioError(400, 21654, "ContentSid Required")
        validity = form.get("ValidityPeriod")
        if validity and int(validity) not in VALIDITY_S:
            raise invalid("ValidityPeriod must be between 1 and 36000 seconds")

    def _taken_over(self, form: Mapping[str, Any]) -> Message:
        return Message(
            sid=new_sid("MM" if form.get("MediaUrl") else "SM"),
            account_sid=self._config.twilio_account_sid,
            direction="outbound-api",
            from_=form["From"],
            to=form["To"],
            body=str(form.get("Body", "")),
            status="queued",
            created=datetime.now(UTC).replace(microsecond=0),
            status_callback=form.get("StatusCallback"),
            media_url=next(iter(_many(form, "MediaUrl")), None),
            content_sid=form.get("ContentSid"),
            variables=read_variables(form.get("ContentVariables")),
            place=_place(form),
        )

    # --- reading ------------------------------------------------------------------------------

    async def _list(self, call: Call) -> Response:
        listing = Listing(call.path, call.params)
        return JSONResponse(
            listing.page([one for one in self._messages.newest_first() if listing.matches(one)])
        )

    async def _fetch(self, call: Call) -> Response:
        return JSONResponse(self._known(call, "Sid").resource())

    async def _list_media(self, call: Call) -> Response:
        message = self._known(call, "MessageSid")
        listing = Listing(call.path, call.params)
        found = [_media(message, sid, file) for sid, file in message.files.items()]
        return JSONResponse(listing.page_of("media_list", found))

    async def _fetch_media(self, call: Call) -> Response:
        message = self._known(call, "MessageSid")
        file = message.files.get(call.about["Sid"])
        if file is None:
            raise not_found(call.path)
        return JSONResponse(_media(message, call.about["Sid"], file))

    async def _account(self, call: Call) -> Response:
        if call.about["Sid"] != self._config.twilio_account_sid:
            raise not_found(call.path)
        return JSONResponse(_account(self._config.twilio_account_sid))

    def _known(self, call: Call, name: str) -> Message:
        message = self._messages.get(call.about[name])
        if message is None:
            raise not_found(call.path)
        return message

    # --- typing -------------------------------------------------------------------------------

    async def _type(self, call: Call) -> Response:
        """Show that an answer is being written; that marks the member's messages as read."""
        answered = str(call.params.get("messageId", ""))
        message = self._messages.get(answered)
        fault = self._faults.take("twilio.typing", message.from_ if message else "")
        if fault is not None and await strike_before(fault):
            return planned_refusal(fault)
        if call.params.get("channel") != "whatsapp":
            raise invalid("channel must be whatsapp")
        chat = self._chats.find(Channel.WHATSAPP, message.from_) if message else None
        if chat is None:
            raise not_found(call.path)
        for bubble in self._chats.of_member(chat):
            if bubble.status == "delivered":
                self._chats.change(bubble, status="read")
            if bubble.id == answered:
                break
        self._journal.add("typing", chat=chat.id, seconds=TYPING_S)
        if fault is not None and await strike_after(fault):
            return planned_refusal(fault)
        return JSONResponse({"success": True})


def _many(form: Mapping[str, Any], name: str) -> list[str]:
    value = form.get(name, [])
    return [one for one in (value if isinstance(value, list) else [value]) if one]


def _is_address(url: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+(/\S*)?", url) is not None


def _place(form: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for action in _many(form, "PersistentAction"):
        if found := PLACE.fullmatch(action):
            latitude, longitude = float(found[1]), float(found[2])
            names = {"name": found[3] or "", "address": str(form.get("Body", ""))}
            return {"latitude": latitude, "longitude": longitude} | names
        raise invalid("PersistentAction is not a valid geo action")
    return None


def _media(message: Message, sid: str, file: KeptFile) -> dict[str, Any]:
    moment = format_datetime(message.created)
    uri = f"/2010-04-01/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{sid}.json"
    return {
        "account_sid": message.account_sid,
        "content_type": file.content_type,
        "date_created": moment,
        "date_updated": moment,
        "parent_sid": message.sid,
        "sid": sid,
        "uri": uri,
    }


def _account(sid: str) -> dict[str, Any]:
    since = "Mon, 01 Jan 2024 00:00:00 +0000"
    return {
        "auth_token": "********************************",
        "date_created": since,
        "date_updated": since,
        "friendly_name": "Sandbox",
        "owner_account_sid": sid,
        "sid": sid,
        "status": "active",
        "subresource_uris": {"messages": f"/2010-04-01/Accounts/{sid}/Messages.json"},
        "type": "Full",
        "uri": f"/2010-04-01/Accounts/{sid}.json",
    }
