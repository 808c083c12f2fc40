"""The interface of each stage: inputs, outputs, and dependencies on files and global state."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.randomness import drawing
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.stages.fitted_models import Fits, fits_of
from mlscaffold.stages.liveness import escaped, last_writers, loop_variables, shared, unread
from mlscaffold.stages.metric_values import metrics_of
from mlscaffold.stages.statement_roles import StatementUnit

COPYABLE = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "list", "dict", "set"})
DRAWING = ("matplotlib", "seaborn")
TOOLS = ("torch.optim",)  # beginnings of types of what only serves to fit a model
Group = tuple[StatementUnit, ...]


@dataclass(frozen=True, slots=True)
class Interface:
    """The interface of one stage; the fields are those of `Stage`."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    copied: tuple[str, ...]
    changed: tuple[str, ...]
    unset: tuple[str, ...]
    models: tuple[str, ...]
    depends_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _GroupEffects:
    """The effects of a whole group."""

    exposed: frozenset[str]
    binds: frozenset[str]
    maybe: frozenset[str]
    mutates: frozenset[str]
    deletes: frozenset[str]
    side_effects: frozenset[str]

    @property
    def writes(self) -> frozenset[str]:
        return self.binds | self.maybe | self.mutates


def interfaces(
    groups: Sequence[Group],
    order: Sequence[StatementUnit],
    in_place: frozenset[int] = frozenset(),
    fits: Fits | None = None,
) -> tuple[Interface, ...]:
    """Return the interface of each group.

    Args:
        groups: the stages' statements, in the order in which the stages run.
        order: all statements in the notebook's order.
        in_place: cells whose stages change their inputs instead of copies.
        fits: what the statements fit; None to find it out.
    """
    fits = fits or fits_of(order)
    found_drawing = drawing([unit.traced for unit in order])
    drawn = frozenset(id(unit) for index, unit in enumerate(order) if index in found_drawing)
    sums = [_sum(group, drawn) for group in groups]
    finals = _finals(groups, order, fits)
    live = _live(sums, finals)
    needs = [_dependencies(i, sums) for i in range(len(sums))]
    before: frozenset[str] = frozenset()
    known: dict[str, int] = {}
    result = []
    for i, (group, total) in enumerate(zip(groups, sums, strict=True)):
        earlier = [unit for g in groups[:i] for unit in g]
        found = _interface(group, total, live[i + 1] | finals[i], before, known, earlier)
        fitted = frozenset(name for unit in group for name in fits.of(unit))
        models = tuple(name for name in found.outputs if name in fitted)
        found = replace(found, models=models, depends_on=_nearest(i, needs))
        result.append(_without_copies(found) if in_place & {unit.cell for unit in group} else found)
        before = (before | total.binds | total.maybe) - total.deletes
        for name in _in_order(group):
            known.setdefault(name, len(known))
    return tuple(result)


def _without_copies(interface: Interface) -> Interface:
    """Return the interface without copies: what would be copied is changed in place."""
    return replace(interface, copied=(), changed=tuple(sorted({*interface.changed, *interface.copied})))


def _sum(group: Group, drawn: frozenset[int]) -> _GroupEffects:
    """Return the effects of a group; only those statements in `drawn` draw random numbers."""
    exposed: set[str] = set()
    bound: set[str] = set()
    maybe: set[str] = set()
    mutates: set[str] = set()
    deleted: set[str] = set()
    for unit in group:
        effects = unit.effects
        exposed |= effects.reads - bound
        mutates |= effects.mutates
        exposed |= effects.mutates - effects.binds - effects.maybe - bound
        bound = (bound | effects.binds) - effects.deletes
        maybe |= effects.maybe
        deleted = (deleted | effects.deletes) - effects.binds
    side_effects = frozenset().union(
        *(unit.effects.side_effects - (set() if id(unit) in drawn else {"random"}) for unit in group)
    )
    return _GroupEffects(*map(frozenset, (exposed, bound, maybe - bound, mutates, deleted, side_effects)))


def _finals(groups: Sequence[Group], order: Sequence[StatementUnit], fits: Fits) -> list[frozenset[str]]:
    """Return for each group the names that are outputs although nothing reads them."""
    ends = unread(order)
    writers = last_writers(order)
    metrics = {position: metrics_of(order[position]) for position in {*writers.values()}}
    where = {id(unit): i for i, group in enumerate(groups) for unit in group}
    found: list[set[str]] = [set() for _ in groups]
    for name, position in ends.items():
        unit = order[position]
        if name.startswith("_") or unit.kind in {"plot", "display"} or writers.get(name, -1) > position:
            continue
        if any(name == bound for bound, _ in unit.effects.imports) or name in loop_variables(unit):
            continue
        node = unit.traced.statement.node
        control_flow = (ast.If, ast.Try, ast.Match, ast.With, ast.Expr)
        is_final = name in unit.effects.binds | unit.effects.mutates or isinstance(node, control_flow)
        if is_final and not isinstance(node, DEFINITIONS) and not _is_no_result(name, unit):
            found[where[id(unit)]].add(name)
    for name, position in writers.items():
        if name in metrics[position]:
            found[where[id(order[position])]].add(name)
    for position, unit in enumerate(order):
        for name in sorted(fits.of(unit)):
            if not any(name in later.effects.binds for later in order[position + 1 :]):
                found[where[id(unit)]].add(name)
    return [frozenset(names) for names in found]


