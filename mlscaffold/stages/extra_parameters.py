"""Whether a function can receive the notebook's variables that it reads as parameters, so that no caller can see it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.scopes import COMPREHENSIONS, DEFINITIONS, SCOPES, comprehension_targets, names_of
from mlscaffold.stages.introspection import SIGNATURES, Introspection, uses_without_call

CODE_RUNNERS = frozenset("eval exec globals locals timeit repeat Timer run runctx lprun_function".split())
"""Functions that run code in strings or list the names of a module."""
PROCESSES = frozenset(
    "multiprocessing concurrent joblib dask ray loky pathos billiard pickle dill cloudpickle".split()
)
"""Modules that pass functions to other processes or store them, which needs module-level functions."""
SENDING = frozenset(
    "apply apply_async imap imap_unordered map map_async starmap starmap_async submit".split()
)
"""Methods of pools and executors, which send functions to other processes."""
CALL_ONLY = ("builtins.", "functools.", "itertools.", "numpy.", "pandas.")
"""Libraries that only call the functions that they receive."""
CALLING = frozenset("apply applymap assign filter map pipe reduce sort transform".split())
"""Methods that do the same, whatever their object is."""


@dataclass(frozen=True, slots=True)
class Callers:
    """The statements of a notebook as users of a function.

    Args:
        statements: all statements.
        certain: for each, the names that are certainly bound before it.
        bindings: how many statements bind each name.
        seen: what the notebook looks at of its functions.
    """

    statements: Sequence[Traced]
    certain: Sequence[frozenset[str]]
    bindings: Mapping[str, int]
    seen: Introspection


def can_add_parameters(index: int, node: Definition, extra: Sequence[str], callers: Callers) -> bool:
    """Return whether all uses of a function can pass it further arguments.

    Args:
        index: number of its definition.
        node: its definition.
        extra: the variables that become parameters.
        callers: the statements that may use it.
    """
    if isinstance(node, ast.ClassDef) or node.decorator_list or node.args.kwarg:
        return False
    if set(extra) & names_of(node).bound or _is_run_by_text(node.name, callers):
        return False
    users = [i for i, t in enumerate(callers.statements) if node.name in t.effects.uses or i == index]
    is_value = any(_values(callers.statements[i].statement.node, node.name) for i in users)
    if is_value and (callers.seen.looks_at(SIGNATURES) or node.name in callers.seen.receivers):
        return False
    if SIGNATURES & _attributes_of(node.name, callers):
        return False
    return all(_can_pass(i, index, node.name, frozenset(extra), callers) for i in users)


def _is_run_by_text(name: str, callers: Callers) -> bool:
    """Return whether code in a string, or a look into the module's names, may use a function."""
    runs = callers.seen.looks_at(CODE_RUNNERS) or any(
        "namespace" in t.effects.side_effects for t in callers.statements
    )
    return (runs and name in callers.seen.texts) or name in callers.seen.queried


def _attributes_of(name: str, callers: Callers) -> set[str]:
    parts = (part for traced in callers.statements for part in ast.walk(traced.statement.node))
    return {
        part.attr
        for part in parts
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == name
    }


def _values(node: ast.AST, name: str) -> list[ast.Name]:
    return uses_without_call(node, name)


def _can_pass(i: int, index: int, name: str, extra: frozenset[str], callers: Callers) -> bool:
    """Return whether a statement can pass the variables wherever it uses the function."""
    traced = callers.statements[i]
    node = traced.statement.node
    if _is_hidden(node, name, extra) or any(_is_compared(node, use) for use in _values(node, name)):
        return False
    if i <= index:
        return not _values(node, name) or all(callers.bindings[e] <= 1 for e in extra)
    own = traced.effects.binds | traced.effects.maybe if hasattr(node, "body") else frozenset()
    if not extra <= callers.certain[i] | own:
        return False
    if all(callers.bindings[e] <= 1 for e in extra):
        return True
    sends = callers.seen.looks_at(PROCESSES)
    return all(sends and _is_sent(node, use) for use in _values(node, name))


def _is_hidden(node: ast.AST, name: str, extra: frozenset[str]) -> bool:
    """Return whether a function is used where an inner scope has a name of its own for one of the variables."""
    for part in ast.walk(node):
        if isinstance(part, COMPREHENSIONS):
            own = comprehension_targets(part)
        elif isinstance(part, SCOPES) and part is not node:
            own = set(names_of(part).bound)
        else:
            continue
        if own & extra and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(part)):
            return True
    return False


def _is_compared(node: ast.AST, use: ast.Name) -> bool:
    """Return whether a function is compared, or the key of a dictionary or a set, so that its identity matters."""
    for part in ast.walk(node):
        if isinstance(part, ast.Compare) and use in [part.left, *part.comparators]:
            return True
        if isinstance(part, ast.Set) and use in part.elts:
            return True
        if (isinstance(part, ast.Dict) and use in part.keys) or (
            isinstance(part, ast.Subscript) and use is part.slice
        ):
            return True
    return False


def _is_sent(node: ast.AST, use: ast.Name) -> bool:
    """Return whether a function is only passed to a call that sends it to other processes with its variables."""
    call = _receiver(node, use)
    if call is None:
        return False
    if isinstance(call.func, ast.Name):
        return call.func.id == "delayed" and any(
            isinstance(n, ast.Name) and n.id == "Parallel" for n in ast.walk(node)
        )
    return isinstance(call.func, ast.Attribute) and call.func.attr in SENDING


def _receiver(node: ast.AST, use: ast.Name) -> ast.Call | None:
    """Return the call that receives a function as an argument, None if it is used otherwise."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    return next((c for c in calls if use in [*c.args, *(k.value for k in c.keywords)]), None)


def needs_name(traced: Traced, name: str) -> bool:
    """Return whether what receives a function as a value may look at its name, docstring or module."""
    node = traced.statement.node
    decorators = node.decorator_list if isinstance(node, DEFINITIONS) else []
    return any(
        not _only_calls(_receiver(node, use), traced) for use in _values(node, name) if use not in decorators
    )


def _only_calls(call: ast.Call | None, traced: Traced) -> bool:
    """Return whether a call that receives a function does nothing with it but call it."""
    if call is None:
        return False
    if isinstance(call.func, ast.Attribute) and call.func.attr in CALLING:
        return True
    known = types.call_api(call, traced.env)
    return (types.qualified(call.func, traced.env) or (known.name if known else "")).startswith(CALL_ONLY)
