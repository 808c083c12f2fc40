"""SQL becomes queries in Python through the notebook's connection."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.sql_cells import with_queries
from tests.hardening.hosts import adapted, code

SQLITE = 'import sqlite3\nbase = sqlite3.connect("a.db")'
ENGINE = 'from sqlalchemy import create_engine\nengine = create_engine("sqlite://")'
DUCKDB = "import duckdb\nbase = duckdb.connect()"
SPARK = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()"
CHANGED = {
    "a cell of a magic": (
        [SQLITE, "%%sql\nSELECT a\nFROM t"],
        'import pandas as pd; pd.read_sql_query("""SELECT a\nFROM t""", base)\n',
    ),
    "a cell that names its result": (
        [ENGINE, "%%sql engine\nrows << SELECT a FROM t"],
        'import pandas as pd; rows = pd.read_sql_query("SELECT a FROM t", engine)\n',
    ),
    "a line": (
        [SQLITE, "rows = %sql SELECT a FROM t;"],
        'import pandas as pd; rows = pd.read_sql_query("SELECT a FROM t", base)',
    ),
    "a change of the database": (
        [SQLITE, "%%sql\nDELETE FROM t"],
        'base.execute("DELETE FROM t"); base.commit()\n',
    ),
    "several changes": (
        [SQLITE, "%%sql\nDROP TABLE t; CREATE TABLE t (a)"],
        'base.executescript("DROP TABLE t; CREATE TABLE t (a)");\n',
    ),
    "duckdb": ([DUCKDB, "%sql\nSELECT a FROM t"], 'base.execute("SELECT a FROM t").df()\n'),
    "spark": ([SPARK, "%sql\nSELECT a FROM t"], 'spark.sql("SELECT a FROM t")\n'),
    "several changes through an engine": (
        [ENGINE, "%%sql engine\nCREATE TABLE t (a);\nINSERT INTO t VALUES ('1;2');"],
        (
            "from sqlalchemy import text; sql_session = engine.connect(); "
            'sql_session.execute(text("CREATE TABLE t (a)")); '
            "sql_session.execute(text(\"INSERT INTO t VALUES ('1;2')\")); "
            "sql_session.commit(); sql_session.close()\n\n"
        ),
    ),
    "a change before a query": (
        [SQLITE, "%%sql\nDELETE FROM t; SELECT a FROM t"],
        (
            'base.execute("DELETE FROM t"); base.commit(); '
            'import pandas as pd; pd.read_sql_query("SELECT a FROM t", base)\n'
        ),
    ),
    "a trigger": (
        [SQLITE, "%%sql\nCREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END;"],
        'base.executescript("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END");\n',
    ),
    "another connection of the magic": (
        ["%sql sqlite:///a.db", "%%sql sqlite://\nSELECT 1"],
        (
            'from sqlalchemy import create_engine; sql_connection = create_engine("sqlite://"); '
            'import pandas as pd; pd.read_sql_query("SELECT 1", sql_connection)\n'
        ),
    ),
    "a connection of the magic": (
        ["%load_ext sql\n%sql sqlite:///a.db", "%%sql\nSELECT 1"],
        'import pandas as pd; pd.read_sql_query("SELECT 1", sql_connection)\n',
    ),
}
KEPT = {
    "a magic without a connection": ["%load_ext sql", "%%sql\nSELECT 1"],
    "filled variables": [SQLITE, "%%sql\nSELECT * FROM t WHERE a = :limit"],
    "a template": [SQLITE, "%%sql\nSELECT * FROM {{table}}"],
    "another connection": [SQLITE, "%%sql other\nSELECT 1"],
    "no SQL": [SQLITE, "%time x = 1"],
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: list[str], after: str) -> None:
    found = code(with_queries, *before)
    assert found[-1] == after
    assert "%" not in found[0]


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT.keys())
def test_kept(before: list[str]) -> None:
    assert code(with_queries, *before) == before


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("%sql\nSELECT 1", "review"), ("%sql\nCREATE TABLE t (a INT)", "skipped")],
    ids=["a query that is only shown", "a change"],
)
def test_a_cell_of_databricks_without_a_connection(cell: str, kind: str) -> None:
    found = adapted(with_queries, "x = 1", cell)
    assert (found.notebook.code[1].source, [c.kind for c in found.changes]) == ("\n", [kind])


def test_a_shown_query_whose_result_is_read_is_skipped() -> None:
    found = adapted(with_queries, "%sql\nSELECT 1", "n = len(_sqldf)")
    assert [c.kind for c in found.changes] == ["skipped"]
