"""Every form: help at every step, and questions about something else, after which it goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.talking import BUDI, Chat, Office

HELP = {"id": "Butuh bantuan", "en": "Need help"}
LOST = {
    "id": ("butuh bantuan", "bingung nih kak", "ga ngerti", "tolong bantu dong", "isi apa ya"),
    "en": ("help me", "I don't understand", "i'm confused", "need help please"),
}
STOP = {"id": "*batal*", "en": "*cancel*"}

STEPS = ("policy_type", "consent", "policy_number", "participant_number", "date_of_birth", "email")


def brought_to(step: str, chat: Chat) -> Chat:
    """Verification up to a question."""
    chat.says("mau verifikasi" if chat.language == "id" else "I want to verify my account")
    for at in STEPS[: STEPS.index(step)]:
        match at:
            case "policy_type":
                chat.sends("pick_policy_type", policy_type="group")
            case "consent":
                chat.sends("affirm")
            case _:
                chat.says(BUDI[STEPS.index(at) - 2])
    return chat


def mismatched(chat: Chat) -> Chat:
    """All data given, but they belong to nobody."""
    brought_to("email", chat).says("siapa.saja@contoh.example")
    return chat


def awaiting_a_code(chat: Chat) -> Chat:
    """All data match."""
    brought_to("email", chat).says(BUDI[-1])
    return chat


PLACES: dict[str, Callable[[Chat], Chat]] = {
    **{step: lambda chat, step=step: brought_to(step, chat) for step in STEPS},  # type: ignore[misc]
    "identity_checked": mismatched,
    "code_outcome": awaiting_a_code,
}


def new_chat(office: Office, language: str = "id") -> Chat:
    office.clock.advance(hours=25)
    return office.chat(language=language)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_help_explains_the_question_in_one_bubble_and_the_form_waits_there(
    office: Office, place: str, language: str
) -> None:
    chat = PLACES[place](new_chat(office, language))
    choices = chat.titles
    explained = chat.taps(HELP[language])
    assert STOP[language] in explained
    assert "15000-37" in explained
    assert (chat.bubbles, chat.titles) == (1, choices)
    for words in LOST[language]:
        assert (words, chat.says(words)) == (words, explained)
        assert chat.bubbles == 1


def test_nothing_is_lost_by_asking_for_help(office: Office) -> None:
    chat = new_chat(office)
    chat.begins_verification()
    for datum in BUDI:
        chat.says("bingung")
        chat.says(datum)
    chat.says("ga ngerti")
    assert "Terima kasih, Budi!" in chat.types_code()


def test_help_says_how_to_mend_what_was_given_before(office: Office) -> None:
    chat = brought_to("date_of_birth", new_chat(office))
    assert "*ganti nomor peserta*" in chat.says("bingung")
    assert "nomor peserta" in chat.says("ganti nomor peserta")
    chat.says("100200-0001-0")
    assert "tanggal lahir" in chat.last[-1]["text"]


def test_an_emergency_is_no_wish_for_help(office: Office) -> None:
    chat = brought_to("policy_number", new_chat(office))
    assert "119" in chat.says("tolong ayah saya pingsan ga bangun bangun")


def test_outside_a_form_help_is_the_menu(office: Office) -> None:
    chat = new_chat(office)
    chat.says("butuh bantuan")
    menu = chat.titles
    chat.says("menu")
    assert chat.titles == menu


# --- digressions --------------------------------------------------------------------------------

DIGRESSIONS = (
    *("goodbye", "thank", "change_language", "bot_challenge", "forgot_password", "ask_username"),
    *("delete_my_data", "view_member_data", "check_benefits", "get_ecard", "activate_ecard"),
    *("file_claim", "check_claim_status", "add_claim_document", "cancel_claim"),
    *("ask_claim_requirements", "find_provider", "consult_doctor", "track_prescription"),
    *("view_events", "read_articles", "read_testimonials", "give_testimonial", "talk_to_agent"),
    *("contact_info", "file_complaint", "faq"),
)
"""Intents of the contract that are something else than an answer, in whichever form."""
FAQ_TOPICS = (
    *("cashless_vs_reimbursement", "claim_deadline", "claim_processing_time", "guarantee_letter"),
    *("lost_card", "add_dependent", "update_personal_data", "download_app", "data_privacy"),
    "buy_policy",
)
QUESTIONS = {
    "verification_form": "Berapa *nomor polis* Anda?",
    "identity_checked": "Maaf, data berikut belum cocok",
    "code_form": "Saya menunggu kode 6 digit",
}


@pytest.fixture(scope="module")
def interrupted(office: Office) -> dict[str, Chat]:
    """A chat in the middle of each form."""
    return {
        "verification_form": brought_to("policy_number", new_chat(office)),
        "identity_checked": mismatched(new_chat(office)),
        "code_form": awaiting_a_code(new_chat(office)),
    }


@pytest.mark.parametrize("intent", DIGRESSIONS)
@pytest.mark.parametrize("form", QUESTIONS)
def test_anything_else_is_answered_and_the_form_asks_again(
    interrupted: dict[str, Chat], form: str, intent: str
) -> None:
    chat = interrupted[form]
    chat.sends(intent)
    texts = [message["text"] for message in chat.last if message.get("text")]
    assert len(texts) == 2, texts  # the answer and the question
    assert QUESTIONS[form] not in texts[0]
    assert texts[1].startswith(QUESTIONS[form])


@pytest.mark.parametrize("topic", FAQ_TOPICS)
@pytest.mark.parametrize("form", QUESTIONS)
def test_a_general_question_is_answered_and_the_form_asks_again(
    interrupted: dict[str, Chat], form: str, topic: str
) -> None:
    chat = interrupted[form]
    chat.sends("faq", faq_topic=topic)
    texts = [message["text"] for message in chat.last if message.get("text")]
    assert len(texts) == 2, texts  # the answer and the question
    assert texts[1].startswith(QUESTIONS[form])


@pytest.mark.parametrize("intent", ["greet", "login", "register"])
@pytest.mark.parametrize("form", QUESTIONS)
def test_what_leads_to_the_form_itself_only_repeats_its_question(
    interrupted: dict[str, Chat], form: str, intent: str
) -> None:
    chat = interrupted[form]
    assert chat.sends(intent).startswith(QUESTIONS[form])
    assert chat.bubbles == 1


@pytest.mark.parametrize("intent", ["cancel", "show_menu", "medical_emergency"])
@pytest.mark.parametrize("place", ["policy_number", "identity_checked", "code_outcome"])
def test_what_leaves_a_form_is_answered_alone(office: Office, place: str, intent: str) -> None:
    chat = PLACES[place](new_chat(office))
    chat.sends(intent)
    assert chat.bubbles == 1
    assert all(question not in chat.last[-1]["text"] for question in QUESTIONS.values())
    assert "nomor polis" not in chat.says("nomor cs berapa")


@pytest.mark.parametrize("place", ["policy_number", "identity_checked", "code_outcome"])
def test_signing_out_ends_a_form(office: Office, place: str) -> None:
    chat = PLACES[place](new_chat(office))
    assert "keluar" in chat.sends("logout")
    assert chat.bubbles == 1


@pytest.mark.parametrize("form", QUESTIONS)
def test_a_written_question_is_no_answer_either(interrupted: dict[str, Chat], form: str) -> None:
    chat = interrupted[form]
    answer = chat.says("nomor telepon cs berapa ya?")
    assert "15000-37" in answer
    assert chat.last[-1]["text"].startswith(QUESTIONS[form])
