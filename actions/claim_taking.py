"""Takes what was read over into the draft of a claim, value by value, or says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from actions.amounts import AmountRead, AmountTrouble
from actions.bank_accounts import AccountRead
from actions.claim_choices import (
    choose_benefit,
    choose_date,
    choose_participant,
    choose_provider,
)
from actions.claim_form_words import benefit_in_words, masked_number, shortened
from actions.claim_reading import (
    ClaimField,
    ClaimReading,
)
from actions.claim_sitting import (
    ACCOUNT,
    AMOUNT,
    DATE,
    DIAGNOSIS,
    PARTICIPANT,
    PHONE,
    PROVIDER,
    Sitting,
)
from actions.formats import day, rupiah
from actions.participants import NTH, ORDINAL, place_of, who_is_meant
from actions.phones import PhoneRead
from actions.treatment_dates import DayTrouble, TreatmentDateRead, read_treatment_date
from actions.wishes import Wish
from insurance.model import BenefitType, Member, Relation
from insurance.provider_search import ProviderMatch

ENDINGS = frozenset({"nya", "ku", "mu"})
"""What is left of "diagnosisnya" where nothing was told of it."""
_HOLDERS = {
    Relation.SPOUSE: re.compile(
        r"(?:my )?(?:istri|isteri|suami|wife|husband)(?:ku|nya| saya| sy)?"
    ),
    Relation.CHILD: re.compile(r"(?:my )?(?:anak|son|daughter)(?:ku|nya| saya| sy)?"),
    Relation.PARENT: re.compile(
        r"(?:my )?(?:ibu|bapak|ayah|mama|papa|mother|father|mom|dad)(?:ku| saya| sy)?"
    ),
}
"""What is written for a holder's name and is none."""
_WHICH_ONE = re.compile(r"\b(?:yang|yg|di|the|one|in|at|cabang|branch)\b")


@dataclass
class Hearing:
    """What came of a message's words."""

    changed: list[str] = field(default_factory=list)
    """The values that were taken, as they are repeated to the member."""
    settled: set[ClaimField] = field(default_factory=set)
    ask: str | None = None
    """The question whose answer was not usable, or that the member wants asked again."""
    has_trouble: bool = False
    """Whether something was said of what was wrong with a value."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all could be read."""
        return not (self.settled or self.ask or self.has_trouble)


def is_known(sitting: Sitting, each: ClaimField) -> bool:
    """Whether the draft has that value."""
    draft = sitting.draft
    values: Mapping[ClaimField, object] = {
        ClaimField.PARTICIPANT: draft.participant_number,
        ClaimField.PHONE: draft.contact_phone,
        ClaimField.ACCOUNT: draft.bank and draft.account_number and draft.account_holder,
        ClaimField.BENEFIT: draft.benefit_type,
        ClaimField.DATE: draft.treatment_date,
        ClaimField.PROVIDER: draft.provider_name,
        ClaimField.DIAGNOSIS: draft.diagnosis,
        ClaimField.AMOUNT: draft.amount,
    }
    return bool(values.get(each))


def tells_of_account(found: AccountRead | None) -> bool:
    """Whether an account was spoken of, usable or not."""
    return found is not None and (found.has_something or found.trouble is not None)


# --- whose treatment ------------------------------------------------------------------------------


