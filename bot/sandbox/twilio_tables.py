"""Twilio's parameters, as declared in its OpenAPI documents: names, types, patterns.

One line declares one parameter: ``name! type pattern``. ``!`` marks what is required, ``[type]``
what may come several times, and a trailing ``SID(XX)`` an identifier that begins with XX. A test
holds every line against the specification.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LINE = re.compile(r"([\w<>]+)(!?) (\[?)(\w+)\]?(?: SID\((\w+(?:\|\w+)*)\))?")


@dataclass(frozen=True)
class Param:
    """One parameter of a call, or one property of a JSON object."""

    name: str
    type: str
    """``string`` ``integer`` ``number`` ``boolean`` ``object`` ``array``, or another object."""
    required: bool = False
    many: bool = False
    pattern: str | None = None


Params = Mapping[str, Param]


def _declared(block: str) -> Params:
    found = {}
    for line in block.split(";"):
        match = LINE.fullmatch(line.strip())
        if match is None:
            raise ValueError("a declaration is not well-formed")
        name, required, many, kind, sid = match.groups()
        pattern = f"^{_prefix(sid)}[0-9a-fA-F]{{32}}$" if sid else None
        found[name] = Param(name, kind, bool(required), bool(many), pattern)
    return found


def _prefix(sid: str) -> str:
    return f"({sid})" if "|" in sid else sid


MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
MEDIA_LIST = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json"
MEDIA = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json"
ACCOUNT = "/2010-04-01/Accounts/{Sid}.json"
CONTENTS = "/v1/Content"
CONTENT = "/v1/Content/{Sid}"
CONTENTS_AND_APPROVALS = "/v1/ContentAndApprovals"
APPROVALS = "/v1/Content/{Sid}/ApprovalRequests"
APPROVE = "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp"
TYPING = "/v2/Indicators/Typing.json"

_PAGES = "PageSize integer;Page integer;PageToken string"

CALLS: Mapping[str, Params] = {
    f"POST {MESSAGES}": _declared(
        "To! string;StatusCallback string;ApplicationSid string SID(AP);MaxPrice number;"
        "ProvideFeedback boolean;Attempt integer;ValidityPeriod integer;"
        "ForceDelivery boolean;ContentRetention string;AddressRetention string;"
        "SmartEncoded boolean;PersistentAction [string];TrafficType string;"
        "ShortenUrls boolean;ScheduleType string;SendAt string;SendAsMms boolean;"
        "ContentVariables string;RiskCheck string;From string;FallbackFrom string;"
        "MessagingServiceSid string SID(MG);Body string;MediaUrl [string];"
        "ContentSid string SID(HX)"
    ),
    f"GET {MESSAGES}": _declared(
        f"To string;From string;DateSent string;DateSent< string;DateSent> string;{_PAGES}"
    ),
    f"GET {MESSAGE}": {},
    f"GET {MEDIA_LIST}": _declared(
        f"DateCreated string;DateCreated< string;DateCreated> string;{_PAGES}"
    ),
    f"GET {MEDIA}": {},
    f"GET {ACCOUNT}": {},
    f"POST {CONTENTS}": _declared(
        "friendly_name string;variables object;language! string;types! object"
    ),
    f"GET {CONTENTS}": _declared(_PAGES),
    f"GET {CONTENT}": {},
    f"DELETE {CONTENT}": {},
    f"GET {CONTENTS_AND_APPROVALS}": _declared(_PAGES),
    f"GET {APPROVALS}": {},
    f"POST {APPROVE}": _declared("name! string;category! string"),
    f"POST {TYPING}": _declared("channel! string;messageId! string SID(SM|MM)"),
}
"""Every call of the stand-in; the real API has more, for what this assistant does not need."""

CONTENT_TYPES: Mapping[str, Params] = {
    "twilio/text": _declared("body! string"),
    "twilio/media": _declared("body string;media! [string]"),
    "twilio/location": _declared(
        "latitude! number;longitude! number;label string;id string;address string"
    ),
    "twilio/quick-reply": _declared("body! string;actions! [quickReplyAction]"),
    "twilio/list-picker": _declared("body! string;button! string;items! [listItem]"),
    "twilio/call-to-action": _declared("body! string;actions! [callToActionAction]"),
}
CONTENT_PARTS: Mapping[str, Params] = {
    "quickReplyAction": _declared("type string;title! string;id string"),
    "listItem": _declared("id! string;item! string;description string"),
    "callToActionAction": _declared(
        "type! string;title! string;url string;phone string;code string;id string"
    ),
}
