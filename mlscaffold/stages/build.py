"""Builds the stages of a notebook from its statements."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.metrics import is_metric
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.stages.apart import set_apart, staying
from mlscaffold.stages.interface import Interface, interfaces
from mlscaffold.stages.liveness import live_before
from mlscaffold.stages.name import MODULES, names, role_of_group
from mlscaffold.stages.opt_outs import COPIES, LOOKS, NOTHING, OptOuts
from mlscaffold.stages.split import split
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Unit

Group = tuple[Unit, ...]
MOST = 10  # stages of a short notebook, one more than `split.MOST`: a part that only shows may be added
LINES_A_STAGE = 18  # lines for each further stage, the usual length of a function in `split`
PLOT_WEIGHT = 3  # a line of drawing is worth three of looking: plots clutter computing code most


def build(
    units: Sequence[Unit],
    pinned: Sequence[tuple[int, int]],
    reserved: frozenset[str],
    opt_outs: OptOuts = NOTHING,
) -> tuple[Stage, ...]:
    """Split the statements that run into stages with names and interfaces.

    Args:
        units: the statements, in the notebook's order.
        pinned: ranges of statement numbers that must stay in one stage.
        reserved: names that the notebook uses itself.
        opt_outs: refactorings that are not made.
    """
    working = [unit for unit in units if unit.kind != "settings"]
    held = staying(working, pinned)
    groups = _apart(split(working, pinned), sum(u.lines for u in working), opt_outs.cells(LOOKS), held)
    faces = interfaces(groups, working, opt_outs.cells(COPIES))
    all_names = names(groups, [face.outputs for face in faces], reserved | BUILTINS)
    return tuple(_stage(*parts, all_names) for parts in zip(groups, faces, all_names, strict=True))


def _apart(
    groups: Sequence[Group], lines: int, whole_cells: frozenset[int], held: frozenset[int]
) -> tuple[Group, ...]:
    """Separate displays from computations while the stages stay few; stages with one of the whole cells stay."""
    order = [unit for group in groups for unit in group]
    live = live_before(order)
    pairs: list[tuple[Group, tuple[Group, ...]]] = []
    position = 0
    for group in groups:
        position += len(group)
        whole = any(unit.cell in whole_cells for unit in group)
        pairs.append((group, (group,) if whole else set_apart(group, live[position], held)))
    room = max(MOST, lines // LINES_A_STAGE) - len(groups)
    worth = sorted(
        (i for i, (_, parts) in enumerate(pairs) if len(parts) > 1), key=lambda i: -_gain(pairs[i][1])
    )
    divided: set[int] = set()
    for i in worth:
        more = len(pairs[i][1]) - 1
        if more <= room:
            divided.add(i)
            room -= more
    return tuple(
        part for i, (group, parts) in enumerate(pairs) for part in (parts if i in divided else (group,))
    )


def _gain(parts: tuple[Group, ...]) -> int:
    shown = [unit for part in parts if all(u.kind != "compute" for u in part) for unit in part]
    return sum(unit.lines * (PLOT_WEIGHT if unit.kind == "plot" else 1) for unit in shown)


def _stage(group: Group, face: Interface, name: str, all_names: tuple[str, ...]) -> Stage:
    role = role_of_group(group)
    return Stage(
        name=name,
        module=MODULES[role],
        role=role,
        section=group[0].section,
        units=group,
        inputs=face.inputs,
        outputs=face.outputs,
        copied=face.copied,
        changed=face.changed,
        unset=face.unset,
        models=face.models,
        metrics=tuple(n for n in face.outputs if _is_metric(n, group, face)),
        depends_on=tuple(all_names[i] for i in face.depends_on),
    )


def _is_metric(name: str, group: Group, face: Interface) -> bool:
    if name in face.models:
        return False
    return any(is_metric(name, unit.effects) for unit in group if name in unit.effects.binds)
