import ast

import pytest

from mlscaffold.analysis.imports import absolute, bindings, imported_modules, qualified_name


def _statement(source: str) -> ast.stmt:
    return ast.parse(source).body[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import numpy", {"numpy": "numpy"}, id="a module"),
        pytest.param("import numpy as np", {"np": "numpy"}, id="a module by an alias"),
        pytest.param("import os.path", {"os": "os"}, id="a submodule binds its package"),
        pytest.param("import os.path as p", {"p": "os.path"}, id="an alias binds the submodule"),
        pytest.param("from a.b import c, d as e", {"c": "a.b.c", "e": "a.b.d"}, id="names of a module"),
        pytest.param("from . import c", {"c": ".c"}, id="a relative import of a module"),
        pytest.param("from ..a import c", {"c": "..a.c"}, id="a relative import keeps its dots"),
        pytest.param("from a import *", {}, id="a star binds no known name"),
        pytest.param("x = 1", {}, id="another statement"),
    ],
)
def test_an_import_binds_local_names_to_qualified_names(source: str, expected: dict[str, str]) -> None:
    assert bindings(_statement(source)) == expected


def test_a_star_is_bound_on_request() -> None:
    assert bindings(_statement("from a import *"), stars=True) == {"*": "a.*"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import a.b, c as d", ("a.b", "c"), id="modules"),
        pytest.param("from a.b import c", ("a.b",), id="names of a module"),
        pytest.param("from .a import c", (".a",), id="a relative import"),
        pytest.param("x = 1", (), id="another statement"),
    ],
)
def test_modules_that_an_import_loads(source: str, expected: tuple[str, ...]) -> None:
    assert imported_modules(_statement(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("np", "numpy", id="a name"),
        pytest.param("np.random.rand", "numpy.random.rand", id="a dotted name"),
        pytest.param("other.rand", "", id="a name that is not imported"),
        pytest.param("np.ones(3).T", "", id="an attribute of a call's result"),
    ],
)
def test_an_expression_has_a_qualified_name(source: str, expected: str) -> None:
    assert qualified_name(ast.parse(source, mode="eval").body, {"np": "numpy"}) == expected


@pytest.mark.parametrize(
    ("name", "module", "is_package", "expected"),
    [
        pytest.param("numpy.ones", "churn.train", False, "numpy.ones", id="an absolute name"),
        pytest.param(".data.load", "churn.train", False, "churn.data.load", id="a sibling module"),
        pytest.param(".data.load", "churn", True, "churn.data.load", id="from the package itself"),
        pytest.param(".train", "churn.evaluate", False, "churn.train", id="a sibling module, itself"),
        pytest.param("..data.load", "churn.models.train", False, "churn.data.load", id="one package up"),
    ],
)
def test_a_relative_name_becomes_absolute(name: str, module: str, is_package: bool, expected: str) -> None:
    assert absolute(name, module, is_package=is_package) == expected
