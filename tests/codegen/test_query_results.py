"""The table of a query that a cell only shows gets a name."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.query_results import described, name_query_results
from tests.stages.notebooks import traced

SQLITE = "import sqlite3\nimport pandas as pd\nconn = sqlite3.connect('shop.db')\n"
DUCKDB = "import duckdb\n"
CHANGED: dict[str, tuple[str, list[str]]] = {
    "a query in a variable": (
        SQLITE + "q = 'SELECT town, AVG(price) FROM sale GROUP BY town'\npd.read_sql_query(q, conn)",
        ["sale_by_town = pd.read_sql_query(q, conn)", "sale_by_town"],
    ),
    "a query with a name of its own": (
        SQLITE + "top_towns_query = 'SELECT 1'\npd.read_sql(top_towns_query, conn)",
        ["top_towns = pd.read_sql(top_towns_query, conn)", "top_towns"],
    ),
    "a literal": (
        SQLITE + "pd.read_sql('select * from sale', conn)",
        ["sale_rows = pd.read_sql('select * from sale', conn)", "sale_rows"],
    ),
    "what is done with the result": (
        DUCKDB + "duckdb.sql('SELECT max(v) AS top FROM t').df()",
        ["t_top = duckdb.sql('SELECT max(v) AS top FROM t').df()", "t_top"],
    ),
    "rows of a cursor": (
        SQLITE + "conn.execute('SELECT a FROM sale').fetchall()",
        ["sale_rows = conn.execute('SELECT a FROM sale').fetchall()", "sale_rows"],
    ),
}
KEPT: dict[str, str] = {
    "a result with a name": SQLITE + "a = pd.read_sql('select 1', conn)",
    "a statement that is not shown": SQLITE + "conn.execute('CREATE TABLE a (b)')\nx = 1",
    "another table": SQLITE + "df = pd.read_csv('a.csv')\ndf",
    "a file": SQLITE + "pd.read_csv('a.csv')",
    "a print": SQLITE + "print(pd.read_sql('select 1', conn))",
}
NAMES: dict[str, tuple[str, str]] = {
    "groups": ("SELECT a, b, count(*) FROM x.Sales GROUP BY s.a, b ORDER BY a", "sales_by_a_b"),
    "columns": ("SELECT MAX(p) AS top, MIN(p) AS low, 1 AS c FROM sale", "sale_top_low"),
    "neither": ("SELECT * FROM sale", "sale_rows"),
    "no table": ("PRAGMA table_info", "query_result"),
}


@pytest.mark.parametrize(("source", "last"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, last: list[str]) -> None:
    found = name_query_results(traced(source).statements, frozenset())
    assert [one.source for one in found[-2:]] == last
    assert found[-1].display


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    before = traced(source).statements
    assert name_query_results(before, frozenset()) == tuple(one.statement for one in before)


@pytest.mark.parametrize(("query", "name"), NAMES.values(), ids=NAMES.keys())
def test_a_query_has_a_name(query: str, name: str) -> None:
    assert described(query) == name


def test_a_name_is_used_once() -> None:
    source = SQLITE + "pd.read_sql('select * from sale', conn)"
    assert name_query_results(traced(source).statements, frozenset({"sale_rows"}))[-1].source == "sale_rows2"
