"""Variables of the notebook as defaults of its functions become arguments of each call, so that the functions can move."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import COMPREHENSIONS, DEFINITIONS, names_of, stores
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.hardening.dropped_statements import excerpt
from mlscaffold.notebook.cells import Change

NAME = "explicit-defaults"


@dataclass(frozen=True, slots=True)
class _Function:
    """A function with variables as defaults.

    Args:
        index: number of its statement.
        node: its definition.
        defaults: for each parameter the variable that is its default.
    """

    index: int
    node: ast.FunctionDef
    defaults: Mapping[str, str]


def explicit_defaults(
    statements: Sequence[Statement], kept: frozenset[int] = frozenset()
) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Pass the variables that are defaults of functions in the calls that leave them out.

    Args:
        statements: all statements.
        kept: cells whose functions are not changed.

    Returns:
        The statements, and the changes to report.
    """
    found = {f.index: f for f in _functions(statements) if statements[f.index].location.cell not in kept}
    if not found:
        return tuple(statements), ()
    by_name = {function.node.name: function for function in found.values()}
    result: list[Statement] = []
    changes: list[Change] = []
    for index, statement in enumerate(statements):
        text = SourceText.of(statement.source)
        edits = (
            list(_in_head(found[index], text))
            if index in found
            else list(_in_calls(statement, by_name, text))
        )
        result.extend(restate(statement, apply_edits(statement.source, edits)) if edits else [statement])
        if index in found:
            names = ", ".join(f"`{name}`" for name in dict.fromkeys(found[index].defaults.values()))
            why = f"Its default {names} is a variable: each call that leaves it out passes it now."
            changes.append(Change(statement.location, "rewritten", excerpt(statement), why, by=NAME))
    return tuple(result), tuple(changes)


def _functions(statements: Sequence[Statement]) -> Iterator[_Function]:
    """Yield the functions whose callers can pass what their defaults hold."""
    nodes = [statement.node for statement in statements]
    if not any(isinstance(node, ast.FunctionDef) and _defaults(node) for node in nodes):
        return
    bound = Counter(name for node in nodes for name in set(_bound(node)))
    imported = {n for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)) for n in stores(node)}
    before: set[str] = set()
    for index, node in enumerate(nodes):
        if isinstance(node, ast.FunctionDef) and bound[node.name] == 1 and not node.decorator_list:
            variables = {n for n in before if bound[n] == 1} - imported
            defaults = {p: name for p, name in _defaults(node).items() if name in variables}
            if defaults and _can_lose(node, defaults) and _is_only_called(node.name, nodes):
                yield _Function(index, node, defaults)
        if not isinstance(node, DEFINITIONS) and not _is_literal(node):
            before |= set(_bound(node))


def _bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names of the notebook that a statement binds or deletes, by `global` too."""
    if not isinstance(node, DEFINITIONS):
        for part in ast.walk(node):
            yield from stores(part)
    else:
        yield node.name
    yield from (name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names)


def _is_literal(node: ast.stmt) -> bool:
    """Return whether a statement binds a constant, which can be a default at module level."""
    if not isinstance(node, ast.Assign):
        return False
    return not any(isinstance(part, (ast.Name, ast.Call)) for part in ast.walk(node.value))


def _arguments(node: ast.FunctionDef) -> list[tuple[ast.arg, ast.expr | None]]:
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
    return [
        *zip(plain, [*missing, *args.defaults], strict=True),
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
    ]


def _defaults(node: ast.FunctionDef) -> dict[str, str]:
    """Return the parameters whose default is a name, with that name."""
    return {arg.arg: value.id for arg, value in _arguments(node) if isinstance(value, ast.Name)}


def _can_lose(node: ast.FunctionDef, defaults: Mapping[str, str]) -> bool:
    """Return whether a function without these defaults is still valid: parameters with a default come last."""
    args = node.args
    if args.vararg or args.kwarg or args.posonlyargs:
        return False
    plain = [(arg.arg, value) for arg, value in _arguments(node) if arg in args.args]
    optional = [value is not None and name not in defaults for name, value in plain]
    return optional == sorted(optional)


def _is_only_called(name: str, nodes: Sequence[ast.stmt]) -> bool:
    """Return whether all that is done with a function are calls outside of other functions, whose arguments are known."""
    for node in nodes:
        if name not in mentioned_names(node) or (isinstance(node, ast.FunctionDef) and node.name == name):
            if isinstance(node, ast.FunctionDef) and node.name == name and name in names_of(node).free:
                return False
            continue
        inner = (*DEFINITIONS, *COMPREHENSIONS, ast.Lambda)
        if any(isinstance(part, inner) and name in mentioned_names(part) for part in ast.walk(node)):
            return False
        calls = list(_calls(node, name))
        uses = [part for part in ast.walk(node) if isinstance(part, ast.Name) and part.id == name]
        if len(calls) != len(uses) or not all(map(_is_plain, calls)):
            return False
    return True


def _calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == name:
            yield part


def _is_plain(call: ast.Call) -> bool:
    return all(k.arg for k in call.keywords) and not any(isinstance(a, ast.Starred) for a in call.args)


def _in_head(function: _Function, text: SourceText) -> Iterator[Edit]:
    for arg, value in _arguments(function.node):
        if arg.arg in function.defaults and value is not None:
            yield Edit(text.span(arg)[1], text.span(value)[1], "")


def _in_calls(statement: Statement, functions: Mapping[str, _Function], text: SourceText) -> Iterator[Edit]:
    if isinstance(statement.node, DEFINITIONS):
        return
    for name, function in functions.items():
        plain = [arg.arg for arg, _ in _arguments(function.node)]
        for call in _calls(statement.node, name):
            passed = {*plain[: len(call.args)], *(k.arg for k in call.keywords)}
            added = [f"{p}={value}" for p, value in function.defaults.items() if p not in passed]
            end = text.span(call)[1] - 1
            inside = text.of_node(call)[:-1].rstrip()
            comma = "" if inside.endswith(("(", ",")) else ", "
            if added:
                yield Edit(end, end, comma + ", ".join(added))
