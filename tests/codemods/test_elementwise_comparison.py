"""Elementwise comparisons stay elementwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, rewrite

NAME = "elementwise-comparison"
KNOWN: dict[str, Any] = {"types": (("df", "pandas.DataFrame"), ("arr", "numpy.ndarray"))}
CHANGED: dict[str, tuple[str, str]] = {
    "a column as an attribute": ("y = df[df.x == True]\n", "y = df[df.x.eq(True)]\n"),
    "a column as a subscript": (
        'y = df[(df["x"] != False) & a]  # hi\n',
        'y = df[(df["x"].ne(False)) & a]  # hi\n',
    ),
    "the constant on the left": ("y = df[True == df.z]\n", "y = df[df.z.eq(True)]\n"),
    "a whole frame with None": ("y = df == None\n", "y = df.eq(None)\n"),
    "an index, which has no eq": ("y = df.index == None\n", "y = df.index == None  # noqa: E711\n"),
    "an attribute of unknown type": ("y = a.x == True\n", "y = a.x == True  # noqa: E712\n"),
    "an array": ("y = arr == True\n", "y = arr == True  # noqa: E712\n"),
    "a condition and its elif": (
        'if a.x == None:\n    f()\nelif a["x"] == True:  # why\n    f()\n',
        'if a.x == None:  # noqa: E711\n    f()\nelif a["x"] == True:  # why  # noqa: E712\n    f()\n',
    ),
    "several lines, where a comment does not reach": (
        "y = [\n    a[a.x == True],\n]\n",
        "y = [\n    a[operator.eq(a.x, True)],\n]\n",
    ),
    "a loop over a selection": (
        "for x in a[a.b != True]:\n    f()\n",
        "for x in a[operator.ne(a.b, True)]:\n    f()\n",
    ),
    "rules that are already off": (
        "y = a.b == None  # noqa: E501\n",
        "y = a.b == None  # noqa: E501, E711\n",
    ),
}
KEPT: dict[str, str] = {
    "a plain name": "if x == None:\n    f()\n",
    "a plain name and True": "y = x == True\n",
    "another number": "y = df.x == 3\n",
    "an identity": "y = df.x is None\n",
    "a chain": "y = a.b == True == c\n",
    "an order": "y = df.x > True\n",
    "all rules off already": "y = a.b == True  # noqa\n",
    "this rule off already": "y = a.b == True  # noqa: E712\n",
    "an argument": 'df.sort_values("x", ascending=True)\n',
    "a text": 'x = "a.b == True"\n',
    "two constants": "y = True == None\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_the_import_of_operator_is_requested() -> None:
    assert rewrite(NAME, "for x in a[a.b == True]:\n    f()\n").imports == ("import operator",)
