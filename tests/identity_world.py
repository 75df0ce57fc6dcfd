"""Members, chats and mailboxes for tests of identity: two companies, families, a lapsed policy."""

from __future__ import annotations

import asyncio
import re
import uuid
from dataclasses import asdict, dataclass, field
from datetime import date

from insurance.code_mail import CodeMail
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_mailer import FakeMailer
from insurance.fakes import FakeClock
from insurance.identity import CodeOutcome, CodeRequested, Identity, IdentityClaim
from insurance.matching import email_on_file
from insurance.model import Gender, Member, Policy, PolicyStatus, Relation
from insurance.otp import CodeSeals
from storage.code_queue import SqlCodeQueue
from storage.database import Database
from storage.identity import SqlIdentityStore
from storage.tables import ConversationRow, MemberRow, PolicyRow

CONSENT = "2026-01"


def policy(number: str, status: PolicyStatus = PolicyStatus.ACTIVE) -> Policy:
    return Policy(number, "PT Contoh", "Group", status, date(2026, 1, 1), date(2026, 12, 31))


def person(
    number: str,
    name: str,
    born: date,
    *,
    email: str = "",
    principal: str = "",
    policy_number: str = "GRP-2026-001",
) -> Member:
    return Member(
        participant_number=number,
        policy_number=policy_number,
        full_name=name,
        date_of_birth=born,
        gender=Gender.FEMALE,
        relation=Relation.SPOUSE if principal else Relation.SELF,
        principal_participant_number=principal or number,
        plan_code="A",
        email=email,
        phone="",
        card_number="",
        card_active=True,
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
    )


BUDI = person("GI-0001-00", "BUDI SANTOSO", date(1985, 5, 12), email="Budi.Santoso@contoh.co.id")
SITI = person("GI-0001-01", "Siti Aminah", date(1987, 3, 1), principal=BUDI.participant_number)
ANI = person("GI-0002-00", "Ani Wijaya", date(1990, 8, 17), email="ani@contoh.co.id")
LAPSED = person(
    "LP-0001-00",
    "Rudi Hartono",
    date(1970, 1, 2),
    email="rudi@lama.co.id",
    policy_number="LPS-2020-001",
)
NO_EMAIL = person("GI-0003-00", "Tono", date(1992, 2, 2))
READS_LIKE_ANI = person("GI000-200", "Dewi", date(1991, 9, 9), email="dewi@contoh.co.id")
EVERYONE = (BUDI, SITI, ANI, LAPSED, NO_EMAIL, READS_LIKE_ANI)


@dataclass
class IdentityWorld:
    """Everything that identity stands on, over one database."""

    database: Database
    clock: FakeClock
    mailer: FakeMailer = field(default_factory=FakeMailer)
    delayed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        policies = (policy("GRP-2026-001"), policy("LPS-2020-001", PolicyStatus.LAPSED))
        self.core = InMemoryCoreSystem(policies=policies, members=EVERYONE)
        self.seals = CodeSeals([b"a key for tests"])
        self.store = SqlIdentityStore(self.database, self.clock)
        self.queue = SqlCodeQueue(self.database, self.clock)
        self.identity = Identity(self.store, self.core, self.clock, self.seals)
        self.code_mail = self.another_gateway()
        with self.database.transaction() as session:
            session.add_all(PolicyRow(**asdict(each)) for each in policies)
            session.flush()
            session.add_all(_member_row(each) for each in EVERYONE)

    def another_gateway(self) -> CodeMail:
        """One more sender over the same database."""
        return CodeMail(
            self.queue, self.core, self.mailer, self.clock, self.seals, on_delay=self._on_delay
        )

    async def _on_delay(self, conversation_id: str, language: str) -> None:
        self.delayed.append((conversation_id, language))

    def chat(self, channel: str = "whatsapp") -> str:
        """A new chat that is nobody's."""
        chat = uuid.uuid4().hex
        row = ConversationRow(
            id=chat,
            channel=channel,
            address_digest=chat,
            address=chat,
            created_at=self.clock.now(),
        )
        with self.database.transaction() as session:
            session.add(row)
        return chat

    def claim(self, member: Member, **changed: object) -> IdentityClaim:
        """The right data of a member, or with something changed."""
        right: dict[str, object] = {
            "policy_number": member.policy_number,
            "participant_number": member.participant_number,
            "date_of_birth": member.date_of_birth,
            "email": email_on_file(self.core, member),
        }
        return IdentityClaim(**(right | changed))  # type: ignore[arg-type]

    def ask(
        self, chat: str, member: Member = BUDI, *, inbound: str | None = None, **changed: object
    ) -> CodeRequested:
        """Give identity data in a chat."""
        return self.identity.check_identity_and_request_code(
            chat, inbound or said(), self.claim(member, **changed), CONSENT, "id"
        )

    def mail_codes(self) -> int:
        """Let the sender do one round."""
        return asyncio.run(self.code_mail.send_due())

    def last_code(self) -> str:
        """The code in the mail that was sent last."""
        return code_in(self.mailer.sent[-1].text)

    def ask_and_read(self, chat: str, member: Member = BUDI) -> str:
        """Give the right data and read the code from the mail."""
        self.ask(chat, member)
        self.mail_codes()
        return self.last_code()

    def check(self, chat: str, code: str, inbound: str | None = None) -> CodeOutcome:
        """Type a code in a chat."""
        return self.identity.check_code(chat, inbound or said(), code)

    def link(self, member: Member = BUDI, chat: str | None = None) -> str:
        """A chat that has just proved to be the member's."""
        chat = chat or self.chat()
        self.check(chat, self.ask_and_read(chat, member))
        return chat


def said() -> str:
    """The id of a new message of a member."""
    return uuid.uuid4().hex


def code_in(text: str) -> str:
    """The code in a mail's text."""
    found = re.search(r"^    (\d{6})$", text, re.MULTILINE)
    assert found is not None
    return found[1]


def other_than(code: str) -> str:
    """Some wrong code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def _member_row(member: Member) -> MemberRow:
    values = asdict(member)
    values["date_of_birth"] = member.date_of_birth.isoformat()
    return MemberRow(**values)
