"""Renames names in code and adds arguments to calls, with respect to inner scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

import libcst as cst

_Node = TypeVar("_Node", bound=cst.CSTNode)
_Statement = TypeVar("_Statement", bound=cst.BaseStatement | cst.SimpleStatementLine)
_Binding = cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.For | cst.NamedExpr


@dataclass(frozen=True, slots=True)
class Renaming:
    """The replacements in a piece of code.

    Args:
        loads: replacements of names that are read.
        stores: replacements of names that are bound.
        extra: for each function, the variables that its calls pass as keyword arguments.
        parameters: names of these arguments where they differ from the variables' names.
        named: functions that keep their name and docstring when they are passed on with their variables.
        head: for a definition, replacements in its decorators, defaults, bases and annotations that differ from `loads`.
    """

    loads: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    head: Mapping[str, str] = field(default_factory=dict)

    def applies_to(self, source: str) -> bool:
        """Return whether a text may contain one of the names (cheap, with false positives)."""
        return any(
            name in source for part in (self.loads, self.stores, self.extra, self.head) for name in part
        )

    def also(self, loads: Mapping[str, str], stores: Mapping[str, str]) -> Renaming:
        """Return the same with further replacements."""
        return replace(self, loads={**self.loads, **loads}, stores={**self.stores, **stores})


def rename(module: cst.Module, renaming: Renaming) -> cst.Module:
    """Replace the names in code; names of inner scopes are not changed."""
    renamed = module.visit(_Renamer(renaming))
    if not renaming.head:
        return renamed
    heads = replace(renaming, loads={**renaming.loads, **renaming.head}, head={})
    body = [_with_head(new, old, heads) for new, old in zip(renamed.body, module.body, strict=True)]
    return renamed.with_changes(body=body)


def _with_head(node: _Statement, original: cst.CSTNode, renaming: Renaming) -> _Statement:
    """Return a definition whose head is renamed on its own: in `class Model(Model)` the base is another class."""
    if not isinstance(original, (cst.FunctionDef, cst.ClassDef)):
        return node
    parts: dict[str, object] = {"decorators": [_renamed(one, renaming) for one in original.decorators]}
    if isinstance(original, cst.ClassDef):
        parts["bases"] = [_renamed(one, renaming) for one in original.bases]
        parts["keywords"] = [_renamed(one, renaming) for one in original.keywords]
    else:
        parts["params"] = _renamed(original.params, renaming)
        parts["returns"] = original.returns and _renamed(original.returns, renaming)
    changed: _Statement = node.with_changes(**parts)  # type: ignore[assignment]  # libcst says less than it gives
    return changed


def _renamed(node: _Node, renaming: Renaming) -> _Node:
    renamer = _Renamer(renaming)
    renamer.scopes.append(set())  # the parameters leave it for their defaults and annotations
    return cast("_Node", node.visit(renamer))


class _Bound(cst.CSTVisitor):
    """Collects the names that a function's body binds for itself."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.shared: set[str] = set()

    def _define(self, node: cst.FunctionDef | cst.ClassDef) -> bool:
        self.names.add(node.name.value)
        return False

    visit_FunctionDef = visit_ClassDef = _define

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_Param(self, node: cst.Param) -> None:
        self.names.add(node.name.value)

    def _bind(self, node: _Binding) -> None:
        self.targets(node.target)

    visit_AssignTarget = visit_AnnAssign = visit_AugAssign = visit_For = visit_NamedExpr = _bind

    def visit_AsName(self, node: cst.AsName) -> None:
        self.targets(node.name)

    def _share(self, node: cst.Global | cst.Nonlocal) -> None:
        self.shared.update(item.name.value for item in node.names)

    visit_Global = visit_Nonlocal = _share

    def targets(self, node: cst.BaseExpression) -> None:
        if isinstance(node, cst.Name):
            self.names.add(node.value)
        elif isinstance(node, (cst.Tuple, cst.List)):
            for element in node.elements:
                self.targets(element.value)
        elif isinstance(node, cst.StarredElement):
            self.targets(node.value)


