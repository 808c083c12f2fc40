"""Steps that are fitted before the split are fitted after it, on the training rows."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.leakage.detect import leaks
from mlscaffold_codemods.fit_after_split import fit_after_split

SPLIT = "a, b, c, d = train_test_split(X, y, random_state=0)\n"
CHANGED: dict[str, tuple[str, str]] = {
    "a step with a name": (
        "X = s.fit_transform(X)\n" + SPLIT,
        SPLIT + "a = s.fit_transform(a)\nb = s.transform(b)\n",
    ),
    "a step with a name, with comments": (
        "import m\n# scale\nX = s.fit_transform(X)  # all\n" + SPLIT,
        "import m\n" + SPLIT + "# scale\na = s.fit_transform(a)  # all\nb = s.transform(b)\n",
    ),
    "a step created in the call, with comments": (
        "# scale\nX = StandardScaler().fit_transform(X)  # all\n# split\n" + SPLIT,
        "# scale\nstandard_scaler = StandardScaler()  # all\n# split\n"
        + SPLIT
        + "a = standard_scaler.fit_transform(a)\nb = standard_scaler.transform(b)\n",
    ),
    "another name for the prepared rows": (
        "Z = s.fit_transform(X)\na, b, c, d = train_test_split(Z, y)\nX.head()\n",
        "a, b, c, d = train_test_split(X, y)\na = s.fit_transform(a)\nb = s.transform(b)\nX.head()\n",
    ),
    "a step that reads the labels": (
        "X = select.fit_transform(X, y)\n" + SPLIT,
        SPLIT + "a = select.fit_transform(a, c)\nb = select.transform(b)\n",
    ),
    "something else between": (
        "X = s.fit_transform(X)\ny = df['t']\n" + SPLIT,
        "y = df['t']\n" + SPLIT + "a = s.fit_transform(a)\nb = s.transform(b)\n",
    ),
    "a name that is in use": (
        "X = PCA(2).fit_transform(X)\n" + SPLIT + "pca = 1\n",
        "pca_2 = PCA(2)\n" + SPLIT + "a = pca_2.fit_transform(a)\nb = pca_2.transform(b)\npca = 1\n",
    ),
}
KEPT: dict[str, str] = {
    "the prepared rows are read between": "X = s.fit_transform(X)\nprint(X)\n" + SPLIT,
    "the prepared rows are read after": "X = s.fit_transform(X)\n" + SPLIT + "cross_val_score(m, X, y)\n",
    "the step changes between": "X = s.fit_transform(X)\ns.mean_ = 0\n" + SPLIT,
    "columns of a table": "X[['u']] = s.fit_transform(X[['u']])\n" + SPLIT,
    "a part of a table": "X = s.fit_transform(df[['u']])\n" + SPLIT,
    "labels that are not split": "X = s.fit_transform(X, t)\n" + SPLIT,
    "no split": "X = s.fit_transform(X)\nm.fit(X)\n",
    "a split of something else": "X = s.fit_transform(X)\na, b = train_test_split(Z)\n",
    "parts that are not unpacked": "X = s.fit_transform(X)\nparts = train_test_split(X, y)\n",
    "a split in a function": "X = s.fit_transform(X)\ndef f():\n    a, b = train_test_split(X)\n",
    "no fit on this line": "X = s.transform(X)\n" + SPLIT,
}


@pytest.mark.parametrize(
    ("before", "after"), [pytest.param(*pair, id=name) for name, pair in CHANGED.items()]
)
def test_a_plain_fit_is_moved(before: str, after: str) -> None:
    line = next(number for number, text in enumerate(before.splitlines(), 1) if "fit_transform" in text)
    assert fit_after_split([before], 0, line) == (after,)


@pytest.mark.parametrize("source", [pytest.param(source, id=name) for name, source in KEPT.items()])
def test_other_fits_are_kept(source: str) -> None:
    assert fit_after_split([source], 0, 1) is None


def test_the_fit_and_the_split_may_be_in_different_cells() -> None:
    cells = ["import sklearn\n", "X = s.fit_transform(X)\n", SPLIT]
    assert fit_after_split(cells, 1, 1) == (
        "import sklearn\n",
        "",
        SPLIT + "a = s.fit_transform(a)\nb = s.transform(b)\n",
    )


def test_the_leak_is_gone_afterwards() -> None:
    cells = [
        (
            "import pandas as pd\nfrom sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
            "from sklearn.preprocessing import StandardScaler\ndf = pd.read_csv('a')\nX, y = df[['u']], df['t']\n"
        ),
        "X = StandardScaler().fit_transform(X)\n",
        SPLIT + "m = SVC().fit(a, c)\nprint(m.score(b, d))\n",
    ]
    (leak,) = leaks([(number, ast.parse(cell).body) for number, cell in enumerate(cells)])
    fixed = fit_after_split(cells, leak.cell, leak.node.lineno)
    assert fixed is not None
    assert leaks([(number, ast.parse(cell).body) for number, cell in enumerate(fixed)]) == ()
