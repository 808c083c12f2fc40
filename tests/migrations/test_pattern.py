from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from mlscaffold.analysis.types import Environment
from mlscaffold.migrations.library_changes import LibraryChange, patterns
from mlscaffold.migrations.pattern import demand, match, metavariable, parsed, table_name

ENV = Environment({"np": "numpy", "pd": "pandas", "*": "seaborn.*"}, {"df": "pandas.DataFrame", "x": ""})
ANY = patterns("pandas")[0]


def change(pattern: str, *unless: str) -> LibraryChange:
    return replace(ANY, pattern=pattern, unless=unless)


TABLE = {
    "a name of a library": ("numpy.msort(_x)", "np.msort(df)", True, True),
    "perhaps from a star import": ("seaborn.factorplot(**_)", "factorplot(df)", False, True),
    "equal code": ("_x.f(_x)", "df.f(df)", True, True),
    "different code": ("_x.f(_x)", "df.f(x)", False, False),
    "keywords in any order": ("_x.f(a=1, b=2)", "df.f(b=2, a=1)", True, True),
    "further arguments": ("_x.f(a=1)", "df.f(a=1, b=2)", False, False),
    "all other arguments": ("_x.f(a=1, **_)", "df.f(0, a=1, b=2)", True, True),
    "a keyword perhaps in a dictionary": ("_x.f(a=_y, **_)", "df.f(**settings)", False, True),
    "a position perhaps in a list": ("_x.f(_y, _z)", "df.f(*values)", False, True),
    "a method of a module": ("_x.hist(a=_y)", "np.hist(a=1)", True, False),
}


@pytest.mark.parametrize(("pattern", "source", "sure", "lenient"), TABLE.values(), ids=TABLE)
def test_match(pattern: str, source: str, sure: bool, lenient: bool) -> None:
    node = ast.parse(source, mode="eval").body
    found = [match(change(pattern), node, ENV, lenient=flag) is not None for flag in (False, True)]
    assert found == [sure, lenient]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("df.f(1)", True, id="neither"),
        pytest.param("df.f(1, axis=0)", False, id="the keyword"),
        pytest.param("df.f(1, **settings)", False, id="perhaps the keyword"),
        pytest.param("df.f(1, 2)", True, id="one more position"),
        pytest.param("df.f(1, 2, 3)", False, id="two more positions"),
    ],
)
def test_an_argument_that_must_be_absent(source: str, expected: bool) -> None:
    node = ast.parse(source, mode="eval").body
    assert bool(match(change("_x.f(_y, **_)", "axis/1"), node, ENV)) == expected


def test_bindings_hold_the_code_and_the_other_arguments() -> None:
    found = match(change("_x.f(_y, **_)"), ast.parse("df.f(1, 2, a=3)", mode="eval").body, ENV)
    assert found is not None
    assert {name: ast.unparse(node) for name, node in found.nodes.items()} == {"_x": "df", "_y": "1"}
    [(positional, keywords)] = found.rests.values()
    assert ([ast.unparse(one) for one in positional], [one.arg for one in keywords]) == (["2"], ["a"])


def test_requirements_of_a_call() -> None:
    assert demand("_x.f(_y, a=1, **_)") == (1, {"a"})
    assert demand("_x.f") == (0, frozenset())


def test_the_target_of_an_assignment_is_parsed_alone() -> None:
    target = parsed("_frame[_x] = ...")
    assert isinstance(target, ast.Subscript)
    assert metavariable(target.value) == "_frame"


def test_names_are_spelled_as_in_the_table() -> None:
    assert table_name("tensorflow.keras.layers") == "keras.layers"
    assert table_name("pylab.hist") == "matplotlib.pyplot.hist"
