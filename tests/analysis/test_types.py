"""Types of expressions."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.types import (
    Environment,
    call_api,
    element_types,
    infer,
    item_type,
    parts_of,
    qualified,
)

FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"
ENV = Environment(
    imports={"pd": "pandas", "np": "numpy", "svm": "sklearn.svm", "SVC": "sklearn.svm.SVC", "plt": "matplotlib.pyplot"},
    types={"df": FRAME, "s": SERIES, "a": ARRAY, "n": "int", "x": "float", "t": "str", "xs": "list", "u": "", "sum": "int"},
    defined=frozenset({"own", "Own", "max"}),
    returns={"Own": "__main__.Own"},
)  # fmt: skip

TYPES = [
    ("1", "int"), ("1.5", "float"), ("'a'", "str"), ("f'{n}'", "str"), ("None", "None"), ("True", "bool"),
    ("[]", "list"), ("[v for v in u]", "list"), ("{}", "dict"), ("{1}", "set"), ("()", "tuple"), ("(v for v in u)", "generator"),
    ("n + 1", "int"), ("n / 2", "float"), ("n * x", "float"), ("n + u", ""), ("t + 'a'", "str"), ("not u", "bool"), ("-n", "int"),
    ("n < 1", "bool"), ("n < u", ""), ("df > 1", FRAME), ("s == 1", SERIES), ("a + s", SERIES), ("xs * 2", "list"), ("xs + xs", "list"),
    ("{} | {}", "dict"), ("1 if u else 2", "int"), ("1 if u else xs", ""), ("xs or []", "list"), ("xs or {}", ""), ("(q := n)", "int"),
    ("df['a']", SERIES), ("df[['a', 'b']]", FRAME), ("df[df.a > 1]", FRAME), ("df[xs]", FRAME), ("df[u]", ""), ("df[1:2]", FRAME),
    ("s[1:2]", SERIES), ("s[s > 1]", SERIES), ("s[0]", ""), ("xs[1:]", "list"), ("xs[0]", ""), ("t[0]", "str"),
    ("df.a", SERIES), ("df.shape", "tuple"), ("df.values", ARRAY), ("df.T", FRAME), ("a.T", ARRAY), ("a[1:]", ARRAY), ("a[:, 0]", ARRAY), ("a[0]", ""), ("a[u]", ""), ("df.loc", "indexer"), ("u.a", ""),
    ("pd.read_csv('a')", FRAME), ("df.dropna()", FRAME), ("df.head().copy()", FRAME), ("s.copy()", SERIES), ("np.zeros(3)", ARRAY),
    ("SVC()", "sklearn.svm.SVC"), ("svm.SVC().fit(a, s)", "sklearn.svm.SVC"), ("list(u)", "list"), ("int(u)", "int"), ("iter(xs)", "iterator"),
    ("open('a')", "file"), ("own(1)", ""), ("Own()", "__main__.Own"), ("max(1, 2)", ""), ("unknown(1)", ""), ("u.unknown()", ""),
]  # fmt: skip


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


@pytest.mark.parametrize(("source", "kind"), TYPES)
def test_types(source: str, kind: str) -> None:
    assert infer(expression(source), ENV) == kind


QUALIFIED = [
    ("pd.read_csv", "pandas.read_csv"),
    ("np.random.rand", "numpy.random.rand"),
    ("SVC", "sklearn.svm.SVC"),
    ("len", "builtins.len"),
    ("sum", ""),  # a variable of this notebook
    ("max", ""),  # a function of it
    ("df.head", ""),
    ("len.a", ""),
    ("f().g", ""),
]


@pytest.mark.parametrize(("source", "name"), QUALIFIED)
def test_qualified_names(source: str, name: str) -> None:
    assert qualified(expression(source), ENV) == name


CALLS = [
    ("pd.read_csv(1)", "pandas.read_csv"),
    ("df.dropna()", "pandas.DataFrame.dropna"),
    ("df.plot.bar()", "pandas.DataFrame.plot.*"),
    ("s.str.upper()", "pandas.Series.str.*"),
    ("u.fit(1)", ".fit"),
    ("u.none_such()", None),
    ("df.none_such()", None),
    ("own(1)", None),
    ("(lambda: 1)()", None),
]


@pytest.mark.parametrize(("source", "name"), CALLS)
def test_api_row_of_a_call(source: str, name: str | None) -> None:
    node = expression(source)
    assert isinstance(node, ast.Call)
    found = call_api(node, ENV)
    assert (found.name if found else None) == name


ELEMENTS = [
    ("a pair", "1, 'a'", 2, ("int", "str")),
    ("a pair for three", "1, 'a'", 3, ("", "", "")),
    ("like the arguments", "train_test_split(df, s)", 4, (FRAME, FRAME, SERIES, SERIES)),
    ("a listed pair", "plt.subplots()", 2, ("matplotlib.figure.Figure", "")),
    ("a name", "u", 2, ("", "")),
    ("an unknown call", "u.f()", 2, ("", "")),
]


@pytest.mark.parametrize(
    ("source", "count", "kinds"), [e[1:] for e in ELEMENTS], ids=[e[0] for e in ELEMENTS]
)
def test_types_of_items_that_are_unpacked(source: str, count: int, kinds: tuple[str, ...]) -> None:
    split = {"train_test_split": "sklearn.model_selection.train_test_split"}
    assert element_types(expression(source), count, Environment({**ENV.imports, **split}, ENV.types)) == kinds


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("range(3)", "int"),
        ("[1, 2]", "int"),
        ("('a', 'b')", "str"),
        ("[1, 'a']", ""),
        ("[]", ""),
        ("u", ""),
        ("df", ""),
    ],
)
def test_type_of_items(source: str, kind: str) -> None:
    assert item_type(expression(source), ENV) == kind


LOADED = Environment(
    {"tqdm": "tqdm.tqdm", "DataLoader": "torch.utils.data.DataLoader"}, {"l": "torch.utils.data.DataLoader"}
)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("l", ("torch.Tensor", "torch.Tensor")),
        ("DataLoader(u)", ("torch.Tensor", "torch.Tensor")),
        ("tqdm(l)", ("torch.Tensor", "torch.Tensor")),
        ("enumerate(l)", ("int", "batch")),
        ("enumerate(tqdm(l))", ("int", "batch")),
        ("enumerate(u)", ("", "")),
        ("zip(l, l)", ("", "")),
    ],
)
def test_types_in_what_a_loader_gives(source: str, kinds: tuple[str, ...]) -> None:
    assert parts_of(item_type(expression(source), LOADED), 2) == kinds


def test_each_link_of_a_chain_is_inferred_once() -> None:
    env = Environment(types={"s": SERIES})
    for link in (".abs()", ".str.replace('a', 'b')", "['a'].abs()"):
        node = ast.parse("s" + link * 60, mode="eval").body  # 2**60 steps if each link were inferred twice
        assert infer(node, env) in {SERIES, ""}
