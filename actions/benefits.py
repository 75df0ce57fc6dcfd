"""``check_benefits``: what is covered, used and left, for whom the member may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.formats import day, percent, rupiah, title
from actions.participants import place_of, who_is_meant
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, remember
from actions.wishes import Wish, fulfilled, wish_of
from insurance.benefits import BenefitBalance, Benefits
from insurance.identity import Identity
from insurance.model import BenefitType, LimitScope, Member, Relation


class CheckBenefits(TurnAction):
    """Answers just what was asked: one benefit of one participant, or all of theirs."""

    action_name = "action_check_benefits"

    def __init__(self, texts: Texts, identity: Identity, benefits: Benefits) -> None:
        super().__init__(texts)
        self._identity = identity
        self._benefits = benefits

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; a question back when it is not clear for whom."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        visible = self._identity.visible_members(asking)
        wish = _with_topic(wish_of(turn), turn)
        kinds = _kinds(wish)
        kind = kinds[0] if len(kinds) == 1 else None
        meant = who_is_meant(wish, asking, visible)
        if len(meant) == 1:
            self._tell(turn, meant[0], kinds, visible)
        elif meant:
            turn.say("utter_which_participant", _choices(meant, visible, kind))
        else:
            relation = wish.entities.get("relation", Relation.SELF.value)
            turn.say("utter_no_such_participant", relation=turn.part(f"relation_{relation}"))
        topic = {"action": self.action_name, "benefit_type": kind.value if kind else None}
        return [*fulfilled(turn), *remember(topic=topic)]

    def _tell(
        self, turn: Turn, member: Member, kinds: Sequence[BenefitType], visible: Sequence[Member]
    ) -> None:
        kind = kinds[0] if len(kinds) == 1 else None
        found = self._benefits.balances(member, kind)
        balances = [each for each in found if each.benefit.benefit_type in kinds] or found
        whose = _whose(turn, member)
        place = place_of(member, visible)
        if balances and kind:
            _say_one(turn, balances[0], whose, place)
        elif balances:
            _say_all(turn, balances, whose, place, _others(member, visible))
        elif kind:
            benefit = turn.part(f"benefit_type_{kind.value}")
            turn.say("utter_not_covered", benefit=benefit.lower(), place=place, **whose)
        else:
            turn.say("utter_no_benefits", **whose)


def _with_topic(wish: Wish, turn: Turn) -> Wish:
    """ "Kalau istri saya?" is about the benefit that was asked for last."""
    topic = (turn.slots.get("topic") or {}).get("benefit_type")
    if turn.intent != "inform" or not topic or "benefit_type" in wish.entities:
        return wish
    return Wish({**wish.entities, "benefit_type": topic}, wish.text)


def _kinds(wish: Wish) -> Sequence[BenefitType]:
    """The benefits that were named: none, one, or several at once."""
    named = wish.repeated.get("benefit_type") or [wish.entities.get("benefit_type", "")]
    return [kind for each in named for kind in BenefitType if kind == each]


def _whose(turn: Turn, member: Member) -> dict[str, str]:
    relation = turn.part(f"relation_{member.relation.value}")
    return {"name": member.first_name, "relation": relation}


def _choices(
    meant: Sequence[Member], visible: Sequence[Member], kind: BenefitType | None
) -> list[Button]:
    named = {"benefit_type": kind.value} if kind else {}
    return [
        button(
            title(member.full_name),
            "check_benefits",
            participant=place_of(member, visible),
            **named,
        )
        for member in meant
    ]


def _others(member: Member, visible: Sequence[Member]) -> list[Button]:
    return _choices([each for each in visible if each != member], visible, None)


def _say_all(
    turn: Turn,
    balances: Sequence[BenefitBalance],
    whose: dict[str, str],
    place: str,
    others: list[Button],
) -> None:
    buttons = [
        button(
            title(_name(turn, balance)),
            "check_benefits",
            participant=place,
            benefit_type=balance.benefit.benefit_type.value,
        )
        for balance in balances
    ]
    lines = "\n".join(_line(turn, balance) for balance in balances)
    turn.say("utter_benefits", buttons + others, lines=lines, **_year(turn, balances[0]), **whose)


def _line(turn: Turn, balance: BenefitBalance) -> str:
    name = _name(turn, balance)
    if balance.limit is None or balance.left is None:
        return turn.part("benefit_line_as_charged", benefit=name)
    left, limit = rupiah(balance.left), rupiah(balance.limit)
    return turn.part("benefit_line", benefit=name, left=left, limit=limit)


def _say_one(turn: Turn, balance: BenefitBalance, whose: dict[str, str], place: str) -> None:
    values = {"benefit": _name(turn, balance), "lines": "\n".join(_details(turn, balance))}
    period = _year(turn, balance)
    if balance.left is None:
        turn.say("utter_benefit_as_charged", place=place, **values, **period, **whose)
        return
    turn.say("utter_benefit", left=rupiah(balance.left), place=place, **values, **period, **whose)


def _details(turn: Turn, balance: BenefitBalance) -> Iterator[str]:
    benefit = balance.benefit
    yield from _spent(turn, balance)
    if balance.in_process:
        yield turn.part("benefit_in_process", amount=rupiah(balance.in_process))
    if benefit.per_visit_limit is not None:
        yield turn.part("benefit_per_visit", amount=rupiah(benefit.per_visit_limit))
    if benefit.room_class:
        yield turn.part("benefit_room", room=benefit.room_class)
    if benefit.coverage_percent >= 100:  # noqa: PLR2004  # per cent
        yield turn.part("benefit_full")
    else:
        covered, own = f"{benefit.coverage_percent}%", f"{100 - benefit.coverage_percent}%"
        yield turn.part("benefit_shared", covered=covered, own=own)
    yield turn.part("benefit_cashless" if benefit.cashless else "benefit_reimbursed")


def _spent(turn: Turn, balance: BenefitBalance) -> Iterator[str]:
    if balance.limit is None or balance.left is None:
        yield turn.part("benefit_used_as_charged", amount=rupiah(balance.used))
        return
    family = balance.benefit.limit_scope is LimitScope.FAMILY
    yield turn.part(
        "benefit_limit_family" if family else "benefit_limit", amount=rupiah(balance.limit)
    )
    yield turn.part(
        "benefit_used",
        amount=rupiah(balance.used),
        used_percent=percent(balance.limit - balance.left, balance.limit),
        left_percent=percent(balance.left, balance.limit),
    )


def _name(turn: Turn, balance: BenefitBalance) -> str:
    benefit = balance.benefit
    return benefit.name_en if turn.language == "en" else benefit.name_id


def _year(turn: Turn, balance: BenefitBalance) -> dict[str, str]:
    return {
        "start": day(balance.year.start, turn.language),
        "end": day(balance.year.end, turn.language),
    }