def _participant(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    if len(sitting.family) == 1:
        return
    relation = reading.relation or sitting.said.entities.get("relation")
    text = reading.names or sitting.said.text
    among = sitting.partial.get("among") if sitting.said.asked == PARTICIPANT else None
    if relation is None and among and ORDINAL.search(text.casefold()):
        relation = sitting.family[int(among[0]) - 1].relation  # "yang kedua" of several children
    if relation is None and not names_someone(text, sitting.family):
        return
    wish = Wish({"relation": str(relation)} if relation else {}, text)
    meant = who_is_meant(wish, sitting.member, sitting.family)
    if len(meant) == 1:
        choose_participant(sitting, meant[0])
        hearing.settled.add(ClaimField.PARTICIPANT)
        hearing.changed.append(meant[0].first_name)
    elif meant:
        sitting.partial["among"] = [place_of(one, sitting.family) for one in meant]
        sitting.put(participant_number=None, details_confirmed=False)
        hearing.ask = PARTICIPANT
    else:
        named = sitting.turn.part(f"relation_{relation or Relation.SELF.value}")
        sitting.note("claim_no_such_participant", relation=named.lower())
        hearing.ask = PARTICIPANT


def names_someone(text: str, family: Sequence[Member]) -> bool:
    """Whether the first name of one of the family is there."""
    words = set(re.findall(r"\w{3,}", text.casefold()))
    return any(member.first_name.casefold() in words for member in family)


# --- what for, when, how much ---------------------------------------------------------------------


def _benefit(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    kind = reading.benefit
    if kind is None:
        named = sitting.said.entities.get("benefit_type", "")
        kind = next((each for each in BenefitType if each == named), None)
    if kind is None:
        return
    if choose_benefit(sitting, kind):
        hearing.settled.add(ClaimField.BENEFIT)
        hearing.changed.append(benefit_in_words(sitting.turn, kind, sitting.benefits))
    else:
        hearing.has_trouble = True


def _date(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    found = reading.date
    if found is None:
        return
    month = sitting.partial.get("month")
    if month and sitting.said.asked == DATE and found.day is None:
        year_and_month = int(month[0]), int(month[1])
        found = read_treatment_date(sitting.said.text, sitting.today, month=year_and_month)
    if found.day is not None:
        _take_day(sitting, found.day, hearing)
    elif found.candidates:
        sitting.partial["days"] = [each.isoformat() for each in found.candidates]
        hearing.ask = DATE
    elif found.trouble is not DayTrouble.NOT_A_DATE:
        _no_day(sitting, found, hearing)


def _take_day(sitting: Sitting, treated: date, hearing: Hearing) -> None:
    if choose_date(sitting, treated):
        hearing.settled.add(ClaimField.DATE)
        hearing.changed.append(day(treated, sitting.turn.language))
    else:
        hearing.ask = DATE
        hearing.has_trouble = True


def _no_day(sitting: Sitting, found: TreatmentDateRead, hearing: Hearing) -> None:
    if found.month is not None:
        sitting.partial["month"] = list(found.month)
    sitting.note(f"claim_date_{found.trouble or DayTrouble.NOT_A_DATE}")
    hearing.ask = DATE
    hearing.has_trouble = True


def _amount(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    found = reading.amount
    if found is None:
        return
    if found.amount is not None:
        sitting.put(amount=found.amount)
        sitting.partial.pop("amounts", None)
        hearing.settled.add(ClaimField.AMOUNT)
        hearing.changed.append(rupiah(found.amount))
    elif found.candidates:
        sitting.partial["amounts"] = list(found.candidates)
        hearing.ask = AMOUNT
    else:
        _no_amount(sitting, found, hearing)


def _no_amount(sitting: Sitting, found: AmountRead, hearing: Hearing) -> None:
    if found.trouble in (AmountTrouble.TOO_SMALL, AmountTrouble.TOO_LARGE):
        sitting.note(f"claim_amount_{found.trouble}")
        hearing.ask = AMOUNT
        hearing.has_trouble = True


# --- where, why -----------------------------------------------------------------------------------


def _provider(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    if not reading.provider:
        return
    matches = _among_those_shown(sitting, reading.provider)
    matches = matches or sitting.filing.find_providers(reading.provider)
    if len(matches) > 1:
        sitting.partial["provider"] = reading.provider
        sitting.put(provider_name=None, provider_code=None)
        hearing.ask = PROVIDER
        return
    code = matches[0].provider.code if matches else None
    name = matches[0].provider.name if matches else reading.provider
    choose_provider(sitting, name, code)
    hearing.settled.add(ClaimField.PROVIDER)
    hearing.changed.append(name)


def _among_those_shown(sitting: Sitting, said: str) -> Sequence[ProviderMatch]:
    """ "yang semanggi", where several houses of one name were shown."""
    written = sitting.partial.get("provider")
    if not written or sitting.said.asked != PROVIDER:
        return ()
    choices = sitting.filing.find_providers(written)
    told = _WHICH_ONE.sub(" ", said.casefold())
    for number, words in NTH.items():
        place = number - 1 if number > 0 else len(choices) - 1
        if re.fullmatch(rf"\W*(?:{words})\W*", told) and place < len(choices):
            return [choices[place]]
    shown = {one.provider.code for one in choices}
    found = sitting.filing.find_providers(f"{written} {told}")
    return found if len(found) == 1 and found[0].provider.code in shown else ()


def _diagnosis(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    if reading.diagnosis and reading.diagnosis not in ENDINGS:
        sitting.put(diagnosis=reading.diagnosis)
        hearing.settled.add(ClaimField.DIAGNOSIS)
        if sitting.said.asked != DIAGNOSIS:
            hearing.changed.append(shortened(reading.diagnosis))


# --- how to reach and to pay ----------------------------------------------------------------------


def _phone(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    found: PhoneRead | None = reading.phone
    if found is None:
        return
    if found.phone is None:
        if sitting.said.asked == PHONE:
            sitting.note(f"claim_phone_{found.trouble}")
            hearing.ask = PHONE
            hearing.has_trouble = True
        return
    sitting.put(contact_phone=found.phone)
    hearing.settled.add(ClaimField.PHONE)
    hearing.changed.append(masked_number(found.phone))


def _account(sitting: Sitting, reading: ClaimReading, hearing: Hearing) -> None:
    found: AccountRead | None = reading.account
    if found is None or not tells_of_account(found):
        return
    if is_known(sitting, ClaimField.ACCOUNT) and found.number:
        # Another number is another account: no part of the old one belongs to it.
        sitting.put(bank=None, account_number=None, account_holder=None)
    holder = sitting.member.full_name.upper() if found.is_own_name else _holder(sitting, found)
    told = {"bank": found.bank, "account_number": found.number, "account_holder": holder}
    sitting.put(**{name: value for name, value in told.items() if value})
    if found.trouble is not None:
        sitting.put(account_number=found.number)
        sitting.note(f"claim_account_{found.trouble}")
        hearing.ask, hearing.has_trouble = ACCOUNT, True
    elif is_known(sitting, ClaimField.ACCOUNT):
        hearing.settled.add(ClaimField.ACCOUNT)
        hearing.changed.append(
            f"{sitting.draft.bank} {masked_number(sitting.draft.account_number or '')}"
        )
    else:
        hearing.ask = ACCOUNT


def _holder(sitting: Sitting, found: AccountRead) -> str | None:
    """The name; "istri saya" is no name, but may be somebody's in the family."""
    relation = _as_relation(found.holder or "")
    if relation is None:
        return found.holder
    meant = [one for one in sitting.family if one.relation is relation]
    return meant[0].full_name.upper() if len(meant) == 1 else None


def _as_relation(holder: str) -> Relation | None:
    for relation, words in _HOLDERS.items():
        if words.fullmatch(holder.casefold()):
            return relation
    return None


TAKERS: Mapping[ClaimField, Callable[[Sitting, ClaimReading, Hearing], None]] = {
    ClaimField.PARTICIPANT: _participant,
    ClaimField.BENEFIT: _benefit,
    ClaimField.DATE: _date,
    ClaimField.PROVIDER: _provider,
    ClaimField.DIAGNOSIS: _diagnosis,
    ClaimField.AMOUNT: _amount,
    ClaimField.PHONE: _phone,
    ClaimField.ACCOUNT: _account,
}
"""What takes each value, in the order in which they depend on each other."""
