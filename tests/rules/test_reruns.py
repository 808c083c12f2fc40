from __future__ import annotations

import pytest

from mlscaffold.analysis.index import index
from mlscaffold.analysis.statements import parse
from mlscaffold.rules.reruns import reruns

ABOVE = (
    "import sys\nimport pandas as pd\nfrom sklearn.preprocessing import StandardScaler\n"
    "from sklearn.model_selection import train_test_split\n"
    "df = pd.read_csv('a.csv')\ntrain, test = load()\nX, y = split(df)\nrows = []\nseen = {}\nn = 0\nscaler = StandardScaler()"
)


def found(source: str) -> list[tuple[str, str]]:
    cells = [(1, parse(ABOVE)), (2, parse(source))]
    return [(".".join(one.place), one.outcome) for one in reruns(index(cells))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("n += 1", [("n", "changes")], id="a counter"),
        pytest.param("for i in range(3):\n    n += i", [("n", "changes")], id="a sum over a loop"),
        pytest.param("for d in [train, test]:\n    d['a'] *= 2", [("d.a", "changes")], id="frames in a loop"),
        pytest.param("seen['k'] += 1", [("seen.k", "changes")], id="an item"),
        pytest.param("df.loc[df.a > 1, 'b'] -= 1", [("df.loc.[(df.a > 1, 'b')]", "changes")], id="some rows"),
        pytest.param("df.loc[len(df)] = [1, 2]", [("df.loc", "changes")], id="a row more"),
        pytest.param("X = scaler.transform(X)", [("X", "changes")], id="scaled values are scaled again"),
        pytest.param(
            "X, V, y, w = train_test_split(X, y)",
            [("X", "changes"), ("y", "changes")],
            id="a split of a split",
        ),
        pytest.param("del df['a']", [("df.a", "fails")], id="a column that is deleted"),
        pytest.param("y = df.pop('a')", [("df", "fails")], id="a popped column"),
        pytest.param("df = df.dropna()\ndf['a'] *= 2", [("df.a", "changes")], id="cleaned first"),
        pytest.param("if True:\n    n += 1", [("n", "changes")], id="in a block"),
        pytest.param("df.reset_index(inplace=True)", [("df", "changes")], id="in place"),
    ],
)
def test_a_second_run_differs(source: str, expected: list[tuple[str, str]]) -> None:
    assert found(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("n = 0\nn += 1", id="it starts over"),
        pytest.param("n += 1\nn = 0", id="it restores the value"),
        pytest.param("df = pd.read_csv('b')\ndf = df.drop('a', axis=1)", id="it reads again"),
        pytest.param("d2 = df.copy()\nd2['a'] *= 2", id="a copy"),
        pytest.param("for d in [1, 2]:\n    d += 1", id="a loop's own name"),
        pytest.param(
            "for d in [train, test]:\n    d = d.drop('a', axis=1)", id="a loop's name that is bound again"
        ),
        pytest.param("if 'a' in df:\n    df = df.drop('a', axis=1)", id="a check first"),
        pytest.param("try:\n    del df['a']\nexcept KeyError:\n    pass", id="an error that is caught"),
        pytest.param("while n < 3:\n    n += 1", id="a loop with an end"),
        pytest.param("m = X.mean()\nX = X - m", id="centred by its own mean"),
        pytest.param("X = scaler.fit_transform(X)", id="fitted again"),
        pytest.param("scaler.fit(X)\nX = scaler.transform(X)", id="fitted in the same cell"),
        pytest.param("del df['a']\ndf['a'] = 1", id="a column that is created again"),
        pytest.param("sys.path.append('src')\nsys.path += ['a']", id="a module's list"),
        pytest.param("def f():\n    rows.append(1)", id="a function that is never called"),
        pytest.param("unknown += 1", id="a name that no cell binds"),
        pytest.param("y = seen.pop('a', None)", id="with a default"),
        pytest.param("a, b = b, a", id="a swap"),
    ],
)
def test_a_second_run_is_equal(source: str) -> None:
    assert found(source) == []
