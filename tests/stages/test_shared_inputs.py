"""Inputs that a stage changes: in place if others may see the change, else in a copy."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.statements import split
from mlscaffold.stages.definitions import define
from mlscaffold.stages.interface import Interface, interfaces
from mlscaffold.stages.statement_roles import sections, units
from tests.reporting.small import notebook_of

BOX = "from types import SimpleNamespace\nbox = SimpleNamespace()\nxs = [1]\n"
FRAME = "import pandas as pd\ndf = pd.DataFrame({'a': [1.0]})\n"
KNN = "import numpy as np\nfrom sklearn.neighbors import KNeighborsRegressor\nx, y = np.zeros((3, 1)), np.zeros(3)\n"
SEEN: dict[str, tuple[str, str, str]] = {
    "setattr": (BOX + "setattr(box, 'f', xs)", "xs.append(2)", "box"),
    "a heap": ("import heapq\nxs, h = [1], []\nheapq.heappush(h, (1, xs))", "xs.append(2)", "h"),
    "a cell": (FRAME + "xs = [1]\ndf['c'] = [xs]", "xs.append(2)", "df"),
    "a cell by a list": (FRAME + "xs = [1]\ncol = [xs]\ndf['c'] = col", "xs.append(2)", "df"),
    "a cell of a copy": (FRAME + "xs = [1]\ndf['c'] = [xs]\nd2 = df.copy()", "xs.append(2)", "d2"),
    "a cell by a callback": (FRAME + "xs = [1]\ndf['c'] = df['a'].apply(lambda v: xs)", "xs.append(2)", "df"),
    "attributes of a frame": (FRAME + "xs = [1]\ndf.attrs['x'] = xs", "xs.append(2)", "df"),
    "a memoryview": ("import numpy as np\na = np.zeros(3)\nm = memoryview(a)", "a[0] = 1", "m"),
    "an array of objects": (
        "import numpy as np\nxs = [1]\na = np.array([xs, []], dtype=object)",
        "xs.append(2)",
        "a",
    ),
    "values of a frame": (FRAME + "v = df['a'].to_numpy()", "df.loc[0, 'a'] = 2.0", "v"),
    "a partial": ("from functools import partial\nxs = [1]\np = partial(len, xs)", "xs.append(2)", "p"),
    "a method that returns itself": (
        "class B:\n    def add(self, v):\n        self.v = v\n        return self\nxs = [1]\nb = B().add(xs)",
        "xs.append(2)",
        "b",
    ),
    "training data": (KNN + "k = KNeighborsRegressor(1).fit(x, y)", "x[0] = 9", "k"),
    "training data in a function": (
        KNN
        + "def train(x, y):\n    k = KNeighborsRegressor(1)\n    k.fit(x, y)\n    return k\nk = train(x, y)",
        "x[0] = 9",
        "k",
    ),
    "an unknown call": ("import lib\nxs = [1]\nlib.register(xs)", "xs.append(2)", "1"),
    "a default": ("xs = [1]\ndef f(v=xs):\n    return len(v)", "xs.append(2)", "f()"),
    "a class": ("class K:\n    items = []\nxs = [1]\nK.items = xs", "xs.append(2)", "K.items"),
    "a registry": ("reg = []\ndef add(v):\n    reg.append(v)\nxs = [1]\nadd(xs)", "xs.append(2)", "reg"),
    "a module": ("import sys\nxs = [1]\nsys.mine = xs", "xs.append(2)", "sys.mine"),
}
OWN: dict[str, tuple[str, str, str]] = {
    "a list": ("xs = [1]", "xs.append(2)", "1"),
    "a list whose length is known": ("xs = [1]\nn = len(xs)", "xs.append(2)", "n"),
    "a deep copy": ("import copy\nxs = [1]\nys = copy.deepcopy([xs])", "xs.append(2)", "ys"),
    "a column of numbers": (FRAME + "xs = [1.0]\ndf['c'] = xs", "xs.append(2)", "df"),
    "a frame whose column is used": (FRAME + "y = df['a']", "df['b'] = 1", "y"),
    "a frame that a model was trained with, without the model": (
        FRAME + "from sklearn.svm import SVC\nm = SVC().fit(df, [1])\ns = m.score(df, [1])",
        "df['b'] = 1",
        "s",
    ),
    "a frame that got a list": (FRAME + "preds = [1.0]\ndf['p'] = preds", "df['b'] = 1", "preds"),
    "a frame of a list": (
        "import pandas as pd\nrows = [[1]]\ndf = pd.DataFrame(rows)",
        "df['b'] = 1",
        "rows",
    ),
}
PARTS: dict[str, tuple[str, str]] = {
    "an item of a column": ("y = df['a']", "df.loc[0, 'a'] = 2.0"),
    "added to a column": ("y = df['a']", "df['a'] += 1"),
    "rows": ("y = df[0:1]", "df.iloc[0, 0] = 2.0"),
    "the first rows": ("y = df.head()", "df.iloc[0, 0] = 2.0"),
    "filled in place": ("y = df['a']", "df.fillna(0, inplace=True)"),
    "a table of a table": ("y = pd.DataFrame(df)", "df.iloc[0, 0] = 2.0"),
}


def second(*cells: str, copy_on_write: bool = True) -> Interface:
    """Return the interface of the second cell, each cell being a stage."""
    texts = tuple(s for number, text in enumerate(cells, 1) for s in split(number, text, silent=False))
    flow = trace(texts, copy_on_write=copy_on_write)
    order = units(flow, define(flow), sections(notebook_of(cells)))
    groups = [tuple(u for u in order if u.cell == number) for number in dict.fromkeys(u.cell for u in order)]
    found = interfaces(groups, order)
    return next(face for face, group in zip(found, groups, strict=True) if group[0].cell == 2)


def changed_name(change: str) -> str:
    return change.replace("[", ".").split(".")[0]


@pytest.mark.parametrize(("make", "change", "read"), SEEN.values(), ids=SEEN)
def test_what_others_may_see_is_changed_in_place(make: str, change: str, read: str) -> None:
    assert changed_name(change) not in second(make, change, f"z = {read}").copied


@pytest.mark.parametrize(("make", "change", "read"), OWN.values(), ids=OWN)
def test_what_nobody_else_sees_is_copied(make: str, change: str, read: str) -> None:
    assert changed_name(change) in second(make, change, f"z = {read}").copied


@pytest.mark.parametrize(("make", "change"), PARTS.values(), ids=PARTS)
def test_parts_of_a_table_are_views_without_copy_on_write(make: str, change: str) -> None:
    cells = FRAME + make, change, "z = y"
    assert "df" in second(*cells).copied
    assert "df" not in second(*cells, copy_on_write=False).copied


def test_a_new_column_is_in_no_view() -> None:
    cells = FRAME + "y = df['a']", "df['b'] = 1", "z = y"
    assert "df" in second(*cells, copy_on_write=False).copied
