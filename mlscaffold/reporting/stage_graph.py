"""The stages with the project's names, what passes between them, and the diagram of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.config_fields import Settings
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage

MOST_NAMES = (
    4  # names on an arrow of the diagram: Mermaid draws a label on one line, and more would overlap the nodes
)


@dataclass(frozen=True, slots=True)
class Edge:
    """The indexes of a stage and of one that depends on it, and the values that pass.

    There are no values if only files or global state are shared.
    """

    source: int
    target: int
    names: tuple[str, ...] = ()


def renamed_stages(hardening: Hardening) -> tuple[Stage, ...]:
    """Return the stages with the names that their functions have in the project."""
    new = dict(hardening.renamed)
    return tuple(_renamed(stage, new) for stage in hardening.stages)


def _renamed(stage: Stage, new: Mapping[str, str]) -> Stage:
    def names(old: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new.get(name, name) for name in old)

    return replace(
        stage,
        inputs=names(stage.inputs),
        outputs=names(stage.outputs),
        copied=names(stage.copied),
        changed=names(stage.changed),
        models=names(stage.models),
        metrics=names(stage.metrics),
    )


def fields_of(stage: Stage, settings: Settings) -> tuple[str, ...]:
    """Return the fields of the configuration that a stage uses, in the configuration's order."""
    indexes = {unit.index for unit in stage.units}
    uses = frozenset().union(*(unit.effects.uses for unit in stage.units))
    used = {lift.field for lift in settings.lifts if lift.unit in indexes}
    used |= {field for _, name, field in settings.constants if name in uses}
    return tuple(field.name for field in settings.fields if field.name in used)


def edges(stages: Sequence[Stage]) -> tuple[Edge, ...]:
    """Return the dependencies between stages; an input comes from the last earlier stage that has it as an output."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for target, stage in enumerate(stages):
        for name in stage.inputs:
            sources = [i for i in range(target) if name in stages[i].outputs]
            for source in sources[-1:]:
                found[source, target] = (*found.get((source, target), ()), name)
        for source in range(target):
            if stages[source].name in stage.depends_on:
                found.setdefault((source, target), ())
    return tuple(Edge(source, target, names) for (source, target), names in found.items())


def diagram(stages: Sequence[Stage]) -> str:
    """Return a Mermaid flowchart: solid arrows for values, dotted ones for shared files or global state."""
    nodes = [f'    s{i}["{stage.module}.{stage.name}"]' for i, stage in enumerate(stages, 1)]
    return "\n".join(["flowchart TD", *nodes, *(f"    {_arrow(edge)}" for edge in edges(stages))])


def _arrow(edge: Edge) -> str:
    source, target = f"s{edge.source + 1}", f"s{edge.target + 1}"
    if not edge.names:
        return f"{source} -.-> {target}"
    more = [f"and {len(edge.names) - MOST_NAMES} more"] if len(edge.names) > MOST_NAMES + 1 else []
    shown = edge.names[:MOST_NAMES] if more else edge.names
    return f'{source} -->|"{", ".join([*shown, *more])}"| {target}'
