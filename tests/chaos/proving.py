"""How a member in the storm proves who they are, what they then ask, and the claim they file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.sandbox.phone import NothingHeard
from tests.chaos.claiming import file_claim
from tests.chaos.ledger import Taken
from tests.chaos.talk import GaveUp, Talk

Pause = Callable[[], Awaitable[None]]
EMAIL, RESEND = "email", "resend"
REQUESTS = (EMAIL, RESEND)
"""What is said to have a code mailed."""
WRONG_CODE, RIGHT_CODE = "wrong code", "right code"
ROUNDS = 8
"""So often a code may have expired, or not be sent yet, while things are killed."""


async def prove_and_ask(talk: Talk, pause: Pause) -> None:
    """The whole way of one member; whoever gets no answer for long gives up."""
    try:
        await _prove(talk, pause)
        await _ask(talk, pause)
        await file_claim(talk, pause)
    except (GaveUp, NothingHeard) as error:
        talk.gave_up = str(error)


async def _prove(talk: Talk, pause: Pause) -> None:
    person = talk.person
    assert person is not None
    await talk.ask("wish to verify", "saya mau verifikasi")
    await talk.choose("kind of policy", "Kumpulan")
    await pause()
    await talk.choose("consent", "Setuju")
    await talk.ask("policy number", person.policy_number)
    await pause()
    await talk.ask("participant number", person.participant_number)
    await talk.ask("date of birth", person.born)
    await pause()
    request = await talk.ask(EMAIL, person.email)
    await pause()
    request = await _type_code(talk, WRONG_CODE, request, pause)
    talk.wrong_tries_counted = talk.ledger.books(talk.phone).wrong_tries
    await _type_code(talk, RIGHT_CODE, request, pause)


async def _type_code(talk: Talk, what: str, request: Taken, pause: Pause) -> Taken:
    """Type the code, or a wrong one, until it has been judged; the newest request for a code."""
    for _ in range(ROUNDS):
        code = await talk.newest_code(request)
        typed = code if what == RIGHT_CODE else _other(code)
        taken = await talk.ask(what, typed)
        outcome = talk.ledger.books(talk.phone).checks.get(taken.inbound_id, "none")
        if outcome == "expired":
            request = await talk.choose(RESEND, "Kirim kode baru")
        elif outcome == "not_sent":
            await pause()
        else:
            return request
    raise GaveUp(what)


async def _ask(talk: Talk, pause: Pause) -> None:
    assert talk.person is not None
    await pause()
    await talk.ask("benefits", "cek manfaat")
    await talk.choose("one benefit", "Rawat gigi")
    await pause()
    await talk.ask("member data", "lihat data polis saya")
    await pause()
    await talk.ask("claims", "status klaim saya")
    await talk.choose("one claim", f"KLM-7{talk.person.participant_number[7:11]}3")


def _other(code: str) -> str:
    """A code that is surely wrong, and not one of those that nobody types."""
    return f"{(int(code) + 271_828) % 1_000_000:06}"
