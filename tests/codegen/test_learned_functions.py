"""learned.py has the functions that a project uses, and what these use."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.features_module import HELPERS
from mlscaffold.codegen.learned_functions import learned_source
from mlscaffold.projects.template import templates

WHOLE = (templates() / "learned" / "learned.py").read_text(encoding="utf-8")


def names_of(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def test_what_is_used_comes_with_what_it_uses() -> None:
    found = learned_source(WHOLE, {"apply_dummies"})
    assert names_of(found) == {"apply_dummies", "_categorical", "check_known"}
    assert "MANY = 10" in found
    assert "import copy" not in found
    assert found.startswith('"""Part of mlscaffold')


@pytest.mark.parametrize("name", sorted(HELPERS))
def test_each_function_is_complete(name: str) -> None:
    found = learned_source(WHOLE, {name})
    compile(found, name, "exec")
    used = {n.id for n in ast.walk(ast.parse(found)) if isinstance(n, ast.Name)}
    own = names_of(WHOLE) | {"MANY", "copy", "Iterable", "Any", "pd"}
    bound = {
        alias.asname or alias.name for n in ast.walk(ast.parse(found)) for alias in getattr(n, "names", ())
    }
    assert used & own <= names_of(found) | bound | {"MANY"}


def test_all_functions_give_the_whole_file() -> None:
    assert names_of(learned_source(WHOLE, HELPERS)) == names_of(WHOLE)
