"""The stand-in for Twilio: shapes as specified, refusals as documented, signatures that hold."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Phone
from tests.bot.sandbox.running_demo import ACCOUNT, Demo
from tests.bot.sandbox.specified import schema

SENDER = "whatsapp:+14155238886"


async def phone_on_whatsapp(demo: Demo, **about: Any) -> Phone:
    return await demo.client.new_phone(Channel.WHATSAPP, **about)


async def create(demo: Demo, token: str = "an-auth-token", **form: str) -> httpx.Response:
    form = {"From": SENDER, "To": "whatsapp:+6281234567890", "Body": "Halo"} | form
    return await demo.http.post(
        f"{demo.twilio}/Messages.json",
        data={name: value for name, value in form.items() if value},
        auth=(ACCOUNT, token),
    )


async def listed(demo: Demo, query: str = "") -> dict[str, Any]:
    answer = await demo.http.get(
        f"{demo.twilio}/Messages.json{query}", auth=(ACCOUNT, "an-auth-token")
    )
    result: dict[str, Any] = answer.json()
    return result


def message_schema(shared: Path) -> dict[str, Any]:
    return schema(shared, "twilio_api_v2010", "api.v2010.account.message")


async def test_created_message_has_the_specified_shape(demo: Demo, shared: Path) -> None:
    answer = await create(demo)
    assert answer.status_code == 201
    jsonschema.validate(answer.json(), message_schema(shared))


async def test_listed_messages_have_the_specified_shape(demo: Demo, shared: Path) -> None:
    phone = await phone_on_whatsapp(demo)
    await phone.send_text("halo")
    for message in (await listed(demo))["messages"]:
        jsonschema.validate(message, message_schema(shared))


async def test_account_is_shown_to_its_owner_only(demo: Demo) -> None:
    answer = await demo.http.get(f"{demo.twilio}.json", auth=(ACCOUNT, "an-auth-token"))
    assert (answer.status_code, answer.json()["sid"]) == (200, ACCOUNT)
    assert (await demo.http.get(f"{demo.twilio}.json")).json()["code"] == 20003


async def test_wrong_token_is_refused_as_twilio_does(demo: Demo) -> None:
    answer = await create(demo, token="wrong")
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"From": "whatsapp:+6281111111111"}, 63007),
        ({"To": "whatsapp:nobody"}, 21211),
        ({"To": "+6281234567890"}, 21211),
        ({"Body": ""}, 21619),
        ({"Body": "x" * 1601}, 21617),
    ],
)
@pytest.mark.wrong_on_purpose
async def test_bad_message_is_refused_with_its_code(
    demo: Demo, form: dict[str, str], code: int
) -> None:
    answer = await create(demo, **form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_body_of_1600_characters_is_taken(demo: Demo) -> None:
    assert (await create(demo, Body="x" * 1600)).status_code == 201


async def test_list_is_filtered_newest_first_and_paged(demo: Demo) -> None:
    for number in range(3):
        await create(demo, Body=str(number), To="whatsapp:+6281234567891")
    await create(demo)
    first = await listed(demo, "?To=whatsapp%3A%2B6281234567891&PageSize=2")
    assert [one["body"] for one in first["messages"]] == ["2", "1"]
    assert first["next_page_uri"].startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?")
    second = await listed(demo, "?To=whatsapp%3A%2B6281234567891&PageSize=2&Page=1")
    assert [one["body"] for one in second["messages"]] == ["0"]
    assert second["next_page_uri"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [("DateSent%3E=2020-01-01", 1), ("DateSent%3C=2020-01-01", 0), ("DateSent=2020-01-01", 0)],
)
async def test_list_is_filtered_by_date(demo: Demo, query: str, found: int) -> None:
    await create(demo)
    await asyncio.sleep(0.3)
    assert len((await listed(demo, f"?{query}"))["messages"]) == found


async def test_member_message_carries_twilios_parameters(demo: Demo) -> None:
    phone = await phone_on_whatsapp(demo, name="Budi")
    assert await phone.send_text("halo & apa kabar? ñ 🙂")
    path, form = demo.gateway.forms[0]
    assert path == "/webhooks/whatsapp"
    assert form["Body"] == "halo & apa kabar? ñ 🙂"
    assert form["From"] == phone.chat["address"]
    assert form["ExternalUserId"] == phone.chat["other_address"]
    assert form["MessageSid"] == form["SmsMessageSid"]
    assert (form["ProfileName"], form["NumMedia"], form["MessageType"]) == ("Budi", "0", "text")


async def test_hidden_number_leaves_only_the_scoped_id(demo: Demo) -> None:
    phone = await phone_on_whatsapp(demo, hidden_number=True)
    await phone.send_text("halo")
    form = demo.gateway.forms[0][1]
    assert form["From"] == form["ExternalUserId"]
    assert "+" not in form["From"]
    await phone.wait_for_reply("halo!")


async def test_statuses_are_reported_to_the_given_callback(demo: Demo) -> None:
    phone = await phone_on_whatsapp(demo)
    await phone.send_text("halo")
    await asyncio.sleep(0.5)
    reports = [form for path, form in demo.gateway.forms if path.endswith("/status")]
    assert [form["MessageStatus"] for form in reports] == ["sent", "delivered", "read"]
    assert len({form["MessageSid"] for form in reports}) == 1


async def test_blocked_member_gets_nothing_and_twilio_reports_it(demo: Demo) -> None:
    phone = await phone_on_whatsapp(demo)
    await phone.send_text("halo")
    await phone.block()
    heard = len(await phone.heard())
    await create(
        demo,
        To=phone.chat["address"],
        StatusCallback=f"{demo.config.public_url}/webhooks/whatsapp/status",
    )
    await asyncio.sleep(0.4)
    errors = [form["ErrorCode"] for _, form in demo.gateway.forms if "ErrorCode" in form]
    assert errors == ["63014"]
    assert len(await phone.heard()) == heard


async def test_gateway_that_cannot_be_reached_is_tried_twice_and_no_more(demo: Demo) -> None:
    tries: list[str] = []

    async def refuse(url: str, *_: Any, **__: Any) -> httpx.Response:
        tries.append(url)
        raise httpx.ConnectError("refused")

    demo.sandbox._twilio.webhooks._http = type("Http", (), {"post": staticmethod(refuse)})()
    phone = await phone_on_whatsapp(demo)
    assert not await phone.send_text("halo")
    assert tries == [f"{demo.config.gateway_url}/webhooks/whatsapp"] * 2


async def test_server_error_of_the_gateway_is_not_tried_again(demo: Demo) -> None:
    demo.gateway.statuses = [500]
    phone = await phone_on_whatsapp(demo)
    assert not await phone.send_text("halo")
    inbound = [form for path, form in demo.gateway.forms if path.endswith("/whatsapp")]
    assert len(inbound) == 1


async def test_planned_429_refuses_and_sends_nothing(demo: Demo) -> None:
    await demo.client.plan(Fault("twilio.messages", status=429, description="Too Many Requests"))
    answer = await create(demo)
    assert (answer.status_code, answer.json()["code"]) == (429, 20429)
    assert (await listed(demo))["messages"] == []
    assert (await create(demo)).status_code == 201


async def test_planned_hang_leaves_the_caller_in_doubt(demo: Demo) -> None:
    await demo.client.plan(Fault("twilio.messages", trouble=Trouble.HANG_AFTER, seconds=5))
    with pytest.raises(httpx.ReadTimeout):
        await demo.http.post(
            f"{demo.twilio}/Messages.json",
            data={"From": SENDER, "To": "whatsapp:+6281234567890", "Body": "sekali"},
            auth=(ACCOUNT, "an-auth-token"),
            timeout=0.3,
        )
    assert [one["body"] for one in (await listed(demo))["messages"]] == ["sekali"]


@pytest.mark.wrong_on_purpose
async def test_call_that_does_not_exist_is_refused_in_twilios_form(demo: Demo) -> None:
    answer = await demo.http.post(f"{demo.twilio}/Faxes.json", auth=(ACCOUNT, "an-auth-token"))
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)
    await demo.client.look()
    assert [one["code"] for one in demo.client.events if one["kind"] == "api_refused"] == [20404]
