"""A query built from texts, where ruff does not see it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.types import Environment, infer
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

TAKING = "read_sql read_sql_query read_gbq read_database sql execute executemany executescript query exec_driver_sql".split()
THING = r"(?:table|view|schema|database|index|function|procedure|role|user|column|materialized|temp|temporary|external|or\s+replace)"
QUERY = re.compile(
    rf"\s*(?:select\s.*\sfrom\s|with\s+\S+\s+as\s*\(|insert\s+(?:into|overwrite)\s|replace\s+into\s|merge\s+into\s|update\s+\S+\s+set\s"
    rf"|delete\s+from\s|(?:drop|create|alter|truncate)\s+{THING}\s|call\s+\S+\s*\(|grant\s.*\sto\s|copy\s+\S+\s+(?:from|to)\s)",
    re.IGNORECASE | re.DOTALL,
)
# What ruff's S608 takes for a query when it is built where it stands.
RUFFS = re.compile(
    r"\b(?:select\s+.*\s+from\s|delete\s+from\s|(?:insert|replace)\s+.*\s+values\s|insert\s+.*\s+select\s"
    r"|update\s+(?:.*\s+)?set\s)",
    re.IGNORECASE | re.DOTALL,
)
HOLE = "{}"


def _check(file: LintTarget) -> Iterator[Violation]:
    calls = tuple(file.index.calls(*TAKING))
    texts = _constants(file) if calls else {}
    for call in calls:
        given = call.argument("sql") or call.argument("query") or call.argument("statement", 0)
        if given is None or not _is_query(_written(given, texts, call.env)):
            continue
        built = _written(given, {}, call.env)
        if not RUFFS.search(built):
            message = (
                "this query is built from texts, so a value in it can be read as SQL: "
                "give values as parameters (params=), and check names of tables against a list"
            )
            yield violation(call, message)


def _is_query(text: str) -> bool:
    return HOLE in text and QUERY.match(text) is not None


def _constants(file: LintTarget) -> dict[str, str]:
    """Return texts that stand in variables of the top level and are assigned once."""
    found: dict[str, list[str]] = {}
    for seen in file.index.of(ast.Assign):
        node = seen.node
        assert isinstance(node, ast.Assign)
        for target in node.targets:
            if isinstance(target, ast.Name):
                value = node.value.value if isinstance(node.value, ast.Constant) else None
                found.setdefault(target.id, []).append(value if isinstance(value, str) else "")
    return {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}


def _written(node: ast.expr, texts: dict[str, str], env: Environment) -> str:
    """Return a text with a hole wherever something unknown is put in; "" for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value.replace(HOLE, "") if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name):
        return texts.get(node.id, "").replace(HOLE, "")
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(part, texts, env) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _joined(node, texts, env)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _written(node.func.value, texts, env) + _holes(given, texts, env)
    return ""


def _joined(node: ast.BinOp, texts: dict[str, str], env: Environment) -> str:
    left = _written(node.left, texts, env)
    if isinstance(node.op, ast.Mod):
        right = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return left + _holes(right, texts, env)
    right_text = _written(node.right, texts, env)
    return left + (right_text or _holes([node.right], texts, env)) if isinstance(node.op, ast.Add) else ""


def _piece(node: ast.expr, texts: dict[str, str], env: Environment) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return _holes([node.value], texts, env) if isinstance(node, ast.FormattedValue) else ""


def _holes(given: list[ast.expr], texts: dict[str, str], env: Environment) -> str:
    return HOLE if any(not _is_harmless(node, texts, env) for node in given) else ""


def _is_harmless(node: ast.expr, texts: dict[str, str], env: Environment) -> bool:
    """Say whether what is put in is the author's own: a constant, a number, or a name in capitals."""
    if isinstance(node, ast.Name):
        return node.id in texts or node.id.isupper() or infer(node, env) in {"int", "float", "bool"}
    attribute = isinstance(node, ast.Attribute) and node.attr.isupper()
    return isinstance(node, ast.Constant) or attribute or infer(node, env) in {"int", "float", "bool"}


HEAD = "import pandas as pd\nimport sqlite3\n"

RULE = Rule(
    code="MLS523",
    name="sql-from-text",
    what="A query is put together from texts and given to a database.",
    why=(
        "What stands in the value becomes part of the query: a quote in a name breaks it, and somebody who chooses the "
        "value can read or drop any table. Give values apart from the query (`pd.read_sql(query, con, params=…)`), and "
        "take names of tables and columns from a list of your own. (Ruff's S608 finds the plain cases; this rule finds "
        "those that it does not see.)"
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
    flagged=(
        Example(f"{HEAD}def drop(con, name):\n    con.execute(f'DROP TABLE {{name}}')  # flagged"),
        Example(
            f"{HEAD}query = \"SELECT * FROM t WHERE a = '{{}}'\"\n"
            "df = pd.read_sql(query.format(input()), con)  # flagged"
        ),
        Example(f"{HEAD}q = 'select * from t where a = %s'\ncon.execute(q % name)  # flagged"),
        Example(f"{HEAD}for name in names:\n    spark.sql('drop table ' + name)  # flagged"),
    ),
    kept=(
        Example(f"{HEAD}pd.read_sql('select * from t where a = ?', con, params=[a])\ncon.execute(q, (a,))"),
        Example(f"{HEAD}TABLE = 't'\ncon.execute(f'DROP TABLE {{TABLE}}')\ndf.query(f'a > {{x}}')"),
        Example(f"{HEAD}con.execute(f'select * from t where a = {{name}}')"),
        Example(
            f"{HEAD}limit = 10\ncon.execute(f'truncate t -- {{limit}}')\nrun.execute(f'python {{name}}')"
        ),
        Example(
            f"{HEAD}print(f'Select one of {{names}} from the list')\nmodel.query(f'Create a table of {{name}}')\nax.text(0, 1, f'with {{n}}')"
        ),
    ),
)
