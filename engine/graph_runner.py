"""Runs a model's graph node by node, in an order worked out once.

Rasa hands each run to dask, which works the order out anew and keeps books for parallel work that
one message does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class InOrderRunner(DaskGraphRunner):  # type: ignore[misc]
    """Rasa's runner, without the scheduler."""

    _orders: dict[tuple[str, ...], Sequence[str]]

    def run(
        self, inputs: Mapping[str, Any] | None = None, targets: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of the ``targets``; errors as Rasa's runner raises them."""
        wanted = tuple(targets or self._graph_schema.target_names)
        results: dict[str, Any] = dict(inputs or {})
        for name in self._order(wanted):
            try:
                results[name] = self._run_node(name, results)
            except RuntimeError as error:
                raise GraphRunError("Error running runner.") from error
        return {name: results[name] for name in wanted}

    def _run_node(self, name: str, results: Mapping[str, Any]) -> Any:
        needs = self._graph_schema.nodes[name].needs.values()
        # An input that was not given is passed by its bare name, as dask would.
        given = [(need, results[need]) if need in results else need for need in needs]
        return self._instantiated_nodes[name](*given)[1]

    def _order(self, targets: tuple[str, ...]) -> Sequence[str]:
        if targets not in self._orders:
            self._orders[targets] = _in_order(self._graph_schema.minimal_graph_schema([*targets]))
        return self._orders[targets]


def run_in_order(processor: MessageProcessor) -> None:
    """Let a processor's graph run without dask from now on."""
    runner = processor.graph_runner
    if type(runner) is DaskGraphRunner:
        runner.__class__ = InOrderRunner
        runner._orders = {}


def _in_order(schema: GraphSchema) -> Sequence[str]:
    needed = {name: node.needs.values() for name, node in schema.nodes.items()}
    return [name for name in TopologicalSorter(needed).static_order() if name in needed]
