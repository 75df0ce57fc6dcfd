"""The eCard in the chat: shown, activated, or refused with a reason, for whom one may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.activate_ecard import CONFIRM, ActivateECard, ConfirmActivateECard, says_yes
from actions.conversation import Affirm, Deny
from actions.ecard import QUESTION, ECardAction, GetECard
from actions.texts import load_texts
from actions.turn import Event, TurnAction
from insurance.errors import ChatLocked
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_ecards import FakeFilesOfOurs, InMemoryCardBook, fake_ecards
from insurance.fakes import FakeClock
from insurance.model import Gender, Member, Policy, PolicyStatus, Relation
from tests.conversations.house_style import faults

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "domain")
BOTH = pytest.mark.parametrize("language", ["id", "en"])
CS = "15000-37"


def person(number: str, name: str, relation: Relation, *, active: bool = True) -> Member:
    return Member(
        participant_number=number,
        policy_number="GN-1",
        full_name=name,
        date_of_birth=date(1990, 1, 2),
        gender=Gender.FEMALE,
        relation=relation,
        principal_participant_number="1-0",
        plan_code="GOLD",
        email="",
        phone="",
        card_number="",
        card_active=active,
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
    )


BUDI = person("1-0", "Budi Santoso", Relation.SELF)
SITI = person("1-1", "Siti Rahmawati", Relation.SPOUSE, active=False)
DIMAS = person("1-2", "Dimas Pratama", Relation.CHILD)
AYU = person("1-3", "Ayu Lestari", Relation.CHILD)
FAMILY = (BUDI, SITI, DIMAS, AYU)
POLICY = Policy(
    "GN-1", "PT Contoh", "Group", PolicyStatus.ACTIVE, date(2026, 1, 1), date(2026, 12, 31)
)


@dataclass
class Chats:
    """The one function that says whose chat it is."""

    member: Member = BUDI
    family: Sequence[Member] = FAMILY
    locked: bool = False

    def unlocked_member(self, _conversation_id: str) -> Member:
        if self.locked:
            raise ChatLocked
        return self.member

    def visible_members(self, member: Member) -> Sequence[Member]:
        return self.family if member.is_principal else (member,)


@dataclass
class Said:
    text: str
    titles: list[str]
    payloads: list[str]
    media: dict[str, str] | None
    slots: dict[str, Any]
    follows: list[str]


@dataclass
class Desk:
    """A chat before the actions, over cards in memory."""

    chats: Chats = field(default_factory=Chats)
    policy: Policy = POLICY
    language: str = "id"
    clock: FakeClock = field(default_factory=FakeClock)
    files: FakeFilesOfOurs = field(default_factory=FakeFilesOfOurs)
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None

    def __post_init__(self) -> None:
        self.book = InMemoryCardBook(self.clock)
        self.core = InMemoryCoreSystem(policies=[self.policy], members=self.chats.family)
        self.ecards = fake_ecards(self.core, self.clock, book=self.book, files=self.files)

    def hears(
        self, kind: type[TurnAction], text: str = "", request_number: int = 1, **entities: str
    ) -> Said:
        """One turn; what it remembers is there in the next."""
        action = self._made(kind)
        intent = action.action_name.removeprefix("action_")
        latest = {
            "intent": {"name": intent},
            "text": text or f"[{intent}]",
            "metadata": {"inbound_id": "i1", "request_number": request_number},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        }
        filled = {"language": self.language, **self.slots}
        tracker = Tracker("c", filled, latest, [], False, None, {"name": self.form}, None)
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, {})
        self.slots |= {one["name"]: one["value"] for one in events if one["event"] == "slot"}
        return self._said(dispatcher.messages, events)

    def _made(self, kind: type[TurnAction]) -> TurnAction:
        if not issubclass(kind, ECardAction):
            return kind(TEXTS)
        chats: Any = self.chats
        return kind(TEXTS, chats, self.ecards, self.core, self.clock)

    def _said(self, messages: list[dict[str, Any]], events: list[Event]) -> Said:
        follows = [one["name"] for one in events if one["event"] == "followup"]
        if not messages:
            return Said("", [], [], None, self.slots, follows)
        (message,) = messages
        text, buttons = message["text"], message["buttons"]
        if message["response"]:
            name = message["response"]
            values = {key: value for key, value in message.items() if isinstance(value, str)}
            text = TEXTS.text(name, self.language, **values)
            buttons = [*TEXTS.buttons(name, self.language), *buttons]
        titles = [one["title"] for one in buttons]
        assert faults(text, titles, self.language) == []
        assert all(len(one) <= 20 for one in titles)
        media = (message["custom"] or {}).get("media")
        return Said(text, titles, [one["payload"] for one in buttons], media, self.slots, follows)


def test_ones_own_card_comes_as_a_picture_with_what_can_be_done_next() -> None:
    told = Desk().hears(GetECard)
    assert told.media == {"id": "file1", "content_type": "image/png", "file_name": "eCard.png"}
    assert told.text.startswith("*eCard Budi* (karyawan), berlaku sampai 31 Desember 2026.")
    assert told.titles == ["eCard keluarga lain", "Cek manfaat", "Menu utama"]
    assert told.payloads[1] == '/check_benefits{"participant": "1"}'


def test_who_has_no_family_here_is_led_to_the_nearest_hospital_instead() -> None:
    told = Desk(Chats(member=replace(SITI, card_active=True))).hears(GetECard)
    assert told.titles == ["RS terdekat", "Cek manfaat", "Menu utama"]


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("ecard dimas", {}, "Dimas"),
        ("ecard anak kedua", {"relation": "child"}, "Ayu"),
        ("ecard saya dong", {"relation": "self"}, "Budi"),
        ("", {"participant": "3"}, "Dimas"),
    ],
)
def test_who_is_named_gets_theirs(text: str, entities: dict[str, str], expected: str) -> None:
    assert Desk().hears(GetECard, text, **entities).text.startswith(f"*eCard {expected}*")


def test_of_several_children_one_is_asked_for() -> None:
    told = Desk().hears(GetECard, "ecard anak saya", relation="child")
    assert told.titles == ["Dimas Pratama", "Ayu Lestari"]
    assert told.payloads == ['/get_ecard{"participant": "3"}', '/get_ecard{"participant": "4"}']
    assert told.media is None


@pytest.mark.parametrize("text", ["ecard sekeluarga", "all our ecards", "semua kartu"])
def test_the_whole_family_is_chosen_from(text: str) -> None:
    names = [member.full_name for member in FAMILY]
    assert Desk().hears(GetECard, text).titles == names
    assert Desk().hears(GetECard, choice="family").titles == names


def test_the_choice_whose_card_to_activate_leads_back_to_activating() -> None:
    told = Desk().hears(ActivateECard, "aktifkan ecard anak", relation="child")
    assert told.payloads[0] == '/activate_ecard{"participant": "3"}'


@BOTH
def test_a_dependent_sees_nobody_elses(language: str) -> None:
    desk = Desk(Chats(member=SITI), language=language)
    told = desk.hears(GetECard, "ecard budi", relation="spouse")
    assert (told.media, "Budi" in told.text) == (None, False)
    assert desk.hears(GetECard, participant="3").media is None


@BOTH
@pytest.mark.parametrize("kind", [GetECard, ActivateECard])
def test_an_inactive_card_is_explained_and_consent_is_asked_for(
    kind: type[TurnAction], language: str
) -> None:
    told = Desk(language=language).hears(kind, relation="spouse")
    assert (told.media, told.slots[QUESTION]) == (None, 2)
    assert told.payloads == [
        '/confirm_activate_ecard{"participant": "2"}',
        '/confirm_activate_ecard{"choice":"later"}',
        "/show_menu",
    ]


@BOTH
def test_a_yes_by_button_activates_and_shows_the_card_at_once(language: str) -> None:
    desk = Desk(language=language)
    desk.hears(GetECard, relation="spouse")
    told = desk.hears(ConfirmActivateECard, participant="2")
    assert told.media is not None
    assert told.slots[QUESTION] == 0
    record = desk.book.record(SITI.participant_number)
    assert record is not None and record.activated_at == desk.clock.now()


def test_a_yes_asked_again_ends_the_same() -> None:
    desk = Desk()
    desk.hears(GetECard, relation="spouse")
    before = dict(desk.slots)
    first = desk.hears(ConfirmActivateECard, participant="2")
    desk.clock.advance(minutes=1)
    desk.slots = before
    again = desk.hears(ConfirmActivateECard, participant="2")
    assert (again.text, again.titles) == (first.text, first.titles)


def test_a_yes_in_words_goes_on_to_activating_right_after_the_question_only() -> None:
    desk = Desk()
    assert desk.hears(Affirm, "setuju").follows == []
    desk.hears(GetECard, relation="spouse")
    assert desk.hears(Affirm, "setuju").follows == [CONFIRM]
    assert "Siti" in desk.hears(ConfirmActivateECard, "setuju").text
    assert desk.hears(Affirm, "setuju").follows == []


def test_a_yes_with_a_question_in_it_is_no_consent() -> None:
    desk = Desk()
    desk.hears(GetECard, relation="spouse")
    told = desk.hears(ConfirmActivateECard, "iya tapi datanya dilihat siapa?")
    assert (told.media, told.slots[QUESTION]) == (None, 2)
    assert desk.book.record(SITI.participant_number) is None


def test_activate_it_now_after_the_question_is_the_answer_to_it() -> None:
    desk = Desk()
    desk.hears(GetECard, relation="spouse")
    assert desk.hears(ActivateECard, "aktifkan sekarang").follows == [CONFIRM]
    assert desk.hears(ActivateECard, "aktifkan punya dimas").follows == []


def test_a_second_request_of_the_message_that_was_asked_about_is_no_answer() -> None:
    desk = Desk()
    desk.hears(GetECard, relation="spouse")
    assert desk.hears(ActivateECard, "tolong aktifkan", request_number=2).follows == []
    assert desk.book.record(SITI.participant_number) is None


def test_in_a_form_a_yes_in_words_is_the_forms_and_the_button_activates() -> None:
    desk = Desk(form="claim_form")
    assert desk.hears(GetECard, relation="spouse").slots[QUESTION] == 0
    desk.form = None
    assert desk.hears(Affirm, "ya").follows == []
    assert desk.hears(ConfirmActivateECard, participant="2").media is not None


def test_a_yes_for_nobody_activates_nothing() -> None:
    budi = replace(BUDI, card_active=False)
    desk = Desk(Chats(member=budi, family=(budi, SITI)))
    told = desk.hears(ConfirmActivateECard, participant="9")
    assert (told.media, told.slots[QUESTION]) == (None, 1)
    assert desk.book.record(BUDI.participant_number) is None


@BOTH
def test_a_no_leaves_it_as_it_is(language: str) -> None:
    desk = Desk(language=language)
    desk.hears(GetECard, relation="spouse")
    said = desk.hears(Deny, "nanti aja")
    desk.hears(GetECard, relation="spouse")
    for told in (said, desk.hears(ConfirmActivateECard, choice="later")):
        assert (told.payloads[0], told.slots[QUESTION]) == ("/activate_ecard", 0)
    assert desk.book.record(SITI.participant_number) is None


@BOTH
def test_a_card_that_is_active_already_is_shown_and_said_so(language: str) -> None:
    told = Desk(language=language).hears(ActivateECard)
    assert told.media is not None
    assert told.text.startswith("✅")


@BOTH
@pytest.mark.parametrize("kind", [GetECard, ActivateECard])
@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (replace(POLICY, status=PolicyStatus.LAPSED), {"id": "tidak aktif", "en": "not act"}),
        (replace(POLICY, end_date=date(2026, 5, 1)), {"id": "1 Mei", "en": "1 May 2026"}),
        (replace(POLICY, start_date=date(2026, 9, 1)), {"id": "1 Sep", "en": "1 Sep"}),
    ],
)
def test_without_cover_there_is_no_card_but_a_reason_and_who_helps(
    kind: type[TurnAction], policy: Policy, told: dict[str, str], language: str
) -> None:
    desk = Desk(policy=policy, language=language)
    answer = desk.hears(kind)
    assert (answer.media, told[language] in answer.text, CS in answer.text) == (None, True, True)
    assert answer.payloads[-1] == "/show_menu"
    assert desk.files.added == []


@BOTH
def test_a_suspended_card_is_not_shown_nor_activated(language: str) -> None:
    desk = Desk(language=language)
    desk.hears(GetECard, relation="spouse")
    desk.book.suspend(SITI.participant_number)
    for told in (desk.hears(ConfirmActivateECard, participant="2"), desk.hears(GetECard, "siti")):
        assert (told.media, CS in told.text) == (None, True)
    record = desk.book.record(SITI.participant_number)
    assert record is not None and record.activated_at is None


def test_a_locked_chat_is_asked_for_a_code_first_and_the_wish_waits() -> None:
    told = Desk(Chats(locked=True)).hears(GetECard, "ecard siti")
    assert told.follows == ["action_request_unlock_code"]
    assert (told.slots["wish"]["action"], told.slots["wish"]["text"]) == (
        "action_get_ecard",
        "ecard siti",
    )


@pytest.mark.parametrize(
    "text",
    [
        "setuju",
        "ya",
        "ok",
        "ya aktifkan",
        "aktifkan sekarang",
        "yes please",
        "activate it now",
        "aktivasi",
    ],
)
def test_what_agrees(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "jangan",
        "belum setuju",
        "tidak setuju",
        "apa itu ecard?",
        "cara aktivasi",
        "aktifkan punya anak saya",
    ],
)
def test_what_does_not_agree(text: str) -> None:
    assert not says_yes(text)
