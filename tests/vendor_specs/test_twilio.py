"""The check of Twilio's calls finds what its documents forbid, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vendor_specs.calls import Call
from tests.vendor_specs.twilio import TwilioSpecification
from tests.vendor_specs.watch import TWILIO_DOCUMENTS

ACCOUNT = "AC" + "0" * 32
MENU = "HX" + "a" * 32
MESSAGES = f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"
MEDIA = f"GET /2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'1' * 32}/Media/ME{'2' * 32}"


@pytest.fixture(scope="session")
def documents(shared: Path) -> list[Any]:
    files = [shared / "specs" / f"twilio_{name}.json" for name in TWILIO_DOCUMENTS]
    return [json.loads(file.read_text()) for file in files]


@pytest.fixture(scope="session")
def specification(documents: list[Any]) -> TwilioSpecification:
    """One that knows a menu of two quick replies."""
    known = TwilioSpecification(*documents)
    known.remember(MENU, replies("{{1}}", "{{2}}", "{{3}}"))
    return known


def message(**params: Any) -> Call:
    usual = {"To": "whatsapp:+628120000001", "From": "whatsapp:+14155238886", "Body": "Halo"}
    given = {name: value for name, value in (usual | params).items() if value is not None}
    return Call("twilio", MESSAGES, given, is_json=False)


def by_template(**variables: str) -> Call:
    return message(Body=None, ContentSid=MENU, ContentVariables=json.dumps(variables))


def replies(body: str, *titles: str) -> dict[str, Any]:
    actions = [{"title": title, "id": str(number)} for number, title in enumerate(titles)]
    types = {"twilio/quick-reply": {"body": body, "actions": actions}}
    variables = {str(number): "x" for number in range(1, len(titles) + 2)}
    return {"language": "id", "variables": variables, "types": types}


def picker(count: int = 1, button: str = "Pilih", **item: str) -> dict[str, Any]:
    items = [{"id": str(number), "item": "Cek manfaat"} | item for number in range(count)]
    types = {"twilio/list-picker": {"body": "Menu", "button": button, "items": items}}
    return {"language": "id", "types": types}


def content(body: dict[str, Any]) -> Call:
    return Call("twilio", "POST /v1/Content", body)


def typing(**params: str) -> Call:
    usual = {"channel": "whatsapp", "messageId": "SM" + "0" * 32}
    return Call("twilio", "POST /v2/Indicators/Typing.json", usual | params, is_json=False)


GOOD = [
    message(Body="a" * 1600),
    message(MediaUrl="https://chat.contoh.example/media/x"),
    message(PersistentAction="geo:-6.2,106.8|RS Contoh"),
    message(To="whatsapp:ID.Ab12", StatusCallback="https://a.example/status?outbox=5"),
    by_template(**{"1": "Menu", "2": "Cek manfaat", "3": "Status klaim"}),
    content(replies("{{1}}", "{{2}}")),
    content(picker(10, description="")),
    typing(),
    Call("twilio", "GET /v1/Content", {"PageSize": "100"}, is_json=False),
    Call(
        "twilio",
        f"POST /v1/Content/{MENU}/ApprovalRequests/whatsapp",
        {"name": "claim_paid", "category": "UTILITY"},
    ),
    Call("twilio", MEDIA, is_json=False),
    Call("twilio", "GET " + MESSAGES.partition(" ")[2], {"PageSize": "50"}, is_json=False),
    Call("twilio", "POST /2010-04-01/Accounts/{AccountSid}/Messages.json", message().params, False),
]

BAD = {
    "POST /v1/Contents is no call": Call("twilio", "POST /v1/Contents"),
    "('Text' was unexpected)": message(Text="Halo"),
    "'To' is a required property": message(To=None),
    f"AccountSid: '{'AX' * 17}' does not match": Call(
        "twilio", MESSAGES.replace(ACCOUNT, "AX" * 17), message().params, is_json=False
    ),
    "To: 'whatsapp:0812' is no WhatsApp address": message(To="whatsapp:0812"),
    "From: neither it nor": message(From=None),
    "Body: empty": message(Body=" "),
    "Body: 1601 characters": message(Body="a" * 1601),
    "Body: 1602 characters": message(Body="😀" * 801),
    "MediaUrl: more than one": message(MediaUrl=["https://a.example/1", "https://a.example/2"]),
    "Body: ['a', 'b'] is not of type 'string'": message(Body=["a", "b"]),
    "StatusCallback: 'https://my_host.example/' is no": message(
        StatusCallback="https://my_host.example/"
    ),
    "PersistentAction: '-6.2,106.8' is no geo": message(PersistentAction="-6.2,106.8"),
    "ValidityPeriod: 36001, not 1-36000": message(ValidityPeriod="36001"),
    "ValidityPeriod: 'long' is not of type 'integer'": message(ValidityPeriod="long"),
    f"ContentSid: '{'HX' * 17}' does not match": message(Body=None, ContentSid="HX" * 17),
    "ContentVariables: no JSON object": message(ContentSid=MENU, ContentVariables="{"),
    "ContentVariables: without ContentSid": message(ContentVariables='{"1": "x"}'),
    "ContentVariables: {{3}} has no value": by_template(**{"1": "Menu", "2": "Cek manfaat"}),
    "ContentVariables: 4 does not occur": by_template(**{"1": "a", "2": "b", "3": "c", "4": "d"}),
    "ContentVariables: 1 is empty, or breaks": by_template(**{"1": "a\nb", "2": "b", "3": "c"}),
    "quick reply.title: 21 characters": by_template(**{"1": "a", "2": "b" * 21, "3": "c"}),
    "twilio/quick-reply.body: 1025 characters": by_template(
        **{"1": "a" * 1025, "2": "b", "3": "c"}
    ),
    "twilio/quick-reply.actions: 4, not 1-3": content(replies("Menu", "a", "b", "c", "d")),
    "variables: {{7}} has no sample": content(replies("Halo {{7}}", "a")),
    "types: Additional properties": content({"language": "id", "types": {"twilio/menu": {}}}),
    "'language' is a required property": content({"types": {"twilio/text": {"body": "x"}}}),
    "twilio/list-picker.items: 11, not 1-10": content(picker(11)),
    "list item.item: 25 characters": content(picker(item="x" * 25)),
    "list item.description: 73 characters": content(picker(description="x" * 73)),
    "list item.id: 201 characters": content(picker(id="x" * 201)),
    "twilio/list-picker.button: 21 characters": content(picker(button="x" * 21)),
    "channel: 'sms' is not one of": typing(channel="sms"),
    "messageId: 'WA1' does not match": typing(messageId="WA1"),
    "is in the wrong format": Call(
        "twilio", "POST /v2/Indicators/Typing.json", typing().params, is_json=True
    ),
}


@pytest.mark.parametrize("call", GOOD, ids=lambda call: call.method[:40])
def test_what_the_documents_allow_is_not_found_fault_with(
    specification: TwilioSpecification, call: Call
) -> None:
    assert specification.problems(call) == []


@pytest.mark.parametrize("problem", BAD)
def test_what_the_documents_forbid_is_named(
    specification: TwilioSpecification, problem: str
) -> None:
    found = specification.problems(BAD[problem])
    assert len(found) == 1
    assert problem in found[0]


def test_a_call_counts_under_its_path_in_the_documents(
    specification: TwilioSpecification,
) -> None:
    known = [specification.operation(call) for call in (message(), typing())]
    assert known == [
        "POST /2010-04-01/Accounts/{AccountSid}/Messages.json",
        "POST /v2/Indicators/Typing.json",
    ]
