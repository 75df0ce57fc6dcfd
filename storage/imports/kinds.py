"""The CSV kinds: their columns, keys and rules, as the contract names them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from insurance.model import (
    BenefitType,
    ClaimStatus,
    Gender,
    LimitScope,
    PolicyStatus,
    ProviderType,
    Relation,
)
from insurance.telemedicine_ports import Specialty
from storage.imports import cells, rules
from storage.imports.cells import Parser
from storage.imports.rules import Complaint, Row
from storage.tables import (
    ArticleRow,
    Base,
    BenefitRow,
    ClaimRow,
    DoctorRow,
    EventRow,
    FactRow,
    MemberRow,
    PolicyRow,
    ProviderRow,
    TestimonialRow,
    UsageRow,
)


@dataclass(frozen=True)
class Column:
    """One column of a file."""

    name: str
    parse: Parser[Any]
    stored_as: str = ""
    """The table's column, where it is called otherwise."""
    default: str | None = None
    """The cell to assume where the whole column is left out; None: it may not be."""
    personal: bool = False
    """Whether errors may show only what a cell looks like."""


@dataclass(frozen=True)
class Reference:
    """Columns that must name something known: already loaded, or (``own``) in the same file."""

    columns: tuple[str, ...]
    table: Table
    targets: tuple[str, ...]
    what: str
    own: bool = False


@dataclass(frozen=True)
class Kind:
    """One CSV kind."""

    name: str
    table: Table
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    references: tuple[Reference, ...] = ()
    rules: Callable[[Row], Iterator[Complaint]] = rules.none
    """What must hold between the cells of one row; may complete the row."""
    derived: tuple[str, ...] = ()
    """Columns of the table that ``rules`` fills in."""

    @property
    def stored(self) -> tuple[str, ...]:
        """The table's columns that a file's row fills, in the file's order."""
        named = (column.stored_as or column.name for column in self.columns)
        return (*named, *self.derived)

    def content(self, values: Mapping[str, Any]) -> str:
        """What ``row_digest`` is the digest of: the values of a file's row, as they are stored."""
        return json.dumps([self.name, *(str(values[name]) for name in self.stored)])


def table_of(row: type[Base]) -> Table:
    """The table behind a row class."""
    table: Table = row.__table__  # type: ignore[assignment]
    return table


def _born(cell: str) -> str:
    return cells.iso_date(cell).isoformat()


def _amount(name: str) -> Column:
    return Column(name, cells.or_none(cells.rupiah))


NUMBER, TEXT, DAY = cells.number, cells.text(), cells.iso_date
BENEFIT_TYPE = Column("benefit_type", cells.one_of(BenefitType))
PROVIDER = Column("provider_name", TEXT, personal=True)
PERIOD = (Column("start_date", DAY), Column("end_date", DAY))
PARTICIPANT = Reference(
    ("participant_number",), table_of(MemberRow), ("participant_number",), "participant"
)
POLICY = Reference(("policy_number",), table_of(PolicyRow), ("policy_number",), "policy")

POLICIES = Kind(
    "policies",
    table_of(PolicyRow),
    ("policy_number",),
    (
        Column("policy_number", NUMBER),
        Column("company", TEXT),
        Column("product", TEXT),
        Column("status", cells.one_of(PolicyStatus)),
        *PERIOD,
    ),
    rules=rules.period,
)

PLANS = Kind(
    "plans",
    table_of(BenefitRow),
    ("policy_number", "plan_code", "benefit_type"),
    (
        Column("policy_number", NUMBER),
        Column("plan_code", cells.text(40)),
        Column("plan_name", TEXT),
        BENEFIT_TYPE,
        Column("benefit_name_id", TEXT, stored_as="name_id"),
        Column("benefit_name_en", TEXT, stored_as="name_en"),
        _amount("annual_limit"),
        _amount("per_visit_limit"),
        Column("room_class", cells.or_empty(TEXT)),
        Column("coverage_percent", cells.percent),
        Column("cashless", cells.boolean),
        Column(
            "limit_scope",
            lambda cell: cells.one_of(LimitScope)(cell or LimitScope.PARTICIPANT),
            default="",
        ),
    ),
    (POLICY,),
)

MEMBERS = Kind(
    "members",
    table_of(MemberRow),
    ("participant_number",),
    (
        Column("policy_number", NUMBER),
        Column("participant_number", NUMBER),
        Column("full_name", TEXT, personal=True),
        Column("date_of_birth", _born, personal=True),
        Column("gender", cells.one_of(Gender)),
        Column("relation", cells.one_of(Relation)),
        Column("principal_participant_number", cells.or_empty(NUMBER)),
        Column("plan_code", cells.text(40)),
        Column("email", cells.or_empty(cells.email), personal=True),
        Column("phone", cells.or_empty(cells.phone), personal=True),
        Column("card_number", cells.or_empty(cells.text(40)), personal=True),
        Column("card_active", cells.boolean),
        *PERIOD,
    ),
    (
        POLICY,
        Reference(
            ("policy_number", "plan_code"),
            table_of(BenefitRow),
            ("policy_number", "plan_code"),
            "plan of this policy",
        ),
        Reference(
            ("principal_participant_number",),
            table_of(MemberRow),
            ("participant_number",),
            "participant",
            own=True,
        ),
    ),
    rules.member,
    ("number_key",),
)