class _Renamer(cst.CSTTransformer):
    def __init__(self, renaming: Renaming) -> None:
        self.renaming = renaming
        self.scopes: list[set[str]] = []
        self.unchanged: set[int] = set()
        self.stored: set[int] = set()
        self.called: set[int] = set()
        self.outside: set[int] = set()
        self.held: list[set[str]] = []

    def hidden(self, name: str) -> bool:
        return any(name in scope for scope in self.scopes)

    # ---- scopes -------------------------------------------------------------------------------------------
    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.stored.add(id(node.name))
        bound = _Bound()
        node.params.visit(bound)
        node.body.visit(bound)
        self.scopes.append(bound.names - bound.shared)
        self.outside.update(id(part) for part in (*node.decorators, node.returns) if part is not None)
        return True

    def _enter_outer_scope(self, node: cst.CSTNode) -> None:
        """Leave the function's scope for a part of its head, which is evaluated in the outer scope."""
        if id(node) in self.outside:
            self.held.append(self.scopes.pop())

    def _return_to_scope(self, original_node: cst.CSTNode, updated_node: _Node) -> _Node:
        if id(original_node) in self.outside:
            self.scopes.append(self.held.pop())
        return updated_node

    visit_Decorator = visit_Annotation = _enter_outer_scope
    leave_Decorator = leave_Annotation = _return_to_scope

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        bound = _Bound()
        node.params.visit(bound)
        self.scopes.append(bound.names)
        return True

    def _enter_comprehension(self, node: cst.BaseComp) -> bool:
        bound = _Bound()
        part: cst.CompFor | None = node.for_in
        while part is not None:
            bound.targets(part.target)
            part = part.inner_for_in
        self.scopes.append(bound.names)
        return True

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _enter_comprehension

    def _leave_scope(self, original_node: cst.CSTNode, updated_node: _Node) -> _Node:
        self.scopes.pop()
        return updated_node

    leave_ListComp = leave_SetComp = leave_DictComp = leave_GeneratorExp = _leave_scope
    leave_FunctionDef = leave_Lambda = _leave_scope

    # ---- names that are not variables ----------------------------------------------------------------------
    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.unchanged.add(id(node.attr))
        if isinstance(node.value, cst.Name):
            self.called.add(id(node.value))  # `f.__name__` is that of the function itself

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self.unchanged.add(id(node.keyword))

    def visit_Param(self, node: cst.Param) -> None:
        self.unchanged.add(id(node.name))
        self.held.append(self.scopes.pop())

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        self.scopes.append(self.held.pop())
        return updated_node

    def _skip(self, node: cst.CSTNode) -> bool:
        return False

    visit_Import = visit_ImportFrom = _skip

    # ---- bindings -----------------------------------------------------------------------------------------
    def _bind(self, node: _Binding | cst.Del) -> None:
        self._store(node.target)

    visit_AssignTarget = visit_AnnAssign = visit_AugAssign = visit_For = visit_NamedExpr = visit_Del = _bind

    def visit_AsName(self, node: cst.AsName) -> None:
        self._store(node.name)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.stored.add(id(node.name))

    def _share(self, node: cst.Global | cst.Nonlocal) -> None:
        self.stored.update(id(item.name) for item in node.names)

    visit_Global = visit_Nonlocal = _share

    def _store(self, node: cst.BaseExpression) -> None:
        if isinstance(node, cst.Name):
            self.stored.add(id(node))
        elif isinstance(node, (cst.Tuple, cst.List)):
            for element in node.elements:
                self._store(element.value)

    # ---- replacing ----------------------------------------------------------------------------------------
    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Name):
            self.called.add(id(node.func))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        name = original_node.func
        if not isinstance(name, cst.Name) or self.hidden(name.value) or id(name) in self.stored:
            return updated_node
        passed = self.renaming.extra.get(name.value, ())
        calls = [cst.parse_expression(f"f({self._parameter(n)}={self._value(n)})") for n in passed]
        added = [arg for call in calls if isinstance(call, cst.Call) for arg in call.args]
        return updated_node.with_changes(args=[*updated_node.args, *added]) if added else updated_node

    def _parameter(self, name: str) -> str:
        return self.renaming.parameters.get(name, name)

    def _value(self, name: str) -> str:
        return name if self.hidden(name) else self.renaming.loads.get(name, name)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = original_node.value
        if id(original_node) in self.unchanged or self.hidden(name):
            return updated_node
        if id(original_node) in self.stored:
            return updated_node.with_changes(value=self.renaming.stores.get(name, name))
        new = self.renaming.loads.get(name, name)
        passed = self.renaming.extra.get(name, ())
        if passed and id(original_node) not in self.called:
            keywords = ", ".join(f"{self._parameter(n)}={self._value(n)}" for n in passed)
            bound = f"partial({new}, {keywords})"
            return cst.parse_expression(
                f"update_wrapper({bound}, {new})" if name in self.renaming.named else bound
            )
        return cst.parse_expression(new) if new != name else updated_node
