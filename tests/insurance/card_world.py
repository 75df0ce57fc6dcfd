"""A family, its policy and its cards, for tests of eCards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from insurance.cards.contents import CardContents, contents_of
from insurance.ecards import ECards
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_ecards import FakeFilesOfOurs, InMemoryCardBook, fake_ecards
from insurance.fakes import FakeClock
from insurance.model import (
    Benefit,
    BenefitType,
    LimitScope,
    Member,
    Policy,
    PolicyStatus,
    Relation,
)
from tests.insurance import claim_world

POLICY = Policy(
    "GN-1",
    "PT Nusantara Sejahtera",
    "Asuransi Kesehatan Kumpulan",
    PolicyStatus.ACTIVE,
    date(2026, 1, 1),
    date(2028, 12, 31),
)
BUDI = replace(
    claim_world.BUDI,
    participant_number="P-1",
    policy_number="GN-1",
    principal_participant_number="P-1",
    phone="",
    card_number="1000200030004000",
    end_date=date(2028, 12, 31),
)
SITI = replace(
    BUDI,
    participant_number="P-1-1",
    full_name="Siti Rahmawati",
    relation=Relation.SPOUSE,
    email="",
    card_number="",
    card_active=False,
)
DEWI = replace(
    BUDI,
    participant_number="P-2",
    principal_participant_number="P-2",
    full_name="Dewi Anggraini",
    card_active=False,
)
_PLAN = (
    (BenefitType.INPATIENT, "Rawat inap", "Inpatient care", "VIP", True),
    (BenefitType.OUTPATIENT, "Rawat jalan", "Outpatient care", "", True),
    (BenefitType.DENTAL, "Rawat gigi", "Dental care", "", False),
    (BenefitType.MATERNITY, "Melahirkan", "Maternity", "VIP", True),
    (BenefitType.OPTICAL, "Kacamata", "Optical", "", False),
    (BenefitType.CHECKUP, "Pemeriksaan kesehatan", "Medical check-up", "", True),
)
BENEFITS = tuple(
    Benefit(
        "GN-1", "GOLD", "Gold", kind, name_id, name_en, None, None, room, 100, cashless,
        LimitScope.PARTICIPANT,
    )
    for kind, name_id, name_en, room, cashless in _PLAN
)  # fmt: skip


@dataclass
class CardWorld:
    """Everything around ECards, in memory."""

    clock: FakeClock = field(default_factory=FakeClock)
    painted: list[CardContents] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.core = InMemoryCoreSystem(
            policies=[POLICY], members=[BUDI, SITI, DEWI], benefits=BENEFITS
        )
        self.book = InMemoryCardBook(self.clock)
        self.files = FakeFilesOfOurs()
        self.ecards: ECards = fake_ecards(
            self.core, self.clock, book=self.book, files=self.files, paint=self._paint
        )

    def member(self, member: Member, **changes: Any) -> Member:
        """The member as the insurer's file now has them."""
        changed = replace(member, **changes)
        self.core.add(changed)
        return changed

    def policy(self, **changes: Any) -> None:
        """The policy as the insurer's file now has it."""
        self.core.add(replace(POLICY, **changes))

    def contents(self, member: Member = BUDI, language: str = "id", **changes: Any) -> CardContents:
        """What the card of such a member says."""
        card = self.ecards.card(self.member(member, **changes))
        return contents_of(card, "https://iclick.example/verify/abc.def", language)

    def _paint(self, contents: CardContents) -> bytes:
        self.painted.append(contents)
        return f"picture {len(self.painted)}".encode()
