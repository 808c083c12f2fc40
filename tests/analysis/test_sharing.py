"""Names that may share an object."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.effects import FunctionSummary
from mlscaffold.analysis.sharing import Sharing, copies, roots
from mlscaffold.analysis.types import Environment

ENV = Environment(
    imports={"np": "numpy", "pd": "pandas", "SVC": "sklearn.svm.SVC", "deque": "collections.deque"},
    types={"a": "numpy.ndarray", "df": "pandas.DataFrame", "n": "int", "xs": "list", "u": "", "v": ""},
    defined=frozenset({"passes", "makes", "shares"}),
)
FUNCTIONS = {
    "passes": FunctionSummary(returns_arguments=True),
    "makes": FunctionSummary(),
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
    ("a model does not hold its data", "SVC(df)", ""),
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


def test_parts_of_frames_are_copies() -> None:
    found = [
        copies(expression(source), ENV) for source in ("df['x']", "df.x", "df.loc[0]", "a[0]", "u[0]", "df")
    ]
    assert found == [True, True, True, False, False, False]


def linked(*pairs: str) -> Sharing:
    sharing = Sharing()
    for holder, part in pairs:
        sharing.link(sharing.now(holder), sharing.now(part))
    return sharing


def reached(sharing: Sharing, name: str) -> str:
    return " ".join(sorted(found for found, _ in sharing.reached([sharing.now(name)])))


def test_a_change_reaches_parts_and_containers() -> None:
    sharing = linked("ab", "cb", "de")
    assert reached(sharing, "a") == "a b c"
    assert reached(sharing, "b") == "a b c"
    assert reached(sharing, "d") == "d e"


def test_a_change_of_one_part_does_not_reach_the_other_parts() -> None:
    assert reached(linked("xa", "xb"), "a") == "a x"


def test_a_rebound_name_is_another_object() -> None:
    sharing = linked("ab")
    old = sharing.now("b")
    sharing.renew("b")
    assert reached(sharing, "b") == "b"
    assert sharing.reached([sharing.now("a")]) == {sharing.now("a"), old}


def test_cycles_end() -> None:
    assert reached(linked("ab", "ba"), "a") == "a b"
