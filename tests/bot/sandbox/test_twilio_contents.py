"""The Content API: shapes as specified, refusals, approvals; and what becomes of a content."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.sandbox.twilio_content_shapes import variables_in
from bot.sandbox.twilio_contents import Content
from bot.sandbox.twilio_rendering import NotDeliverable, rendered
from tests.bot.sandbox.running_demo import ACCOUNT, Demo
from tests.bot.sandbox.specified import schema

AUTH = (ACCOUNT, "an-auth-token")
TEXT = {"twilio/text": {"body": "Klaim {{1}} kini {{2}}."}}
SAMPLES = {"1": "CLM-1", "2": "disetujui"}


def quick_reply(*titles: str, body: str = "Pilih:") -> dict[str, Any]:
    actions = [{"title": title, "id": f"id-{title}"} for title in titles]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def list_picker(count: int = 2, **changes: str) -> dict[str, Any]:
    item = {"description": "Keterangan"} | changes
    items = [{"id": f"id-{one}", "item": f"Pilihan {one}"} | item for one in range(count)]
    return {"twilio/list-picker": {"body": "Pilih:", "button": "Lihat", "items": items}}


async def create(demo: Demo, types: Any = None, **more: Any) -> httpx.Response:
    samples = dict.fromkeys(variables_in(types or TEXT), "contoh")
    body = {"friendly_name": "menu", "language": "id", "types": types or TEXT, "variables": samples}
    body |= more
    return await demo.http.post(f"{demo.url}/twilio/v1/Content", json=body, auth=AUTH)


async def get(demo: Demo, path: str) -> Any:
    return (await demo.http.get(f"{demo.url}/twilio{path}", auth=AUTH)).json()


async def submit(demo: Demo, sid: str, **changes: str) -> httpx.Response:
    body = {"name": "status_klaim", "category": "UTILITY"} | changes
    path = f"/twilio/v1/Content/{sid}/ApprovalRequests/whatsapp"
    return await demo.http.post(demo.url + path, json=body, auth=AUTH)


async def reviewed(demo: Demo, types: Any, **more: Any) -> dict[str, Any]:
    """The approval of a fresh content, once it was decided."""
    sid = (await create(demo, types, **more)).json()["sid"]
    assert (await submit(demo, sid)).json()["status"] == "received"
    await asyncio.sleep(0.2)
    found = (await get(demo, f"/v1/Content/{sid}/ApprovalRequests"))["whatsapp"]
    return dict(found)


async def send(demo: Demo, phone: Phone, **form: str) -> httpx.Response:
    sent = {"From": demo.config.whatsapp_from, "To": phone.chat["address"]} | form
    sent["StatusCallback"] = f"{demo.config.public_url}/webhooks/whatsapp/status"
    return await demo.http.post(f"{demo.twilio}/Messages.json", data=sent, auth=AUTH)


async def error_of(demo: Demo, phone: Phone, **form: str) -> str | None:
    """The error code that the callback told of the message, if it told one."""
    sid = (await send(demo, phone, **form)).json()["sid"]
    await asyncio.sleep(0.4)
    told = [form for _, form in demo.gateway.forms if form["MessageSid"] == sid]
    return told[-1].get("ErrorCode")


async def writing_phone(demo: Demo) -> Phone:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_text("halo")
    return phone


async def test_content_has_the_specified_shape(demo: Demo, shared: Path) -> None:
    answer = await create(demo, variables=SAMPLES)
    assert answer.status_code == 201
    content = schema(shared, "twilio_content_v1", "content.v1.content")
    jsonschema.validate(answer.json(), content)
    assert await get(demo, f"/v1/Content/{answer.json()['sid']}") == answer.json()


async def test_lists_and_approvals_have_the_specified_shape(demo: Demo, shared: Path) -> None:
    sids = [(await create(demo)).json()["sid"] for _ in range(3)]
    page = await get(demo, "/v1/Content?PageSize=2")
    assert [one["sid"] for one in page["contents"]] == [sids[2], sids[1]]
    assert page["meta"]["next_page_url"].endswith("/v1/Content?PageSize=2&Page=1")
    rest = await get(demo, "/v1/Content?PageSize=2&Page=1")
    assert [one["sid"] for one in rest["contents"]] == [sids[0]]
    assert rest["meta"]["next_page_url"] is None
    both = schema(shared, "twilio_content_v1", "content.v1.content_and_approvals")
    listed = (await get(demo, "/v1/ContentAndApprovals"))["contents"]
    jsonschema.validate(listed[0], both)
    assert listed[0]["approval_requests"]["status"] == "unsubmitted"
    fetched = schema(shared, "twilio_content_v1", "content.v1.content.approval_fetch")
    jsonschema.validate(await get(demo, f"/v1/Content/{sids[0]}/ApprovalRequests"), fetched)
    created = schema(shared, "twilio_content_v1", "content.v1.content.approval_create")
    jsonschema.validate((await submit(demo, sids[0])).json(), created)


async def test_deleted_content_is_not_found(demo: Demo) -> None:
    sid = (await create(demo)).json()["sid"]
    path = f"{demo.url}/twilio/v1/Content/{sid}"
    assert (await demo.http.delete(path, auth=AUTH)).status_code == 204
    assert (await get(demo, f"/v1/Content/{sid}"))["code"] == 20404


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"language": ""}, "language"),
        ({"types": {"twilio/moon": {"body": "x"}}}, "types.twilio/moon"),
        ({"types": {"twilio/text": {}}}, "types.twilio/text.body is required"),
        ({"types": {"twilio/text": {"body": "x", "mood": "y"}}}, "mood is not allowed"),
        ({"types": {"twilio/text": {"body": 5}}}, "must be a string"),
        ({"types": list_picker(11)}, "not hold more than 10 items"),
        ({"types": quick_reply(*"abcdefghijk")}, "not hold more than 10 actions"),
        ({"types": quick_reply()}, "not empty"),
        ({"variables": {"1": 5}}, "variables must hold strings"),
        ({"variables": ["x"]}, "not a valid object"),
    ],
)
async def test_wrong_content_is_refused(demo: Demo, changes: dict[str, Any], words: str) -> None:
    answer = await create(demo, **changes)
    assert answer.status_code == 400
    assert words in answer.json()["message"]


async def test_planned_trouble_refuses_a_content(demo: Demo) -> None:
    await demo.client.plan(Fault("twilio.content", status=503, code=20503))
    assert (await create(demo)).status_code == 503
    assert (await create(demo)).status_code == 201


async def test_good_template_is_approved_after_a_moment(demo: Demo) -> None:
    approval = await reviewed(demo, TEXT, variables=SAMPLES)
    assert (approval["status"], approval["name"]) == ("approved", "status_klaim")


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("types", "variables", "reason"),
    [
        ({"twilio/text": {"body": "{{1}} sudah dibayar."}}, {"1": "x"}, "start or end"),
        ({"twilio/text": {"body": "Klaim Anda {{1}}"}}, {"1": "x"}, "start or end"),
        (TEXT, {"1": "CLM-1"}, "sample is missing"),
        (list_picker(), {}, "cannot be approved"),
    ],
)
async def test_template_that_whatsapp_would_reject_is_rejected(
    demo: Demo, types: Any, variables: dict[str, str], reason: str
) -> None:
    approval = await reviewed(demo, types, variables=variables)
    assert approval["status"] == "rejected"
    assert reason in approval["rejection_reason"]


async def test_planned_rejection_has_its_reason(demo: Demo) -> None:
    await demo.client.plan(Fault("twilio.approval", description="Too promotional"))
    approval = await reviewed(demo, TEXT, variables=SAMPLES)
    assert (approval["status"], approval["rejection_reason"]) == ("rejected", "Too promotional")


@pytest.mark.wrong_on_purpose
async def test_wrong_request_for_approval_is_refused(demo: Demo) -> None:
    sid = (await create(demo)).json()["sid"]
    assert (await submit(demo, sid, name="Status Klaim")).status_code == 400
    assert (await submit(demo, sid, category="NEWS")).status_code == 400
    assert (await submit(demo, "HX" + "0" * 32)).status_code == 404
    assert (await submit(demo, sid)).status_code == 201
    assert (await submit(demo, sid)).status_code == 400


async def test_content_stands_in_the_chat_with_its_variables(demo: Demo) -> None:
    phone = await writing_phone(demo)
    sid = (await create(demo, quick_reply("{{2}}", body="{{1}}"))).json()["sid"]
    variables = json.dumps({"1": "Lanjut?", "2": "Ya"})
    assert await error_of(demo, phone, ContentSid=sid, ContentVariables=variables) is None
    heard = await phone.wait_for_reply("lanjut?")
    assert heard.buttons == (("Ya", "id-Ya"),)


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize("body", ["", "a\nb", "a\tb", "a     b"])
async def test_variable_that_breaks_its_line_or_is_empty_is_refused(demo: Demo, body: str) -> None:
    phone = await writing_phone(demo)
    sid = (await create(demo, quick_reply("{{2}}", body="{{1}}"))).json()["sid"]
    variables = json.dumps({"1": body, "2": "Ya"})
    answer = await send(demo, phone, ContentSid=sid, ContentVariables=variables)
    assert (answer.status_code, answer.json()["code"]) == (400, 21656)


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("types", "code"),
    [
        (quick_reply("a", "b", "c", "d"), "63021"),
        (quick_reply("x" * 21), "63021"),
        (quick_reply("sama", "sama"), "63021"),
        (quick_reply("a", body="x" * 1025), "63021"),
        (list_picker(item="x" * 25), "63021"),
        (list_picker(description="x" * 73), "63021"),
        (list_picker(id="x" * 201), "63021"),
        (quick_reply("{{1}}"), "63028"),
    ],
)
async def test_content_that_whatsapp_would_not_take_is_undelivered(
    demo: Demo, types: Any, code: str
) -> None:
    phone = await writing_phone(demo)
    heard = len(await phone.heard())
    sid = (await create(demo, types, variables={})).json()["sid"]
    assert await error_of(demo, phone, ContentSid=sid) == code
    assert len(await phone.heard()) == heard


def approved(types: Any) -> Content:
    return Content("HX1", "x", "id", SAMPLES, types, "", status="approved")


def test_variable_of_an_approved_template_breaks_no_lines() -> None:
    assert rendered(approved(TEXT), SAMPLES).text == "Klaim CLM-1 kini disetujui."
    with pytest.raises(NotDeliverable):
        rendered(approved(TEXT), SAMPLES | {"2": "disetujui\nsegera"})


def test_approved_template_may_have_more_buttons() -> None:
    buttons = rendered(approved(quick_reply("a", "b", "c", "d")), {}).about["buttons"]
    assert len(buttons) == 4


def test_plain_text_is_sent_only_where_there_is_nothing_richer() -> None:
    both = {"twilio/text": {"body": "1. a"}} | quick_reply("a")
    assert rendered(approved(both), {}).text == "Pilih:"
