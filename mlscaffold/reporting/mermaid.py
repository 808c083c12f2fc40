"""The stages as a diagram."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.reporting.wiring import Edge, edges
from mlscaffold.stages.stage import Stage

MOST = 4  # names on an arrow


def diagram(stages: Sequence[Stage]) -> str:
    """Return a Mermaid flowchart: an arrow for what passes, a dotted one for shared files or global state."""
    nodes = [f'    s{i}["{stage.module}.{stage.name}"]' for i, stage in enumerate(stages, 1)]
    return "\n".join(["flowchart TD", *nodes, *(f"    {_arrow(edge)}" for edge in edges(stages))])


def _arrow(edge: Edge) -> str:
    source, target = f"s{edge.source + 1}", f"s{edge.target + 1}"
    if not edge.names:
        return f"{source} -.-> {target}"
    more = [f"and {len(edge.names) - MOST} more"] if len(edge.names) > MOST + 1 else []
    shown = edge.names[:MOST] if more else edge.names
    return f'{source} -->|"{", ".join([*shown, *more])}"| {target}'
