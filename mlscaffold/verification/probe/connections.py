"""Connections to databases, described by what they show of their database: they hold locks and handles."""

from __future__ import annotations

from typing import Any

TABLES = "SELECT table_name FROM information_schema.tables ORDER BY table_name"
SUM = 'SELECT count(*), bit_xor(hash(one)) FROM "{}" AS one'
"""A digest of a table that does not depend on the order of its rows."""


def connection_state(value: Any) -> dict[str, Any] | None:
    """Return what a connection of duckdb or an engine of sqlalchemy shows, None for other objects.

    The tables of a connection are read through a second one, because the first may hold a result.
    """
    kind, library = type(value).__name__, type(value).__module__.partition(".")[0].lstrip("_")
    if library == "duckdb" and kind == "DuckDBPyConnection":
        other = value.cursor()
        names = [name.replace('"', '""') for (name,) in other.execute(TABLES).fetchall()]
        return {name: other.execute(SUM.format(name)).fetchall() for name in names}  # noqa: MLS523 quoted above
    if library == "duckdb" and kind == "DuckDBPyRelation":
        return {"columns": value.columns, "types": [str(one) for one in value.types], "rows": value.df()}
    if library == "sqlalchemy" and hasattr(value, "dialect") and hasattr(value, "connect"):
        return {"url": value.url.render_as_string(hide_password=True)}
    if library == "sqlalchemy" and hasattr(value, "engine") and hasattr(value, "closed"):
        return {"url": value.engine.url.render_as_string(hide_password=True), "closed": value.closed}
    return None
