from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.places import Place, names, occurrences, place_of


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


@pytest.mark.parametrize(
    ("source", "place"),
    [
        pytest.param("x", ("x",), id="a name"),
        pytest.param("df.a", ("df", "a"), id="a column as attribute"),
        pytest.param("df['a']", ("df", "a"), id="a column as item"),
        pytest.param("df.loc[:, 'a']", ("df", "a"), id="a column by label"),
        pytest.param(
            "df.loc[m, 'a']", ("df", "loc", "[(m, 'a')]"), id="some rows of a column are another place"
        ),
        pytest.param("x[0]", ("x", "[0]"), id="an item"),
        pytest.param("f(x).a", (), id="what a call gives is no place"),
        pytest.param("(x + y).a", (), id="nor is a sum"),
    ],
)
def test_places(source: str, place: Place) -> None:
    assert place_of(expression(source)) == place


@pytest.mark.parametrize(
    ("source", "count"),
    [
        pytest.param("df.a + df['a'] * 2", 2, id="both spellings count"),
        pytest.param("df.b + df.a.mean()", 1, id="what a method is asked of counts"),
        pytest.param("df.b + other.a", 0, id="other columns and frames do not"),
    ],
)
def test_occurrences(source: str, count: int) -> None:
    assert occurrences(expression(source), ("df", "a")) == count


def test_names_of_an_expression() -> None:
    assert names(expression("f(a.b, c[d])")) == {"f", "a", "c", "d"}
