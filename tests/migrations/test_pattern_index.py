from __future__ import annotations

import ast

import pytest

from mlscaffold.migrations.library_changes import LibraryChange
from mlscaffold.migrations.pattern import Qualified, metavariable, parsed
from mlscaffold.migrations.pattern_index import STORED, index_of, places, roots_of
from tests.migrations.test_library_changes import ALL


def _last(node: ast.AST) -> str:
    """Return the last name of a pattern, by its tree."""
    while not isinstance(node, (ast.Attribute, ast.Name, Qualified)):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Assign):
            node = node.targets[0]
        else:
            assert isinstance(node, (ast.Compare, ast.BinOp))
            node = node.left
    if isinstance(node, Qualified):
        return node.name.rpartition(".")[2]
    return node.attr if isinstance(node, ast.Attribute) else node.id


def _place(change: LibraryChange) -> tuple[str, str]:
    old = parsed(change.pattern)
    if isinstance(old, ast.Subscript) and isinstance(old.ctx, ast.Store):
        inner = old.value
        return STORED, "Subscript" if metavariable(inner) == "_column" else type(inner).__name__
    if isinstance(old, ast.expr) and change.replacement and isinstance(parsed(change.replacement), ast.stmt):
        return "Expr", _last(old)
    return "Attribute" if isinstance(old, Qualified) else type(old).__name__, _last(old)


@pytest.mark.parametrize("change", [one for one in ALL if not one.is_name], ids=lambda one: one.pattern)
def test_the_place_from_the_text_is_that_of_the_tree(change: LibraryChange) -> None:
    assert _place(change) in places(change)


def test_only_libraries_in_use_are_searched() -> None:
    some = index_of(frozenset({"numpy", "mine"}))
    assert ("Call", "msort") in some.patterns
    assert ("Call", "distplot") not in some.patterns
    assert "sklearn.cross_validation" not in some.names


def test_the_same_libraries_are_read_once() -> None:
    assert index_of(frozenset({"numpy"})) is index_of(frozenset({"numpy", "mine"}))


def test_keras_may_be_imported_as_a_part_of_tensorflow() -> None:
    assert "tensorflow" in roots_of("keras")
    assert roots_of("scikit-learn") == ("sklearn",)
