"""The whole way of a member who writes English, on both channels."""

from __future__ import annotations

from bot.sandbox.phone import Phone
from tests.journeys.people import DEWI


async def test_member_goes_the_whole_way_in_english(phone: Phone) -> None:
    await phone.send_text("hello, good morning, can you help me please?")
    await phone.wait_for_reply("How can I help you")
    await _verify(phone)
    await phone.send_text("show my policy data")
    await phone.wait_for_reply("Dewi Anggraini", "GN-100200", "Silver")
    await phone.send_text("what are my benefits?")
    await phone.wait_for_reply("Outpatient care", "Rp")
    await phone.send_text("how much is left of my dental limit?")
    await phone.wait_for_reply("Dental care", "Rp")
    await phone.send_text("what is the status of my claim?")
    await phone.wait_for_reply("claim")
    await phone.send_text("help, my husband collapsed and cannot breathe")
    await phone.wait_for_reply("119", "112", "15000-37", "nearest")
    await phone.send_text("log out")
    await phone.wait_for_reply("signed out")
    await phone.send_text("what are my benefits?")
    await phone.wait_for_reply("What kind of policy")


async def _verify(phone: Phone) -> None:
    already = len(await phone.sandbox.mails(DEWI.email))
    await phone.send_text("I want to verify my account")
    await phone.wait_for_reply("What kind of policy")
    await phone.tap("Group")
    await phone.wait_for_reply("agree")
    await phone.tap("I agree")
    await phone.wait_for_reply("policy number")
    await phone.send_text(DEWI.policy_number)
    await phone.wait_for_reply("participant number")
    await phone.send_text(DEWI.participant_number)
    await phone.wait_for_reply("date of birth")
    await phone.send_text("2 December 1991")
    await phone.wait_for_reply("e-mail")
    await phone.send_text(DEWI.email)
    await phone.wait_for_reply("6-digit code")
    code = await phone.sandbox.wait_for_code(DEWI.email, already)
    mail = (await phone.sandbox.mails(DEWI.email))[-1]
    assert "2 minutes" in mail["text"]
    await phone.send_text(code)
    await phone.wait_for_reply("Thank you, Dewi", "verified")
