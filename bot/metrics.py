"""What the gateway counts, in Prometheus's shapes. Labels are names of kinds, never content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Metrics:
    """The gateway's figures, in a registry of their own so that two gateways do not mix."""

    def __init__(self) -> None:
        """Register every figure."""
        self.registry = CollectorRegistry()
        counter = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, labelnames=["box"], registry=self.registry)
        self._stages = Histogram(
            "iclick_turn_seconds",
            "How long a turn spends in each stage; wait and total start at receipt",
            ["stage"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._turns = counter("iclick_turns", "Turns by how they ended", ["end"])
        self._troubles = counter("iclick_rasa_troubles", "Questions without an answer", ["kind"])
        self._sends = counter("iclick_sends", "Sends by outcome", ["channel", "outcome"])
        self._received = counter("iclick_received", "Messages received", ["channel", "repeat"])
        self._rejects = counter("iclick_rejects", "Requests turned away", ["door", "reason"])
        self._media = Histogram(
            "iclick_media_seconds",
            "How long a member's file took to be fetched and checked, by what became of it",
            ["channel", "state"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._media_bytes = counter("iclick_media_bytes", "Bytes of files kept", ["channel"])
        self._findings = counter("iclick_media_findings", "What is wrong with photos", ["finding"])
        self._inspected = Histogram(
            "iclick_media_inspection_seconds",
            "How long looking into a file took, the wait for a worker included",
            ["content_type"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._depth = gauge("iclick_queue_depth", "Rows that wait in the inbox, outbox or media")
        self._age = gauge("iclick_queue_age_seconds", "Age of the oldest row waiting")

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage of a turn: ``claim``, ``secrets``, ``rasa``, ``commit`` or ``send``."""
        start = perf_counter()
        try:
            yield
        finally:
            self.took(name, perf_counter() - start)

    def took(self, stage: str, seconds: float) -> None:
        """A stage took so long."""
        self._stages.labels(stage).observe(max(seconds, 0.0))

    def turn_ended(self, end: str) -> None:
        """A turn is over: ``answered``, ``apologised``, ``suppressed`` …"""
        self._turns.labels(end).inc()

    def rasa_trouble(self, kind: str) -> None:
        """Rasa did not answer: ``unavailable``, ``failed`` or ``empty``."""
        self._troubles.labels(kind).inc()

    def sent(self, channel: str, outcome: str) -> None:
        """A send came to this: ``sent``, ``retry``, ``failed``, ``suppressed``, ``unknown`` …"""
        self._sends.labels(channel, outcome).inc()

    def received(self, channel: str, *, is_new: bool) -> None:
        """A message arrived, for the first time or again."""
        self._received.labels(channel, "no" if is_new else "yes").inc()

    def rejected(self, door: str, reason: str) -> None:
        """A request was turned away at ``door`` (telegram, whatsapp …) for ``reason``."""
        self._rejects.labels(door, reason).inc()

    def media(self, channel: str, state: str, seconds: float, size: int = 0) -> None:
        """A member's file was settled: ``stored`` with ``size`` bytes, or why it is not."""
        self._media.labels(channel, state).observe(seconds)
        self._media_bytes.labels(channel).inc(size)

    def media_findings(self, findings: Iterable[str]) -> None:
        """These are wrong with a photo that was stored all the same."""
        for finding in findings:
            self._findings.labels(finding).inc()

    def media_inspected(self, content_type: str, seconds: float) -> None:
        """A file was looked into, whatever came of it."""
        self._inspected.labels(content_type).observe(seconds)

    def queue(self, box: str, *, depth: int, age_s: float) -> None:
        """So many rows wait in ``inbox``, ``outbox`` or ``media``, the oldest since ``age_s``."""
        self._depth.labels(box).set(depth)
        self._age.labels(box).set(max(age_s, 0.0))

    def render(self) -> bytes:
        """All figures as Prometheus text."""
        return generate_latest(self.registry)

    def value(self, name: str, **labels: str) -> float:
        """One figure, for tests; 0 when nothing was counted yet."""
        return self.registry.get_sample_value(name, labels) or 0.0
