"""Who has an eCard, how it is activated, and what whoever scans it is told."""

from __future__ import annotations

from datetime import date

import pytest

from insurance.ecard_model import CardState, Verdict, Verified, masked_name
from insurance.errors import CardNotAvailable, NotYourParticipant
from insurance.fake_ecards import ADDRESSES
from insurance.model import PolicyStatus
from tests.insurance.card_world import BUDI, DEWI, SITI, CardWorld


@pytest.fixture
def world() -> CardWorld:
    return CardWorld()


def token_of(world: CardWorld) -> str:
    """What stands in the QR code of the picture painted last."""
    return world.painted[-1].address.rpartition("/")[2]


def test_a_card_that_the_insurer_made_active_is_valid(world):
    assert world.ecards.card(BUDI).state is CardState.VALID


def test_a_card_that_nobody_activated_is_inactive_and_shows_no_picture(world):
    assert world.ecards.card(SITI).state is CardState.INACTIVE
    with pytest.raises(CardNotAvailable) as refused:
        world.ecards.picture(SITI, "id", "chat")
    assert refused.value.state is CardState.INACTIVE
    assert world.files.added == []


def test_a_principal_activates_a_card_of_the_family(world):
    assert world.ecards.activate(BUDI, SITI, "chat", "m1").state is CardState.VALID
    assert world.ecards.card(SITI).state is CardState.VALID


def test_the_same_message_again_activates_nothing_twice(world):
    world.ecards.activate(BUDI, SITI, "chat", "m1")
    since = world.book.record("P-1-1")
    world.clock.advance(minutes=1)

    world.ecards.activate(BUDI, SITI, "chat", "m1")
    world.ecards.activate(BUDI, SITI, "chat", "m2")

    assert world.book.record("P-1-1") == since


def test_a_dependent_activates_their_own_card_and_nobody_elses(world):
    assert world.ecards.activate(SITI, SITI, "chat", "m1").state is CardState.VALID
    inactive = world.member(BUDI, card_active=False)
    with pytest.raises(NotYourParticipant):
        world.ecards.activate(SITI, inactive, "chat", "m2")


def test_nobody_activates_a_card_of_another_family(world):
    with pytest.raises(NotYourParticipant):
        world.ecards.activate(BUDI, DEWI, "chat", "m1")


def test_what_an_import_ended_is_not_activated_again_by_the_old_message(world):
    world.ecards.activate(BUDI, SITI, "chat", "m1")
    world.book.end_activation("P-1-1")

    with pytest.raises(CardNotAvailable):
        world.ecards.activate(BUDI, SITI, "chat", "m1")
    assert world.ecards.activate(BUDI, SITI, "chat", "m2").state is CardState.VALID


@pytest.mark.parametrize(
    ("policy", "member", "state"),
    [
        ({"status": PolicyStatus.LAPSED}, {}, CardState.LAPSED),
        ({"end_date": date(2026, 6, 30)}, {}, CardState.EXPIRED),
        ({"end_date": date(2026, 7, 1)}, {}, CardState.VALID),
        ({}, {"end_date": date(2026, 6, 30)}, CardState.EXPIRED),
        ({"start_date": date(2026, 7, 2)}, {}, CardState.NOT_YET),
        ({}, {"start_date": date(2026, 7, 2)}, CardState.NOT_YET),
        ({}, {"policy_number": "GONE"}, CardState.LAPSED),
    ],
)
def test_there_is_no_card_without_cover_in_force(world, policy, member, state):
    world.policy(**policy)
    budi = world.member(BUDI, **member)

    assert world.ecards.card(budi).state is state
    if state is not CardState.VALID:
        with pytest.raises(CardNotAvailable):
            world.ecards.picture(budi, "id", "chat")
        with pytest.raises(CardNotAvailable):
            world.ecards.activate(budi, budi, "chat", "m1")


def test_a_suspended_card_is_neither_shown_nor_activated_until_it_is_resumed(world):
    world.book.suspend("P-1")
    assert world.ecards.card(BUDI).state is CardState.SUSPENDED
    with pytest.raises(CardNotAvailable):
        world.ecards.activate(BUDI, BUDI, "chat", "m1")

    world.book.suspend("P-1", is_suspended=False)
    assert world.ecards.picture(BUDI, "id", "chat").media_id == "file1"


