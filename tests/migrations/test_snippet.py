from __future__ import annotations

import ast

import pytest

from mlscaffold.migrations.snippet import Snippet, imported, patterns_in, snippet


def test_names_constants_classes_and_roots() -> None:
    code = snippet("import a.b\nfrom c import d\nclass E: ...\nx[1] = np.pi", {"np": "numpy"})
    assert {"a.b", "c.d", "numpy.pi", ".pi"} <= code.features
    assert code.constants == {"1", "..."}
    assert code.classes == {"E"}
    assert code.roots == {"a", "c", "numpy"}


def test_one_line_is_read_alone_with_the_imports_of_all() -> None:
    code = snippet("import numpy as np\nf(1)\ng(np.e,\n  2)", {}, line=4)
    assert {"g", "numpy.e"} <= code.features
    assert "f" not in code.features
    assert code.is_single


def test_an_unknown_line_keeps_everything() -> None:
    code = snippet("f()\ng()", {}, line=9)
    assert {"f", "g"} <= code.features
    assert not code.is_single


def test_invalid_python_is_empty() -> None:
    assert snippet("print 'a'", {}) == Snippet()


def test_names_imported_anywhere_are_included() -> None:
    tree = ast.parse("import a.b\nimport c as d\ndef f():\n    from e import *\n    from .g import h")
    assert dict(imported(tree)) == {"a": "a", "d": "c", "*": "e.*"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("np.msort(x)", True, id="through a module"),
        pytest.param("from numpy import msort as m\nm(x)", True, id="under another name"),
        pytest.param("from numpy import *\nmsort(x)", True, id="perhaps from a star import"),
        pytest.param("msort(x)", False, id="a function of the notebook"),
        pytest.param("x.msort(x)", False, id="a method of an unknown object"),
    ],
)
def test_the_patterns_that_code_may_match(source: str, expected: bool) -> None:
    found = patterns_in(snippet(source, {"np": "numpy"}).nodes, "numpy")
    assert ("numpy.msort(_x)" in found) == expected