USAGES = Kind(
    "usages",
    table_of(UsageRow),
    ("reference",),
    (
        Column("participant_number", NUMBER),
        BENEFIT_TYPE,
        Column("treatment_date", DAY),
        PROVIDER,
        Column("amount_paid", cells.rupiah),
        Column("reference", NUMBER),
    ),
    (PARTICIPANT,),
)

CLAIMS = Kind(
    "claims",
    table_of(ClaimRow),
    ("claim_number",),
    (
        Column("claim_number", NUMBER),
        Column("participant_number", NUMBER),
        BENEFIT_TYPE,
        Column("treatment_date", DAY),
        PROVIDER,
        Column("amount_claimed", cells.rupiah),
        _amount("amount_approved"),
        Column("status", cells.one_of(ClaimStatus)),
        Column("status_reason", cells.or_empty(cells.text(1000, lines=True)), personal=True),
        Column("submitted_at", cells.moment),
        Column("updated_at", cells.moment),
    ),
    (PARTICIPANT,),
    rules.claim,
)

PROVIDERS = Kind(
    "providers",
    table_of(ProviderRow),
    ("code",),
    (
        Column("code", NUMBER),
        Column("name", TEXT),
        Column("type", cells.one_of(ProviderType)),
        Column("address", cells.or_empty(TEXT)),
        Column("city", cells.text(80)),
        Column("province", cells.or_empty(cells.text(80))),
        Column("phone", cells.or_empty(cells.phone)),
        Column("latitude", cells.or_none(cells.degrees(90))),
        Column("longitude", cells.or_none(cells.degrees(180))),
        Column("cashless_inpatient", cells.boolean),
        Column("cashless_outpatient", cells.boolean),
        Column("open_24h", cells.boolean),
        Column("emergency", cells.boolean, default="false"),
    ),
    rules=rules.provider,
)

DOCTORS = Kind(
    "doctors",
    table_of(DoctorRow),
    ("code",),
    (
        Column("code", NUMBER),
        Column("name", TEXT),
        Column("specialty", cells.one_of(Specialty)),
        Column("languages", cells.languages),
        Column("guaranteed", cells.boolean),
        Column("rating", cells.stars),
        Column("online_from", cells.time_of_day),
        Column("online_to", cells.time_of_day),
        Column("consultation_url", cells.or_empty(cells.web_address)),
    ),
)

WEB = cells.or_empty(cells.web_address)
EVENTS = Kind(
    "events",
    table_of(EventRow),
    ("code",),
    (
        Column("code", NUMBER),
        Column("title_id", TEXT),
        Column("title_en", TEXT),
        Column("starts_at", cells.moment),
        Column("ends_at", cells.moment),
        Column("speaker", cells.or_empty(TEXT)),
        Column("url", WEB),
        Column("capacity", cells.or_none(cells.count), default=""),
    ),
    rules=rules.event,
)

ARTICLES = Kind(
    "articles",
    table_of(ArticleRow),
    ("code",),
    (
        Column("code", NUMBER),
        Column("title_id", TEXT),
        Column("title_en", TEXT),
        Column("summary_id", cells.text(1000, lines=True)),
        Column("summary_en", cells.text(1000, lines=True)),
        Column("url", cells.web_address),
        Column("published_on", DAY),
    ),
)

TESTIMONIALS = Kind(
    "testimonials",
    table_of(TestimonialRow),
    ("key",),
    (
        Column("name", cells.text(60)),
        Column("text", cells.text(1000, lines=True)),
        Column("language", cells.language),
        Column("stars", cells.whole_stars),
        Column("published_on", DAY),
    ),
    rules=rules.testimonial,
    derived=("key",),
)

_FACT_TEXT = cells.or_empty(cells.text(4000, lines=True))
FACTS = Kind(
    "facts",
    table_of(FactRow),
    ("key",),
    (
        Column("key", NUMBER),
        Column("value_id", _FACT_TEXT),
        Column("value_en", _FACT_TEXT),
        Column("source", TEXT),
        Column("as_of", DAY),
    ),
    rules=rules.fact,
)

LIFESTYLE = (EVENTS, ARTICLES, TESTIMONIALS)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (POLICIES, PLANS, MEMBERS, USAGES, CLAIMS, PROVIDERS, DOCTORS, *LIFESTYLE, FACTS)
}
"""By name, in the order in which they may be loaded."""
