"""Many members write at once while processes are killed; what came of it is handed back."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from bot.messages import Channel
from bot.sandbox.phone import SandboxClient
from tests.chaos.effects import Effects
from tests.chaos.insurer import import_insurer, person
from tests.chaos.ledger import Ledger
from tests.chaos.proving import prove_and_ask
from tests.chaos.record import Answers, Record
from tests.chaos.rehearsal import GREETING, PROMPTS, learn
from tests.chaos.talk import Talk
from tests.chaos.verdict import Verdict
from tests.journeys.assistant import Assistant

PROCESSES = ("gateway", "rasa", "actions")
ALL = "all"
EVERY_THIRD = 3
"""Of each channel's members proves who they are."""
SPARE = 8
"""Members for the rehearsal, and for rounding."""
CONNECTIONS = 300
AT_ONCE = 0.2
"""How often a member does not wait before the next message."""
DUPLICATES_COME_WITHIN_S = 15
"""A gateway that takes over a dead one's work may send it a second time only after its leases."""


@dataclass(frozen=True)
class Storm:
    """How bad it gets."""

    conversations: int
    messages: int
    """Of each conversation that proves nothing, after its greeting."""
    kills: int
    lasts_s: float
    """How long members write and processes die; then all may calm down."""
    calm_s: float = 180.0
    """How long the rest may take to be answered after the last progress."""
    seed: int = 1


@dataclass
class Outcome:
    """What the storm did."""

    verdicts: Mapping[Channel, Verdict]
    effects: Mapping[Channel, Effects]
    kills: Counter[str]
    worst: Sequence[str]
    """The conversations with faults, in words."""
    conversations: int
    refused: int
    """Messages that WhatsApp could not deliver at once."""
    waited_s: float
    """How long after the storm the last answer came."""

    @property
    def holds(self) -> bool:
        """Whether the crash rule held."""
        answered = all(verdict.faults == 0 for verdict in self.verdicts.values())
        return answered and not any(effects.faults for effects in self.effects.values())


class Chaos:
    """One storm over one assistant."""

    def __init__(
        self, assistant: Assistant, http: httpx.AsyncClient, ledger: Ledger, storm: Storm
    ) -> None:
        """Over ``assistant``, whose sandbox is called with ``http``."""
        self._assistant = assistant
        self._sandbox = SandboxClient(assistant.sandbox_url, http)
        self._ledger = ledger
        self._storm = storm
        self._random = random.Random(storm.seed)
        self._killed: Counter[str] = Counter()
        self._gateway_kills: list[float] = []
        self._answers: dict[Channel, Answers] = {}
        self._people = 0

    async def run(self) -> Outcome:
        """Learn the answers in calm weather, then storm, then wait and judge."""
        learned = await asyncio.gather(*map(self._learn, Channel))
        self._answers = dict(zip(Channel, learned, strict=True))
        talks = [await self._open(number) for number in range(self._storm.conversations)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._kill())
            for talk in talks:
                group.create_task(self._prove(talk) if talk.person else self._write(talk))
        began = time.monotonic()
        record = await self._calm(talks)
        return self._judge(record, talks, time.monotonic() - began)

    async def _learn(self, channel: Channel) -> Answers:
        return await learn(
            await self._talk(channel, proves=False), await self._talk(channel, proves=True)
        )

    async def _open(self, number: int) -> Talk:
        """A member's first contact, before the storm; the answer may come in it."""
        channels = list(Channel)
        proves = number // len(channels) % EVERY_THIRD == 0
        talk = await self._talk(channels[number % len(channels)], proves=proves)
        await talk.say(GREETING, GREETING)
        return talk

    async def _talk(self, channel: Channel, *, proves: bool) -> Talk:
        self._people += proves
        who = person(self._people) if proves else None
        return Talk(
            await self._sandbox.new_phone(channel),
            self._ledger,
            who,
            patience_s=self._storm.lasts_s + self._storm.calm_s,
        )

    async def _prove(self, talk: Talk) -> None:
        lasts_s = self._storm.lasts_s
        await asyncio.sleep(self._random.uniform(0, lasts_s / 2))
        await prove_and_ask(
            talk, lambda: asyncio.sleep(self._random.uniform(0, min(20, lasts_s / 10)))
        )

    async def _write(self, talk: Talk) -> None:
        prompts = list(PROMPTS)
        self._random.shuffle(prompts)
        began = time.monotonic()
        for number, moment in enumerate(self._moments()):
            await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
            prompt = prompts[number % len(prompts)]
            await talk.say(prompt, prompt)

    def _moments(self) -> list[float]:
        """When a member writes; now and then two messages at once, before the first answer."""
        lasts_s, moments = self._storm.lasts_s, list[float]()
        for moment in sorted(self._random.uniform(0, lasts_s) for _ in range(self._storm.messages)):
            at_once = moments and self._random.random() < AT_ONCE
            moments.append(moments[-1] if at_once else moment)
        return moments

    async def _kill(self) -> None:
        pause = self._storm.lasts_s / self._storm.kills
        for number in range(self._storm.kills):
            await asyncio.sleep(pause * (0.5 + self._random.random()))
            # Each kind has its turn; the moment is left to chance.
            self._strike((*PROCESSES, ALL)[number % (len(PROCESSES) + 1)])

    def _strike(self, name: str) -> None:
        self._killed[name] += 1
        for process in PROCESSES if name == ALL else (name,):
            if process == "gateway":
                self._gateway_kills.append(time.time())
            self._assistant.kill(process)

    async def _calm(self, talks: Sequence[Talk]) -> Record:
        """Wait until every talk is answered, or nothing has happened for long."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < self._storm.calm_s:
            record = await self._record()
            if (happened := self._happened()) != seen:
                seen, since = happened, time.monotonic()
            if not any(record.verdict(talk).unanswered for talk in talks):
                break
            await asyncio.sleep(1)
        await asyncio.sleep(DUPLICATES_COME_WITHIN_S)
        return await self._record()

    def _happened(self) -> int:
        """How much there is in the journal beside the gateway's asking for more."""
        return sum(event["kind"] != "api_call" for event in self._sandbox.events)

    async def _record(self) -> Record:
        await self._sandbox.look()
        return Record(self._sandbox.events, self._answers, self._gateway_kills)

    def _judge(self, record: Record, talks: Sequence[Talk], waited_s: float) -> Outcome:
        verdicts, effects = dict.fromkeys(Channel, Verdict()), dict.fromkeys(Channel, Effects())
        worst = []
        for talk in talks:
            verdict, effect = record.verdict(talk), record.effects(talk)
            verdicts[talk.phone.channel] += verdict
            effects[talk.phone.channel] += effect
            if verdict.faults or effect.faults:
                worst.append(record.in_words(talk))
        refused = sum(not said.arrived for talk in talks for said in talk.said)
        return Outcome(verdicts, effects, self._killed, worst, len(talks), refused, waited_s)


async def raise_storm(assistant: Assistant, storm: Storm) -> Outcome:
    """One storm over a running assistant."""
    folder = assistant.log.parent
    import_insurer(
        folder, assistant.environment, principals=storm.conversations // EVERY_THIRD + SPARE
    )
    limits = httpx.Limits(max_connections=CONNECTIONS)
    ledger = Ledger(assistant.environment)
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=90, limits=limits) as http:
            return await Chaos(assistant, http, ledger, storm).run()
    finally:
        ledger.close()
