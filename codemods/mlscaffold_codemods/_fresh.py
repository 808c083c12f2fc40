"""Find the names of a function whose objects no other code can reach."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold_codemods._libcst import Visitor, cst, visitor_class

STORING_METHODS = frozenset({"append", "add", "insert", "extend", "setdefault", "put", "update"})


def fresh_names(function: cst.FunctionDef) -> frozenset[str]:
    """Return the names that a function binds to new objects and does not share.

    Args:
        function: a function; nested functions only count as uses.

    Returns:
        Names whose object may be replaced by a changed copy unnoticed.
    """
    bindings = visitor_class(_Bindings)()
    function.body.visit(bindings)
    parameters = {parameter.name.value for parameter in _parameters(function.params)}
    return frozenset(bindings.fresh - bindings.shared - parameters)


def loop_names(node: cst.CSTNode) -> frozenset[str]:
    """Return the names that loops and `with` bind to existing objects."""
    targets = visitor_class(_Targets)()
    node.visit(targets)
    return frozenset(targets.names)


def _parameters(parameters: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*parameters.posonly_params, *parameters.params, *parameters.kwonly_params)
    for rest in (parameters.star_arg, parameters.star_kwarg):
        if isinstance(rest, cst.Param):
            yield rest


def _names(target: cst.BaseExpression) -> Iterator[str]:
    if isinstance(target, cst.Name):
        yield target.value
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _names(element.value)


class _Targets(Visitor):
    """Names that loops and `with` bind."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_For(self, node: cst.For) -> None:
        self.names.update(_names(node.target))

    def visit_AsName(self, node: cst.AsName) -> None:
        self.names.update(_names(node.name))


class _Bindings(_Targets):
    """Names bound to new objects, and names whose object may be shared."""

    def __init__(self) -> None:
        super().__init__()
        self.fresh: set[str] = set()
        self.shared = self.names

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def visit_Assign(self, node: cst.Assign) -> None:
        self.shared.update(_names(node.value))
        many = len(node.targets) > 1
        for target in node.targets:
            (self.fresh if _is_new(node.value) and not many else self.shared).update(_names(target.target))

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self.shared.update(_names(node.value))
            (self.fresh if _is_new(node.value) else self.shared).update(_names(node.target))

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self.shared.update((*_names(node.target), *_names(node.value)))

    def visit_Global(self, node: cst.Global) -> None:
        self.shared.update(item.name.value for item in node.names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.shared.update(item.name.value for item in node.names)

    def visit_Return(self, node: cst.Return) -> bool:
        return not isinstance(node.value, cst.Tuple)

    def visit_Element(self, node: cst.Element) -> None:
        self.shared.update(_names(node.value))

    def visit_DictElement(self, node: cst.DictElement) -> None:
        self.shared.update(_names(node.value))

    def visit_Yield(self, node: cst.Yield) -> None:
        if isinstance(node.value, cst.BaseExpression):
            self.shared.update(_names(node.value))

    def visit_Call(self, node: cst.Call) -> None:
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in STORING_METHODS:
            for arg in node.args:
                self.shared.update(_names(arg.value))


def _is_new(value: cst.BaseExpression) -> bool:
    """Return whether an expression creates an object: a call, an operation, or a selection of rows or columns."""
    if isinstance(value, cst.Subscript):
        index = value.slice[0].slice
        chosen = index.value if isinstance(index, cst.Index) else index
        return isinstance(chosen, (cst.Slice, cst.Comparison, cst.BinaryOperation, cst.List))
    return isinstance(value, (cst.Call, cst.BinaryOperation, cst.Comparison))
