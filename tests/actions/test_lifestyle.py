"""Events, articles and testimonials, action by action, over what is in memory."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.articles import ReadArticles
from actions.event_words import EventWish, event_wish
from actions.events import CancelEvent, EventDetails, RegisterEvent, ViewEvents, when
from actions.testimonial_words import stars_in, story_in
from actions.turn import Event, TurnAction
from insurance.articles import Article
from insurance.events import Talk, Talks
from insurance.fake_lifestyle import FakeArticleShelf, FakeTalkBook
from insurance.fakes import NOON, FakeClock
from tests.actions.speaking import TEXTS


def talk(code: str, title: str = "", hours: float = 48, **about: Any) -> Talk:
    """One that begins in so many hours and lasts for one."""
    starts = NOON + timedelta(hours=hours)
    return Talk(
        code=code,
        title_id=title or f"Acara {code}",
        title_en=title or f"Event {code}",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        speaker=about.pop("speaker", ""),
        url=about.pop("url", ""),
        **about,
    )


class NoCalendar:
    """The store is away."""

    def attachment(self, talk: Talk, language: str, conversation_id: str) -> None:
        return None

    def address(self, talk: Talk, language: str) -> str:
        return f"https://iclick.example/events/{talk.code}.{language}.ics"


def told(
    action: TurnAction,
    intent: str,
    text: str = "",
    *,
    channel: str = "telegram",
    slots: dict[str, Any] | None = None,
    **entities: str,
) -> tuple[str, list[str], list[Event]]:
    """What is said, the buttons under it, and what is remembered."""
    latest = {
        "intent": {"name": intent},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "text": text or f"[{intent}]",
        "metadata": {"inbound_id": "m1", "channel": channel},
    }
    tracker = Tracker("c", {"language": "id", **(slots or {})}, latest, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    said, buttons = message.get("text"), list(message["buttons"])
    if message.get("response"):
        values = {key: value for key, value in message.items() if isinstance(value, str)}
        said = TEXTS.text(message["response"], "id", **values)
        buttons = [*TEXTS.buttons(message["response"], "id"), *buttons]
    return str(said), [each["title"] for each in buttons], events


def talks(*known: Talk) -> Talks:
    return Talks(FakeTalkBook(*known), FakeClock())


def test_four_are_shown_at_once_and_the_rest_by_a_button() -> None:
    action = ViewEvents(TEXTS, talks(*(talk(f"E{n}", hours=n) for n in range(1, 7))))

    said, titles, _ = told(action, "view_events")
    assert ("Acara E4" in said, "Acara E5" in said) == (True, False)
    assert titles == [*(f"{n}. Acara E{n}" for n in range(1, 5)), "Berikutnya", "Menu utama"]

    said, titles, _ = told(action, "view_events", skip="4")
    assert ("Acara E4" in said, "Acara E5" in said) == (False, True)
    assert titles == ["1. Acara E5", "2. Acara E6", "Menu utama"]


@pytest.mark.parametrize("skip", ["99", "-1", "abc", ""])
def test_a_button_that_has_grown_old_shows_the_first(skip: str) -> None:
    said, _, _ = told(ViewEvents(TEXTS, talks(talk("E1"))), "view_events", skip=skip)
    assert "Acara E1" in said


def test_nothing_to_come_leads_to_the_articles() -> None:
    said, titles, _ = told(ViewEvents(TEXTS, talks(talk("E1", hours=-3))), "view_events")
    assert "Belum ada acara baru" in said
    assert titles == ["Artikel kesehatan", "Menu utama"]


def test_titles_stand_in_full_with_a_number_for_channels_that_cut_them() -> None:
    long = "Cara menjaga kesehatan jantung"
    known = (talk("E1", f"GenTalks: {long} satu"), talk("E2", f"GenTalks: {long} dua", 50))
    _, titles, _ = told(ViewEvents(TEXTS, talks(*known)), "view_events")
    assert titles[:2] == [f"1. {long} satu", f"2. {long} dua"]


def test_hours_are_written_in_jakartas_time_and_over_midnight_only_the_beginning() -> None:
    assert when(talk("E1"), "id") == "Jumat, 3 Juli 2026, 12.00–13.00 WIB"
    assert when(talk("E1", hours=11.5), "en") == "Wednesday, 1 July 2026, 23.30 WIB"


def test_while_the_store_is_away_the_date_comes_as_a_link() -> None:
    action = RegisterEvent(TEXTS, talks(talk("E1")), NoCalendar())
    said, titles, _ = told(action, "register_event", event="E1")
    assert "Simpan ke kalender: https://iclick.example/events/E1.id.ics" in said
    assert titles == ["Batalkan pendaftaran", "Acara lainnya", "Menu utama"]


@pytest.mark.parametrize(
    ("hours", "promised"),
    [(48, "sehari dan satu jam"), (5, "chat ini satu jam"), (0.5, "segera dimulai")],
)
def test_only_reminders_that_are_still_to_come_are_promised(hours: float, promised: str) -> None:
    known = talks(talk("E1", hours=hours))
    said, _, _ = told(RegisterEvent(TEXTS, known, NoCalendar()), "register_event", event="E1")
    assert promised in said
    said, _, _ = told(EventDetails(TEXTS, known), "event_details", event="E1")
    assert promised in said


def test_who_names_an_event_that_they_do_not_come_to_is_shown_those_they_do() -> None:
    known = talks(talk("E1", "Yoga Pagi"), talk("E2", "Jantung Sehat"))
    known.register("E2", "c", "m0")
    said, titles, _ = told(ViewEvents(TEXTS, known), "view_events", "batal ikut yoga pagi")
    assert ("*Jantung Sehat*" in said, titles[0]) == (True, "Batalkan pendaftaran")


def test_what_is_over_is_not_cancelled_but_told_of() -> None:
    over = CancelEvent(TEXTS, talks(talk("E1", hours=-3)))
    said, titles, _ = told(over, "cancel_event", event="E1")
    assert "sudah selesai" in said
    assert titles == ["Acara lainnya", "Menu utama"]


def test_after_the_details_of_what_one_can_come_to_a_yes_counts() -> None:
    events = told(EventDetails(TEXTS, talks(talk("E1"))), "event_details", event="E1")[2]
    assert events[0]["value"] == {"action": "action_view_events", "event": "E1"}

    full = talks(talk("E1", capacity=0))
    events = told(EventDetails(TEXTS, full), "event_details", event="E1")[2]
    assert events[0]["value"] == {"action": "action_view_events"}


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("batal ikut webinar", EventWish.CANCEL),
        ("aku ga jadi ikut gentalks", EventWish.CANCEL),
        ("cancel my registration", EventWish.CANCEL),
        ("I can't make it to the webinar", EventWish.CANCEL),
        ("acara saya", EventWish.MINE),
        ("my events", EventWish.MINE),
        ("aku udah daftar gentalks belum ya", EventWish.MINE),
        ("ada webinar apa bulan ini", EventWish.LOOK),
        ("mau daftar gentalks jantung", EventWish.LOOK),
    ],
)
def test_what_is_wanted_of_events(text: str, wish: EventWish) -> None:
    assert event_wish(text) is wish


ARTICLES = FakeArticleShelf(
    *(
        Article(
            code=f"A{number}",
            title_id=title,
            title_en=english,
            summary_id="Ringkasan " + "panjang sekali " * 20,
            summary_en="A summary",
            url=f"https://artikel.contoh.example/{number}",
            published_on=date(2026, 6, 30 - number),
        )
        for number, (title, english) in enumerate(
            [
                ("Menjaga Gula Darah", "Blood Sugar"),
                ("Tidur Nyenyak", "Sleeping Well"),
                ("Jantung Sehat", "A Healthy Heart"),
                ("Diabetes dan Puasa", "Diabetes and Fasting"),
                ("Gigi Anak", "Children's Teeth"),
            ]
        )
    )
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("artikel diabetes", ["Menjaga Gula Darah", "Diabetes dan Puasa"]),
        ("artikel diabets dong", ["Menjaga Gula Darah", "Diabetes dan Puasa"]),
        ("tips tidur", ["Tidur Nyenyak"]),
        ("article about heart disease", ["Jantung Sehat"]),
        ("artikel kesehatan terbaru", ["Menjaga Gula Darah", "Tidur Nyenyak", "Jantung Sehat"]),
        ("mau baca artikel", ["Menjaga Gula Darah", "Tidur Nyenyak", "Jantung Sehat"]),
    ],
)
def test_articles_are_found_by_what_the_words_name(text: str, titles: list[str]) -> None:
    said, _, _ = told(ReadArticles(TEXTS, ARTICLES), "read_articles", text)
    every = [one.title_id for one in ARTICLES.newest()]
    assert sorted(title for title in every if f"*{title}*" in said) == sorted(titles)
    assert len(said) <= 700


def test_others_follow_in_words_and_by_button() -> None:
    action = ReadArticles(TEXTS, ARTICLES)
    events = told(action, "read_articles", "artikel terbaru")[2]
    topic = {"topic": events[0]["value"]}
    for text, entities in (("artikel yang lain", {}), ("", {"skip": "3"})):
        said, titles, _ = told(action, "read_articles", text, slots=topic, **entities)
        assert ("Gigi Anak" in said, "Jantung Sehat" in said) == (True, False)
        assert "Artikel lainnya" not in titles


def test_a_topic_of_which_there_is_nothing_is_said_and_the_newest_are_shown() -> None:
    said, _, _ = told(ReadArticles(TEXTS, ARTICLES), "read_articles", "artikel " + "katarak " * 60)
    assert said.startswith("Kami belum punya artikel tentang katarak")
    assert "Menjaga Gula Darah" in said
    assert len(said) <= 700


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("kasih bintang 5", 5),
        ("bintang lima dong", 5),
        ("4 stars", 4),
        ("⭐⭐⭐", 3),
        ("rating 2", 2),
        ("3/5", 3),
        ("bintang 9", None),
        ("kasih testimoni", None),
        ("5", None),
    ],
)
def test_stars_are_read_from_words(text: str, stars: int | None) -> None:
    assert stars_in(text) == stars


@pytest.mark.parametrize(("text", "stars"), [("5", 5), ("empat deh", 4), ("0", None), ("6", None)])
def test_where_stars_are_asked_for_a_bare_number_counts(text: str, stars: int | None) -> None:
    assert stars_in(text, is_asked=True) == stars


def test_what_stands_behind_a_colon_is_the_story() -> None:
    assert story_in("bintang 5: petugasnya ramah sekali") == "petugasnya ramah sekali"
    assert story_in("mau kasih testimoni: ya") == ""
