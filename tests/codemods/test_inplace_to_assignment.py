"""In-place calls become assignments where no other code can reach the object."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds, rewrite

NAME = "inplace-to-assignment"
KNOWN: dict[str, Any] = {"types": (("df", "pandas.DataFrame"),), "shared": lambda: frozenset({"shared"})}
CHANGED: dict[str, tuple[str, str]] = {
    "a frame, with comments": (
        '# less\ndf.drop("a", axis=1, inplace=True)  # why\n',
        '# less\ndf = df.drop("a", axis=1)  # why\n',
    ),
    "several lines": (
        'df.drop(\n    columns=["a"],\n    inplace=True\n)\n',
        'df = df.drop(\n    columns=["a"]\n)\n',
    ),
    "the only argument": ("df.dropna(inplace=True)\n", "df = df.dropna()\n"),
    "the first argument": ("df.dropna(inplace=True, axis=1)\n", "df = df.dropna(axis=1)\n"),
    "in a loop over columns": (
        "for c in columns:\n    df.drop(c, inplace=True)\n",
        "for c in columns:\n    df = df.drop(c)\n",
    ),
    "inplace=False": ('x = df.drop("a", inplace=False)\n', 'x = df.drop("a")\n'),
    "a frame that a function creates": (
        "def f(x):\n    y = x[x.a > 1]\n    y.dropna(inplace=True)\n    return y, x\n",
        "def f(x):\n    y = x[x.a > 1]\n    y = y.dropna()\n    return y, x\n",
    ),
    "the name of an index": ('df.index.rename("x", inplace=True)\n', 'df.index = df.index.rename("x")\n'),
    "a column whose copy pandas changes": ('df["a"].fillna(0, inplace=True)\n', ""),
    "a column as an attribute": ("df.height.replace({1: 2}, inplace=True)\n", ""),
    "a column with a call that may do more": (
        'df["a"].fillna(f(), inplace=True)\n',
        'df["a"].fillna(f(), inplace=True)  # noqa: PD002\n',
    ),
    "a frame with another name": (
        "shared.dropna(inplace=True)\n",
        "shared.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "a frame with another name, several lines": (
        'shared.drop(\n    columns=["a"],  # first\n    inplace=True\n)\n',
        'shared.drop(\n    columns=["a"],  # first\n    inplace=True,  # noqa: PD002\n)\n',
    ),
    "frames in a dictionary": (
        'frames["a"].dropna(inplace=True)\n',
        'frames["a"].dropna(inplace=True)  # noqa: PD002\n',
    ),
    "frames in a loop": (
        "for df in frames:\n    df.dropna(inplace=True)\n",
        "for df in frames:\n    df.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "a parameter": (
        "def f(df):\n    df.dropna(inplace=True)\n",
        "def f(df):\n    df.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "a global in a function": (
        "def f():\n    df.dropna(inplace=True)\n",
        "def f():\n    df.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "another name of a parameter": (
        "def f(x):\n    y = x\n    y.dropna(inplace=True)\n",
        "def f(x):\n    y = x\n    y.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "a frame that a list keeps": (
        "def f(x):\n    y = g(x)\n    all.append(y)\n    y.dropna(inplace=True)\n",
        "def f(x):\n    y = g(x)\n    all.append(y)\n    y.dropna(inplace=True)  # noqa: PD002\n",
    ),
    "an attribute of an object": (
        "self.df.dropna(inplace=True)\n",
        "self.df.dropna(inplace=True)  # noqa: PD002\n",
    ),
}
KEPT: dict[str, str] = {
    "no inplace": "df.dropna()\n",
    "a method that is not pandas'": "plt.draw(inplace=True)\n",
    "a layer of a network": "layer = nn.ReLU(inplace=True)\n",
    "a flag": "df.dropna(inplace=flag)\n",
    "a function": "dropna(df, inplace=True)\n",
    "a function of pandas": 'pd.eval("a = b", target=df, inplace=True)  # noqa: PD002\n',
    "already marked": "shared.dropna(inplace=True)  # noqa: PD002\n",
    "already marked, several lines": 'shared.drop(\n    columns=["a"],\n    inplace=True,  # noqa: PD002\n)\n',
    "a name called inplace": "inplace = True\n",
    "a parameter called inplace": "def f(df, inplace=True):\n    return df\n",
    "a text": 'x = "df.dropna(inplace=True)"\n',
    "an argument of its own name": "f(inplace=True)\n",
    "another object of the index": 'df.index.names.set("x", inplace=True)\n',
    "inplace=False of something else": "x.draw(inplace=False)\n",
    "an assignment": "df = df.dropna()\n",
    "a dictionary": 'options = {"inplace": True}\n',
    "passed in a dictionary": 'df.dropna(**{"inplace": True})\n',
    "a subscript of a method": 'df.methods["drop"](inplace=True)\n',
    "a number for a flag": "df.dropna(inplace=1)\n",
    "None for a flag": "df.dropna(inplace=None)\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_an_unchanged_column_needs_a_review() -> None:
    (change,) = rewrite(NAME, 'df["a"].fillna(0, inplace=True)', **KNOWN).changes
    assert (change.kind, "frame stays as it was" in change.why) == ("review", True)


def test_a_part_of_a_function_does_not_know_the_names_of_the_function() -> None:
    assert kinds(NAME, "df.dropna(inplace=True)", inside="clean") == ["review"]


def test_a_change_whose_value_is_used_needs_a_review() -> None:
    source = "x = df.dropna(inplace=True)"
    assert apply(NAME, source, **KNOWN) == f"{source}  # noqa: PD002"
    assert kinds(NAME, source, **KNOWN) == ["review"]
