"""A claim is confirmed by mail, once and to whoever filed it, whatever the mail server does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import structlog

from insurance.claim_post import ClaimPost, LetterDue
from insurance.claim_summary import ClaimSummary
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_mailer import FakeMailer
from insurance.fakes import FakeClock
from insurance.letters import Letters
from insurance.letters.press import PrintingFailed
from insurance.ports import Mail
from storage.claim_letters import SqlClaimLetters
from storage.database import Database
from storage.tables import ClaimLetterRow
from tests.insurance.claim_letter_rows import keep_claims, letter_row
from tests.insurance.claim_world import BUDI, CLAIM, DETAILS, SITI, Book, core, summary

PDF = b"%PDF-1.7 a paper"
OTHER = replace(CLAIM, claim_number="KLM-87654321")


class FakePrinter:
    """Hands out the same paper for every claim, and fails when it is told to."""

    def __init__(self) -> None:
        self.printed: list[ClaimSummary] = []
        self.is_broken = False

    async def print(self, summary: ClaimSummary) -> bytes:
        if self.is_broken:
            raise PrintingFailed("TimeoutError")
        self.printed.append(summary)
        return PDF


class PostWorld:
    """A gateway that mails, over one database."""

    def __init__(self, db: Database, clock: FakeClock, book: InMemoryCoreSystem) -> None:
        self.db, self.clock, self.core = db, clock, book
        self.mailer, self.printer = FakeMailer(), FakePrinter()
        self.queue = SqlClaimLetters(db, clock)
        keep_claims(db, CLAIM, OTHER)

    def due(self, *numbers: str, language: str = "id") -> None:
        """These claims are to be confirmed."""
        rows = [letter_row(number, self.clock.now(), language) for number in numbers]
        with self.db.transaction() as session:
            session.add_all(rows)

    def gateway(self, mailer: object = None) -> ClaimPost:
        """One that works on the same queue."""
        return ClaimPost(
            self.queue,
            core=self.core,
            facts=self.core,
            book=Book(),
            mailer=mailer or self.mailer,  # type: ignore[arg-type]
            clock=self.clock,
            printer=self.printer,
        )

    def send(self) -> int:
        return asyncio.run(self.gateway().send_due())

    def states(self) -> list[str]:
        with self.db.reading() as session:
            return [row.state for row in session.query(ClaimLetterRow).all()]


@pytest.fixture
def world(sqlite_database: Database, clock: FakeClock) -> PostWorld:
    return PostWorld(sqlite_database, clock, core(OTHER))


def test_whoever_filed_the_claim_gets_it_with_the_paper(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    assert world.send() == 1
    [mail] = world.mailer.sent
    assert mail.to == BUDI.email
    assert mail.subject == "Klaim KLM-12345678 sudah kami terima"
    [paper] = mail.attachments
    assert (paper.file_name, paper.content_type) == ("klaim-KLM-12345678.pdf", "application/pdf")
    assert paper.content == PDF
    assert world.states() == ["sent"]


def test_nothing_is_mailed_twice(world: PostWorld) -> None:
    world.due(CLAIM.claim_number, OTHER.claim_number)
    assert world.send() == 2
    world.clock.advance(days=9)
    assert world.send() == 0
    assert len({mail.message_id for mail in world.mailer.sent}) == 2


def test_two_gateways_mail_a_claim_once(world: PostWorld) -> None:
    world.due(CLAIM.claim_number, OTHER.claim_number)
    world.mailer.takes_s = 0.05

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(world.gateway().send_due() for _ in range(3)))

    assert sum(asyncio.run(all_at_once())) == 2
    assert len(world.mailer.sent) == 2


def test_the_letter_speaks_the_language_that_was_asked_for(world: PostWorld) -> None:
    world.due(CLAIM.claim_number, language="en")
    world.send()
    [mail] = world.mailer.sent
    assert mail.subject == "We have received your claim KLM-12345678"
    assert mail.attachments[0].file_name == "claim-KLM-12345678.pdf"
    assert world.printer.printed[0].language == "en"


def test_a_mail_is_tried_again_until_the_server_is_back(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    world.mailer.is_down = True
    for _ in range(10):
        assert world.send() == 0
        world.clock.advance(minutes=5)
    world.mailer.is_down = False
    world.clock.advance(hours=1)
    assert world.send() == 1


def test_a_down_server_is_not_hammered(world: PostWorld) -> None:
    tried: list[int] = []
    world.due(CLAIM.claim_number)
    world.mailer.is_down = True
    for minute in range(60):
        before = len(world.printer.printed)
        world.send()
        tried += [minute] * (len(world.printer.printed) - before)
        world.clock.advance(minutes=1)
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert len(tried) == 10
    assert pauses == sorted(pauses)


def test_a_paper_that_cannot_be_printed_now_is_printed_later(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    world.printer.is_broken = True
    assert world.send() == 0
    world.printer.is_broken = False
    world.clock.advance(seconds=5)
    assert world.send() == 1


def test_a_server_that_takes_mail_and_never_says_so_gets_one_mail(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    world.mailer.is_mute = True
    for _ in range(5):
        world.send()
        world.clock.advance(hours=1)
    assert len(world.mailer.sent) == 1
    assert world.states() == ["sent"]


def test_after_three_days_the_letter_is_given_up(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    world.mailer.is_down = True
    world.send()
    world.clock.advance(days=3, seconds=1)
    world.mailer.is_down = False
    assert world.send() == 0
    assert world.states() == ["given_up"]


def test_without_an_address_the_letter_is_given_up(world: PostWorld) -> None:
    world.core.add(replace(BUDI, email=""))
    world.due(CLAIM.claim_number)
    assert world.send() == 0
    assert world.states() == ["given_up"]


def test_a_dependent_without_an_address_is_written_to_at_the_principals(world: PostWorld) -> None:
    world.core.add(replace(CLAIM, filed_by=SITI.participant_number))
    world.due(CLAIM.claim_number)
    world.send()
    [mail] = world.mailer.sent
    assert mail.to == BUDI.email
    assert "Halo Siti," in mail.text


def test_killed_between_mail_and_note_it_goes_out_again_as_the_same_mail(
    world: PostWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Nothing runs after it."""

    def die(*_: object) -> None:
        raise Killed

    world.due(CLAIM.claim_number)
    with monkeypatch.context() as killed:
        killed.setattr(world.queue, "mark_sent", die)
        with pytest.raises(Killed):
            world.send()
    assert world.send() == 0  # its lease still runs
    world.clock.advance(minutes=5)
    assert world.send() == 1
    first, second = world.mailer.sent
    assert first.message_id == second.message_id


