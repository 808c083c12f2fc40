"""The steps from a variable to an expression, innermost first."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.names import place_of
from mlscaffold.rules.call_chains import links_of


@pytest.mark.parametrize(
    ("source", "place", "names"),
    [
        pytest.param("df", "df", ["copy"], id="the place itself"),
        pytest.param("df['a'].str.strip()[0]", "df['a']", ["copy", "str", "strip", ""], id="a chain"),
        pytest.param("np.log(x + 0)", "x", [], id="an operation is no step"),
        pytest.param("np.log(abs(x))", "x", ["copy", "abs", "log"], id="functions"),
        pytest.param("pd.concat([df, other])", "df", ["copy", "concat"], id="a part of what is joined"),
        pytest.param("f(x, x)", "x", [], id="twice"),
        pytest.param("y.strip()", "x", [], id="another place"),
    ],
)
def test_links(source: str, place: str, names: list[str]) -> None:
    expression = ast.parse(source, mode="eval").body
    target = place_of(ast.parse(place, mode="eval").body)
    assert [link.name for link in links_of(expression, target)] == names
