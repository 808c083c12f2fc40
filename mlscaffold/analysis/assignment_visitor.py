"""Effects of assignments and deletions."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mlscaffold.analysis import types
from mlscaffold.analysis.expression_visitor import ExpressionVisitor
from mlscaffold.analysis.object_tracker import Source
from mlscaffold.analysis.references import CONTAINERS

LABELS = frozenset({"columns", "index", "name", "names"})
"""Attributes of tables that copy what they are set to."""


@dataclass
class AssignmentVisitor(ExpressionVisitor):
    """A pass over assignments."""

    def _do_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        source = self.source(node.value)
        for target in node.targets:
            self.bind(target, source)
        self._link([t.id for t in node.targets if isinstance(t, ast.Name)])

    def _link(self, names: list[str]) -> None:
        """Record that names refer to one object."""
        for name in names[1:]:
            self.aliases.append((name, names[0]))
            self.sharing.link(self.sharing.now(name), self.sharing.now(names[0]))

    def _do_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self.bind(node.target, self.source(node.value))
        elif not isinstance(node.target, ast.Name):
            self.visit(_loaded(node.target))

    def _do_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        target, source = node.target, self.source(node.value)
        if not isinstance(target, ast.Name):
            self.visit(_loaded(target))
            self.change(target.value)
            self._add_to(target.value, source)
            return
        self.visit(ast.Name(target.id, ast.Load()))
        kind = types.infer(ast.Name(target.id, ast.Load()), self.now)
        if kind not in types.IMMUTABLE:
            self.mutate({target.id}, deep=False)
        if kind in CONTAINERS or isinstance(node.value, (ast.List, ast.ListComp)):
            self.hold(target.id, source, stored=True)
        self._rebind(target.id, kind)

    def _add_to(self, holder: ast.expr, source: Source) -> None:
        """Record that an item or an attribute of an object may now contain what is added to it."""
        if types.infer(holder, self.now) not in {*types.DATA, "indexer"} and source.kind not in types.DATA:
            self.store_in(holder, [source if source.kind in CONTAINERS else source.as_part()])

    def _rebind(self, name: str, kind: str) -> None:
        """Rebind a name to possibly the same object."""
        depth, self.depth = self.depth, 1
        self.store(name, kind)
        self.depth = depth

    def _do_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._delete(target)

    def _delete(self, target: ast.expr) -> None:
        if isinstance(target, (ast.Tuple, ast.List)):
            for item in target.elts:
                self._delete(item)
        elif isinstance(target, ast.Name):
            self.read(target.id)
            self.deleted.add(target.id)
            self.gone |= {target.id} if self.depth == 0 else set()
            self.bound -= {target.id}
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            self.visit(_loaded(target))
            self.change(target.value, overwrites=False)

    def bind(self, target: ast.expr, source: Source) -> None:
        """Bind a target to a value."""
        if isinstance(target, ast.Name):
            self.store(target.id, source.kind)
            self.hold(target.id, source)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._bind_items(target.elts, source)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, replace(source, node=None, kind="list"))
        elif isinstance(target, (ast.Attribute, ast.Subscript)):
            self._put(target, source)

    def _put(self, target: ast.Attribute | ast.Subscript, source: Source) -> None:
        """Store into an attribute or an item of an object."""
        self.visit(_loaded(target))
        if types.qualified(target.value, self.now):
            self.side_effects.add("settings")
        kind = types.infer(target.value, self.now)
        self.change(target.value, overwrites=not (kind in types.PANDAS and _is_column(target)))
        if kind in types.PANDAS and isinstance(target, ast.Attribute) and target.attr in LABELS:
            return
        if kind in types.DATA or kind == "indexer":
            whole = kind in {types.ARRAY, "indexer"} or isinstance(target, ast.Attribute)
            source = self.cells(source, whole=whole)
        self.store_in(target.value, [source])

    def _bind_items(self, targets: list[ast.expr], source: Source) -> None:
        node, count = source.node, len(targets)
        known = types.parts_of(source.kind, count)
        kinds = types.element_types(node, count, self.now) if node is not None else known
        parts = [replace(source, node=None, kind=kind, item=True) for kind in kinds]
        if (
            isinstance(node, (ast.Tuple, ast.List))
            and len(node.elts) == count
            and not _starred(node.elts + targets)
        ):
            parts = [self.source(item) for item in node.elts]
        for target, part in zip(targets, parts, strict=True):
            self.bind(target, part)
        if any("matplotlib" in kind for kind in kinds):
            self._link([target.id for target in targets if isinstance(target, ast.Name)])


def _is_column(target: ast.Attribute | ast.Subscript) -> bool:
    """Return whether a store replaces whole columns: `df["a"]`, `df.a`, `df[["a", "b"]]`."""
    if isinstance(target, ast.Attribute):
        return True
    key = target.slice
    keys = key.elts if isinstance(key, (ast.List, ast.Tuple)) else [key]
    return all(isinstance(k, (ast.Constant, ast.JoinedStr)) for k in keys)


def _loaded(target: ast.expr) -> ast.expr:
    """Return the expressions that storing to a subscript or an attribute reads."""
    if isinstance(target, ast.Subscript):
        return ast.Tuple(elts=[target.value, target.slice], ctx=ast.Load())
    assert isinstance(target, ast.Attribute)
    return target.value


def _starred(nodes: Iterable[ast.expr]) -> bool:
    return any(isinstance(node, ast.Starred) for node in nodes)
