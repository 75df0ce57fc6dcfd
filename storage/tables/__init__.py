"""The tables. Personal data stand in ``Encrypted`` columns; ids and amounts in the clear.

Insurer data come from ``iclick import``; the rest is written by the gateway and the actions.
"""

from __future__ import annotations

from storage.tables.base import (
    ROW_ID,
    Base,
    Imported,
)
from storage.tables.claims import (
    ApiCallRow,
    BankAccountRow,
    ClaimDraftRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimForwardRow,
    ClaimLetterRow,
    ClaimRow,
    NewsChoiceRow,
)
from storage.tables.ecards import EcardPictureRow, EcardRow
from storage.tables.identity import (
    AuditRow,
    CodeCheckRow,
    LinkRow,
    OneTimeCodeRow,
    TriesRow,
)
from storage.tables.insurer import (
    BenefitRow,
    DoctorRow,
    FactRow,
    MemberRow,
    PolicyRow,
    ProviderRow,
    UsageRow,
)
from storage.tables.lifestyle import (
    ArticleRow,
    EventRegistrationRow,
    EventRow,
    GivenTestimonialRow,
    TestimonialRow,
)
from storage.tables.messages import (
    ChoiceRow,
    ContentRow,
    ConversationRow,
    DeliveryRow,
    InboxRow,
    LeaseRow,
    MediaRow,
    OutboxRow,
)
from storage.tables.telemedicine import (
    ConsultationEventRow,
    ConsultationRow,
    MedicineDeliveryRow,
    PrescriptionRow,
)

__all__ = [
    "ROW_ID",
    "ApiCallRow",
    "ArticleRow",
    "AuditRow",
    "BankAccountRow",
    "Base",
    "BenefitRow",
    "ChoiceRow",
    "ClaimDraftRow",
    "ClaimEventRow",
    "ClaimFileRow",
    "ClaimForwardRow",
    "ClaimLetterRow",
    "ClaimRow",
    "CodeCheckRow",
    "ConsultationEventRow",
    "ConsultationRow",
    "ContentRow",
    "ConversationRow",
    "DeliveryRow",
    "DoctorRow",
    "EcardPictureRow",
    "EcardRow",
    "EventRegistrationRow",
    "EventRow",
    "FactRow",
    "GivenTestimonialRow",
    "Imported",
    "InboxRow",
    "LeaseRow",
    "LinkRow",
    "MediaRow",
    "MedicineDeliveryRow",
    "MemberRow",
    "NewsChoiceRow",
    "OneTimeCodeRow",
    "OutboxRow",
    "PolicyRow",
    "PrescriptionRow",
    "ProviderRow",
    "TestimonialRow",
    "TriesRow",
    "UsageRow",
]
