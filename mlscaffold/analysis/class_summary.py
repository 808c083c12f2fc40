"""Effects of using a notebook class."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mlscaffold.analysis import api, types
from mlscaffold.analysis.effects import FunctionSummary, Stored, merged
from mlscaffold.analysis.object_tracker import ADDING
from mlscaffold.analysis.scopes import Function, names_of, parameters
from mlscaffold.analysis.types import Environment

Functions = Mapping[str, FunctionSummary]
Summarize = Callable[[Function, Environment, Functions, Mapping[str, str]], FunctionSummary]
METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
STARTS = ("__new__", "__init__", "__post_init__")
VALIDATING = ("attr.", "attrs.", "enum.", "marshmallow.", "msgspec.", "pandera.", "pydantic.", "unittest.")
"""Modules whose classes check what an instance is made of."""
MODULE = "torch.nn.Module"
MODULES = frozenset({MODULE, "pytorch_lightning.LightningModule", "lightning.LightningModule"})
HARMLESS = ("abc.", "builtins.", "dataclasses.", "functools.", "typing.", "typing_extensions.")


def of_class(
    node: ast.ClassDef, env: Environment, functions: Functions, summarize: Summarize
) -> FunctionSummary:
    """Return the effects of using a notebook class.

    Args:
        node: its definition.
        env: the environment of its use.
        functions: the notebook's current functions and classes, by name.
        summarize: returns the effects of a method, whose parameters may have known types.
    """
    methods = [n for n in node.body if isinstance(n, METHODS)]
    careful = tuple(
        (m.name, FunctionSummary(changes=frozenset(parameters(m)), parameters=parameters(m))) for m in methods
    )
    known = {**functions, node.name: FunctionSummary(methods=careful)}
    kind = f"{types.OWN}{node.name}"
    bases = _bases(node, env, functions)
    base = MODULE if bases.is_module else ""
    kinds = {types.SUPER: base} if base else {}
    own = {
        m.name: summarize(m, env, known, {**kinds, **dict.fromkeys(parameters(m)[:1], kind)}) for m in methods
    }
    if _has_shared_objects(node, env):
        own = {name: _with_shared_objects(method) for name, method in own.items()}
    found = {**{name: method for base in bases.own for name, method in base.methods}, **own}
    if bases.is_module and "forward" in found:
        found["__call__"] = _as_module(found["forward"])
    whole = merged([FunctionSummary(), *found.values()])
    start = found.get("__init__", FunctionSummary())
    free = {name for name in names_of(node).free if not env.imports.get(name)}
    return FunctionSummary(
        reads=whole.reads | free,
        mutates=whole.mutates,
        rebinds=whole.rebinds,
        changes=start.changes - frozenset(start.parameters[:1]),
        side_effects=whole.side_effects,
        uses=frozenset({node.name}),
        parameters=start.parameters[1:],
        returns_arguments=True,
        runs_later=True,
        kind=kind,
        methods=tuple(found.items()),
        changes_on_use=any(base.changes_on_use for base in bases.own)
        or any(_is_implicit(m) and own[m.name].changes for m in methods),
        stores=_stores(start),
        escapes=_escapes(start),
        defaults=start.defaults,
        checks=bases.check or any(found[name].checks for name in STARTS if name in found),
        fills=_makes_defaults(node, env) or any(base.fills for base in bases.own),
        base=base,
        is_open="__init__" not in found and (bases.are_open or any(base.is_open for base in bases.own)),
    )


@dataclass(frozen=True, slots=True)
class _Bases:
    """Base classes and decorators of a class.

    Args:
        own: those of the notebook.
        check: whether one of the others checks what an instance is made of.
        are_open: whether the effects of one are unknown.
        is_module: whether one is a module of torch, whose instances call `forward`.
    """

    own: tuple[FunctionSummary, ...]
    check: bool
    are_open: bool
    is_module: bool


def _bases(node: ast.ClassDef, env: Environment, functions: Functions) -> _Bases:
    parts = [*node.bases, *(d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)]
    parts = [part.value if isinstance(part, ast.Subscript) else part for part in parts]
    own = [part.id for part in parts if isinstance(part, ast.Name) and part.id in functions]
    names = [
        types.qualified(part, env) for part in parts if not (isinstance(part, ast.Name) and part.id in own)
    ]
    return _Bases(
        own=tuple(functions[name] for name in own),
        check=any(name.startswith(VALIDATING) for name in names),
        are_open=any(not name.startswith(HARMLESS) and api.lookup(name) is None for name in names),
        is_module=bool(MODULES & set(names)) or any(functions[name].base for name in own),
    )


def _as_module(forward: FunctionSummary) -> FunctionSummary:
    """Return the effects of calling a module of torch: neither its weights nor its inputs change, as training does that."""
    return replace(
        forward,
        changes=frozenset(),
        side_effects=forward.side_effects - {"unknown"} | {"random"},
        escapes=frozenset(),
        stores=(),
        looks_up=frozenset(),
        shares=frozenset(),
        returns_arguments=False,
    )


def _is_implicit(node: Function) -> bool:
    """Return whether a method runs without a call by name."""
    special = node.name.startswith("__") and node.name not in {"__init__", "__call__"}
    return special or any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _has_shared_objects(node: ast.ClassDef, env: Environment) -> bool:
    """Return whether a class has an attribute that all its instances share and may change."""
    values = [
        n.value for n in node.body if isinstance(n, (ast.Assign, ast.AnnAssign)) and n.value is not None
    ]
    return any(types.infer(value, env) in types.COPYABLE | ADDING for value in values)


def _with_shared_objects(method: FunctionSummary) -> FunctionSummary:
    """Return a method of a class with shared attributes: what an instance stores, others may see."""
    stored = {part for holder, part, _ in method.stores if holder in method.parameters[:1]}
    return replace(method, escapes=method.escapes | stored)


def _stores(start: FunctionSummary) -> tuple[Stored, ...]:
    """Return what creating an instance stores, apart from the instance."""
    itself = start.parameters[:1]
    return tuple(stored for stored in start.stores if not set(itself) & {stored[0], stored[1]})


def _escapes(start: FunctionSummary) -> frozenset[str]:
    """Return the arguments that something other than the instance may keep."""
    itself = frozenset(start.parameters[:1])
    stored = {part for _, part, _ in start.stores}
    is_stored = itself & (start.escapes | stored)
    return (frozenset(start.parameters) if is_stored else start.escapes) - itself


def _makes_defaults(node: ast.ClassDef, env: Environment) -> bool:
    """Return whether a class makes a dictionary that adds the keys that are looked up."""
    return any(types.infer(n, env) in ADDING for n in ast.walk(node) if isinstance(n, ast.Call))
