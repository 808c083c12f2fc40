"""Names for the tables that queries give and a notebook only shows: `sale_by_town` for `SELECT … FROM sale GROUP BY town`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import chain, count

from mlscaffold.analysis.calls import called_name
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.edits import SourceText
from mlscaffold.stages.identifiers import identifier, snake

QUERYING = re.compile(
    r"pandas\.(?:io\.sql\.)?read_sql\w*|polars\.(?:read_database\w*|sql)|pandasql\.sqldf|duckdb\.(?:\w+\.)?(?:sql|query|execute)"
    r"|sqlite3\.\w+\.execute|sqlalchemy\.(?:\w+\.)*(?:Engine|Connection)\.execute"
)
"""Functions that run a query; the methods called on their result only give it another form."""
FROM = re.compile(r"\bfrom\s+[\"'`\[]?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)", re.IGNORECASE)
GROUPED = re.compile(r"\bgroup\s+by\s+([\w.,\s]+?)(?:\border\b|\bhaving\b|\blimit\b|;|$)", re.IGNORECASE)
COLUMN = re.compile(r"\bas\s+[\"'`\[]?([A-Za-z_]\w*)", re.IGNORECASE)
GENERIC = frozenset("q query sql sql_query stmt statement s text qry".split())
"""Names of variables for a query that say nothing about it."""
PARTS = 2  # columns in a name: a table and two columns are read in one go


def name_query_results(
    statements: Sequence[Traced], reserved: frozenset[str], unchanged_cells: frozenset[int] = frozenset()
) -> tuple[Statement, ...]:
    """Bind the tables of queries to names before they are displayed.

    Args:
        statements: all statements of a notebook, traced.
        reserved: names that are in use.
        unchanged_cells: cells that are not changed.
    """
    used, texts = set(reserved), dict[str, str]()
    found: list[Statement] = []
    for traced in statements:
        statement = traced.statement
        texts.update(_text_binding(statement.node))
        query = _query(traced) if statement.location.cell not in unchanged_cells else None
        found.extend((statement,) if query is None else _named(statement, _name(query, texts, used)))
    return tuple(found)


def _named(statement: Statement, name: str) -> tuple[Statement, ...]:
    assert isinstance(statement.node, ast.Expr)
    text = SourceText.of(statement.source)
    start, _ = text.span(statement.node)
    value = text.of_node(statement.node.value)
    return restate(statement, f"{statement.source[:start]}{name} = {value}\n{name}")


def _query(traced: Traced) -> ast.Call | None:
    """Return the call that runs the query of a displayed expression, None if it shows no result of one."""
    node = traced.statement.node
    if not traced.statement.display or not isinstance(node, ast.Expr):
        return None
    value: ast.expr = node.value
    while isinstance(value, ast.Call):
        if QUERYING.fullmatch(called_name(value, traced.env)):
            return value
        if not isinstance(value.func, ast.Attribute):
            return None
        value = value.func.value
    return None


def _text_binding(node: ast.stmt) -> dict[str, str]:
    """Return the text that a statement binds to a name; a query in a formatted string counts without its values."""
    if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
        return {}
    return {node.targets[0].id: _text(node.value)}


def _text(node: ast.expr) -> str:
    return "".join(
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _name(query: ast.Call, texts: dict[str, str], used: set[str]) -> str:
    """Return a free name for the result of a query, from its table, its groups and its columns."""
    argument = next(iter((*query.args, *(k.value for k in query.keywords))), None)
    variable = argument.id if isinstance(argument, ast.Name) else ""
    text = texts.get(variable, "") if variable else _text(argument) if argument is not None else ""
    own = re.sub(r"^(?:q|query|sql)_|_(?:q|query|sql)$", "", variable.lower())
    base = (
        own
        if own and own not in GENERIC and not re.fullmatch(r"(?:q|query|sql)\d*", own)
        else described(text)
    )
    name = next(n for n in chain([base], (f"{base}{number}" for number in count(2))) if n not in used)
    used.add(name)
    return name


def described(query: str) -> str:
    """Return a name for the result of a query: its table, and what it is grouped by or the columns that it names."""
    table = FROM.search(query)
    grouped = GROUPED.search(query)
    groups = [part.strip().rpartition(".")[2] for part in grouped[1].split(",")] if grouped else []
    words = [snake(word) for word in groups if re.fullmatch(r"[A-Za-z_]\w*", word)][:PARTS]
    parts = ["by", *words] if words else [snake(word) for word in COLUMN.findall(query)][:PARTS]
    start = snake(table[1].rpartition(".")[2]) if table else "query"
    return identifier(start, *parts) if parts else identifier(start, "rows" if table else "result")
