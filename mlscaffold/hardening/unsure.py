"""What the analysis could not be sure of, with its cells: the places to check where no run has proven the project."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.hardening.analyze import Analysis
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import Remark
from mlscaffold.stages.stage import Stage

LONGEST = 40  # characters of a called name, so that the sentence around it stays on two lines of a terminal
OPTIONS = frozenset({"options", "rcParams", "config", "rc"})
"""Parts of names under which libraries keep options, which are there to be set."""
QUIET_DECORATORS = (
    "builtins.", "dataclasses.", "functools.", "abc.", "contextlib.", "typing.", "enum.", "numba.", "tensorflow.",
)  # fmt: skip
"""Decorators whose effect is known: they register nothing and call nothing when a function is defined."""

Found = tuple[str, Location]


def unsure(analysis: Analysis) -> tuple[Remark, ...]:
    """Return what the analysis had to assume; a run proves or refutes it.

    Args:
        analysis: the analysis of a notebook that is split into stages.
    """
    if analysis.whole:
        return ()
    places: dict[str, list[Location]] = defaultdict(list)
    for text, location in _found(analysis):
        places[text].append(location)
    return tuple(Remark(_with_cells(text, found), found[0]) for text, found in places.items())


def _with_cells(text: str, found: Sequence[Location]) -> str:
    others = sorted({location.cell for location in found} - {found[0].cell})
    return f"{text} Also in cell {', '.join(map(str, others))}." if others else text


def _found(analysis: Analysis) -> Iterator[Found]:
    passed = {name for stage in analysis.stages for name in (*stage.inputs, *stage.outputs)}
    for traced in analysis.flow.statements:
        location = traced.statement.location
        if not location.cell:
            continue
        for text in dict.fromkeys((*_calls(traced, passed), *_patches(traced), *_decorators(traced))):
            yield text, location
    for stage in analysis.stages:
        yield from _copies(stage)


def _calls(traced: Traced, passed: set[str]) -> Iterator[str]:
    """Yield the calls of unknown code with an object that several stages use."""
    if isinstance(traced.statement.node, DEFINITIONS):
        return
    for node in ast.walk(traced.statement.node):
        if not isinstance(node, ast.Call) or not _is_unknown(node, traced):
            continue
        parts = (node.func, *node.args, *(keyword.value for keyword in node.keywords))
        names = {name for part in parts for name in mentioned_names(part)} & passed
        if names:
            called = ast.unparse(node.func)
            called = called if len(called) <= LONGEST else f"{called[: LONGEST - 3]}..."
            what = ", ".join(f"`{name}`" for name in sorted(names))
            yield f"It is not known what `{called}` does with {what}: it may change or keep it."


def _is_unknown(node: ast.Call, traced: Traced) -> bool:
    if types.call_api(node, traced.env) is not None:
        return False
    if isinstance(node.func, ast.Name) and node.func.id in traced.env.defined:
        return False
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return not types.infer(receiver, traced.env).startswith(types.OWN)


def _patches(traced: Traced) -> Iterator[str]:
    """Yield the attributes of modules and classes of libraries that a statement replaces."""
    for node in ast.walk(traced.statement.node):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del)):
            name = types.qualified(node, traced.env)
            if name and not OPTIONS & set(name.split(".")):
                yield f"`{ast.unparse(node)}` is replaced: what uses it afterwards behaves differently."


def _decorators(traced: Traced) -> Iterator[str]:
    """Yield decorators that may do more than wrap a definition."""
    for decorator in getattr(traced.statement.node, "decorator_list", ()):
        head = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = types.qualified(head, traced.env)
        if not name.startswith(QUIET_DECORATORS):
            yield f"The decorator `{ast.unparse(head)}` runs where the definition is."


def _copies(stage: Stage) -> Iterator[Found]:
    if stage.copied:
        names = ", ".join(f"`{name}`" for name in stage.copied)
        yield (
            f"`{stage.name}` changes a copy of {names}: nothing else may hold the same object.",
            stage.units[0].traced.statement.location,
        )