def _is_no_result(name: str, unit: StatementUnit) -> bool:
    """Return whether an object that nothing reads any more is a drawing, or served to fit a model."""
    made = next((kind for bound, kind in reversed(unit.effects.types) if bound == name), "")
    kind = made or unit.traced.env.types.get(name, "")
    return kind.startswith(TOOLS) or made.startswith(DRAWING)


def _live(sums: Sequence[_GroupEffects], finals: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    found = [frozenset[str]()]
    for total, final in zip(reversed(sums), reversed(finals), strict=True):
        needed = (found[-1] | final) - total.binds - total.deletes
        passed_on = (found[-1] | final) & (total.maybe | total.mutates) - total.binds
        found.append(needed | total.exposed | passed_on)
    return found[::-1]


def _interface(
    group: Group,
    total: _GroupEffects,
    needed: frozenset[str],
    before: frozenset[str],
    known: Mapping[str, int],
    earlier: list[StatementUnit],
) -> Interface:
    available = before | total.binds | total.maybe
    outputs = frozenset(n for n in needed & total.writes & available if n not in total.deletes)
    partly = outputs - total.binds
    inputs = (total.exposed | partly) & before
    copied, changed = _copies(group, total, inputs, needed, earlier)
    own = _places(group)
    return Interface(
        inputs=_as_fitted(group, sorted(inputs, key=lambda n: (known.get(n, 0), n))),
        outputs=tuple(sorted(outputs, key=lambda n: (own.get(n, (0, 0)), n))),
        copied=tuple(sorted(copied)),
        changed=tuple(sorted(changed)),
        unset=tuple(sorted((partly & total.maybe) - inputs)),
        models=(),
        depends_on=(),
    )


def _in_order(group: Group) -> list[str]:
    """Return the names that statements bind, in the order in which they stand."""
    found: list[str] = []
    for unit in group:
        bound = unit.effects.binds | unit.effects.maybe
        names = [n.id for n in ast.walk(unit.traced.statement.node) if isinstance(n, ast.Name)]
        found += [*(n for n in names if n in bound), *sorted(bound.difference(names))]
    return found


def _as_fitted(group: Group, inputs: Sequence[str]) -> tuple[str, ...]:
    """Return inputs in order; those that a model is fitted on change places to stand as in that call."""
    found = list(inputs)
    for call in (n for unit in group for n in ast.walk(unit.traced.statement.node)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "fit":
            names = [a.id for a in call.args if isinstance(a, ast.Name) and a.id in found]
            for place, name in zip(sorted(map(found.index, names)), names, strict=True):
                found[place] = name
    return tuple(found)


def _places(group: Group) -> dict[str, tuple[int, int]]:
    """Return where each name is bound or changed last: the statement, and the index among its names."""
    found: dict[str, tuple[int, int]] = {}
    for i, unit in enumerate(group):
        names = [n.id for n in ast.walk(unit.traced.statement.node) if isinstance(n, ast.Name)]
        for name in unit.effects.binds | unit.effects.maybe | unit.effects.mutates:
            found[name] = (i, names.index(name) if name in names else len(names))
    return found


def _copies(
    group: Group,
    total: _GroupEffects,
    inputs: frozenset[str],
    needed: frozenset[str],
    earlier: list[StatementUnit],
) -> tuple[frozenset[str], frozenset[str]]:
    """Split the inputs that a stage changes into those that it can copy first and those that it cannot."""
    changed = inputs & _changed_inputs(group)
    if not changed:
        return changed, changed
    types = group[0].traced.env.types
    at_risk = _at_risk(changed, needed | total.exposed, group, earlier)
    copied = frozenset(n for n in changed - at_risk if types.get(n, "") in COPYABLE)
    return copied, changed - copied


def _at_risk(
    changed: frozenset[str], here: frozenset[str], group: Group, earlier: list[StatementUnit]
) -> frozenset[str]:
    """Return the changed inputs whose change others may see: a name that is needed, or something without a name."""
    links, views = shared(earlier), shared(earlier, views=True)
    kept = escaped(earlier)
    overwritten = frozenset(name for unit in group for name in unit.effects.overwrites)
    seeing = {n: (views if n in overwritten else links).get(n, frozenset()) for n in changed}
    return frozenset(n for n in changed if (seeing[n] & here) - {n} or (seeing[n] | {n}) & kept)


def _changed_inputs(group: Group) -> frozenset[str]:
    """Return the names whose objects from outside are changed, without those rebound before the change."""
    bound: set[str] = set()
    found: set[str] = set()
    for unit in group:
        found |= unit.effects.mutates - bound
        bound |= unit.effects.binds
    return frozenset(found)


def _dependencies(index: int, sums: Sequence[_GroupEffects]) -> frozenset[int]:
    """Return the positions of the earlier stages whose files or global state a stage uses."""
    side_effects, found = sums[index].side_effects, set()
    for i, total in enumerate(sums[:index]):
        before = total.side_effects
        draws = "random" in side_effects and before & {"random", "seeds"}
        reads = "reads-file" in side_effects and "writes-file" in before
        remembers = "state" in side_effects & before
        if draws or reads or remembers or before & {"settings", "shell"}:
            found.add(i)
    return frozenset(found)


def _nearest(index: int, needs: Sequence[frozenset[int]]) -> tuple[int, ...]:
    """Return the dependencies of a stage without those that its other dependencies have themselves."""
    found: list[int] = []
    covered: set[int] = set()
    for other in sorted(needs[index], reverse=True):
        if other not in covered:
            found.append(other)
            covered |= needs[other]
    return tuple(found[::-1])
