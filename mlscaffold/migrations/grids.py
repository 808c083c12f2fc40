"""Removed and renamed parameters in the grid of a hyperparameter search."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.edits import Edit, SourceText
from mlscaffold.migrations.library_changes import LibraryChange
from mlscaffold.migrations.pattern import match, metavariable, parsed
from mlscaffold.migrations.pattern_index import Index

SEARCHES = frozenset({"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV"})
GRIDS = frozenset({"param_grid", "param_distributions"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter of a grid.

    Args:
        grid: the dictionary.
        position: its position there.
        name: its new name, "" where it was removed.
        values: values with a new spelling, and that spelling.
    """

    grid: ast.Dict
    position: int
    name: str
    values: tuple[tuple[ast.expr, str], ...] = ()


def grids(node: ast.AST, env: Environment) -> Iterator[tuple[ast.Call, ast.Dict]]:
    """Yield estimators with their grids: in a call of a search, or side by side in a dictionary."""
    if isinstance(node, ast.Call):
        candidates = [*node.args[1:2], *(one.value for one in node.keywords if one.arg in GRIDS)]
        estimators = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "estimator")]
    elif isinstance(node, ast.Dict):
        candidates = estimators = node.values
    else:
        return
    created = [
        one
        for one in estimators
        if isinstance(one, ast.Call) and qualified(one.func, env).startswith("sklearn.")
    ]
    if len(created) == 1:
        yield from ((created[0], grid) for grid in candidates if isinstance(grid, ast.Dict))


def entries(
    estimator: ast.Call, grid: ast.Dict, env: Environment, index: Index
) -> Iterator[tuple[LibraryChange, Entry]]:
    """Yield the entries of a grid that the estimator would not accept as an argument."""
    name = qualified(estimator.func, env).rpartition(".")[2]
    changes = index.patterns.get(("Call", name), ())
    for position, (key, values) in enumerate(zip(grid.keys, grid.values, strict=True)):
        if not changes or not isinstance(key, ast.Constant) or not isinstance(values, (ast.List, ast.Tuple)):
            continue
        parameter = str(key.value)
        found = [(value, _change_of(estimator, parameter, value, env, changes)) for value in values.elts]
        broken = [(value, one) for value, one in found if one is not None]
        if broken:
            yield broken[0][1], _entry(grid, position, parameter, broken)


def _change_of(
    estimator: ast.Call, parameter: str, value: ast.expr, env: Environment, changes: tuple[LibraryChange, ...]
) -> LibraryChange | None:
    """Return the change that breaks a parameter with a value."""
    call = ast.Call(func=estimator.func, args=[], keywords=[ast.keyword(arg=parameter, value=value)])
    named = (one for one in changes if not one.when and f"{parameter}=" in one.pattern)
    return next((one for one in named if match(one, call, env) is not None), None)


def _entry(
    grid: ast.Dict, position: int, parameter: str, broken: list[tuple[ast.expr, LibraryChange]]
) -> Entry:
    new = [(value, _new_spelling(one, parameter)) for value, one in broken]
    names = {name for _, (name, _) in new}
    values = tuple((value, spelling) for value, (_, spelling) in new if spelling)
    return Entry(grid, position, names.pop() if len(names) == 1 else "?", values)


def _new_spelling(change: LibraryChange, parameter: str) -> tuple[str, str]:
    """Return the new name of a parameter and of its value: "" where it was removed, `?` for a larger rewrite."""
    old, new = parsed(change.pattern), parsed(change.replacement) if change.replacement else None
    if (
        not isinstance(old, ast.Call)
        or not isinstance(new, ast.Call)
        or ast.dump(old.func) != ast.dump(new.func)
    ):
        return "?", ""
    others = {one.arg for one in old.keywords} - {parameter}
    left = [one for one in new.keywords if one.arg not in others]
    if not left:
        return "", ""
    if len(left) > 1 or left[0].arg is None:
        return "?", ""
    value = left[0].value
    return left[0].arg, "" if metavariable(value) else ast.unparse(value).replace("'", '"')


def entry_edits(entry: Entry, text: SourceText) -> list[Edit]:
    """Return the edits that rename a parameter, respell its values, or remove it."""
    key, values = entry.grid.keys[entry.position], entry.grid.values[entry.position]
    if entry.name == "?" or not isinstance(key, ast.Constant):
        return []
    if not entry.name:
        return [_removal(entry, text)]
    renamed = [text.replacing(key, f'"{entry.name}"')] if key.value != entry.name else []
    assert isinstance(values, (ast.List, ast.Tuple))
    return [*renamed, *(text.replacing(value, new) for value, new in entry.values)]


def _removal(entry: Entry, text: SourceText) -> Edit:
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
