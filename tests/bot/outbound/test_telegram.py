"""Out to Telegram: requests as the Bot API describes them, and what its errors mean to us.

That they are as described is checked in every test, by ``tests.vendor_specs``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.messages import Choice, Draft, Language, Location, OfferedChoice, OutgoingMedia, Reply
from bot.outbound.sender import (
    Ambiguous,
    Paused,
    Refused,
    RetryLater,
    Sender,
    SendError,
    Unreachable,
)
from bot.outbound.telegram import TelegramSender, TelegramWords
from tests.bot.outbound.fake_bot_api import BotApi, Part, ok, refusal

WORDS = {
    Language.INDONESIAN: TelegramWords("Kirim lokasi", "Batal", "Maaf, *tidak* terkirim."),
    Language.ENGLISH: TelegramWords("Send it", "Cancel", "Sorry, not sent."),
}
CARD = OutgoingMedia("m1", "image/png", "eCard.png")
LETTER = OutgoingMedia("m2", "application/pdf", "Surat.pdf")
BUTTONS = (("Cek manfaat", "token-1"), ("Lain", "token-2"))
INLINE = {
    "inline_keyboard": [
        [
            {"text": "Cek manfaat", "callback_data": "token-1"},
            {"text": "Lain", "callback_data": "token-2"},
        ]
    ]
}


class Files:
    """A store of files: bytes, or what goes wrong when they are read."""

    def __init__(self, **files: bytes | Exception) -> None:
        self.files = files

    async def read(self, media_id: str) -> bytes:
        found = self.files.get(media_id, FileNotFoundError())
        if isinstance(found, Exception):
            raise found
        return found


FILES = Files(m1=b"\x89PNG a card", m2=b"%PDF a letter")


def sender(bot_api: BotApi, files: Files | None = FILES) -> TelegramSender:
    http = bot_api.http()
    return TelegramSender("1:token", "https://api.telegram.org", http, files, WORDS)


async def sent(draft: Draft) -> tuple[str, dict[str, Any]]:
    """The one call that a draft takes."""
    bot_api = BotApi()
    assert await sender(bot_api).send("1122", draft, 5) == "77"
    (call,) = bot_api.calls
    return call


def test_it_is_a_sender() -> None:
    promised: Sender = sender(BotApi())
    assert (promised.grace_s, promised.keeps_order_by_receipts) == (0, False)


def test_it_composes_in_the_replys_language() -> None:
    ask = Reply("Where?", asks_location=True, language=Language.ENGLISH)
    assert [draft.location_button for draft in sender(BotApi()).compose(ask, ())] == ["Send it"]
    offered = [OfferedChoice("token-1", 1, Choice("Cek manfaat", "check_benefits"))]
    assert sender(BotApi()).compose(Reply("*Menu*"), offered) == [
        Draft(text="<b>Menu</b>", buttons=(("Cek manfaat", "token-1"),))
    ]


async def test_a_message_is_sent_with_its_buttons() -> None:
    assert await sent(Draft(text="<b>Menu</b>", buttons=BUTTONS)) == (
        "sendMessage",
        {
            "chat_id": 1122,
            "text": "<b>Menu</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": INLINE,
        },
    )


async def test_long_titles_and_longer_menus_stand_one_to_a_row() -> None:
    buttons = tuple((f"Pilihan {number}", f"token-{number}") for number in range(3))
    _, message = await sent(Draft(text="x", buttons=buttons))
    assert [len(row) for row in message["reply_markup"]["inline_keyboard"]] == [1, 1, 1]


async def test_a_place_with_name_and_address_is_a_venue() -> None:
    place = Location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")
    assert await sent(Draft(location=place, buttons=BUTTONS)) == (
        "sendVenue",
        {
            "chat_id": 1122,
            "latitude": -6.2,
            "longitude": 106.8,
            "title": "RS Contoh",
            "address": "Jl. Contoh 1",
            "reply_markup": INLINE,
        },
    )


async def test_a_place_without_one_of_them_is_a_point() -> None:
    assert await sent(Draft(location=Location(-6.2, 106.8, "RS Contoh"))) == (
        "sendLocation",
        {"chat_id": 1122, "latitude": -6.2, "longitude": 106.8},
    )


async def test_the_keyboard_that_asks_for_a_location_offers_to_cancel_too() -> None:
    draft = Draft("Where?", location_button="Send it", language=Language.ENGLISH)
    method, message = await sent(draft)
    assert (method, message["reply_markup"]) == (
        "sendMessage",
        {
            "keyboard": [[{"text": "Send it", "request_location": True}], [{"text": "Cancel"}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        },
    )


async def test_the_keyboard_goes_away_with_the_next_message() -> None:
    _, message = await sent(Draft("Baik.", hides_keyboard=True))
    assert message["reply_markup"] == {"remove_keyboard": True}


async def test_a_photo_is_uploaded_with_its_caption_and_buttons() -> None:
    bot_api = BotApi()
    draft = Draft(text="<b>eCard</b> Anda", media=CARD, buttons=BUTTONS)
    assert await sender(bot_api).send("1122", draft, 5) == "77"
    assert bot_api.actions == ["upload_photo"]
    assert bot_api.calls == [
        (
            "sendPhoto",
            {
                "chat_id": 1122,
                "caption": "<b>eCard</b> Anda",
                "parse_mode": "HTML",
                "reply_markup": INLINE,
                "photo": Part("eCard.png", "image/png", b"\x89PNG a card"),
            },
        )
    ]


async def test_a_file_that_is_no_photo_is_uploaded_as_a_document() -> None:
    bot_api = BotApi()
    await sender(bot_api).send("1122", Draft(media=LETTER), 5)
    assert bot_api.actions == ["upload_document"]
    assert bot_api.calls == [
        (
            "sendDocument",
            {"chat_id": 1122, "document": Part("Surat.pdf", "application/pdf", b"%PDF a letter")},
        )
    ]


async def test_a_picture_too_big_for_a_photo_is_uploaded_as_a_document() -> None:
    bot_api = BotApi()
    files = Files(m1=bytes(10_000_001))
    await sender(bot_api, files).send("1", Draft(media=CARD), 1)
    assert bot_api.methods == ["sendDocument"]


@pytest.mark.parametrize(
    "refused",
    [
        refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"),
        refusal(400, "Bad Request: file is too big"),
        refusal(413, "Request Entity Too Large"),
    ],
)
async def test_a_picture_that_is_refused_as_a_photo_is_sent_as_a_document(refused) -> None:
    bot_api = BotApi(refused)
    assert await sender(bot_api).send("1", Draft("Peta", media=CARD), 1) == "77"
    assert bot_api.methods == ["sendPhoto", "sendDocument"]
    assert bot_api.calls[1][1]["document"] == Part("eCard.png", "image/png", b"\x89PNG a card")


async def test_a_photo_refused_for_another_reason_is_not_sent_again() -> None:
    bot_api = BotApi(refusal(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(Unreachable):
        await sender(bot_api).send("1", Draft(media=CARD), 1)
    assert bot_api.methods == ["sendPhoto"]


UNSENDABLE = [Files(), Files(m2=bytes(50_000_001)), Files(m2=b""), None]


@pytest.mark.parametrize("files", UNSENDABLE)
async def test_instead_of_a_file_that_cannot_be_sent_the_member_is_told_so(files) -> None:
    bot_api = BotApi()
    draft = Draft("Surat Anda", BUTTONS, media=LETTER)
    assert await sender(bot_api, files).send("1", draft, 1) == "77"
    ((method, message),) = bot_api.calls
    assert (method, message["text"], message["reply_markup"]) == (
        "sendMessage",
        "Surat Anda\n\nMaaf, <b>tidak</b> terkirim.",
        INLINE,
    )


@pytest.mark.parametrize(
    "refused",
    [refusal(413, "Request Entity Too Large"), refusal(400, "Bad Request: file must be non-empty")],
)
async def test_instead_of_a_file_that_telegram_refuses_the_member_is_told_so(refused) -> None:
    bot_api = BotApi(refused)
    draft = Draft(media=LETTER, language=Language.ENGLISH)
    assert await sender(bot_api).send("1", draft, 1) == "77"
    assert bot_api.methods == ["sendDocument", "sendMessage"]
    assert bot_api.calls[1][1]["text"] == "Sorry, not sent."


@pytest.mark.parametrize("files", UNSENDABLE)
async def test_without_words_for_it_a_file_that_cannot_be_sent_is_given_up(files) -> None:
    bot_api = BotApi()
    wordless = TelegramSender("1:token", "https://api.telegram.org", bot_api.http(), files)
    with pytest.raises(Refused):
        await wordless.send("1", Draft(media=LETTER), 1)
    assert bot_api.calls == []


async def test_a_store_that_is_away_is_no_fault_of_telegrams() -> None:
    with pytest.raises(OSError, match="away"):
        await sender(BotApi(), Files(m2=OSError("away"))).send("1", Draft(media=LETTER), 1)


async def test_a_file_is_sent_though_nobody_could_be_told_that_it_comes() -> None:
    class NoActions(BotApi):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("sendChatAction"):
                raise httpx.ConnectError("refused")
            return super().__call__(request)

    assert await sender(NoActions()).send("1", Draft(media=LETTER), 1) == "77"


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        ("Surat Jaminan.pdf", "application/pdf", "Surat Jaminan.pdf"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\kartu\\eCard.png", "image/png", "eCard.png"),
        ('a"b\r\nX: y.pdf', "application/pdf", 'a"bX: y.pdf'),
        ("", "application/pdf", "file.pdf"),
        ("Kartu Ürün 😀.png", "image/png", "Kartu Ürün 😀.png"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 96 + ".pdf"),
        ("eCard", "image/jpeg", "eCard.jpg"),
    ],
)
async def test_a_file_has_a_name_that_a_member_can_use(name, content_type, shown) -> None:
    bot_api = BotApi()
    media = OutgoingMedia("m2", content_type, name)
    await sender(bot_api).send("1", Draft(media=media), 1)
    ((_, arguments),) = bot_api.calls
    part = arguments.get("document") or arguments["photo"]
    assert part.file_name.replace("%22", '"') == shown


ANSWERS = [
    (refusal(429, "Too Many Requests: retry after 9", retry_after=9), RetryLater),
    (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
    (refusal(403, "Forbidden: user is deactivated"), Unreachable),
    (refusal(403, "Forbidden: bot can't initiate conversation with a user"), Unreachable),
    (refusal(400, "Bad Request: chat not found"), Unreachable),
    (refusal(400, "Bad Request: message is too long"), Refused),
    (
        refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=-1001,
        ),
        Refused,
    ),
    (refusal(401, "Unauthorized"), Paused),
    (refusal(404, "Not Found"), Paused),
    (refusal(500, "Internal Server Error"), RetryLater),
    (httpx.Response(502, text="Bad Gateway"), RetryLater),
    (httpx.ConnectError("refused"), RetryLater),
    (httpx.ReadTimeout("slow"), Ambiguous),
    (httpx.RemoteProtocolError("hung up"), Ambiguous),
]


@pytest.mark.parametrize(
    ("answer", "error", "draft"),
    [
        *((answer, error, Draft("halo")) for answer, error in ANSWERS),
        *((answer, error, Draft(media=LETTER)) for answer, error in ANSWERS if error != Refused),
    ],
)
async def test_what_an_error_means(
    answer: httpx.Response | Exception, error: type[SendError], draft: Draft
) -> None:
    bot_api = BotApi(answer)
    with pytest.raises(error) as raised:
        await sender(bot_api).send("1", draft, 1)
    assert len(bot_api.calls) == 1
    if isinstance(answer, httpx.Response) and answer.status_code == 429:
        assert isinstance(raised.value, RetryLater)
        assert raised.value.after_s == 9


async def test_a_call_that_takes_too_long_may_have_been_made(monkeypatch) -> None:
    monkeypatch.setattr("bot.outbound.telegram.SEND_LIMIT_S", 0.0)
    with pytest.raises(Ambiguous):
        await sender(BotApi()).send("1", Draft(media=LETTER), 1)


@pytest.mark.parametrize(
    ("draft", "name"),
    [(Draft("<b>1 &lt; 2</b>"), "text"), (Draft("<b>1 &lt; 2</b>", media=CARD), "caption")],
)
async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(draft, name) -> None:
    bot_api = BotApi(refusal(400, "Bad Request: can't parse entities: Unsupported start tag"))
    assert await sender(bot_api).send("1", draft, 1) == "77"
    (first, _), (second, again) = bot_api.calls
    assert (second, again[name], "parse_mode" in again) == (first, "1 < 2", False)


async def test_a_members_message_is_deleted() -> None:
    bot_api = BotApi(ok(True))
    assert await sender(bot_api).send("1122", Draft(delete_ref="7"), 1) is None
    assert bot_api.calls == [("deleteMessage", {"chat_id": 1122, "message_id": 7})]


@pytest.mark.parametrize(
    ("draft", "call"),
    [
        (
            Draft("Menu\n\n✓ Ya", close_ref="12"),
            (
                "editMessageText",
                {
                    "text": "Menu\n\n✓ Ya",
                    "parse_mode": "HTML",
                    "link_preview_options": {"is_disabled": True},
                },
            ),
        ),
        (
            Draft("Kartu\n\n✓ Ya", close_ref="12", media=CARD),
            ("editMessageCaption", {"caption": "Kartu\n\n✓ Ya", "parse_mode": "HTML"}),
        ),
        (Draft(close_ref="12"), ("editMessageReplyMarkup", {})),
    ],
)
async def test_a_menu_is_closed_where_it_stands(draft, call) -> None:
    bot_api = BotApi(ok(True))
    assert await sender(bot_api).send("1122", draft, 1) is None
    method, rest = call
    assert bot_api.calls == [(method, {"chat_id": 1122, "message_id": 12, **rest})]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft(delete_ref="7"), "message to delete not found"),
        (Draft(delete_ref="7"), "message can't be deleted for everyone"),
        (Draft("x", close_ref="7"), "message is not modified: specified new message content …"),
        (Draft("x", close_ref="7"), "message to edit not found"),
        (Draft("x", close_ref="7"), "message can't be edited"),
        (Draft("x", close_ref="7"), "there is no text in the message to edit"),
        (Draft(close_ref="7"), "MESSAGE_ID_INVALID"),
    ],
)
async def test_what_cannot_be_tidied_any_more_counts_as_tidy(draft, words) -> None:
    bot_api = BotApi(refusal(400, f"Bad Request: {words}"))
    assert await sender(bot_api).send("1", draft, 1) is None
    assert len(bot_api.calls) == 1


@pytest.mark.parametrize("draft", [Draft(delete_ref="7"), Draft("x", close_ref="7")])
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, "Too Many Requests", retry_after=3), RetryLater),
        (refusal(403, "Forbidden: bot was blocked by the user"), Unreachable),
    ],
)
async def test_what_can_be_tidied_later_is(answer, error, draft) -> None:
    with pytest.raises(error):
        await sender(BotApi(answer)).send("1", draft, 1)


async def test_telegram_cannot_tell_what_was_sent() -> None:
    assert await sender(BotApi()).find("1", Draft(text="x"), 1, datetime.now(UTC)) is None


async def test_no_window_closes_on_telegram() -> None:
    assert await sender(BotApi()).send("1", Draft("halo"), 1, in_window=False) == "77"


async def test_typing_is_shown_again_before_it_fades() -> None:
    bot_api = BotApi()
    assert await sender(bot_api).show_typing("1122", "m1") == 4.0
    assert bot_api.actions == ["typing"]


@pytest.mark.parametrize(
    ("answer", "again_s"),
    [
        (refusal(403, "Forbidden: bot was blocked by the user"), None),
        (refusal(429, "Too Many Requests", retry_after=7), 7),
        (httpx.ConnectError("refused"), 4.0),
        (httpx.ReadTimeout("slow"), 4.0),
    ],
)
async def test_typing_that_cannot_be_shown_is_no_error(answer, again_s) -> None:
    def answering(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.AsyncClient(transport=httpx.MockTransport(answering))
    shown = await TelegramSender("1:token", "https://api.telegram.org", http).show_typing("1", "m")
    assert shown == again_s
