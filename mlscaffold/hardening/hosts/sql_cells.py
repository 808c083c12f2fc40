"""SQL cells and lines become queries in Python, through the connection that the notebook opens."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.imports import bindings, qualified_name
from mlscaffold.hardening.hosts.adapted import Adapted, Beside, plain_cells, short, with_sources
from mlscaffold.notebook.cells import Cell, Change, Location, Notebook

_CONNECT = {
    "sqlite3.connect": "dbapi", "psycopg2.connect": "dbapi", "pymysql.connect": "dbapi", "duckdb.connect": "duckdb",
    "sqlalchemy.create_engine": "engine", "sqlmodel.create_engine": "engine",
}  # fmt: skip
_CELL = re.compile(r"\A\s*%(?:%sql[^\n\S]*(?P<options>[^\n]*)\n|sql[^\n\S]*\n)(?P<query>(?:.|\n)+)")
_LINE = re.compile(r"(?m)^(?P<target>[ \t]*(?:\w+[ \t]*=[ \t]*)?)%sql[ \t]+(?P<rest>[^\n]+)$")
_SETUP = re.compile(
    r"(?m)^[ \t]*%(?:load_ext[ \t]+(?:sql|duckdb_engine)|reload_ext[ \t]+sql|config[ \t]+Sql\w+\.[^\n]*)[ \t]*$"
)
_URL = re.compile(r"\A['\"]?(\w+(?:\+\w+)?://\S*?)['\"]?\Z")
_NAMED = re.compile(r"\A\s*(\w+)\s*<<\s*")
_READS = re.compile(
    r"\A\s*(?:--[^\n]*\n\s*)*(?:select|with|from|show|describe|explain|pragma|values|summarize)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\*.*?\*/|;", re.DOTALL)
"""Texts, names and comments, which may hold a semicolon, and the semicolons that end statements."""
_COMPOUND = re.compile(
    r"\$\$|\b(?:trigger|procedure|function)\b|\bbegin\b(?!\s*(?:transaction\s*)?;)", re.IGNORECASE
)
_FILLED = re.compile(r"\{\{|\$\{?\w|(?<![:\w]):[A-Za-z_]\w*(?!:)|\{\w+\}")
_OWN = "sql_connection"
_WHY = "The query runs through the notebook's own connection, and gives a table of pandas."
_WHY_URL = "The connection of %sql is one of SQLAlchemy."
_WHY_FILLED = "The magic fills variables into the query: write it as Python, with parameters."
_WHY_SHOWN = "It only shows a query, and the notebook opens no connection that could run it."
_WHY_UNKNOWN = "The notebook opens no connection that could run it: write it as Python."


@dataclass(frozen=True, slots=True)
class _Connection:
    """A variable that holds a connection, and its address if the magic opens it; `spark` is the session of Spark."""

    name: str
    kind: str
    url: str = ""

    @property
    def opening(self) -> str:
        """The Python that opens what the magic opens."""
        return f'from sqlalchemy import create_engine; {self.name} = create_engine("{self.url}")'


def with_queries(notebook: Notebook, _beside: Beside) -> Adapted:
    """Replace cells and lines of SQL by queries in Python."""
    if not any("%sql" in cell.source for cell in notebook.code):
        return Adapted(notebook)
    opened = _connections(notebook)
    sources: dict[int, str] = {}
    changes: list[Change] = []
    now: _Connection | None = None
    for cell in notebook.code:
        now = opened.get(cell.number, now)
        source, now, more = _converted(cell, now, notebook)
        changes += more
        if source != cell.source:
            sources[cell.number] = source
    if changes and not any(change.kind == "skipped" for change in changes):
        sources |= {
            c.number: _SETUP.sub("", sources.get(c.number, c.source))
            for c in notebook.code
            if _SETUP.search(c.source)
        }
    return Adapted(with_sources(notebook, sources), tuple(changes))


def _connections(notebook: Notebook) -> Mapping[int, _Connection]:
    """Return the last connection that each cell opens."""
    found: dict[int, _Connection] = {}
    imports: dict[str, str] = {}
    for plain in plain_cells(notebook, ("",)):
        for node in ast.walk(plain.tree):
            imports |= bindings(node)
        for node in plain.tree.body:
            kind = _kind(node.value, imports) if isinstance(node, ast.Assign) else ""
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and kind:
                found[plain.cell.number] = _Connection(node.targets[0].id, kind)
        if "spark." in plain.cell.source and plain.cell.number not in found and not found:
            found[plain.cell.number] = _Connection("spark", "spark")
    return found


def _kind(node: ast.expr, imports: Mapping[str, str]) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "getOrCreate":
        return "spark"
    return _CONNECT.get(qualified_name(node.func, imports), "")


def _converted(
    cell: Cell, now: _Connection | None, notebook: Notebook
) -> tuple[str, _Connection | None, list[Change]]:
    """Return the source of a cell without SQL magics, the connection after it, and the changes to report."""
    whole = _CELL.match(cell.source)
    if whole:
        return _whole(cell, whole, now, notebook)
    changes: list[Change] = []
    source = cell.source
    for line in reversed(tuple(_LINE.finditer(cell.source))):
        where = Location(cell.number, cell.source[: line.start()].count("\n") + 1)
        rest, target = line["rest"].strip(), line["target"]
        url = _URL.match(rest)
        if url and not target.strip():
            now = _Connection(_OWN, "engine", url[1])
            code = now.opening
            changes.append(Change(where, "rewritten", short(line[0].strip()), _WHY_URL, short(code), "hosts"))
        elif now is not None and not _FILLED.search(rest) and not rest.startswith("-"):
            named = _NAMED.match(rest)
            code = _query(now, rest[named.end() :] if named else rest, f"{named[1]} = " if named else target)
            changes.append(Change(where, "rewritten", short(line[0].strip()), _WHY, short(code), "hosts"))
        else:
            continue
        source = source[: line.start()] + code + source[line.end() :]
    return source, now, changes


def _whole(
    cell: Cell, found: re.Match[str], now: _Connection | None, notebook: Notebook
) -> tuple[str, _Connection | None, list[Change]]:
    """Convert a cell that is one query."""
    query, options = found["query"].strip(), (found["options"] or "").strip()
    named = _NAMED.match(f"{options} " if options.endswith("<<") else query)
    target = f"{named[1]} = " if named else ""
    query = query[named.end() :] if named and not options.endswith("<<") else query
    url = _URL.match(options)
    what, where = short(query.split("\n")[0]), Location(cell.number)
    if now is None or _FILLED.search(query) or (options and not (url or named or options == now.name)):
        is_own = cell.source.lstrip().startswith("%%")
        if is_own:
            return (
                cell.source,
                now,
                [],
            )  # the magic's own extension may run it; what it becomes is reported elsewhere
        shows = bool(_READS.match(query)) and not any("_sqldf" in one.source for one in notebook.code)
        why = _WHY_FILLED if now is not None else _WHY_SHOWN if shows else _WHY_UNKNOWN
        kind = "review" if shows and now is None else "skipped"
        return "\n" * cell.source.count("\n"), now, [Change(where, kind, what, why, by="hosts")]  # type: ignore[arg-type]
    another = url is not None and url[1] != now.url
    now = _Connection(_OWN, "engine", url[1]) if url and another else now
    code = f"{now.opening}; {_query(now, query, target)}" if another else _query(now, query, target)
    first = len(cell.source) - len(cell.source.lstrip("\n"))
    lines = cell.source.count("\n") - code.count("\n") - first
    return (
        "\n" * first + code + "\n" * lines,
        now,
        [Change(where, "rewritten", what, _WHY, short(code.split("\n")[0]), "hosts")],
    )


def _query(connection: _Connection, query: str, target: str) -> str:
    """Return the Python that runs a query; a statement that changes the database shows nothing.

    Of several statements the last one gives the result, as with the magic.
    """
    *before, last = _statements(query)
    name, quoted = connection.name, _quoted(last)
    if connection.kind != "spark" and not _READS.match(last):
        return _acts(connection, [*before, last], query.strip().rstrip(";"))
    first = f"{_acts(connection, before, '; '.join(before)).rstrip('; ')}; " if before else ""
    if connection.kind == "spark":
        return f"{first}{target}{name}.sql({quoted})"
    if connection.kind == "duckdb":
        return f"{first}{target}{name}.execute({quoted}).df()"
    result = f"{target.strip()}{' ' if target else ''}pd.read_sql_query({quoted}, {name})"
    return f"{first}import pandas as pd; {result}"


def _acts(connection: _Connection, statements: Sequence[str], script: str) -> str:
    """Return the Python that runs statements for what they do; `script` is all of them in one text."""
    name = connection.name
    if connection.kind == "spark":
        return "; ".join(f"{name}.sql({_quoted(one)})" for one in statements)
    if connection.kind == "engine":
        runs = "; ".join(f"sql_session.execute(text({_quoted(one)}))" for one in statements)
        return (
            f"from sqlalchemy import text; sql_session = {name}.connect(); {runs}; "
            "sql_session.commit(); sql_session.close()"
        )
    whole = _quoted(script)
    if connection.kind == "duckdb":
        return f"{name}.execute({whole});"
    return f"{name}.executescript({whole});" if ";" in script else f"{name}.execute({whole}); {name}.commit()"


def _quoted(text: str) -> str:
    return f'"""{text}"""' if "\n" in text or '"' in text else f'"{text}"'


def _statements(query: str) -> list[str]:
    """Return the statements of a query; all of it where a statement may hold others, as that of a trigger does."""
    if _COMPOUND.search(query):
        return [query.strip().rstrip(";")]
    ends = [found.start() for found in _PARTS.finditer(query) if found[0] == ";"]
    parts = (
        query[begin:end] for begin, end in zip([0, *(end + 1 for end in ends)], [*ends, None], strict=True)
    )
    return [part.strip() for part in parts if part.strip()] or [query.strip()]