def test_one_letter_that_fails_keeps_no_other_from_being_sent(world: PostWorld) -> None:
    class Choosy(FakeMailer):
        async def send(self, mail: Mail) -> None:
            if "KLM-12345678" in mail.text:
                raise RuntimeError(mail.to)
            await super().send(mail)

    choosy = Choosy()
    world.due(CLAIM.claim_number, OTHER.claim_number)
    with structlog.testing.capture_logs() as logs:
        assert asyncio.run(world.gateway(choosy).send_due()) == 1
    assert BUDI.email not in str(logs)


def test_a_wake_sends_at_once_and_stop_ends_the_loop(world: PostWorld) -> None:
    async def wake_and_stop() -> None:
        post = world.gateway()
        running = asyncio.create_task(post.run())
        await asyncio.sleep(0.2)
        world.due(CLAIM.claim_number)
        post.wake()
        async with asyncio.timeout(1.5):
            while not world.mailer.sent:
                await asyncio.sleep(0.02)
        await post.stop()
        await asyncio.wait_for(running, 2)

    asyncio.run(wake_and_stop())


def test_the_loop_survives_a_failing_database(
    world: PostWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("database is locked")

    async def fail_and_recover() -> None:
        post = world.gateway()
        with monkeypatch.context() as broken:
            broken.setattr(world.queue, "claim_due", fail)
            running = asyncio.create_task(post.run())
            await asyncio.sleep(0.2)
        post.wake()
        async with asyncio.timeout(3):
            while not world.mailer.sent:
                await asyncio.sleep(0.05)
        await post.stop()
        await running

    world.due(CLAIM.claim_number)
    asyncio.run(fail_and_recover())


def test_a_late_attempt_changes_nothing_after_another_has_begun(world: PostWorld) -> None:
    world.due(CLAIM.claim_number)
    now = world.clock.now()
    [late] = world.queue.claim_due(now, now, 5)
    [newer] = world.queue.claim_due(now, now + timedelta(minutes=5), 5)
    assert (late, newer) == (
        LetterDue(CLAIM.claim_number, "id", 1),
        LetterDue(CLAIM.claim_number, "id", 2),
    )
    world.queue.put_off(late, now)
    world.queue.give_up(late)
    assert world.states() == ["pending"]
    assert world.queue.claim_due(now, now, 5) == []


def test_no_address_no_name_and_no_diagnosis_is_in_a_log_or_the_database(
    world: PostWorld, tmp_path: Path
) -> None:
    with structlog.testing.capture_logs() as logs:
        world.due(CLAIM.claim_number)
        world.mailer.is_down = True
        world.send()
        world.mailer.is_down = False
        world.clock.advance(minutes=1)
        world.send()
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("test.db*"))
    assert [line["event"] for line in logs] == ["claim_letter_not_sent", "claim_letter_mailed"]
    for secret in (BUDI.email, SITI.full_name, DETAILS.diagnosis, "1234567890"):
        assert secret not in str(logs)
        assert secret.encode() not in kept


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_mail_itself_tells_no_diagnosis_and_no_account(language: str) -> None:
    told = summary(language)
    mail = Letters().claim(to="a@contoh.example", summary=told, pdf=PDF, message_id="claim.x")
    for body in (mail.text, mail.html):
        for part in ("KLM-12345678", "Siti Rahmawati", "Rp850.000", "03.42 WIB", "15000-37"):
            assert part in body
        for secret in (DETAILS.diagnosis, "7890", "Siloam"):
            assert secret not in body


def test_the_mail_promises_only_the_days_that_an_operator_has_named() -> None:
    letters = Letters()
    for days, said in ((14, True), (None, False)):
        told = summary(processing_days=days)
        mail = letters.claim(to="a@contoh.example", summary=told, pdf=PDF, message_id="claim.x")
        assert ("14 hari kerja" in mail.text) is said
        assert "None" not in mail.text


def test_a_name_cannot_put_markup_into_the_letter() -> None:
    odd = replace(SITI, full_name="<img/src=x>{name}{{code}}")
    told = summary(participant=odd, filed_by=odd)
    mail = Letters().claim(to="a@contoh.example", summary=told, pdf=PDF, message_id="claim.x")
    assert "<img" not in mail.html.casefold()
    assert "&lt;img/src=x&gt;{name}{{code}}" in mail.html


def test_an_odd_claim_number_makes_a_plain_file_name() -> None:
    told = summary(claim=replace(CLAIM, claim_number='../K"L\n1'))
    mail = Letters().claim(to="a@contoh.example", summary=told, pdf=PDF, message_id="claim.x")
    assert mail.attachments[0].file_name == "klaim--K-L-1.pdf"
