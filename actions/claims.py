"""``check_claim_status``: the latest claims, or one with its history and what can be done now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from actions.claim_words import (
    benefit_in_words,
    claim_lines,
    names_of,
    say_not_found,
    status_in_words,
)
from actions.formats import day, day_of, rupiah
from actions.participants import who_is_meant
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, remember
from actions.wishes import Wish, fulfilled, wish_of
from insurance.claim_filing import ClaimFiling
from insurance.claims import NEED_AMOUNT, UNDECIDED, ClaimDetail, Claims
from insurance.errors import ClaimNotFound
from insurance.identity import Identity
from insurance.model import Claim, ClaimEvent, ClaimStatus, Member
from insurance.ports import NewsChoices

STEPS_SHOWN = 6
"""Steps of a claim's life that are shown; the oldest are left out."""
REJECTED = re.compile(r"\b(?:di ?tolak\w*|penolakan|reject(?:ed|ion)?|declined|denied|refused)\b")
REASON_SHOWN = 60
"""Characters of an earlier step's reason; the latest is told in full."""


class CheckClaimStatus(TurnAction):
    """Asks for no number: shows the latest claims, of which one can be chosen."""

    action_name = "action_check_claim_status"

    def __init__(
        self,
        texts: Texts,
        identity: Identity,
        claims: Claims,
        filing: ClaimFiling,
        news_choices: NewsChoices,
    ) -> None:
        """``filing`` knows of a claim that was begun and not sent yet."""
        super().__init__(texts)
        self._identity = identity
        self._claims = claims
        self._filing = filing
        self._news_choices = news_choices

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; somebody else's claim is not found."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        visible = self._identity.visible_members(asking)
        wish = wish_of(turn)
        number = wish.entities.get("claim_number") or self._the_rejected_one(wish, visible)
        if number:
            self._tell_one(turn, asking, visible, number)
        else:
            self._tell_latest(turn, asking, visible, _whose_claims(wish, asking, visible))
        return [*fulfilled(turn), *remember(topic={"action": self.action_name})]

    def _the_rejected_one(self, wish: Wish, visible: Sequence[Member]) -> str | None:
        """Whoever asks why a claim was rejected means the only one that was."""
        if not REJECTED.search(wish.text.casefold()):
            return None
        latest = self._claims.latest(visible)
        rejected = [one.claim_number for one in latest if one.status is ClaimStatus.REJECTED]
        return rejected[0] if len(rejected) == 1 else None

    def _tell_one(self, turn: Turn, asking: Member, visible: Sequence[Member], number: str) -> None:
        try:
            detail = self._claims.detail(visible, number)
        except ClaimNotFound:
            say_not_found(turn, number)
            return
        claim = detail.claim
        wants_news = self._news_choices.wants_claim_news(asking.participant_number)
        turn.say(
            "utter_claim",
            [*what_can_be_done(turn, claim), news_button(turn, wants_news=wants_news)],
            claim_number=claim.claim_number,
            status=status_in_words(turn, claim.status),
            lines="\n".join(_facts(turn, claim, visible)),
            history="\n".join(_steps(turn, detail)),
            next=turn.part(f"claim_next_{claim.status.value}"),
        )

    def _tell_latest(
        self, turn: Turn, asking: Member, visible: Sequence[Member], whose: Sequence[Member]
    ) -> None:
        claims = self._claims.latest(whose)
        draft = self._filing.draft(asking, turn.inbound_id)
        go_on = [button(turn.part("continue_claim"), "file_claim")] if draft else []
        begun = turn.part("claim_draft_waits") + "\n\n" if draft else ""
        if not claims:
            turn.say("utter_no_claims", go_on, begun=begun)
            return
        choices = [_choice(claim) for claim in claims]
        lines = claim_lines(turn, claims, visible)
        turn.say("utter_claims", [*choices, *go_on], begun=begun, lines=lines)


