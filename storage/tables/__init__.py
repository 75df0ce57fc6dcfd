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
from storage.tables.identity import (
    AuditRow,
    CodeCheckRow,
    LinkRow,
    OneTimeCodeRow,
    TriesRow,
)
from storage.tables.insurer import (
    BenefitRow,
    FactRow,
    MemberRow,
    PolicyRow,
    ProviderRow,
    UsageRow,
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

__all__ = [
    "ROW_ID",
    "ApiCallRow",
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
    "ContentRow",
    "ConversationRow",
    "DeliveryRow",
    "FactRow",
    "Imported",
    "InboxRow",
    "LeaseRow",
    "LinkRow",
    "MediaRow",
    "MemberRow",
    "NewsChoiceRow",
    "OneTimeCodeRow",
    "OutboxRow",
    "PolicyRow",
    "ProviderRow",
    "TriesRow",
    "UsageRow",
]
