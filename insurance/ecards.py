"""eCards: who has one, how it is activated, its picture, and what its QR code is answered.

A card is active when the insurer's file says so (``card_active``) or when the member activated it
here; an import that turns ``card_active`` from true to false ends an activation made here. Without
cover in force there is no card, active or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from insurance.cards.contents import CardContents, contents_of
from insurance.ecard_addresses import CardAddresses
from insurance.ecard_model import (
    VERDICTS,
    CardPicture,
    CardRecord,
    CardState,
    ECard,
    Verdict,
    Verified,
    masked_name,
    state_of,
)
from insurance.errors import CardNotAvailable, NotYourParticipant
from insurance.model import Member
from insurance.periods import today
from insurance.ports import Clock, CoreSystem

CONTENT_TYPE = "image/png"
FILE_NAME = "eCard.png"

Paint = Callable[[CardContents], bytes]


class CardBook(Protocol):
    """The cards' own data: ``storage.ecards`` keeps them."""

    def record(self, participant_number: str) -> CardRecord | None:
        """What is known of the participant's card; None when nothing is yet."""

    def issued(self, participant_number: str) -> CardRecord:
        """The same; a card that is new gets its random id."""

    def of_card(self, card_id: str) -> CardRecord | None:
        """Whose card has this id now; None for one that no card has (any more)."""

    def activate(
        self, participant_number: str, by: str, conversation_id: str, inbound_id: str
    ) -> bool:
        """Activate it, with its audit, as one; False, and nothing written, when it is active here
        already or this message has activated it before."""


class CardPictures(Protocol):
    """Pictures that were painted already."""

    def kept(
        self, participant_number: str, language: str, content: str, paint: Callable[[], bytes]
    ) -> bytes:
        """The picture that shows ``content``: as kept, or painted now and kept from now on."""


class FilesOfOurs(Protocol):
    """Where a file lies that is sent to a conversation: ``storage.own_files``."""

    def add(self, conversation_id: str, content: bytes, content_type: str, file_name: str) -> str:
        """Keep it for a day; returns its media id."""


def paint_card(contents: CardContents) -> bytes:
    """The card as a PNG, front above back, 300 dots an inch, at most 500 KB."""
    # Only here: whoever shows no card need not carry what draws one.
    from insurance.cards.painting import painted  # noqa: PLC0415

    return painted(contents)


class ECards:
    """Answers for participants whom the caller may show: see ``Identity.visible_members``."""

    def __init__(
        self,
        core: CoreSystem,
        book: CardBook,
        *,
        pictures: CardPictures,
        files: FilesOfOurs,
        addresses: CardAddresses,
        clock: Clock,
        paint: Paint = paint_card,
    ) -> None:
        """``pictures`` and ``files`` are asked by ``picture`` alone."""
        self._core = core
        self._book = book
        self._pictures = pictures
        self._files = files
        self._addresses = addresses
        self._clock = clock
        self._paint = paint

    def card(self, member: Member, on: date | None = None) -> ECard:
        """The participant's card as it stands on that day, which is today unless told otherwise."""
        policy = self._core.policy(member.policy_number)
        record = self._book.record(member.participant_number)
        ends = (policy.end_date, member.end_date) if policy else (member.end_date,)
        starts = (policy.start_date, member.start_date) if policy else (member.start_date,)
        return ECard(
            member,
            state_of(member, policy, record, on or today(self._clock)),
            policy,
            tuple(self._core.benefits(member.policy_number, member.plan_code)),
            valid_from=max(starts),
            valid_until=min(ends),
        )

    def activate(
        self, asker: Member, member: Member, conversation_id: str, inbound_id: str
    ) -> ECard:
        """The participant's card, active from now on: ``asker`` has consented in this message.

        Once: the same message again, or a card that is active already, changes nothing. Raises
        NotYourParticipant, and CardNotAvailable where there is no cover or it is suspended.
        """
        if not _may_act(asker, member):
            raise NotYourParticipant
        if self.card(member).state is CardState.INACTIVE:
            self._book.activate(
                member.participant_number, asker.participant_number, conversation_id, inbound_id
            )
        return self._valid(member)

    def picture(self, member: Member, language: str, conversation_id: str) -> CardPicture:
        """The participant's card as a picture for this conversation, kept there for a day.

        Painted once until what it shows changes. Raises CardNotAvailable unless it is valid.
        """
        card = self._valid(member)
        number = member.participant_number
        address = self._addresses.url(self._book.issued(number).card_id)
        contents = contents_of(card, address, language)
        content = self._pictures.kept(
            number, language, contents.fingerprint, lambda: self._paint(contents)
        )
        media_id = self._files.add(conversation_id, content, CONTENT_TYPE, FILE_NAME)
        return CardPicture(media_id, CONTENT_TYPE, FILE_NAME)

    def verify(self, token: str) -> Verified:
        """What the last part of a QR code's address is answered; whatever it is, never an error."""
        card_id = self._addresses.card_id(token)
        if card_id is None:
            return Verified(Verdict.UNKNOWN)
        record = self._book.of_card(card_id)
        member = self._core.member(record.participant_number) if record else None
        if member is None:
            return Verified(Verdict.REPLACED)
        card = self.card(member)
        # A lapsed policy's last day may be ahead, and would read like a promise.
        is_period_true = card.state is not CardState.LAPSED
        return Verified(
            VERDICTS[card.state],
            masked_name(member.full_name),
            card.plan_name,
            card.valid_from if is_period_true else None,
            card.valid_until if is_period_true else None,
        )

    def _valid(self, member: Member) -> ECard:
        card = self.card(member)
        if card.state is not CardState.VALID:
            raise CardNotAvailable(card.state)
        return card


def _may_act(asker: Member, member: Member) -> bool:
    if asker.participant_number == member.participant_number:
        return True
    return asker.is_principal and (member.principal_participant_number == asker.participant_number)
