"""Statements of a notebook that become module-level constants, because functions or classes read their names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names

PURE_CALLS = frozenset(
    "re.compile collections.namedtuple typing.TypeVar typing.NewType pathlib.Path pathlib.PurePath "
    "datetime.timedelta datetime.date datetime.datetime fractions.Fraction "
    "builtins.frozenset builtins.tuple builtins.range builtins.set builtins.dict builtins.list "
    "enum.Enum string.Template".split()
)
PARTS = (
    ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp, ast.Constant, ast.JoinedStr,
    ast.FormattedValue,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What decides whether a variable becomes a constant.

    Args:
        names: names that definitions read.
        fixed: those that no parameter can pass: in defaults, bases, methods and decorated functions.
        bindings: how many statements bind each name.
        changed: names whose objects are changed in place.
        kept: imports that stay in their stage, which no constant can use.
    """

    names: frozenset[str]
    fixed: frozenset[str]
    bindings: Mapping[str, int]
    changed: frozenset[str]
    kept: frozenset[str] = frozenset()


def constants(statements: Sequence[Traced], wanted: Wanted) -> Iterator[int]:
    """Yield statements that bind a name once, to a constant that a definition reads."""
    known: frozenset[str] = frozenset()
    for index, traced in enumerate(statements):
        name = target_name(traced.statement.node)
        once = wanted.bindings.get(name) == 1 and name not in wanted.changed
        if not name or not once or name.startswith("_") or name not in wanted.names:
            continue
        value = traced.statement.node.value  # type: ignore[attr-defined]
        movable = name == name.upper() or name in wanted.fixed or not _is_data(value)
        imports = {n: target for n, target in traced.env.imports.items() if n not in wanted.kept}
        if movable and is_constant(value, imports, known):
            known |= {name}
            yield index


def target_name(node: ast.stmt) -> str:
    """Return the name that an assignment to a single name binds, "" for other statements."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return node.target.id
    return ""


def is_constant(node: ast.expr, env_imports: Mapping[str, str], known: frozenset[str] = frozenset()) -> bool:
    """Return whether an expression is cheap and always has the same value."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, PARTS):
        children = [c for c in ast.iter_child_nodes(node) if isinstance(c, ast.expr)]
        return all(is_constant(c, env_imports, known) for c in children)
    if isinstance(node, ast.Subscript):
        base = node.value
        target = env_imports.get(base.id, "") if isinstance(base, ast.Name) else ""
        return target.startswith("typing.") and mentioned_names(node.slice) <= known | set(env_imports)
    if isinstance(node, ast.Call):
        return _is_pure_call(node, env_imports, known)
    return False


def _is_data(node: ast.expr) -> bool:
    """Return whether an expression is plain data, which can be a parameter."""
    return not isinstance(node, (ast.Call, ast.Subscript))


def _is_pure_call(node: ast.Call, imports: Mapping[str, str], known: frozenset[str]) -> bool:
    parts = ast.unparse(node.func).split(".")
    name = ".".join([imports.get(parts[0], f"builtins.{parts[0]}"), *parts[1:]])
    arguments = [*node.args, *(k.value for k in node.keywords)]
    return name in PURE_CALLS and all(is_constant(a, imports, known) for a in arguments)
