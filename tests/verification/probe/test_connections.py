"""Connections of other libraries, by stand-ins."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from mlscaffold.verification.probe.connections import connection_state


def make(module: str, name: str, **members: Any) -> Any:
    return type(name, (), {"__module__": module, **members})()


class Cursor:
    def execute(self, query: str) -> Any:
        rows = [("sale",)] if "information_schema" in query else [(3, 99)]
        return SimpleNamespace(fetchall=lambda: rows)


URL = SimpleNamespace(
    render_as_string=lambda hide_password: "sqlite:///shop.db" if hide_password else "secret"
)


def test_a_connection_of_duckdb_is_its_tables() -> None:
    value = make("_duckdb", "DuckDBPyConnection", cursor=lambda _: Cursor())
    assert connection_state(value) == {"sale": [(3, 99)]}


def test_a_relation_of_duckdb_is_its_rows() -> None:
    value = make("duckdb", "DuckDBPyRelation", columns=["a"], types=[int], df=lambda _: "rows")
    assert connection_state(value) == {"columns": ["a"], "types": ["<class 'int'>"], "rows": "rows"}


def test_an_engine_is_its_address_without_a_password() -> None:
    value = make("sqlalchemy.engine.base", "Engine", dialect=1, connect=2, url=URL)
    assert connection_state(value) == {"url": "sqlite:///shop.db"}


def test_a_connection_of_an_engine_may_be_closed() -> None:
    engine = SimpleNamespace(url=URL)
    value = make("sqlalchemy.engine.base", "Connection", engine=engine, closed=True)
    assert connection_state(value) == {"url": "sqlite:///shop.db", "closed": True}


@pytest.mark.parametrize(
    "value",
    [
        3,
        None,
        "duckdb",
        make("sqlalchemy", "Table"),
        make("duckdb", "Expression"),
        make("psycopg2", "connection"),
    ],
)
def test_other_values_are_none(value: object) -> None:
    assert connection_state(value) is None
