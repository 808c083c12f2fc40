"""Fields of the features with the names of the variables that they copy, and without statements that do nothing."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mlscaffold.analysis.raw_rows.after_prediction import Decoded
from mlscaffold.analysis.raw_rows.node_names import stored_everywhere
from mlscaffold.analysis.raw_rows.path_parts import FEATURES
from mlscaffold.analysis.raw_rows.predict_path import PredictPath
from mlscaffold.analysis.raw_rows.prune import loaded_names


def tidied(path: PredictPath) -> PredictPath:
    """Give a field the name of the variable that it copies, where that is not changed afterwards; drop `df = df`."""
    new = {f.name: f.variable for f in path.fields if f.stored}
    for place, node in enumerate(path.fit):
        pair = _copied(node)
        if pair and pair[1] not in new.values() and not _is_used(pair[1], path.fit[place + 1 :]):
            new[pair[0]] = pair[1]
    decoding = path.decoded.steps if path.decoded else ()
    used = {f.name for f in path.fields} | {
        n for node in (*path.apply, *path.keep, *decoding) for n in stored_everywhere(node)
    }
    new = {field: name for field, name in new.items() if name not in used}
    renamer = _Fields(new)
    fit = [renamer.visit(copy.deepcopy(node)) for node in path.fit]
    apply, keep = ([renamer.visit(copy.deepcopy(n)) for n in nodes] for nodes in (path.apply, path.keep))
    return replace(
        path,
        fit=tuple(n for n in fit if not _is_idle(n)),
        apply=tuple(n for n in apply if not _is_idle(n)),
        keep=tuple(n for n in keep if not _is_idle(n)),
        result=renamer.visit(copy.deepcopy(path.result)),
        fields=tuple(replace(f, name=new.get(f.name, f.name)) for f in path.fields),
        decoded=path.decoded and _decoded(path.decoded, renamer),
    )


def _decoded(found: Decoded, renamer: _Fields) -> Decoded:
    steps = tuple(renamer.visit(copy.deepcopy(step)) for step in found.steps)
    return replace(found, steps=steps, result=renamer.visit(copy.deepcopy(found.result)))


def _copied(node: ast.stmt) -> tuple[str, str] | None:
    """Return the field and the variable of `scaler_fitted = copy.deepcopy(scaler)`."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return None
    value = node.value
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "copy.deepcopy":
        value = value.args[0]
    return (
        (node.targets[0].id, value.id)
        if isinstance(value, ast.Name) and node.targets[0].id.endswith("_fitted")
        else None
    )


def _is_used(name: str, nodes: Sequence[ast.stmt]) -> bool:
    """Return whether later statements store to a variable or call a method of it that may change it."""
    parts = [part for node in nodes for part in ast.walk(node)]
    stored = any(isinstance(p, ast.Name) and p.id == name and isinstance(p.ctx, ast.Store) for p in parts)
    methods = ("fit", "append", "update", "partial_fit", "pop", "insert", "extend")
    return (
        stored
        or any(
            isinstance(p, ast.Call)
            and isinstance(p.func, ast.Attribute)
            and p.func.attr.startswith(methods)
            and name in loaded_names(p.func.value)
            for p in parts
        )
        or any(
            isinstance(p, ast.Subscript) and isinstance(p.ctx, ast.Store) and name in loaded_names(p)
            for p in parts
        )
    )


class _Fields(ast.NodeTransformer):
    """Renames fields, and the variables that hold them until all are fitted."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename a variable."""
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Rename a field."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == FEATURES:
            return ast.Attribute(node.value, self.names.get(node.attr, node.attr), node.ctx)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """Leave out a copy that has become the variable itself."""
        pair = _copied(node)
        if pair and self.names.get(pair[0]) == pair[1]:
            return ast.Pass()
        self.generic_visit(node)
        return node


def _is_idle(node: ast.stmt) -> bool:
    same = isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    return isinstance(node, ast.Pass) or (
        same and isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == ast.unparse(node.value)
    )