def what_can_be_done(turn: Turn, claim: Claim) -> list[Button]:
    """The buttons under a claim, what is most likely wanted first."""
    number, buttons = claim.claim_number, list[Button]()
    if claim.status is ClaimStatus.REJECTED:
        buttons.append(button(turn.part("intent_talk_to_agent"), "talk_to_agent"))
    if claim.status in UNDECIDED:
        adding = "send" if claim.status is ClaimStatus.PENDING_DOCUMENTS else "add"
        title = turn.part(f"{adding}_documents")
        buttons += [
            button(title, "add_claim_document", claim_number=number),
            button(turn.part("cancel_claim"), "cancel_claim", claim_number=number),
        ]
    if claim.status is ClaimStatus.PAID:
        buttons.append(button(turn.part("intent_check_benefits"), "check_benefits"))
    if claim.status is ClaimStatus.CANCELLED:
        buttons.append(button(turn.part("intent_file_claim"), "file_claim"))
    latest = button(turn.part("latest_claims"), "check_claim_status")
    return [*buttons, latest, button(turn.part("intent_show_menu"), "show_menu")]


def news_button(turn: Turn, *, wants_news: bool) -> Button:
    """To hear no more of claims without having asked, or to hear of them again."""
    wanted = "off" if wants_news else "on"
    return button(turn.part(f"claim_news_{wanted}"), "set_claim_news", claim_news=wanted)


def _whose_claims(wish: Wish, asking: Member, visible: Sequence[Member]) -> Sequence[Member]:
    """The whole family's, unless somebody else in it is named: "klaim saya" are all I sent in."""
    meant = who_is_meant(wish, asking, visible)
    return visible if list(meant) == [asking] else meant


def _choice(claim: Claim) -> Button:
    return button(claim.claim_number, "check_claim_status", claim_number=claim.claim_number)


def _facts(turn: Turn, claim: Claim, visible: Sequence[Member]) -> Iterator[str]:
    yield turn.part(
        "claim_facts",
        name=names_of(visible)[claim.participant_number],
        benefit=benefit_in_words(turn, claim.benefit_type),
        treated=day(claim.treatment_date, turn.language),
        provider=claim.provider_name,
        amount=rupiah(claim.amount_claimed),
    )
    if claim.amount_approved is not None and claim.status in NEED_AMOUNT:
        yield turn.part("claim_approved_amount", amount=rupiah(claim.amount_approved))
    if claim.status_reason:
        part = "why_rejected" if claim.status is ClaimStatus.REJECTED else "reason"
        yield turn.part(f"claim_{part}", reason=claim.status_reason)
    if claim.documents:
        yield turn.part("claim_documents", documents=", ".join(claim.documents))


def _steps(turn: Turn, detail: ClaimDetail) -> Iterator[str]:
    """The timeline; what the latest step says stands above it already."""
    steps = _history(detail)[-STEPS_SHOWN:]
    for event in steps[:-1]:
        yield _step(turn, event, event.reason)
    yield _step(turn, steps[-1], "")


def _history(detail: ClaimDetail) -> Sequence[ClaimEvent]:
    """The steps; of a claim that came with none, or not with the first, what the claim says."""
    claim, steps = detail.claim, list(detail.history)
    if not steps and claim.status is not ClaimStatus.SUBMITTED:
        steps = [ClaimEvent(claim.claim_number, claim.status, "", claim.updated_at)]
    if not steps or steps[0].status is not ClaimStatus.SUBMITTED:
        begun = ClaimEvent(claim.claim_number, ClaimStatus.SUBMITTED, "", claim.submitted_at)
        steps = [begun, *steps]
    return steps


def _step(turn: Turn, event: ClaimEvent, reason: str) -> str:
    told = {"at": day_of(event.at, turn.language), "status": status_in_words(turn, event.status)}
    if event.amount_approved is not None:
        told["status"] += f", {rupiah(event.amount_approved)}"
    if reason:
        return turn.part("claim_event_reason", **told, reason=_shortened(reason))
    return turn.part("claim_event", **told)


def _shortened(reason: str) -> str:
    if len(reason) <= REASON_SHOWN:
        return reason
    return reason[:REASON_SHOWN].rpartition(" ")[0].rstrip(" ,.;") + " …"
