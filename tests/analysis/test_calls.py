"""Effects of a call, from its row in the table and its arguments."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.calls import (
    arguments_by_parameter,
    called_name,
    changed,
    effect_in_call,
    effects_of,
    inputs,
    is_absolute,
    names_in_text,
    stored_parts,
)
from mlscaffold.analysis.effects import FunctionSummary
from mlscaffold.analysis.types import Environment, call_api

ENV = Environment(
    imports={"np": "numpy", "pd": "pandas"}, types={"df": "pandas.DataFrame", "xs": "list", "a": ""}
)

SQL = Environment(
    imports={**ENV.imports, "duckdb": "duckdb", "sqldf": "pandasql.sqldf"},
    types={**ENV.types, "con": "duckdb.DuckDBPyConnection"},
)


def call(source: str) -> ast.Call:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


SEEDED = [
    ("an effect of its own", "print", "f()", None, "print"),
    ("no seed", "random?", "f(1)", None, "random"),
    ("a seed", "random?", "f(random_state=0)", None, ""),
    ("a seed that is none", "random?", "f(random_state=None)", None, "random"),
    ("a seed by position", "random?", "f(0)", 0, ""),
    ("a none by position", "random?", "f(None)", 0, "random"),
    ("another position", "random?", "f(0)", 1, "random"),
]


@pytest.mark.parametrize(
    ("effect", "source", "place", "expected"), [s[1:] for s in SEEDED], ids=[s[0] for s in SEEDED]
)
def test_seeds(effect: str, source: str, place: int | None, expected: str) -> None:
    assert effect_in_call(effect, call(source), place) == expected


CHANGED = [
    ("the receiver", "xs.append(a)", ["xs"]),
    ("the receiver as an argument", "list.append(xs, a)", ["xs"]),
    ("an argument", "np.random.shuffle(a)", ["a"]),
    ("inplace", "df.dropna(inplace=True)", ["df"]),
    ("not in place", "df.dropna()", []),
    ("in place set to False", "df.dropna(inplace=False)", []),
    ("perhaps in place", "df.dropna(inplace=a)", ["df"]),
    ("perhaps in place by keywords", "df.dropna(**a)", ["df"]),
    ("a keyword", "np.sqrt(a, out=xs)", ["xs"]),
    ("nothing", "len(a)", []),
]


@pytest.mark.parametrize(("source", "expected"), [c[1:] for c in CHANGED], ids=[c[0] for c in CHANGED])
def test_objects_that_a_call_changes(source: str, expected: list[str]) -> None:
    known = call_api(call(source), ENV)
    assert known is not None
    assert [ast.unparse(part) for part in changed(call(source), known, ENV)] == expected


EFFECTS = [
    ("a file", "df.to_csv('a')", {"writes-file"}),
    ("a file by keyword", "df.to_csv(path_or_buf='a')", {"writes-file"}),
    ("a file by keywords", "df.to_csv(**a)", {"writes-file"}),
    ("no file", "df.to_csv()", set()),
]


@pytest.mark.parametrize(("source", "expected"), [e[1:] for e in EFFECTS], ids=[e[0] for e in EFFECTS])
def test_a_text_is_no_file(source: str, expected: set[str]) -> None:
    known = call_api(call(source), ENV)
    assert known is not None
    assert effects_of(call(source), known) == expected


PARAMETERS = [
    ("by position", "f(1, 2)", "a=1 b=2"),
    ("by keyword", "f(b=2)", "b=2"),
    ("an unknown keyword may be any", "f(z=1)", "a=1 b=1"),
    ("a star may be any", "f(*x)", "a=*x b=*x"),
    ("what follows a star too", "f(*x, 1)", "a=*x b=*x a=1 b=1"),
    ("two stars too", "f(**k)", "a=k b=k"),
    ("more than there are", "f(1, 2, 3)", "a=1 b=2 a=3 b=3"),
]


@pytest.mark.parametrize(("source", "expected"), [p[1:] for p in PARAMETERS], ids=[p[0] for p in PARAMETERS])
def test_arguments_by_parameter(source: str, expected: str) -> None:
    node = call(source)
    found = arguments_by_parameter(node.args, node.keywords, FunctionSummary(parameters=("a", "b")))
    assert " ".join(f"{name}={ast.unparse(part)}" for name, part in found) == expected


def test_parts() -> None:
    assert [ast.unparse(part) for part in inputs(call("x.f(y, k=z)"))] == ["x", "y", "z"]
    assert [ast.unparse(part) for part in inputs(call("f(y)"))] == ["f", "y"]
    assert [ast.unparse(part) for part in stored_parts(call("x.append(y)"))] == ["y"]
    assert stored_parts(call("x.count(y)")) == []


TEXTS = [
    ("a query", "df.query('a > @b and c < @d')", {"b", "d"}),
    ("a query made of parts", "df.query(f'a > {x} + @b')", {"b"}),
    ("an evaluation", "df.eval('a + @b')", {"b"}),
    ("another method", "df.assign('@b')", set()),
    ("no text", "df.query(q)", set()),
    ("a query over tables", "duckdb.sql('SELECT a FROM df JOIN xs ON df.a = xs.b')", {"a", "df", "xs"}),
    ("a query over tables in parts", "duckdb.sql(f'SELECT 1 FROM df WHERE x > {limit}').df()", set()),
    ("a query in a variable", "duckdb.query(q)", {"df"}),
    ("a query of pandasql", "sqldf('select * from df', globals())", {"df"}),
    ("a query of a connection", "con.execute('select * from df')", {"df"}),
    ("a query of a database", "pd.read_sql('select * from df', conn)", set()),
    ("a file of duckdb", "duckdb.read_csv('df.csv')", set()),
    ("a query over what is no variable", "duckdb.sql('select 1 from other')", set()),
    ("an expression of variables", "pd.eval('a + b.c')", {"a", "b"}),
]


@pytest.mark.parametrize(("source", "names"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_names_in_text(source: str, names: set[str]) -> None:
    node = call(source)
    assert names_in_text(node, called_name(node, SQL), SQL.types) == names


ABSOLUTE: dict[str, tuple[str, bool]] = {
    "a home": ("/home/ann/a.csv", True),
    "a home for short": ("~/a.csv", True),
    "Windows": (r"C:\data\a.csv", True),
    "Colab": ("/content/a.csv", True),
    "relative": ("data/a.csv", False),
    "a route of a web site": ("/api/users", False),
    "an address": ("file:///home/a", False),
    "a pattern": ("/home/ann/*.csv", False),
}


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE.values(), ids=ABSOLUTE)
def test_is_absolute(text: str, expected: bool) -> None:
    assert is_absolute(text) is expected
