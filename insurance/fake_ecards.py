"""eCards in memory, for tests of whoever asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from insurance.ecard_addresses import CardAddresses
from insurance.ecard_model import CardRecord
from insurance.ecards import ECards, Paint
from insurance.ports import Clock, CoreSystem

ADDRESSES = CardAddresses((b"a-key-for-tests",), "http://127.0.0.1:8000")


class InMemoryCardBook:
    """CardBook over plain values; card ids are counted, not random."""

    def __init__(self, clock: Clock) -> None:
        """No card is known yet."""
        self._clock = clock
        self._records: dict[str, CardRecord] = {}
        self._consents: set[str] = set()
        self._issued = 0

    def record(self, participant_number: str) -> CardRecord | None:
        """What is known of the participant's card."""
        return self._records.get(participant_number)

    def issued(self, participant_number: str) -> CardRecord:
        """The same; a card that is new gets an id."""
        if participant_number not in self._records:
            self.renew(participant_number)
        return self._records[participant_number]

    def of_card(self, card_id: str) -> CardRecord | None:
        """Whose card has this id now."""
        return next((each for each in self._records.values() if each.card_id == card_id), None)

    def activate(
        self, participant_number: str, by: str, conversation_id: str, inbound_id: str
    ) -> bool:
        """Activate it, unless it is active here already or this message has done so before."""
        record = self.issued(participant_number)
        if record.activated_at or inbound_id in self._consents:
            return False
        self._consents.add(inbound_id)
        self._records[participant_number] = replace(record, activated_at=self._clock.now())
        return True

    def end_activation(self, participant_number: str) -> None:
        """As an import does that turns ``card_active`` from true to false."""
        record = self.issued(participant_number)
        self._records[participant_number] = replace(record, activated_at=None)

    def suspend(self, participant_number: str, *, is_suspended: bool = True) -> None:
        """As an operator does."""
        moment = self._clock.now() if is_suspended else None
        record = self.issued(participant_number)
        self._records[participant_number] = replace(record, suspended_at=moment)

    def renew(self, participant_number: str) -> None:
        """Another id: pictures made before are void."""
        self._issued += 1
        record = self._records.get(participant_number) or CardRecord(participant_number, "")
        card_id = f"card-for-tests-{self._issued:05}"
        self._records[participant_number] = replace(record, card_id=card_id)


class InMemoryCardPictures:
    """CardPictures over plain values."""

    def __init__(self) -> None:
        """Nothing is painted yet."""
        self._kept: dict[tuple[str, str], tuple[str, bytes]] = {}

    def kept(
        self, participant_number: str, language: str, content: str, paint: Callable[[], bytes]
    ) -> bytes:
        """The picture that shows ``content``: as kept, or painted now."""
        key = participant_number, language
        if self._kept.get(key, ("", b""))[0] != content:
            self._kept[key] = content, paint()
        return self._kept[key][1]


class FakeFilesOfOurs:
    """Counts the files that were to be sent."""

    def __init__(self) -> None:
        """None yet."""
        self.added: list[tuple[str, bytes, str, str]] = []

    def add(self, conversation_id: str, content: bytes, content_type: str, file_name: str) -> str:
        """Keep it; returns its media id, ``file1`` and on."""
        self.added.append((conversation_id, content, content_type, file_name))
        return f"file{len(self.added)}"


def fake_ecards(
    core: CoreSystem,
    clock: Clock,
    *,
    book: InMemoryCardBook | None = None,
    files: FakeFilesOfOurs | None = None,
    paint: Paint = lambda contents: b"a picture",
) -> ECards:
    """ECards that keeps everything in memory and paints nothing."""
    return ECards(
        core,
        book or InMemoryCardBook(clock),
        pictures=InMemoryCardPictures(),
        files=files or FakeFilesOfOurs(),
        addresses=ADDRESSES,
        clock=clock,
        paint=paint,
    )
