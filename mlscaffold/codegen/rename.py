"""New names for a notebook's names, and extra arguments for its functions, respecting inner scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import libcst as cst


@dataclass(frozen=True, slots=True)
class Renaming:
    """What to replace in a piece of code.

    Args:
        loads: names that are read, to what stands there instead.
        stores: names that are bound, to what stands there instead.
        extra: functions to the names that each call of them passes on as keyword arguments.
    """

    loads: Mapping[str, str] = field(default_factory=dict)
    stores: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def concerns(self, source: str) -> bool:
        """Say whether any of the names stands in a text (cheap, may say yes too often)."""
        return any(name in source for part in (self.loads, self.stores, self.extra) for name in part)


def rename(module: cst.Module, renaming: Renaming) -> cst.Module:
    """Return the code with the names replaced; names of inner scopes stay as they are."""
    return module.visit(_Renamer(renaming))


class _Bound(cst.CSTVisitor):
    """Collects the names that a function's body binds for itself."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.shared: set[str] = set()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.names.add(node.name.value)
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self.names.add(node.name.value)
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_Param(self, node: cst.Param) -> None:
        self.names.add(node.name.value)

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self.targets(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self.targets(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self.targets(node.target)

    def visit_For(self, node: cst.For) -> None:
        self.targets(node.target)

    def visit_AsName(self, node: cst.AsName) -> None:
        self.targets(node.name)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self.targets(node.target)

    def visit_Global(self, node: cst.Global) -> None:
        self.shared.update(item.name.value for item in node.names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.shared.update(item.name.value for item in node.names)

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
        self.kept: set[int] = set()
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

    def _step_out(self, node: cst.CSTNode) -> None:
        """Leave the function's scope for a part of its head: it is worked out where the function stands."""
        if id(node) in self.outside:
            self.held.append(self.scopes.pop())

    def _step_in(self, node: cst.CSTNode) -> None:
        if id(node) in self.outside:
            self.scopes.append(self.held.pop())

    visit_Decorator = visit_Annotation = _step_out

    def leave_Decorator(self, original_node: cst.Decorator, updated_node: cst.Decorator) -> cst.Decorator:
        self._step_in(original_node)
        return updated_node

    def leave_Annotation(self, original_node: cst.Annotation, updated_node: cst.Annotation) -> cst.Annotation:
        self._step_in(original_node)
        return updated_node

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        self.scopes.pop()
        return updated_node

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        bound = _Bound()
        node.params.visit(bound)
        self.scopes.append(bound.names)
        return True

    def leave_Lambda(self, original_node: cst.Lambda, updated_node: cst.Lambda) -> cst.Lambda:
        self.scopes.pop()
        return updated_node

    def _enter_comprehension(self, node: cst.BaseComp) -> bool:
        bound = _Bound()
        part: cst.CompFor | None = node.for_in
        while part is not None:
            bound.targets(part.target)
            part = part.inner_for_in
        self.scopes.append(bound.names)
        return True

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _enter_comprehension

    def leave_ListComp(self, original_node: cst.ListComp, updated_node: cst.ListComp) -> cst.ListComp:
        self.scopes.pop()
        return updated_node

    def leave_SetComp(self, original_node: cst.SetComp, updated_node: cst.SetComp) -> cst.SetComp:
        self.scopes.pop()
        return updated_node

    def leave_DictComp(self, original_node: cst.DictComp, updated_node: cst.DictComp) -> cst.DictComp:
        self.scopes.pop()
        return updated_node

    def leave_GeneratorExp(
        self, original_node: cst.GeneratorExp, updated_node: cst.GeneratorExp
    ) -> cst.GeneratorExp:
        self.scopes.pop()
        return updated_node

    # ---- names that are no variables ----------------------------------------------------------------------
    def visit_Attribute(self, node: cst.Attribute) -> None:
        self.kept.add(id(node.attr))

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self.kept.add(id(node.keyword))

    def visit_Param(self, node: cst.Param) -> None:
        self.kept.add(id(node.name))
        self.held.append(self.scopes.pop())

    def leave_Param(self, original_node: cst.Param, updated_node: cst.Param) -> cst.Param:
        self.scopes.append(self.held.pop())
        return updated_node

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    # ---- bindings -----------------------------------------------------------------------------------------
    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._store(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._store(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._store(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._store(node.target)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._store(node.target)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._store(node.name)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.stored.add(id(node.name))

    def visit_Global(self, node: cst.Global) -> None:
        self.stored.update(id(item.name) for item in node.names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.stored.update(id(item.name) for item in node.names)

    def visit_Del(self, node: cst.Del) -> None:
        self._store(node.target)

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
        given = [cst.parse_expression(f"f({n}={self._value(n)})") for n in passed]
        added = [arg for call in given if isinstance(call, cst.Call) for arg in call.args]
        return updated_node.with_changes(args=[*updated_node.args, *added]) if added else updated_node

    def _value(self, name: str) -> str:
        return name if self.hidden(name) else self.renaming.loads.get(name, name)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        name = original_node.value
        if id(original_node) in self.kept or self.hidden(name):
            return updated_node
        if id(original_node) in self.stored:
            return updated_node.with_changes(value=self.renaming.stores.get(name, name))
        new = self.renaming.loads.get(name, name)
        passed = self.renaming.extra.get(name, ())
        if passed and id(original_node) not in self.called:
            keywords = ", ".join(f"{n}={self._value(n)}" for n in passed)
            return cst.parse_expression(f"partial({new}, {keywords})")
        return cst.parse_expression(new) if new != name else updated_node
