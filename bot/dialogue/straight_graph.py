"""Rasa's graph of components, run straight through in the order that its needs give.

Rasa 3.6 hands the graph to dask at every message and every prediction. Dask sorts it anew, and keeps books for threads that
it does not use; before that Rasa writes the whole graph into a line of the log that nobody asked for.
"""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner

Step = Tuple[str, Any, Tuple[str, ...]]  # a node's name, the node, and the names of what it needs


def run_straight(
    self: DaskGraphRunner, inputs: Optional[Dict[str, Any]] = None, targets: Optional[List[str]] = None
) -> Dict[str, Any]:
    """What the targets give, as `DaskGraphRunner.run`. Raises what the nodes raise, and GraphRunError as it does."""
    wanted = tuple(targets or self._graph_schema.target_names)
    done = {name: (name, value) for name, value in _checked(inputs or {}, self._instantiated_nodes).items()}
    try:
        for name, node, needs in _steps(self, wanted):
            if name not in done:
                done[name] = node(*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error


def _checked(inputs: Mapping[str, Any], nodes: Mapping[str, Any]) -> Mapping[str, Any]:
    clash = next((value for value in inputs.values() if isinstance(value, str) and value in nodes), None)
    if clash is not None:
        raise GraphRunError(f"Input value '{clash}' clashes with a node name.")
    return inputs


def _steps(runner: DaskGraphRunner, targets: Tuple[str, ...]) -> List[Step]:
    """The nodes that the targets need, each behind what it needs itself; found once for each runner."""
    known: Dict[Tuple[str, ...], List[Step]] = runner.__dict__.setdefault("_straight_steps", {})
    if targets not in known:
        found: Dict[str, Step] = {}
        _collect(runner, targets, found)
        known[targets] = list(found.values())
    return known[targets]


def _collect(runner: DaskGraphRunner, names: Sequence[str], found: Dict[str, Step]) -> None:
    for name in names:
        node = runner._graph_schema.nodes.get(name)  # noqa: SLF001 - it stands in for a method of the runner
        if node is not None and name not in found:
            needs = tuple(node.needs.values())
            _collect(runner, needs, found)
            found[name] = (name, runner._instantiated_nodes[name], needs)  # noqa: SLF001 - as above
