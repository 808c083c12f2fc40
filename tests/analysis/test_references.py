"""References of values: what they may be, contain, keep or view."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from mlscaffold.analysis.effects import FunctionSummary, Relation
from mlscaffold.analysis.references import names_in, references, roots
from mlscaffold.analysis.types import Environment

ENV = Environment(
    imports={"np": "numpy", "pd": "pandas", "SVC": "sklearn.svm.SVC", "deque": "collections.deque"},
    types={
        "a": "numpy.ndarray",
        "s": "pandas.Series",
        "df": "pandas.DataFrame",
        "n": "int",
        "xs": "list",
        "u": "",
        "v": "",
    },
    defined=frozenset({"passes", "makes", "keeps", "shares"}),
)
FUNCTIONS = {
    "passes": FunctionSummary(returns_arguments=True),
    "makes": FunctionSummary(),
    "keeps": FunctionSummary(returns_keepers=True),
    "shares": FunctionSummary(shares=frozenset({"xs"})),
}
ROOTS = [
    ("a name", "u", "u"),
    ("a number", "n", ""),
    ("a text of it", "f'{u}'", ""),
    ("an item", "u[v]", "u"),
    ("an attribute", "u.x.y", "u"),
    ("an attribute of a module", "np.pi", ""),
    ("a display", "[u, {'k': v}]", "u v"),
    ("an operation", "u + v", ""),
    ("a sum of lists", "xs + [u]", "xs u"),
    ("one or the other", "u if n else v", "n u v"),
    ("a comparison", "u < v", ""),
    ("items of a comprehension", "[w for w in u]", "u"),
    ("a name inside a comprehension", "[v for _ in u]", "u v"),
    ("a view", "a.reshape(2, 3)", "a"),
    ("a copy", "a.copy()", ""),
    ("a new array", "np.zeros(n)", ""),
    ("an array of the same data", "np.asarray(u)", "u"),
    ("an unknown function", "f(u, k=v)", "u v"),
    ("an unknown method", "u.f(v)", "u v"),
    ("a model keeps its data", "SVC(df)", ""),
    ("a container does", "deque(xs)", "xs"),
    ("a notebook function that returns an argument", "passes(u)", "u"),
    ("one that makes something new", "makes(u)", ""),
    ("one that returns an object of the notebook", "shares()", "xs"),
]


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


@pytest.mark.parametrize(("source", "names"), [r[1:] for r in ROOTS], ids=[r[0] for r in ROOTS])
def test_roots(source: str, names: str) -> None:
    assert roots(expression(source), ENV, FUNCTIONS) - {"n", "f"} == frozenset(names.split()) - {"n"}


OLD = replace(ENV, copy_on_write=False)
SAME, PART, VIEW, COPY, CELLS = Relation
RELATIONS = [
    ("a column", "df['x']", {}, {VIEW: "df"}),
    ("a column as an attribute", "df.x", {}, {VIEW: "df"}),
    ("rows", "df.loc[0:3]", {}, {VIEW: "df"}),
    ("rows by position", "df.iloc[:, 0]", {}, {VIEW: "df"}),
    ("the first rows", "df.head()", {}, {VIEW: "df"}),
    ("a table of a table", "pd.DataFrame(df)", {}, {VIEW: "df"}),
    ("a table without a copy", "df.rename(columns=u, copy=False)", {}, {VIEW: "df u"}),
    ("a table of an array", "pd.DataFrame(a)", {PART: "a"}, {PART: "a", VIEW: "a"}),
    ("columns by a list", "df[['x']]", {}, {}),
    ("rows by a mask", "df[df['x'] > 1]", {}, {}),
    ("rows by another mask", "df[~s]", {}, {}),
    ("a copy", "df.copy()", {}, {}),
    ("a filled copy", "df.fillna(0)", {}, {}),
    ("the values of a table", "df.values", {VIEW: "df"}, {VIEW: "df"}),
    ("the values of a column", "df['x'].to_numpy()", {VIEW: "df"}, {VIEW: "df"}),
    ("an array of a series", "np.asarray(s)", {VIEW: "s"}, {VIEW: "s"}),
    ("columns in a list", "[df['x'], u]", {SAME: "u"}, {SAME: "u", VIEW: "df"}),
    ("groups of a table", "df.groupby('x')", {SAME: "df"}, {SAME: "df"}),
    ("its indexer", "df.loc", {SAME: "df"}, {SAME: "df"}),
    ("its attributes", "df.attrs", {SAME: "df"}, {SAME: "df"}),
    ("a table of lists", "pd.DataFrame({'x': [xs]})", {PART: "xs"}, {PART: "xs"}),
    ("an estimator of data", "SVC(df)", {PART: "df"}, {PART: "df"}),
    ("an estimator of options", "SVC(xs)", {SAME: "xs"}, {SAME: "xs"}),
    ("a fitted estimator", "SVC().fit(a, u)", {PART: "a u"}, {PART: "a u"}),
    ("an array that is not copied", "a.astype(float, copy=False)", {SAME: "a"}, {SAME: "a"}),
    ("an array that is copied", "a.astype(float, copy=True)", {}, {}),
    ("a function that keeps its argument", "keeps(df)", {PART: "df"}, {PART: "df"}),
]
"""Names by relation, with and without copy-on-write."""


@pytest.mark.parametrize(("source", "new", "old"), [r[1:] for r in RELATIONS], ids=[r[0] for r in RELATIONS])
def test_relations(source: str, new: dict[Relation, str], old: dict[Relation, str]) -> None:
    assert (relations(source, ENV), relations(source, OLD)) == (new, old)


def relations(source: str, env: Environment) -> dict[Relation, str]:
    found = list(references(expression(source), env, FUNCTIONS))
    names = {
        kind: names_in(found, env, FUNCTIONS, [kind]) - {"n", "f", "float"} for kind in (SAME, PART, VIEW)
    }
    return {kind: " ".join(sorted(some)) for kind, some in names.items() if some}
