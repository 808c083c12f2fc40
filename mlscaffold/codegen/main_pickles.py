"""Loading of files that may hold objects of the notebook's own classes: a pickle names them as those of `__main__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.calls import called_name
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.analysis.types import Environment

HELPER = "register_in_main"
LOADERS = frozenset(
    "pickle.load pickle.loads pickle.Unpickler joblib.load dill.load dill.loads cloudpickle.load cloudpickle.loads "
    "torch.load pandas.read_pickle numpy.load".split()
)
DUMPERS = frozenset("pickle.dump joblib.dump dill.dump cloudpickle.dump torch.save numpy.save".split())
"""Functions that write such files: what the project writes itself names the classes where they are now."""


def register_classes(statements: Sequence[Traced]) -> tuple[Statement, ...]:
    """Return the statements with the notebook's classes registered before files are loaded that it did not write.

    Args:
        statements: all statements of a notebook, traced.
    """
    classes: dict[str, None] = {}
    loading: set[str] = set()
    written: set[str] = set()
    found: list[Statement] = []
    for traced in statements:
        statement, node = traced.statement, traced.statement.node
        if isinstance(node, ast.ClassDef):
            classes[node.name] = None
        elif isinstance(node, DEFINITIONS):
            loading |= {node.name} if _calls(node, traced.env, LOADERS) else set()
        elif classes and _loads(traced, loading) and not _is_own(node, written):
            found.extend(restate(statement, f"{HELPER}({', '.join(classes)})\n{statement.source}"))
            continue
        if _calls(node, traced.env, DUMPERS):
            written |= set(_texts(node))
        found.append(statement)
    return tuple(found)


def _loads(traced: Traced, loading: set[str]) -> bool:
    """Return whether a statement loads a file, itself or by a function of the notebook."""
    return bool(traced.effects.uses & loading) or _calls(traced.statement.node, traced.env, LOADERS)


def _calls(node: ast.AST, env: Environment, functions: frozenset[str]) -> bool:
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return any(called_name(call, env) in functions for call in calls)


def _is_own(node: ast.AST, written: set[str]) -> bool:
    """Return whether a statement names only files that the notebook wrote before."""
    names = [text for text in _texts(node) if "." in text]
    return bool(names) and written.issuperset(names)


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
