"""The messages that WhatsApp has to approve, and its word on them."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.messages import Language
from bot.outbound.contents import Contents
from bot.outbound.templates import (
    CATALOGUE,
    Template,
    Templates,
    is_approved,
    mark_refused,
    template_for,
)
from bot.twilio_api import TwilioRefused
from insurance.fakes import FakeClock
from storage.database import Database
from tests.bot.outbound.twilio_account import Twilio, refusal

ID, EN = Language.INDONESIAN, Language.ENGLISH


class Desk:
    """The catalogue, and an account to put it into."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.twilio = Twilio()
        self.templates = self.anew()

    def anew(self) -> Templates:
        api = self.twilio.api()
        return Templates(self.db, api, Contents(self.db, api, self.clock), self.clock)

    def decide(self, status: str) -> None:
        for approval in self.twilio.approvals.values():
            approval["status"] = status


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    return Desk(database, clock)


@pytest.mark.parametrize("template", CATALOGUE, ids=lambda template: template.name)
def test_every_template_keeps_metas_rules(template: Template) -> None:
    numbers = re.findall(r"{{(\d+)}}", template.body)
    assert numbers == [str(n) for n in range(1, len(template.samples) + 1)]
    assert not template.body.startswith("{{")
    assert not re.search(r"}}\W*$", template.body)
    assert not re.search(r"}}\W*{{", template.body)
    assert len(template.body.split()) - len(numbers) >= 2 * len(numbers) + 1
    assert len(template.filled(template.samples)) <= 1024
    assert re.fullmatch(r"[a-z0-9_]{1,64}", template.name)
    assert template.category == "UTILITY"


def test_a_template_whose_words_change_gets_a_new_version() -> None:
    """The account keeps the old words under the old name: raise the version, then this."""
    assert {template.name: template.definition().digest[:8] for template in CATALOGUE} == {
        "claim_news_v1_id": "d2884160",
        "claim_news_v1_en": "9f5a3707",
        "draft_reminder_v1_id": "1eec3a96",
        "draft_reminder_v1_en": "08edebb3",
        "consultation_news_v1_id": "7ea56643",
        "consultation_news_v1_en": "9b40344b",
        "event_reminder_v1_id": "469a62a6",
        "event_reminder_v1_en": "37ab7044",
    }


def test_every_news_is_said_in_both_languages() -> None:
    assert {(one.news, one.language) for one in CATALOGUE} == {
        (one.news, language) for one in CATALOGUE for language in Language
    }
    assert template_for("claim_news", None) == template_for("claim_news", ID)
    assert template_for("weather", ID) is None


async def test_the_catalogue_is_created_and_submitted_once(desk: Desk) -> None:
    for _ in range(2):
        states = await desk.templates.sync()
    assert [state.approval for state in states] == ["received"] * len(CATALOGUE)
    assert len(desk.twilio.asked("/v1/Content")) == len(CATALOGUE)
    submitted = [r for r in desk.twilio.requests if r.url.path.endswith("/whatsapp")]
    assert len(submitted) == len(CATALOGUE)
    languages = [content["language"] for content in desk.twilio.contents.values()]
    assert languages == ["id", "en"] * (len(CATALOGUE) // 2)
    assert {a["name"] for a in desk.twilio.approvals.values()} == {
        template.name for template in CATALOGUE
    }


async def test_a_rejection_is_told_with_its_reason(desk: Desk) -> None:
    await desk.templates.sync()
    for approval in desk.twilio.approvals.values():
        approval.update(status="rejected", rejection_reason="TAG_CONTENT_MISMATCH")
    first, *_ = await desk.templates.sync()
    assert (first.approval, first.rejection_reason) == ("rejected", "TAG_CONTENT_MISMATCH")


async def test_a_template_that_was_deleted_at_twilio_is_made_again(desk: Desk) -> None:
    await desk.templates.sync()
    desk.twilio.contents.clear()
    desk.twilio.approvals.clear()
    states = await desk.anew().sync()
    assert [state.approval for state in states] == ["received"] * len(CATALOGUE)
    assert {state.sid for state in states} == set(desk.twilio.contents)


async def test_wrong_credentials_end_it(desk: Desk) -> None:
    desk.twilio.content_answers = [refusal(401, 20003)]
    with pytest.raises(TwilioRefused):
        await desk.templates.sync()


async def test_a_template_is_used_once_whatsapp_has_approved_it(desk: Desk) -> None:
    assert await desk.templates.approved("claim_news", ID) is None
    await desk.templates.sync()
    desk.decide("approved")
    assert await desk.templates.approved("claim_news", ID) is None  # asked a moment ago
    desk.clock.advance(minutes=10)
    sid = await desk.templates.approved("claim_news", ID)
    assert sid is not None
    assert desk.twilio.contents[sid]["language"] == "id"
    with desk.db.reading() as session:
        assert is_approved(session, "claim_news", None)
        assert not is_approved(session, "claim_news", EN)


async def test_what_was_approved_is_believed_while_twilio_does_not_answer(desk: Desk) -> None:
    await desk.templates.sync()
    desk.decide("approved")
    await desk.templates.sync()
    desk.clock.advance(hours=24)
    desk.twilio.content_answers = [httpx.ConnectError("refused")]
    assert await desk.templates.approved("claim_news", ID)
    desk.decide("paused")
    assert await desk.templates.approved("claim_news", ID) is None


async def test_a_template_that_was_refused_is_doubted_until_asked_again(desk: Desk) -> None:
    await desk.templates.sync()
    desk.decide("approved")
    await desk.templates.sync()
    with desk.db.transaction() as session:
        mark_refused(session, "claim_news", ID, desk.clock.now())
    assert await desk.templates.approved("claim_news", ID) is None
    assert await desk.templates.approved("claim_news", EN)
    desk.clock.advance(minutes=10)
    assert await desk.templates.approved("claim_news", ID)
