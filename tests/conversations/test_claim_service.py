"""What can be done about a claim that was submitted: see it, add to it, withdraw it, be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count

import pytest
from sqlalchemy import select

from insurance.claims import Claims
from insurance.model import ClaimStatus, Member
from insurance.ports import Finding, Upload
from storage.claims_book import SqlClaimsBook
from storage.news_choices import SqlNewsChoices
from storage.tables import ClaimFileRow, ClaimRow
from tests.conversations.house_style import faults
from tests.conversations.talking import BUDI, DEWI, MARIA, Chat, Office

NUMBERS = count(40_000_001)
ALL_THERE = {"id": "Sudah semua", "en": "That is all"}


def photo(mark: int, *findings: Finding, state: str = "stored") -> Upload:
    """A photo like no other, unless the mark is the same."""
    return Upload(
        "", "photo", state, "image/jpeg", 1000, sha256=f"{mark:064x}", findings=tuple(findings)
    )


@pytest.fixture
def marks() -> Iterator[int]:
    """Photos that nobody has sent before."""
    return count(next(NUMBERS) * 100)


class Desk:
    """The insurer's clerk."""

    def __init__(self, office: Office) -> None:
        self.office = office
        book = SqlClaimsBook(office.database, office.clock)
        self.claims = Claims(office.core, office.clock, writer=office.core, book=book)
        self.book = book

    def receives(self, participant: str = "100200-0001-0") -> str:
        """A claim that nobody has looked at yet; its number."""
        number = f"KLM-{next(NUMBERS)}"
        with self.office.database.transaction() as session:
            session.add(
                ClaimRow(
                    claim_number=number,
                    participant_number=participant,
                    benefit_type="outpatient",
                    treatment_date=date(2026, 6, 1),
                    provider_name="RS Contoh",
                    amount_claimed=850_000,
                    status="submitted",
                    status_reason="",
                    submitted_at=datetime(2026, 6, 2, tzinfo=UTC),
                    updated_at=datetime(2026, 6, 2, tzinfo=UTC),
                )
            )
        return number

    def asks_for(self, number: str, *documents: str) -> None:
        """Documents that are missing."""
        pending = ClaimStatus.PENDING_DOCUMENTS
        self.claims.set_status(number, pending, "Kurang jelas", documents=documents)

    def status(self, number: str) -> ClaimStatus:
        """How the claim stands."""
        claim = self.office.core.claim(number)
        assert claim is not None
        return claim.status

    def documents(self, number: str) -> list[str]:
        """What the claim's files are."""
        return [file.document_id for file in self.book.files(number)]


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.fixture(params=["id", "en"])
def budi(office: Office, request: pytest.FixtureRequest) -> Chat:
    """A principal, verified, in both languages."""
    office.clock.advance(hours=25)
    chat = office.chat(request.param)
    chat.is_verified_as(BUDI)
    return chat


def well_said(chat: Chat, answer: str) -> str:
    """The answer, which has no faults."""
    for message in chat.last:
        if text := message.get("text"):
            titles = [button["title"] for button in message.get("buttons") or []]
            assert faults(text, titles, chat.language) == [], text
    return answer


def says(chat: Chat, indonesian: str, english: str) -> str:
    return well_said(chat, chat.says(indonesian if chat.language == "id" else english))


# --- status ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ClaimStatus)
def test_every_status_has_its_timeline_and_what_can_be_done(
    budi: Chat, desk: Desk, status: ClaimStatus
) -> None:
    number = desk.receives()
    if status is not ClaimStatus.SUBMITTED:
        desk.claims.set_status(number, status, "X-17", amount_approved=_amount(status))
    answer = says(budi, f"klaim {number} gimana", f"how is claim {number}")
    assert number in answer
    assert "Rp850.000" in answer
    assert ("X-17" in answer) is (status is not ClaimStatus.SUBMITTED)
    assert ("Rp700.000" in answer) is (_amount(status) is not None)
    assert "2 Juni 2026" in answer or "2 June 2026" in answer
    assert len(budi.titles) <= 6
    payloads = {b["payload"].partition("{")[0] for m in budi.last for b in m.get("buttons") or []}
    assert WANTED[status] <= payloads


