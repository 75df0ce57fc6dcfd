"""The calls that our connectors make, by the vendors' own names for them."""

from __future__ import annotations

IN_CHATS = frozenset(
    {
        *(
            "sendMessage",
            "sendPhoto",
            "sendDocument",
            "sendLocation",
            "sendVenue",
            "sendChatAction",
        ),
        *("editMessageText", "editMessageCaption", "editMessageReplyMarkup", "deleteMessage"),
        *("answerCallbackQuery", "leaveChat"),
    }
)
COMING_IN = frozenset({"getUpdates", "getFile", "setWebhook", "deleteWebhook"})
LOOKING_UP = frozenset({"getMe", "getWebhookInfo"})
PROFILE = ("MyCommands", "MyDescription", "MyShortDescription", "MyName", "ChatMenuButton")
"""Each of them is read before it is set, if it must be."""

TWILIO_CALLS = frozenset(
    {
        "POST /2010-04-01/Accounts/{AccountSid}/Messages.json",
        "GET /2010-04-01/Accounts/{AccountSid}/Messages.json",
        "GET /2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json",
        "GET /2010-04-01/Accounts/{Sid}.json",
        "POST /v1/Content",
        "GET /v1/Content",
        "POST /v1/Content/{ContentSid}/ApprovalRequests/whatsapp",
        "GET /v1/Content/{Sid}/ApprovalRequests",
        "POST /v2/Indicators/Typing.json",
    }
)


def telegram_calls() -> frozenset[str]:
    """The methods of the Bot API."""
    profile = {f"{verb}{what}" for what in PROFILE for verb in ("get", "set")}
    return IN_CHATS | COMING_IN | LOOKING_UP | profile
