"""Expressions without effect are dropped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply

NAME = "useless-expression"
KNOWN: dict[str, Any] = {"types": (("df", "pandas.DataFrame"),)}
CHANGED: dict[str, tuple[str, str]] = {
    "a name in a loop": ("for x in y:\n    x\n    f(x)\n", "for x in y:\n    f(x)\n"),
    "a column of a frame": ('for x in y:\n    df["a"]\n    f(x)\n', "for x in y:\n    f(x)\n"),
    "a comparison": ("if a:\n    b == 3\n    f()\n", "if a:\n    f()\n"),
    "a number and a tuple": ("if a:\n    1\n    a, b\n    f()\n", "if a:\n    f()\n"),
    "the only statement of a block leaves pass": (
        "for x in y:\n    # look\n    x\n",
        "for x in y:\n    # look\n    pass\n",
    ),
    "a comment goes down to the next statement": (
        "if a:\n    # here\n    b\n    f()\n",
        "if a:\n    # here\n    f()\n",
    ),
    "a subscript that may add a key keeps its effect": (
        "if a:\n    counts[word]\n",
        "if a:\n    _ = counts[word]\n",
    ),
    "a comparison of calls keeps them": ("if a:\n    f(x) == 3\n", "if a:\n    _ = f(x) == 3\n"),
    "a probe inside try keeps its error": (
        "try:\n    unicode\nexcept NameError:\n    unicode = str\n",
        "try:\n    _ = unicode\nexcept NameError:\n    unicode = str\n",
    ),
    "a condition over pass": ("if IN_COLAB:\n    pass\n", ""),
}
KEPT: dict[str, str] = {
    "the top level, where Jupyter shows it": "df\n",
    "a call": "for x in y:\n    f(x)\n",
    "a docstring": 'def f():\n    """Say so."""\n',
    "a text used as a comment": 'if a:\n    "text"\n',
    "an ellipsis": "def f():\n    ...\n",
    "an operation that may be overloaded": "with dag:\n    first >> second\n",
    "a condition that does something": "if f():\n    pass\n",
    "an elif over pass": "if a:\n    f()\nelif b:\n    pass\n",
    "an else beside pass": "if a:\n    pass\nelse:\n    f()\n",
    "an await": "async def f():\n    await x\n",
    "a yield": "def f():\n    yield x\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source