WANTED = {
    ClaimStatus.SUBMITTED: {"/add_claim_document", "/cancel_claim", "/set_claim_news"},
    ClaimStatus.IN_REVIEW: {"/add_claim_document", "/cancel_claim"},
    ClaimStatus.PENDING_DOCUMENTS: {"/add_claim_document", "/cancel_claim"},
    ClaimStatus.APPROVED: {"/check_claim_status"},
    ClaimStatus.PAID: {"/check_benefits"},
    ClaimStatus.REJECTED: {"/talk_to_agent"},
    ClaimStatus.CANCELLED: {"/file_claim"},
}


def _amount(status: ClaimStatus) -> int | None:
    return 700_000 if status in (ClaimStatus.APPROVED, ClaimStatus.PAID) else None


def test_a_rejection_comes_with_its_reason_and_a_way_to_a_person(budi: Chat, desk: Desk) -> None:
    number = desk.receives()
    desk.claims.set_status(number, ClaimStatus.REJECTED, "Limit kacamata habis")
    answer = budi.says(f"klaim {number}" if budi.language == "id" else f"claim {number}")
    assert "Limit kacamata habis" in answer
    assert "15000-37" in budi.taps(
        "Bicara dengan CS" if budi.language == "id" else "Talk to a person"
    )


def test_a_long_reason_of_an_earlier_step_is_shortened_and_the_latest_is_not(
    budi: Chat, desk: Desk
) -> None:
    number, long = desk.receives(), "mohon menunggu " * 12
    desk.claims.set_status(number, ClaimStatus.IN_REVIEW, long.strip())
    desk.claims.set_status(number, ClaimStatus.REJECTED, "alasan " * 20 + "akhir")
    answer = budi.says(f"klaim {number}" if budi.language == "id" else f"claim {number}")
    assert " …" in answer
    assert "akhir" in answer
    assert len(answer) <= 700


def test_another_familys_claim_is_not_found(budi: Chat, office: Office, desk: Desk) -> None:
    theirs = desk.receives("100200-0002-0")
    lacking = "tidak ditemukan" if budi.language == "id" else "was not found"
    assert lacking in says(budi, f"status klaim {theirs}", f"status of claim {theirs}")
    assert lacking in says(budi, f"batalkan klaim {theirs}", f"withdraw claim {theirs}")
    assert lacking in well_said(budi, budi.sends("add_claim_document", claim_number=theirs))
    assert lacking in well_said(budi, budi.sends("confirm_cancel_claim", claim_number=theirs))
    assert desk.status(theirs) is ClaimStatus.SUBMITTED


# --- withdrawing ----------------------------------------------------------------------------------


def test_a_claim_is_withdrawn_by_a_button_and_a_second_tap_is_the_same(
    budi: Chat, desk: Desk
) -> None:
    number = desk.receives()
    asked = says(budi, f"batalkan klaim {number}", f"withdraw claim {number}")
    assert number in asked
    assert desk.status(number) is ClaimStatus.SUBMITTED
    first = well_said(budi, budi.sends("confirm_cancel_claim", claim_number=number))
    again = budi.sends("confirm_cancel_claim", claim_number=number)
    assert first == again
    assert desk.status(number) is ClaimStatus.CANCELLED
    assert [step.actor for step in desk.claims.detail(_family(desk), number).history] == ["member"]


def _family(desk: Desk) -> Sequence[Member]:
    return desk.office.core.family("100200-0001-0")


def test_a_yes_in_words_withdraws_nothing_and_says_so(budi: Chat, desk: Desk) -> None:
    number = desk.receives()
    says(budi, f"batalkan klaim {number}", f"withdraw claim {number}")
    asked = says(budi, "iya", "yes")
    assert number in asked
    assert desk.status(number) is ClaimStatus.SUBMITTED
    assert number in says(budi, "ga jadi deh", "no")
    assert number not in says(budi, "iya", "yes")


@pytest.mark.parametrize("status", [ClaimStatus.APPROVED, ClaimStatus.PAID, ClaimStatus.REJECTED])
def test_a_decided_claim_is_a_matter_for_people(
    budi: Chat, desk: Desk, status: ClaimStatus
) -> None:
    number = desk.receives()
    says(budi, f"batalkan klaim {number}", f"withdraw claim {number}")
    desk.claims.set_status(number, status, "x", amount_approved=_amount(status))
    for answer in (
        well_said(budi, budi.sends("confirm_cancel_claim", claim_number=number)),
        says(budi, f"batalkan klaim {number}", f"withdraw claim {number}"),
    ):
        assert number in answer
    assert ("Bicara dengan CS" if budi.language == "id" else "Talk to a person") in budi.titles
    assert desk.status(number) is status