def test_a_card_is_valid_for_the_shorter_of_policy_and_membership(world):
    world.policy(start_date=date(2026, 2, 1), end_date=date(2027, 1, 31))
    card = world.ecards.card(world.member(BUDI, end_date=date(2029, 1, 1)))

    assert (card.valid_from, card.valid_until) == (date(2026, 2, 1), date(2027, 1, 31))


def test_a_picture_is_a_file_of_the_conversation_that_asked(world):
    picture = world.ecards.picture(BUDI, "id", "chat")

    assert (picture.content_type, picture.file_name) == ("image/png", "eCard.png")
    assert world.files.added == [("chat", b"picture 1", "image/png", "eCard.png")]


def test_a_card_is_painted_once_for_each_language_until_its_data_change(world):
    for _ in range(3):
        world.ecards.picture(BUDI, "id", "chat")
    world.ecards.picture(BUDI, "en", "other")
    assert len(world.painted) == 2

    world.ecards.picture(world.member(BUDI, full_name="Budi S."), "id", "chat")
    world.policy(company="PT Lain")
    world.ecards.picture(BUDI, "id", "chat")
    world.book.renew("P-1")
    world.ecards.picture(BUDI, "id", "chat")
    assert len(world.painted) == 5


def test_no_address_names_a_member(world):
    world.ecards.picture(BUDI, "id", "chat")

    address = world.painted[0].address
    assert address.startswith("http://127.0.0.1:8000/verify/")
    assert not any(secret in address for secret in ("P-1", "GN-1", "Budi", "1000200030004000"))


def test_who_scans_a_valid_card_learns_masked_name_plan_and_period_and_no_more(world):
    world.ecards.picture(BUDI, "id", "chat")

    assert world.ecards.verify(token_of(world)) == Verified(
        Verdict.VALID, "Bu** Sa*****", "Gold", date(2026, 1, 1), date(2028, 12, 31)
    )


@pytest.mark.parametrize(
    ("policy", "member", "verdict"),
    [
        ({}, {"card_active": False}, Verdict.SUSPENDED),
        ({"end_date": date(2026, 6, 30)}, {}, Verdict.EXPIRED),
        ({"status": PolicyStatus.LAPSED}, {}, Verdict.EXPIRED),
        ({"start_date": date(2026, 7, 2)}, {}, Verdict.NOT_YET),
    ],
)
def test_a_picture_that_is_about_says_how_the_card_stands_now(world, policy, member, verdict):
    world.ecards.picture(BUDI, "id", "chat")
    world.policy(**policy)
    world.member(BUDI, **member)

    assert world.ecards.verify(token_of(world)).verdict is verdict


def test_of_a_lapsed_policy_no_day_ahead_is_told(world):
    world.ecards.picture(BUDI, "id", "chat")
    world.policy(status=PolicyStatus.LAPSED)

    assert world.ecards.verify(token_of(world)).valid_until is None


def test_a_suspended_card_says_so(world):
    world.ecards.picture(BUDI, "id", "chat")
    world.book.suspend("P-1")

    assert world.ecards.verify(token_of(world)).verdict is Verdict.SUSPENDED


def test_a_card_that_was_renewed_does_not_verify_by_its_old_address(world):
    world.ecards.picture(BUDI, "id", "chat")
    old = token_of(world)
    world.book.renew("P-1")
    world.ecards.picture(BUDI, "id", "chat")

    assert world.ecards.verify(old) == Verified(Verdict.REPLACED)
    assert world.ecards.verify(token_of(world)).verdict is Verdict.VALID


def test_an_address_that_is_not_ours_tells_nothing(world):
    world.ecards.picture(BUDI, "id", "chat")
    good = token_of(world)
    forged = ADDRESSES.url("card-for-tests-99999").rpartition("/")[2]

    for token in ("", ".", "x", good[:-1], good + "A", good.swapcase(), "é" * 60, "P-1"):
        assert world.ecards.verify(token) == Verified(Verdict.UNKNOWN)
    assert world.ecards.verify(forged) == Verified(Verdict.REPLACED)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Budi Santoso", "Bu** Sa*****"),
        ("I Wayan Sudarma", "I Wa*** Su*****"),
        ("Bo", "B*"),
        ("Ayu Q", "A** Q"),
        ("", ""),
    ],
)
def test_a_masked_name_is_known_to_its_owner_only(name, masked):
    assert masked_name(name) == masked
