from __future__ import annotations

import pytest

from mlscaffold.migrations.code_facts import Code, read

IMPORTS = {"np": "numpy", "plt": "matplotlib.pyplot"}


@pytest.mark.parametrize(
    ("source", "callee", "known", "own"),
    [
        pytest.param("np.linalg.norm(x)", "numpy.linalg.norm", True, False, id="through a module"),
        pytest.param("df.mean()", ".mean", False, False, id="of an unknown object"),
        pytest.param("f(x)", "f", False, True, id="a function of the notebook"),
        pytest.param(
            "from sklearn.svm import *\nSVC()", "SVC", False, False, id="perhaps from a star import"
        ),
        pytest.param("from sklearn.svm import SVC as S\nS()", "sklearn.svm.SVC", True, False, id="renamed"),
        pytest.param("x[0](1)", "", False, False, id="no name at all"),
    ],
)
def test_what_is_called(source: str, callee: str, known: bool, own: bool) -> None:
    [call] = read(source, IMPORTS).calls
    assert (call.callee, call.known, call.own) == (callee, known, own)


def test_arguments_are_told_apart() -> None:
    [call] = read("f(1, *more, a=2, **rest)", {}).calls
    assert (len(call.arguments), [name for name, _ in call.keywords], call.open) == (1, ["a"], True)


def test_names_constants_classes_and_roots() -> None:
    code = read("import a.b\nfrom c import d\nclass E: ...\nx[1] = np.pi", IMPORTS)
    assert {"a.b", "c.d", "numpy.pi", ".pi", "[]="} <= code.names
    assert code.constants == {"1", "..."}
    assert code.classes == {"E"}
    assert code.roots == {"a", "c", "numpy", "matplotlib"}


def test_one_line_is_read_alone_with_the_imports_of_all() -> None:
    code = read("import numpy as np\nf(1)\ng(np.e,\n  2)", {}, line=4)
    assert [call.callee for call in code.calls] == ["g"]
    assert "numpy.e" in code.names
    assert code.alone


def test_a_line_that_is_not_there_leaves_all() -> None:
    code = read("f()\ng()", {}, line=9)
    assert [call.callee for call in code.calls] == ["f", "g"]
    assert not code.alone


def test_what_cannot_be_parsed_holds_nothing() -> None:
    assert read("print 'a'", IMPORTS) == Code()