# --- news -----------------------------------------------------------------------------------------


def test_news_can_be_declined_and_wanted_again(budi: Chat, desk: Desk, office: Office) -> None:
    number, choices = desk.receives(), SqlNewsChoices(office.database, office.clock)
    budi.sends("check_claim_status", claim_number=number)
    off, on = ("Matikan kabar klaim", "Nyalakan kabar klaim")
    if budi.language == "en":
        off, on = "Stop claim news", "Turn on claim news"
    well_said(budi, budi.taps(off))
    assert not choices.wants_claim_news("100200-0001-0")
    budi.sends("check_claim_status", claim_number=number)
    well_said(budi, budi.taps(on))
    assert choices.wants_claim_news("100200-0001-0")


# --- adding documents -----------------------------------------------------------------------------


def test_the_request_says_which_documents_and_each_file_is_acknowledged(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    desk.asks_for(number, "Resume medis", "Kuitansi asli")
    asked = well_said(budi, budi.sends("add_claim_document", claim_number=number))
    for expected in (number, "• Resume medis", "• Kuitansi asli"):
        assert expected in asked
    first = budi.sends_files(photo(next(marks)))
    assert "Resume medis ✔" in first
    assert "Kuitansi asli" in first
    assert desk.documents(number) == ["diagnosis"]
    missing = says(budi, "sudah semua", "that is all")
    assert "Kuitansi asli" in missing
    assert desk.status(number) is ClaimStatus.PENDING_DOCUMENTS
    well_said(budi, budi.sends_files(photo(next(marks)), caption="ini kuitansinya"))
    answer = well_said(budi, budi.taps(ALL_THERE[budi.language]))
    assert number in answer
    assert desk.documents(number) == ["diagnosis", "receipt"]
    assert desk.status(number) is ClaimStatus.IN_REVIEW


def test_what_the_member_does_not_have_can_be_left_out(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    desk.asks_for(number, "Resume medis", "Kuitansi asli")
    budi.sends("add_claim_document", claim_number=number)
    budi.sends_files(photo(next(marks)))
    budi.taps(ALL_THERE[budi.language])
    well_said(budi, budi.taps("Kirim yang ada" if budi.language == "id" else "Send what I have"))
    assert desk.status(number) is ClaimStatus.IN_REVIEW


def test_an_album_is_one_turn_and_a_file_that_came_before_is_noticed(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number, same = desk.receives(), photo(next(marks))
    budi.sends("add_claim_document", claim_number=number)
    budi.sends_files(same, photo(next(marks)), photo(next(marks)))
    assert budi.bubbles == 1
    well_said(budi, budi.sends_files(same))
    assert len(desk.documents(number)) == 3
    other = desk.receives()
    budi.sends("add_claim_document", claim_number=other)
    assert number in budi.sends_files(same)
    assert len(desk.documents(other)) == 1


def test_a_photo_that_is_hard_to_read_is_added_only_when_the_member_says_so(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    asked = well_said(budi, budi.sends_files(photo(next(marks), Finding.BLURRED)))
    assert "buram" in asked or "blurred" in asked
    assert desk.documents(number) == []
    well_said(budi, budi.taps("Pakai yang ini" if budi.language == "id" else "Use this one"))
    assert len(desk.documents(number)) == 1


def test_a_better_photo_takes_the_place_of_one_that_is_hard_to_read(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    budi.sends_files(photo(next(marks), Finding.TOO_DARK))
    budi.sends_files(photo(next(marks)))
    budi.taps(ALL_THERE[budi.language])
    assert len(desk.documents(number)) == 1


def test_a_photo_that_is_hard_to_read_is_better_than_none_in_the_end(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    desk.asks_for(number, "Kuitansi asli")
    budi.sends("add_claim_document", claim_number=number)
    budi.sends_files(photo(next(marks), Finding.TOO_DARK))
    says(budi, "sudah semua", "that's all")
    assert desk.documents(number) == ["receipt"]
    assert desk.status(number) is ClaimStatus.IN_REVIEW


def test_a_file_that_cannot_be_used_is_told_with_its_reason(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    answer = well_said(budi, budi.sends_files(photo(next(marks), state="password")))
    assert "kata sandi" in answer or "password" in answer
    assert desk.documents(number) == []


def test_a_question_in_between_is_answered_and_the_form_goes_on(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    says(budi, "sisa limit gigi saya berapa", "how much dental limit is left")
    assert ALL_THERE[budi.language] in budi.titles
    budi.sends_files(photo(next(marks)))
    assert len(desk.documents(number)) == 1
    later = says(budi, "nanti aja ya", "later")
    assert number in later


def test_nothing_was_sent_yet_is_said_and_asked_again(budi: Chat, desk: Desk) -> None:
    number = desk.receives()
    desk.asks_for(number, "Kuitansi asli")
    budi.sends("add_claim_document", claim_number=number)
    says(budi, "sudah semua", "that is all")
    assert desk.status(number) is ClaimStatus.PENDING_DOCUMENTS


def test_what_met_the_lock_is_added_after_the_code(
    office: Office, budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    desk.asks_for(number, "Kuitansi asli")
    budi.sends("add_claim_document", claim_number=number)
    office.clock.advance(minutes=31)
    office.clock.advance(hours=25)
    budi.sends_files(photo(next(marks)))
    assert desk.documents(number) == []
    budi.sends_files(photo(next(marks)))  # while the code is awaited
    answer = budi.types_code()
    assert "✔" in answer
    assert desk.documents(number) == ["receipt", "receipt"]


def test_an_emergency_in_a_locked_chat_waits_for_no_code(
    office: Office, budi: Chat, desk: Desk
) -> None:
    budi.sends("add_claim_document", claim_number=desk.receives())
    office.clock.advance(hours=25)
    answer = says(budi, "tolong ayah saya pingsan tidak sadar", "help my dad is unconscious")
    assert "*119*" in answer
    assert budi.bubbles == 1


def test_a_question_in_a_locked_chat_is_answered_and_no_code_is_sent(
    office: Office, budi: Chat, desk: Desk
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    office.clock.advance(hours=25)
    answer = says(budi, "jam buka customer service kapan?", "when does customer service open?")
    assert "15000-37" in answer
    assert number in answer
    assert office.identity.code_awaited(budi.id) is None


def test_a_locked_chat_can_be_left_without_a_code(office: Office, budi: Chat, desk: Desk) -> None:
    budi.sends("add_claim_document", claim_number=desk.receives())
    office.clock.advance(hours=25)
    says(budi, "batal", "cancel")
    assert "119" in says(budi, "tolong ayah saya pingsan tidak sadar", "help my dad is unconscious")


def test_a_claim_decided_meanwhile_takes_no_more(
    budi: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    number = desk.receives()
    budi.sends("add_claim_document", claim_number=number)
    desk.claims.set_status(number, ClaimStatus.PAID, amount_approved=1)
    answer = well_said(budi, budi.sends_files(photo(next(marks))))
    assert number in answer
    assert ("Bicara dengan CS" if budi.language == "id" else "Talk to a person") in budi.titles


def test_a_dependent_adds_to_their_own_claims_only(office: Office, chat: Chat, desk: Desk) -> None:
    chat.is_verified_as(MARIA)
    theirs = desk.receives("100200-0003-0")
    assert "tidak ditemukan" in chat.sends("add_claim_document", claim_number=theirs)
    own = desk.receives("100200-0003-1")
    assert own in chat.sends("add_claim_document", claim_number=own)


# --- files outside any form -----------------------------------------------------------------------


def test_a_photo_out_of_the_blue_can_be_added_to_the_claim_that_waits(
    office: Office, chat: Chat, desk: Desk, marks: Iterator[int]
) -> None:
    chat.is_verified_as(DEWI)
    number = desk.receives("100200-0002-0")
    desk.asks_for(number, "Kuitansi asli")
    well_said(chat, chat.sends_files(photo(next(marks)), photo(next(marks))))
    assert chat.titles == [f"Untuk {number}", "Ajukan klaim ini", "Menu utama"]
    answer = well_said(chat, chat.taps(f"Untuk {number}"))
    assert "2 foto" in answer
    assert desk.documents(number) == ["receipt", "receipt"]
    with office.database.reading() as session:
        rows = session.scalars(select(ClaimFileRow).where(ClaimFileRow.claim_number == number))
        assert len(list(rows)) == 2


def test_a_stranger_is_told_of_no_claim(chat: Chat, marks: Iterator[int]) -> None:
    chat.says("halo")
    well_said(chat, chat.sends_files(photo(next(marks))))
    assert chat.titles == ["Ajukan klaim ini", "Menu utama"]
