"""Did everything happen once that a member's messages bring about? Codes, tries, links, mails,
claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.chaos.claiming import PAPERS
from tests.chaos.ledger import Books, Filed, Taken
from tests.chaos.proving import REQUESTS, RIGHT_CODE, WRONG_CODE
from tests.chaos.talk import Talk
from tests.chaos.verdict import was_in_flight


@dataclass(frozen=True)
class Effects:
    """What was done for the members who proved who they are."""

    verified: int = 0
    codes: int = 0
    """Requests, each of which has one code."""
    wrong_tries: int = 0
    """Wrong codes typed, each counted once."""
    mails: int = 0
    """With codes."""
    claims: int = 0
    repeated_mails: int = 0
    """Sent again after a kill between the mail server's yes and the note of it: permitted."""
    faults: tuple[str, ...] = ()

    def __add__(self, other: Effects) -> Effects:
        """Both together."""
        return Effects(
            self.verified + other.verified,
            self.codes + other.codes,
            self.wrong_tries + other.wrong_tries,
            self.mails + other.mails,
            self.claims + other.claims,
            self.repeated_mails + other.repeated_mails,
            self.faults + other.faults,
        )


def effects_of(talk: Talk, mails: Sequence[Mapping[str, Any]], kills: Sequence[float]) -> Effects:
    """What the database and the mailbox say of a talk; ``kills`` are those of the gateway."""
    taken = talk.ledger.taken(talk.phone)
    faults = [f"{one.message_id} failed: {one.failure}" for one in taken if one.failure]
    faults += [f"a bubble is {state}" for state in talk.ledger.unsent(talk.phone)]
    if talk.gave_up:
        faults.append(f"gave up waiting: {talk.gave_up}")
    if talk.person is None:
        return Effects(faults=tuple(faults))
    found = _proof(talk, taken, talk.ledger.books(talk.phone))
    filed = talk.ledger.filed(talk.person.participant_number)
    confirming = [mail for mail in mails if any(one.claim_number in mail["text"] for one in filed)]
    with_codes = [mail for mail in mails if mail not in confirming]
    repeated = 0
    for sent, due, what in ((with_codes, found.codes, "codes"), (confirming, len(filed), "claims")):
        surplus = len(sent) - due
        excused = sum(was_in_flight(float(mail["at"]), kills) for mail in sent)
        if surplus < 0 or surplus > excused:
            faults.append(f"{len(sent)} mails for {due} {what}")
        repeated += max(0, surplus)
    return replace(
        found,
        mails=len(with_codes),
        claims=len(filed),
        repeated_mails=repeated,
        faults=(*faults, *found.faults, *_claim_faults(talk, filed)),
    )


def _claim_faults(talk: Talk, filed: Sequence[Filed]) -> list[str]:
    """A member files one claim, with each paper once, and it is confirmed."""
    if talk.gave_up:  # which is a fault of its own
        return []
    whole = [(len(PAPERS), "sent")]
    found = [(one.files, one.letter) for one in filed]
    return [] if found == whole else [f"claims: {found}, and not {whole}"]


def _proof(talk: Talk, taken: Sequence[Taken], books: Books) -> Effects:
    assert talk.person is not None
    requests, wrong, right = (_inbound_ids(talk, taken, names) for names in _KINDS)
    judged = {inbound: books.checks.get(inbound, "none") for inbound in (*wrong, *right)}
    counted = [inbound for inbound, outcome in judged.items() if outcome == "wrong"]
    accepted = [inbound for inbound, outcome in judged.items() if outcome == "accepted"]
    expected = {
        "codes asked for": (list(books.code_requests), requests),
        "messages tried as codes": (set(books.checks), set(judged)),
        "wrong codes": (len(counted), 1),
        "wrong codes that were right": (set(counted) <= set(wrong), True),
        "right codes": (len(accepted), 1),
        "tries counted": (talk.wrong_tries_counted, 1),
        "tries after the right code": (books.wrong_tries, 0),
        "links": (list(books.links), [(talk.person.participant_number, True)]),
        "audited requests": (books.audit.get("code_requested"), len(requests)),
        "audited acceptance": (books.audit.get("code_accepted"), 1),
    }
    faults = [
        f"{name}: {found}, and not {due}" for name, (found, due) in expected.items() if found != due
    ]
    return Effects(
        verified=sum(is_live for _, is_live in books.links),
        codes=len(books.code_requests),
        wrong_tries=len(counted),
        faults=tuple(faults),
    )


_KINDS = (REQUESTS, (WRONG_CODE,), (RIGHT_CODE,))


def _inbound_ids(talk: Talk, taken: Sequence[Taken], names: Sequence[str]) -> list[str]:
    """The inbound ids of what was said under these names and taken, in order."""
    ids = {said.message_id for said in talk.said if said.what in names}
    return [one.inbound_id for one in taken if one.message_id in ids]
