"""Contents at Twilio: made once, found again, and their refusals remembered."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import delete, select

from bot.outbound.contents import Contents, Definition
from bot.outbound.sender import ContentRefused
from bot.outbound.whatsapp_menus import Shape, definition_of
from insurance.fakes import FakeClock
from storage.database import Database
from storage.tables import ContentRow
from tests.bot.outbound.twilio_account import Answer, Twilio, refusal

MENU = definition_of(Shape(is_list=False, described=(False, False)))
LIST = definition_of(Shape(is_list=True, described=(True, False)))


def creations(twilio: Twilio) -> int:
    return len(twilio.asked("/v1/Content"))


async def test_a_content_is_made_once_for_all_messages_and_restarts(
    database: Database, clock: FakeClock
) -> None:
    twilio = Twilio()
    contents = Contents(database, twilio.api(), clock)
    sids = await asyncio.gather(*(contents.sid(MENU) for _ in range(20)))
    sids.append(await Contents(database, twilio.api(), clock).sid(MENU))
    assert (len(set(sids)), creations(twilio)) == (1, 1)
    with database.reading() as session:
        (row,) = session.scalars(select(ContentRow))
    assert (row.content_sid, row.name, row.digest) == (sids[0], "menu", MENU.digest)


async def test_a_content_whose_row_is_lost_is_found_by_its_name_on_a_later_page(
    sqlite_database: Database, clock: FakeClock
) -> None:
    twilio = Twilio()
    twilio.page_size = 1
    await Contents(sqlite_database, twilio.api(), clock).sid(LIST)
    sid = await Contents(sqlite_database, twilio.api(), clock).sid(MENU)
    with sqlite_database.transaction() as session:
        session.execute(delete(ContentRow))
    assert await Contents(sqlite_database, twilio.api(), clock).sid(MENU) == sid
    assert creations(twilio) == 2
    assert {request.url.host for request in twilio.requests} == {"content.twilio.com"}


async def test_two_gateways_that_make_the_same_agree_on_the_first(
    database: Database, clock: FakeClock
) -> None:
    twilio = Twilio()
    twilio.lists_contents = False
    gateways = [Contents(database, twilio.api(), clock) for _ in range(2)]
    first, second = await asyncio.gather(*(gateway.sid(MENU) for gateway in gateways))
    assert first == second
    assert await gateways[1].sid(MENU) == first


@pytest.mark.parametrize("answer", [refusal(400, 20001), refusal(400, None)])
async def test_a_creation_that_is_refused_is_not_asked_for_with_every_message(
    sqlite_database: Database, clock: FakeClock, answer: Answer
) -> None:
    twilio = Twilio()
    twilio.content_answers = [httpx.Response(200, json={"contents": [], "meta": {}}), answer]
    contents = Contents(sqlite_database, twilio.api(), clock)
    for _ in range(3):
        with pytest.raises(ContentRefused):
            await contents.sid(MENU)
    assert creations(twilio) == 1
    assert await contents.sid(LIST)
    clock.advance(minutes=10)
    assert await contents.sid(MENU)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        refusal(401, 20003),
        refusal(429, 20429),
        refusal(503, None),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={}),
    ],
)
async def test_while_the_content_api_is_away_nothing_new_is_asked_of_it(
    sqlite_database: Database, clock: FakeClock, answer: Answer
) -> None:
    twilio = Twilio()
    contents = Contents(sqlite_database, twilio.api(), clock)
    known = await contents.sid(LIST)
    asked = len(twilio.requests)
    twilio.content_answers = [answer]
    for _ in range(3):
        with pytest.raises(ContentRefused):
            await contents.sid(MENU)
    assert len(twilio.requests) == asked + 1
    assert await contents.sid(LIST) == known
    clock.advance(seconds=30)
    assert await contents.sid(MENU)


async def test_what_another_gateway_has_made_is_used_while_the_content_api_is_away(
    sqlite_database: Database, clock: FakeClock
) -> None:
    twilio = Twilio()
    known = await Contents(sqlite_database, twilio.api(), clock).sid(LIST)
    restarted = Contents(sqlite_database, twilio.api(), clock)
    twilio.content_answers = [httpx.ConnectError("refused")]
    with pytest.raises(ContentRefused):
        await restarted.sid(MENU)
    assert await restarted.sid(LIST) == known


async def test_a_content_api_that_hangs_does_not_hold_up_the_answer(
    sqlite_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbound.contents.PATIENCE_S", 0.05)

    async def hang(_request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(30)
        return httpx.Response(200)

    twilio = Twilio()
    api = twilio.api()
    api._http = httpx.AsyncClient(transport=httpx.MockTransport(hang))
    with pytest.raises(ContentRefused):
        await Contents(sqlite_database, api, clock).sid(MENU)


async def test_a_forgotten_content_is_not_found_again(
    sqlite_database: Database, clock: FakeClock
) -> None:
    twilio = Twilio()
    contents = Contents(sqlite_database, twilio.api(), clock)
    dead = await contents.sid(MENU)
    await contents.forget(MENU, dead)  # Twilio lists it still
    assert await contents.sid(MENU) != dead


def test_shapes_differ_by_kind_size_second_lines_and_layout_and_by_nothing_else() -> None:
    shapes = [
        Shape(is_list, described, breaks)
        for is_list in (True, False)
        for described in ((True,), (False,), (True, False), (False, True))
        for breaks in ((), (1,), (2,), (1, 1))
    ]
    assert len({definition_of(shape).digest for shape in shapes}) == len(shapes)
    assert len({definition_of(shape).friendly_name for shape in shapes}) == len(shapes)


def test_a_definitions_digest_does_not_depend_on_the_order_of_its_keys() -> None:
    one = Definition("menu", "x", "id", {"1": "a", "2": "b"}, {})
    other = Definition("menu", "x", "id", {"2": "b", "1": "a"}, {})
    assert one.digest == other.digest
