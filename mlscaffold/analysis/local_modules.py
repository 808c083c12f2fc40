"""Modules in the notebook's folder: what importing them does, and which of their names their own functions rebind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.names import mentioned_names

QUIET_CALLS = frozenset(
    "abspath arange array bool bytes classmethod compile complex dataclass dict dirname float frozenset getLogger int "
    "join len linspace list max min namedtuple object ones property range resolve round set staticmethod str sum tuple "
    "type NewType Path TypeVar zeros".split()
)
"""Calls at the top level of a module that neither do nor read anything outside of it."""
OUTSIDE = frozenset({"argv", "environ", "modules", "stdin", "stdout"})


@dataclass(frozen=True, slots=True)
class LocalModules:
    """The modules in the notebook's folder that it may import.

    Args:
        names: their names.
        active: modules whose import prints, reads or changes something, so that its time matters.
        rebound: pairs of a module and a name that its functions bind by `global`.
        texts: the texts of their files, without those that are not valid Python.
    """

    names: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    rebound: frozenset[tuple[str, str]] = frozenset()
    texts: tuple[str, ...] = ()


NO_MODULES = LocalModules()


def local_modules(sources: Mapping[str, Sequence[str]]) -> LocalModules:
    """Return what importing local modules does.

    Args:
        sources: for each top-level module, the texts of its files.
    """
    trees = {name: [tree for text in texts if (tree := _parsed(text))] for name, texts in sources.items()}
    active = {name for name, found in trees.items() if any(_is_active(tree) for tree in found)}
    while more := {n for n, found in trees.items() if n not in active and _imports(found) & active}:
        active |= more
    rebound = {(name, shared) for name, found in trees.items() for tree in found for shared in _rebound(tree)}
    valid = tuple(text for texts in sources.values() for text in texts if _parsed(text))
    return LocalModules(frozenset(sources), frozenset(active), frozenset(rebound), valid)


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None  # the import fails in the notebook too, and the run shows it


def _imports(trees: Iterable[ast.Module]) -> set[str]:
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {module.lstrip(".").split(".")[0] for node in nodes for module in imported_modules(node)}


def _rebound(tree: ast.Module) -> set[str]:
    return {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def _is_active(tree: ast.Module) -> bool:
    return any(not _is_quiet(statement) for statement in tree.body)


def _is_quiet(node: ast.stmt) -> bool:
    """Return whether a top-level statement of a module only defines names."""
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Pass)):
        return True
    if isinstance(node, ast.If):
        return "__main__" in ast.unparse(node.test) or "TYPE_CHECKING" in ast.unparse(node.test)
    if isinstance(node, ast.ClassDef):
        return all(_is_quiet(part) for part in node.body) and not any(map(_acts, node.bases))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        defaults = [one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None]
        return not any(
            _acts(part) for part in [*defaults, *(d for d in node.decorator_list if isinstance(d, ast.Call))]
        )
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(t, (ast.Name, ast.Tuple)) for t in targets) and not (
            node.value and _acts(node.value)
        )
    return False


def _acts(node: ast.expr) -> bool:
    """Return whether an expression calls something that may act, or reads the environment."""
    parts = list(ast.walk(node))
    called = {ast.unparse(part.func).rpartition(".")[2] for part in parts if isinstance(part, ast.Call)}
    words = {part.attr for part in parts if isinstance(part, ast.Attribute)} | mentioned_names(node)
    return not called <= QUIET_CALLS or bool(words & OUTSIDE)
