"""News of a claim when WhatsApp's 24 hours are over: by template, or by mail until there is one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

import httpx

from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from tests.journeys.assistant import ROOT, Assistant
from tests.journeys.people import WAYAN, verify
from tests.journeys.test_troubles import ACCOUNT, TOKEN

CLAIM = "KLM-300001"
WITHIN_S = 30


async def decide(assistant: Assistant, status: str, **words: object) -> None:
    """The insurer's clerk sets the claim's status."""
    url = f"{assistant.sandbox_url}/sandbox/insurer/claims/{CLAIM}/status"
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        answer = await http.post(url, json={"status": status, **words})
    answer.raise_for_status()


def sync_templates(assistant: Assistant) -> set[str]:
    """How the demo's templates stand, as ``iclick twilio sync-templates`` tells it."""
    twilio = f"{assistant.sandbox_url}/twilio"
    account = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WHATSAPP_FROM": "whatsapp:+622150000000",
        "TWILIO_API_URL": twilio,
        "TWILIO_CONTENT_URL": twilio,
        "TWILIO_MESSAGING_URL": twilio,
    }
    answer = subprocess.run(
        [sys.executable, "-m", "iclick", "twilio", "sync-templates"],
        cwd=ROOT,
        env=os.environ | dict(assistant.environment) | account,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    rows = [line.split() for line in answer.stdout.splitlines() if "claim_news" in line]
    return {approval for _, _, _, approval, *_ in rows}


async def mails_about(phone: Phone, claim: str) -> list[str]:
    """The subjects and texts of Wayan's mails that name the claim."""
    mails = await phone.sandbox.mails(WAYAN.email)
    return [f"{one['subject']}\n{one['text']}" for one in mails if claim in one["text"]]


async def test_news_outside_the_24_hours_comes_by_mail_and_once_approved_by_template(
    assistant: Assistant, whatsapp: Phone
) -> None:
    await verify(whatsapp, WAYAN)
    await whatsapp.skip_to_now()
    already = len(await whatsapp.heard())

    # What WhatsApp refuses for its window (63016, told afterwards) comes by mail.
    over = Fault("twilio.window", to=str(whatsapp.chat["address"]), times=99)
    await whatsapp.sandbox.plan(over)
    await decide(assistant, "in_review")
    async with asyncio.timeout(WITHIN_S):
        while not (mails := await mails_about(whatsapp, CLAIM)):
            await asyncio.sleep(0.1)
    assert len(mails) == 1
    assert "Sedang diperiksa" not in mails[0]
    assert len(await whatsapp.heard()) == already

    # Once WhatsApp has approved the template, that is what comes, and no mail.
    async with asyncio.timeout(WITHIN_S):
        while await asyncio.to_thread(sync_templates, assistant) != {"approved"}:
            await asyncio.sleep(0.5)
    await decide(assistant, "approved", approved=200_000)
    told = await whatsapp.wait_for_reply(CLAIM)
    assert "Rp" not in told.text
    sent = [
        call
        for call in await whatsapp.sandbox.calls("POST /2010")
        if "ContentSid" in call["params"]
    ]
    assert CLAIM in sent[-1]["params"]["ContentVariables"]
    assert len(await mails_about(whatsapp, CLAIM)) == 1
