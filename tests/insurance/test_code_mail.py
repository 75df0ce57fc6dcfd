"""Codes are mailed, once and to the right address, whatever the mail server does."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import structlog

from insurance.code_mail import CodeMail
from insurance.identity import CodeOutcome, CodeOutcomeKind, CodeState
from insurance.identity_ports import CodeToSend
from insurance.letters import Letters
from insurance.ports import Mail, MailNotSent
from tests.identity_world import ANI, BUDI, IdentityWorld, other_than, said

ACCEPTED = CodeOutcome(CodeOutcomeKind.ACCEPTED)
LEASE_S = 30


def test_the_mail_names_the_channel_and_holds_the_code_but_not_in_its_subject(
    world: IdentityWorld,
) -> None:
    world.ask(world.chat("telegram"))
    world.mail_codes()
    mail, code = world.mailer.sent[0], world.last_code()
    assert mail.to == BUDI.email
    assert code not in mail.subject
    for body in (mail.text, mail.html):
        for part in (code, "Halo Budi,", "chat Telegram", "2 menit", "15000-37"):
            assert part in body


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("id", ("Jangan berikan kode ini", "Bukan Anda yang meminta?", "Otoritas Jasa Keuangan")),
        ("en", ("Never share this code", "This was not you?", "valid for 2 minutes")),
        ("fr", ("Jangan berikan kode ini",)),
    ],
)
def test_the_letter_speaks_the_members_language(language: str, parts: tuple[str, ...]) -> None:
    mail = Letters().code(
        to="a@contoh.co.id", name="Ani", channel="whatsapp", language=language, code="012345"
    )
    for part in (*parts, "WhatsApp", "012345"):
        assert part in mail.text
        assert part in mail.html


def test_a_name_cannot_put_markup_into_the_letter() -> None:
    mail = Letters().code(
        to="a@contoh.co.id",
        name="<img/src=x>{code}{{code}}",
        channel="whatsapp",
        language="en",
        code="012345",
    )
    assert "&lt;img/src=x&gt;{code}{{code}}" in mail.html
    assert "<img" not in mail.html


def test_two_gateways_mail_a_code_once(world: IdentityWorld) -> None:
    for _ in range(5):
        world.ask(world.chat(), ANI)

    async def both() -> list[int]:
        gateways = [world.another_gateway() for _ in range(3)]
        return await asyncio.gather(*(gateway.send_due() for gateway in gateways))

    world.mailer.takes_s = 0.05
    assert sum(asyncio.run(both())) == 5
    assert len(world.mailer.sent) == 5


def test_a_mail_is_tried_again_until_the_server_is_back(world: IdentityWorld) -> None:
    chat = world.chat()
    world.mailer.is_down = True
    world.ask(chat)
    for _ in range(20):
        assert world.mail_codes() == 0
        world.clock.advance(seconds=2)
    world.mailer.is_down = False
    world.clock.advance(seconds=8)
    assert world.mail_codes() == 1
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_a_server_that_takes_mail_and_never_says_so_gets_one_mail_whose_code_is_good(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    world.mailer.is_mute = True
    world.ask(chat)
    for _ in range(30):
        world.mail_codes()
        world.clock.advance(seconds=3)
    assert len(world.mailer.sent) == 1
    awaited = world.identity.code_awaited(chat)
    assert (awaited and awaited.state) == CodeState.SENT
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_after_an_open_outcome_another_code_may_be_asked_for_and_both_mails_count(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    world.mailer.is_mute = True
    world.ask(chat)
    world.mail_codes()
    world.clock.advance(seconds=61)
    world.identity.resend_code(chat, said())
    world.mail_codes()
    with world.store.reading() as book:
        sent = book.codes_sent(BUDI.participant_number, world.clock.now().replace(year=2025))
    assert (len(world.mailer.sent), len(sent)) == (2, 2)
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_what_an_error_says_is_not_logged(world: IdentityWorld) -> None:
    class Talkative:
        async def send(self, mail: Mail) -> None:
            raise RuntimeError(mail.to)

    world.ask(world.chat())
    mail = CodeMail(world.queue, world.core, Talkative(), world.clock, world.seals)
    with structlog.testing.capture_logs() as logs:
        asyncio.run(mail.send_due())
    assert logs[0]["error"] == "RuntimeError"
    assert "exc_info" not in logs[0]
    assert BUDI.email not in str(logs)


def test_a_down_server_is_not_hammered(world: IdentityWorld) -> None:
    tried: list[Mail] = []

    class Counting:
        async def send(self, mail: Mail) -> None:
            tried.append(mail)
            raise MailNotSent

    world.ask(world.chat())
    mail = CodeMail(world.queue, world.core, Counting(), world.clock, world.seals)
    for _ in range(60):
        asyncio.run(mail.send_due())
        world.clock.advance(seconds=1)
    assert len(tried) == 10  # after 0, 1, 3, 7, 15, 23 … seconds


def test_a_chat_is_told_once_when_its_code_takes_longer_than_ten_seconds(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    world.mailer.is_down = True
    world.ask(chat)
    world.clock.advance(seconds=9)
    asyncio.run(world.code_mail.report_delays())
    assert world.delayed == []
    world.clock.advance(seconds=1)
    for _ in range(3):
        asyncio.run(world.another_gateway().report_delays())
    assert world.delayed == [(chat, "id")]


def test_a_chat_that_cannot_be_told_keeps_no_other_from_being_told(world: IdentityWorld) -> None:
    told: list[str] = []

    async def tell(conversation_id: str, _language: str) -> None:
        told.append(conversation_id)
        raise RuntimeError

    chats = [world.chat(), world.chat()]
    for chat in chats:
        world.ask(chat)
    world.clock.advance(seconds=10)
    mail = CodeMail(world.queue, world.core, world.mailer, world.clock, world.seals, on_delay=tell)
    assert asyncio.run(mail.report_delays()) == 2
    assert told == chats


def test_a_delay_is_told_while_the_mail_server_hangs(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)
    world.mailer.takes_s = 3

    async def some_seconds() -> None:
        running = asyncio.create_task(world.code_mail.run())
        await asyncio.sleep(0.2)
        world.clock.advance(seconds=10)
        await asyncio.sleep(1.3)
        assert (world.delayed, world.mailer.sent) == ([(chat, "id")], [])
        await world.code_mail.stop()
        await running

    asyncio.run(some_seconds())
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_a_wake_sends_at_once_and_stop_ends_the_loop(world: IdentityWorld) -> None:
    async def wake_and_stop() -> None:
        running = asyncio.create_task(world.code_mail.run())
        await asyncio.sleep(0.1)
        world.ask(world.chat())
        world.code_mail.wake()
        async with asyncio.timeout(0.8):
            while not world.mailer.sent:
                await asyncio.sleep(0.02)
        await world.code_mail.stop()
        await asyncio.wait_for(running, 2)

    asyncio.run(wake_and_stop())


def test_the_loop_survives_a_failing_database(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("database is locked")

    async def fail_and_recover() -> None:
        with monkeypatch.context() as broken:
            broken.setattr(world.queue, "claim_due", fail)
            running = asyncio.create_task(world.code_mail.run())
            await asyncio.sleep(0.2)
        async with asyncio.timeout(3):
            while not world.mailer.sent:
                await asyncio.sleep(0.05)
        await world.code_mail.stop()
        await running

    world.ask(world.chat())
    asyncio.run(fail_and_recover())


def test_a_request_is_given_up_after_fifteen_minutes(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)
    world.clock.advance(minutes=15, seconds=1)
    assert world.mail_codes() == 0
    assert world.identity.code_awaited(chat) is None
    world.identity.resend_code(chat, said())
    assert world.mail_codes() == 1


def test_killed_between_mail_and_note_a_new_code_is_mailed_and_the_old_is_void(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = world.chat()
    world.ask(chat)
    with monkeypatch.context() as killed:
        killed.setattr(world.queue, "mark_sent", lambda *_: 1 / 0)
        world.mail_codes()
    old = world.last_code()
    assert world.mail_codes() == 0
    world.clock.advance(seconds=LEASE_S)
    assert world.check(chat, old).kind == CodeOutcomeKind.NOT_SENT
    assert world.mail_codes() == 1
    new = world.last_code()
    assert world.check(chat, old if old != new else other_than(new)).kind == CodeOutcomeKind.WRONG
    assert world.check(chat, new) == ACCEPTED


def test_a_code_typed_before_its_mail_was_noted_is_good(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)

    class Quick:
        async def send(self, mail: Mail) -> None:
            await world.mailer.send(mail)
            assert world.check(chat, other_than(world.last_code())).tries_left == 4
            assert world.check(chat, world.last_code()) == ACCEPTED

    quick = CodeMail(world.queue, world.core, Quick(), world.clock, world.seals)
    assert asyncio.run(quick.send_due()) == 1
    assert world.identity.unlocked_member(chat) == BUDI


def test_guesses_while_a_mail_is_on_its_way_are_counted(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)

    class Slow:
        async def send(self, mail: Mail) -> None:
            await world.mailer.send(mail)
            for _ in range(5):
                world.check(chat, other_than(world.last_code()))

    asyncio.run(CodeMail(world.queue, world.core, Slow(), world.clock, world.seals).send_due())
    awaited = world.identity.code_awaited(chat)
    assert awaited is not None
    assert awaited.state == CodeState.LOCKED
    assert world.check(chat, world.last_code()).kind == CodeOutcomeKind.LOCKED


def test_a_mail_that_was_superseded_on_its_way_counts_but_opens_nothing(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    world.ask(chat)

    class Overtaken:
        async def send(self, mail: Mail) -> None:
            await world.mailer.send(mail)
            world.identity.withdraw_code(chat)

    asyncio.run(CodeMail(world.queue, world.core, Overtaken(), world.clock, world.seals).send_due())
    assert world.check(chat, world.last_code()).kind == CodeOutcomeKind.NOT_AWAITED
    with world.store.reading() as book:
        sent = book.codes_sent(BUDI.participant_number, world.clock.now().replace(year=2025))
    assert [mail.conversation_id for mail in sent] == [chat]


def test_a_late_sender_changes_nothing_after_its_claim_was_taken_over(
    world: IdentityWorld,
) -> None:
    world.ask(world.chat())
    now = world.clock.now()
    [late] = world.queue.claim_due(now, now, 10)
    [newer] = world.queue.claim_due(now, now.replace(hour=23), 10)
    assert (late.attempt, newer.attempt) == (1, 2)
    assert not world.queue.keep_hash(late, "x")
    assert not world.queue.mark_sent(late, now, now)
    assert world.queue.keep_hash(newer, "y")
    assert isinstance(newer, CodeToSend)


def test_an_address_removed_meanwhile_drops_the_request(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat, ANI)
    world.core.add(type(ANI)(**{**ANI.__dict__, "email": ""}))
    assert world.mail_codes() == 0
    assert world.identity.code_awaited(chat) is None


def test_no_code_and_no_address_rests_in_the_database_or_a_log(
    world: IdentityWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "739158"
    monkeypatch.setattr("insurance.code_mail.new_code", lambda: code)
    with structlog.testing.capture_logs() as logs:
        chat = world.chat()
        world.mailer.is_down = True
        world.ask(chat)
        world.mail_codes()
        world.mailer.is_down = False
        world.clock.advance(seconds=10)
        asyncio.run(world.code_mail.report_delays())
        world.mail_codes()
        assert world.check(chat, other_than(code)).kind == CodeOutcomeKind.WRONG
        assert world.check(chat, code) == ACCEPTED
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("test.db*"))
    assert len(logs) == 3
    for secret in (code, other_than(code), BUDI.email, BUDI.email.lower(), "BUDI SANTOSO"):
        assert secret.encode() not in kept
        assert secret not in str(logs)
