"""Builds the stages of a notebook from its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.stages.exploration import immovable_statements, separate_exploration
from mlscaffold.stages.fitted_models import fits_of
from mlscaffold.stages.interface import Interface, interfaces
from mlscaffold.stages.liveness import live_before
from mlscaffold.stages.metric_values import metrics_of
from mlscaffold.stages.name import MODULES, names, role_of_group
from mlscaffold.stages.opt_outs import COPIES, NOTHING, SEPARATE_DISPLAYS, OptOuts
from mlscaffold.stages.split import split
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import StatementUnit

Group = tuple[StatementUnit, ...]
MAX_STAGES = (
    10  # stages of a short notebook, one more than `split.MAX_STAGES`: a part that only shows may be added
)
LINES_PER_STAGE = 18  # lines for each further stage, the usual length of a function in `split`
WHOLE_NAME = "run_notebook"
PLOT_WEIGHT = 3  # a line of drawing is worth three of other displays: plots clutter computing code most


def build(
    units: Sequence[StatementUnit],
    pinned: Sequence[tuple[int, int]],
    reserved: frozenset[str],
    opt_outs: OptOuts = NOTHING,
    functions: Mapping[str, Definition] | None = None,
) -> tuple[Stage, ...]:
    """Split the statements that run into stages with names and interfaces.

    Args:
        units: the statements, in the notebook's order.
        pinned: ranges of statement numbers that must stay in one stage.
        reserved: names that the notebook uses itself.
        opt_outs: refactorings that are not made.
        functions: the notebook's functions and classes, by name.
    """
    running = [unit for unit in units if unit.kind != "settings"]
    fits = fits_of(running, functions)
    working = [replace(unit, role="train") if fits.of(unit) else unit for unit in running]
    immovable = immovable_statements(working, pinned)
    groups = _separate_explorations(
        split(working, pinned), sum(u.lines for u in working), opt_outs.cells(SEPARATE_DISPLAYS), immovable
    )
    all_interfaces = interfaces(groups, working, opt_outs.cells(COPIES), fits)
    outputs = [interface.outputs for interface in all_interfaces]
    all_names = names(groups, outputs, reserved | BUILTINS, fits)
    return tuple(_stage(*parts, all_names) for parts in zip(groups, all_interfaces, all_names, strict=True))


def whole_stage(units: Sequence[StatementUnit], reserved: frozenset[str]) -> Stage:
    """Return one stage with all statements of a notebook.

    Args:
        units: all statements, imports and definitions included.
        reserved: names that the notebook uses itself.
    """
    group = tuple(units)
    interface = interfaces([group], group)[0]
    candidates = chain([WHOLE_NAME], (f"{WHOLE_NAME}_{number}" for number in count(2)))
    name = next(name for name in candidates if name not in reserved)
    stage = _stage(group, interface, name, (name,))
    return replace(stage, module=MODULES["analyze"], inputs=(), copied=())


def _separate_explorations(
    groups: Sequence[Group], lines: int, whole_cells: frozenset[int], immovable: frozenset[int]
) -> tuple[Group, ...]:
    """Separate displays from computations while the stages stay few; stages with one of the whole cells stay."""
    order = [unit for group in groups for unit in group]
    live = live_before(order)
    pairs: list[tuple[Group, tuple[Group, ...]]] = []
    position = 0
    for group in groups:
        position += len(group)
        whole = any(unit.cell in whole_cells for unit in group)
        pairs.append((group, (group,) if whole else separate_exploration(group, live[position], immovable)))
    available = max(MAX_STAGES, lines // LINES_PER_STAGE) - len(groups)
    separable = sorted(
        (i for i, (_, parts) in enumerate(pairs) if len(parts) > 1), key=lambda i: -_gain(pairs[i][1])
    )
    separated: set[int] = set()
    for i in separable:
        extra = len(pairs[i][1]) - 1
        if extra <= available:
            separated.add(i)
            available -= extra
    return tuple(
        part for i, (group, parts) in enumerate(pairs) for part in (parts if i in separated else (group,))
    )


def _gain(parts: tuple[Group, ...]) -> int:
    displayed = [unit for part in parts if all(u.kind != "compute" for u in part) for unit in part]
    return sum(unit.lines * (PLOT_WEIGHT if unit.kind == "plot" else 1) for unit in displayed)


def _stage(group: Group, interface: Interface, name: str, all_names: tuple[str, ...]) -> Stage:
    role = role_of_group(group)
    metrics = frozenset[str]().union(*(metrics_of(unit) for unit in group)).difference(interface.models)
    return Stage(
        name=name,
        module=MODULES[role],
        role=role,
        section=group[0].section,
        units=group,
        inputs=interface.inputs,
        outputs=interface.outputs,
        copied=interface.copied,
        changed=interface.changed,
        unset=interface.unset,
        models=interface.models,
        metrics=tuple(n for n in interface.outputs if n in metrics),
        depends_on=tuple(all_names[i] for i in interface.depends_on),
    )
