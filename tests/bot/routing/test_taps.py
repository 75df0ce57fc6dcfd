"""Taps and picks: obeyed once, and no old button is left to lure."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot.fakes import inbound
from bot.messages import Channel, InboundKind, Language
from bot.texts import Texts
from storage.tables import ChoiceRow, OutboxRow

SAID = Texts.load()
MENU = [
    {
        "text": "Mau apa?",
        "buttons": [
            {"title": "Cek manfaat", "payload": "/check_benefits"},
            {"title": "Cek klaim", "payload": "/check_claim_status"},
        ],
    }
]
OTHER_MENU = [{"text": "Siapa?", "buttons": [{"title": "Saya", "payload": "/inform"}]}]


async def menu(world, **changes):
    """The member is shown the menu; its message's id and its buttons' tokens."""
    world.rasa.answers["menu"] = MENU
    sender = world.whatsapp if changes.get("channel") is Channel.WHATSAPP else world.telegram
    await world.say("menu", **changes)
    _, draft, outbox_id = sender.sent[-1]
    return f"SM{outbox_id}", [token for _, token in draft.buttons]


def tap(token, ref, **changes):
    values = {"choice_token": token, "tapped_ref": ref, "message_ref": None, **changes}
    return inbound("", kind=InboundKind.CHOICE, **values)


def closes(world):
    return [(d.close_ref, d.text) for _, d, _ in world.telegram.sent if d.close_ref]


async def test_a_tapped_menu_loses_its_buttons_before_the_answer_comes(world):
    ref, (_, claims) = await menu(world)
    await world.receive(tap(claims, ref))
    await world.settled()
    assert closes(world) == [(ref, "Mau apa? > Cek klaim")]
    assert world.telegram.texts()[-2:] == ["Mau apa? > Cek klaim", "re: /check_claim_status"]


async def test_a_menu_that_was_answered_in_writing_loses_its_buttons_too(world):
    ref, _ = await menu(world)
    await world.say("yang pertama")
    assert closes(world) == [(ref, "Mau apa? > Cek manfaat")]


async def test_on_whatsapp_nothing_that_was_sent_can_be_changed(world):
    whatsapp = {"channel": Channel.WHATSAPP}
    ref, (benefits, _) = await menu(world, **whatsapp)
    await world.receive(tap(benefits, ref, **whatsapp))
    await world.settled()
    assert world.whatsapp.texts() == ["Mau apa?", "re: /check_benefits"]


async def test_of_two_taps_at_once_the_first_counts(world):
    ref, (benefits, claims) = await menu(world)
    await world.receive(tap(benefits, ref))
    world.clock.advance(seconds=1.9)
    await world.receive(tap(claims, ref))
    await world.settled()
    assert world.rasa.said() == ["menu", "/check_benefits"]
    assert [row.state for row in world.inbox_rows()] == ["done"] * 3
    assert len(closes(world)) == 1


async def test_two_taps_at_once_that_are_looked_at_much_later_count_once_too(world):
    ref, (benefits, _) = await menu(world)
    world.rasa.is_down = True
    for _ in range(2):
        await world.receive(tap(benefits, ref))
    await world.settled()
    world.clock.advance(seconds=30)
    world.rasa.is_down = False
    await world.until(lambda: {row.state for row in world.inbox_rows()} == {"done"})
    assert world.rasa.said() == ["menu", "/check_benefits"]


async def test_a_later_tap_on_the_same_menu_is_answered(world):
    ref, (benefits, claims) = await menu(world)
    await world.receive(tap(benefits, ref))
    await world.settled()
    world.clock.advance(seconds=2.1)
    await world.receive(tap(claims, ref))
    await world.settled()
    assert world.rasa.said() == ["menu", "/check_benefits", "/check_claim_status"]


async def test_a_tap_on_another_menu_is_no_second_tap(world):
    ref, (benefits, _) = await menu(world)
    other_ref, (_, claims) = await menu(world)
    await world.receive(tap(benefits, ref))
    await world.receive(tap(claims, other_ref))
    await world.settled()
    assert world.rasa.said()[2:] == ["/check_benefits", "/check_claim_status"]


async def test_a_year_old_button_is_answered_and_taken_away(world):
    ref, (benefits, _) = await menu(world)
    with world.db.transaction() as session:  # as the daily purge leaves it
        session.execute(delete(ChoiceRow))
        session.execute(update(OutboxRow).values(content=None))
    world.clock.advance(days=365)
    await world.receive(tap(benefits, ref))
    await world.settled()
    assert closes(world) == [(ref, " > -")]
    assert world.telegram.texts()[-1] == SAID.say("unknown_button", Language.INDONESIAN).text


async def test_a_button_of_a_message_that_we_know_nothing_of_is_taken_away(world):
    await world.receive(tap("guess", "4711"))
    await world.settled()
    assert closes(world) == [("4711", " > -")]
    assert world.rasa.asked == []


async def test_a_button_without_a_message_is_answered_all_the_same(world):
    await world.receive(tap("guess", None))
    await world.settled()
    assert closes(world) == []
    assert world.telegram.texts() == [SAID.say("unknown_button", Language.INDONESIAN).text]


async def test_a_button_of_another_chat_closes_nothing_there(world):
    ref, (benefits, _) = await menu(world)
    await world.receive(tap(benefits, ref, address="8"))
    await world.settled()
    assert [to for to, draft, _ in world.telegram.sent if draft.close_ref] == ["8"]
    assert closes(world) == [(ref, " > -")]  # nothing of the other chat's text


async def test_a_number_in_reply_to_an_earlier_menu_picks_from_that_menu(world):
    ref, _ = await menu(world)
    world.rasa.answers["siapa"] = OTHER_MENU
    await world.say("siapa")
    await world.say("1", reply_to=ref)
    assert world.rasa.said() == ["menu", "siapa", "/check_benefits"]
    assert closes(world) == [(ref, "Mau apa? > Cek manfaat")]


async def test_a_number_in_reply_to_anything_else_picks_from_the_last_menu(world):
    await menu(world)
    await world.say("2", reply_to="4711")
    await world.say("2", address="8", reply_to="4711")
    assert world.rasa.said() == ["menu", "/check_claim_status", "2"]


async def test_a_menu_whose_answer_failed_keeps_its_buttons(world):
    ref, (benefits, _) = await menu(world)
    world.rasa.failures = [500, 500, 500]
    await world.receive(tap(benefits, ref))
    await world.as_time_passes(lambda: len(world.telegram.sent) == 2)
    assert closes(world) == []
