"""Parameters in the grid of a search: what an estimator does not take any more is not to be searched either."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.conditions import holds
from mlscaffold.migrations.edits import Edit, Text
from mlscaffold.migrations.pattern import match, metavariable, parsed
from mlscaffold.migrations.pattern_index import Index
from mlscaffold.migrations.table import Migration

SEARCHES = frozenset({"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"})
GRIDS = frozenset({"param_grid", "param_distributions"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter of a grid.

    Args:
        grid: the dictionary.
        position: its place there.
        name: its name now, empty where there is none.
        values: values that are spelled otherwise now, with their new spelling.
    """

    grid: ast.Dict
    position: int
    name: str
    values: tuple[tuple[ast.expr, str], ...] = ()


def grids(node: ast.AST, env: Environment) -> Iterator[tuple[ast.Call, ast.Dict]]:
    """Yield the estimators and grids that stand together: in a search, or side by side in a dictionary."""
    if isinstance(node, ast.Call):
        given = [*node.args[1:2], *(one.value for one in node.keywords if one.arg in GRIDS)]
        estimators = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "estimator")]
    elif isinstance(node, ast.Dict):
        given = estimators = node.values
    else:
        return
    made = [
        one
        for one in estimators
        if isinstance(one, ast.Call) and qualified(one.func, env).startswith("sklearn.")
    ]
    if len(made) == 1:
        yield from ((made[0], grid) for grid in given if isinstance(grid, ast.Dict))


def entries(
    estimator: ast.Call, grid: ast.Dict, env: Environment, index: Index
) -> Iterator[tuple[Migration, Entry]]:
    """Yield the parameters of a grid that the estimator does not take any more, as if each were given to it."""
    name = qualified(estimator.func, env).rpartition(".")[2]
    forms = index.forms.get(("Call", name), ())
    for position, (key, values) in enumerate(zip(grid.keys, grid.values, strict=True)):
        if not forms or not isinstance(key, ast.Constant) or not isinstance(values, (ast.List, ast.Tuple)):
            continue
        parameter = str(key.value)
        found = [(value, _told(estimator, parameter, value, env, forms)) for value in values.elts]
        told = [(value, one) for value, one in found if one is not None]
        if told:
            yield told[0][1], _entry(grid, position, parameter, told)


def _told(
    estimator: ast.Call, parameter: str, value: ast.expr, env: Environment, forms: tuple[Migration, ...]
) -> Migration | None:
    call = ast.Call(func=estimator.func, args=[], keywords=[ast.keyword(arg=parameter, value=value)])
    for one in forms:
        found = match(one, call, env) if not one.when and f"{parameter}=" in one.old else None
        if found is not None and holds(one, call, found, env):
            return one
    return None


def _entry(grid: ast.Dict, position: int, parameter: str, told: list[tuple[ast.expr, Migration]]) -> Entry:
    given = [(value, _given(one, parameter)) for value, one in told]
    names = {new[0] for _, new in given}
    spelled = tuple((value, new[1]) for value, new in given if new[1])
    return Entry(grid, position, names.pop() if len(names) == 1 else "?", spelled)


def _given(migration: Migration, parameter: str) -> tuple[str, str]:
    """Return what the new form calls a parameter and its value: "" where it is gone, `?` where it takes more."""
    old, new = parsed(migration.old), parsed(migration.new) if migration.new else None
    if (
        not isinstance(old, ast.Call)
        or not isinstance(new, ast.Call)
        or ast.dump(old.func) != ast.dump(new.func)
    ):
        return "?", ""
    known = {one.arg for one in old.keywords} - {parameter}
    left = [one for one in new.keywords if one.arg not in known]
    if not left:
        return "", ""
    if len(left) > 1 or left[0].arg is None:
        return "?", ""
    value = left[0].value
    return left[0].arg, "" if metavariable(value) else ast.unparse(value).replace("'", '"')


def entry_edits(entry: Entry, text: Text) -> list[Edit]:
    """Return the edits that rename a parameter, spell its values anew, or take it out."""
    key, values = entry.grid.keys[entry.position], entry.grid.values[entry.position]
    if entry.name == "?" or not isinstance(key, ast.Constant):
        return []
    if not entry.name:
        return [_removal(entry, text)]
    start, end = text.span(key)
    named = [Edit(start, end, f'"{entry.name}"')] if key.value != entry.name else []
    assert isinstance(values, (ast.List, ast.Tuple))
    return [*named, *(Edit(*text.span(value), new) for value, new in entry.values)]


def _removal(entry: Entry, text: Text) -> Edit:
    keys, values = entry.grid.keys, entry.grid.values
    first, last = keys[entry.position], values[entry.position]
    assert first is not None
    start, end = text.span(first)[0], text.span(last)[1]
    after = keys[entry.position + 1] if entry.position + 1 < len(keys) else None
    if after is not None:
        return Edit(start, text.span(after)[0], "")
    if entry.position:
        return Edit(text.span(values[entry.position - 1])[1], end, "")
    rest = text.source[end : text.span(entry.grid)[1] - 1]
    return Edit(start, end + len(rest), "") if rest.strip() in {"", ","} else Edit(start, end, "")
