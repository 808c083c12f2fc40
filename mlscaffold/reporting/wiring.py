"""What passes between the stages, in the names that the project uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.codegen.clashes import clashing
from mlscaffold.codegen.config_fields import Settings
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage


@dataclass(frozen=True, slots=True)
class Edge:
    """A stage that needs another one.

    Args:
        source: place of the stage that is needed, from 0.
        target: place of the stage that needs it.
        names: the values that pass; none where only files or global state are shared.
    """

    source: int
    target: int
    names: tuple[str, ...] = ()


def as_written(hardening: Hardening) -> tuple[Stage, ...]:
    """Return the stages with the names that their functions have in the project."""
    new = clashing(hardening.flow.statements, hardening.definitions)
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


def model_of(hardening: Hardening) -> str:
    """Return the model that is applied to new rows: the last one that is fitted, "" without one or without pandas."""
    frames = any(
        target.partition(".")[0] == "pandas"
        for t in hardening.flow.statements
        for _, target in t.effects.imports
    )
    models = [name for stage in as_written(hardening) for name in stage.models]
    return models[-1] if frames and models else ""


def fields_of(stage: Stage, settings: Settings) -> tuple[str, ...]:
    """Return the fields of the configuration that a stage takes, in the configuration's order."""
    indexes = {unit.index for unit in stage.units}
    uses = frozenset().union(*(unit.effects.uses for unit in stage.units))
    taken = {lift.field for lift in settings.lifts if lift.unit in indexes}
    taken |= {field for _, name, field in settings.constants if name in uses}
    return tuple(field.name for field in settings.fields if field.name in taken)


def edges(stages: Sequence[Stage]) -> tuple[Edge, ...]:
    """Return who needs whom, as the runner sees it: the last one before that gives a name gives it."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for target, stage in enumerate(stages):
        for name in stage.inputs:
            givers = [i for i in range(target) if name in stages[i].outputs]
            for source in givers[-1:]:
                found[source, target] = (*found.get((source, target), ()), name)
        for source in range(target):
            if stages[source].name in stage.after:
                found.setdefault((source, target), ())
    return tuple(Edge(source, target, names) for (source, target), names in found.items())
