"""A SQL query is built from strings.

Whatever the value contains becomes part of the query: a quote in a name breaks it, and anyone who controls
the value can read or drop any table. Pass values separately from the query (`pd.read_sql(query, con,
params=…)`), and check names of tables and columns against a list of your own. (Ruff's S608 finds the plain
cases; this rule finds those that it misses.)
"""

import ast
import re

from mlscaffold.analysis.types import Environment, infer
from mlscaffold.rules.lookups import string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

QUERYING = "read_sql read_sql_query read_gbq read_database sql execute executemany executescript query exec_driver_sql".split()
OBJECT = r"(?:table|view|schema|database|index|function|procedure|role|user|column|materialized|temp|temporary|external|or\s+replace)"
QUERY = re.compile(
    rf"\s*(?:select\s.*\sfrom\s|with\s+\S+\s+as\s*\(|insert\s+(?:into|overwrite)\s|replace\s+into\s|merge\s+into\s|update\s+\S+\s+set\s"
    rf"|delete\s+from\s|(?:drop|create|alter|truncate)\s+{OBJECT}\s|call\s+\S+\s*\(|grant\s.*\sto\s|copy\s+\S+\s+(?:from|to)\s)",
    re.IGNORECASE | re.DOTALL,
)
# What ruff's S608 recognizes as a query that is built in the call.
RUFFS = re.compile(
    r"\b(?:select\s+.*\s+from\s|delete\s+from\s|(?:insert|replace)\s+.*\s+values\s|insert\s+.*\s+select\s"
    r"|update\s+(?:.*\s+)?set\s)",
    re.IGNORECASE | re.DOTALL,
)
HOLE = "{}"


def _check(file: LintTarget) -> Violations:
    calls = tuple(file.index.calls(*QUERYING))
    texts = _constants(file) if calls else {}
    for call in calls:
        query = call.argument("sql") or call.argument("query") or call.argument("statement", 0)
        text = _template(query, texts, call.env) if query is not None else ""
        if query is None or HOLE not in text or not QUERY.match(text):
            continue
        if not RUFFS.search(_template(query, {}, call.env)):
            message = (
                "this query is built from strings, so a value in it can be executed as SQL: "
                "pass values as parameters (params=), and check table names against a list"
            )
            yield violation(call, message)


def _constants(file: LintTarget) -> dict[str, str]:
    """Return string constants that are assigned once, by variable."""
    found: dict[str, list[str]] = {}
    for context in file.index.of(ast.Assign):
        node = context.node
        assert isinstance(node, ast.Assign)
        for target in node.targets:
            if isinstance(target, ast.Name):
                found.setdefault(target.id, []).append(string(node.value))
    return {name: values[0] for name, values in found.items() if len(values) == 1 and values[0]}


def _template(node: ast.expr, texts: dict[str, str], env: Environment) -> str:
    """Return a string with a hole for every unknown value in it; "" for anything else."""
    if isinstance(node, ast.Constant):
        return string(node).replace(HOLE, "")
    if isinstance(node, ast.Name):
        return texts.get(node.id, "").replace(HOLE, "")
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(part, texts, env) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _joined(node, texts, env)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        return _template(node.func.value, texts, env) + _holes(values, texts, env)
    return ""


def _joined(node: ast.BinOp, texts: dict[str, str], env: Environment) -> str:
    left = _template(node.left, texts, env)
    if isinstance(node.op, ast.Mod):
        right = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        return left + _holes(right, texts, env)
    right_text = _template(node.right, texts, env)
    return left + (right_text or _holes([node.right], texts, env)) if isinstance(node.op, ast.Add) else ""


def _piece(node: ast.expr, texts: dict[str, str], env: Environment) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return _holes([node.value], texts, env) if isinstance(node, ast.FormattedValue) else ""


def _holes(values: list[ast.expr], texts: dict[str, str], env: Environment) -> str:
    return HOLE if any(not _is_harmless(node, texts, env) for node in values) else ""


def _is_harmless(node: ast.expr, texts: dict[str, str], env: Environment) -> bool:
    """Return whether a value is the author's own: a constant, a number, or a name in capitals."""
    if isinstance(node, ast.Name):
        return node.id in texts or node.id.isupper() or infer(node, env) in {"int", "float", "bool"}
    attribute = isinstance(node, ast.Attribute) and node.attr.isupper()
    return isinstance(node, ast.Constant) or attribute or infer(node, env) in {"int", "float", "bool"}


HEAD = "import pandas as pd\nimport sqlite3\n"

RULE = Rule(
    **explanation(__doc__),
    code="MLS523",
    name="sql-from-text",
    level="candidate",
    check=_check,
    source="https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
    flagged=cases(
        f"{HEAD}def drop(con, name):\n    con.execute(f'DROP TABLE {{name}}')  # flagged",
        f"{HEAD}query = \"SELECT * FROM t WHERE a = '{{}}'\"\ndf = pd.read_sql(query.format(input()), con)  # flagged",
        f"{HEAD}q = 'select * from t where a = %s'\ncon.execute(q % name)  # flagged",
        f"{HEAD}for name in names:\n    spark.sql('drop table ' + name)  # flagged",
    ),
    kept=cases(
        f"{HEAD}pd.read_sql('select * from t where a = ?', con, params=[a])\ncon.execute(q, (a,))",
        f"{HEAD}TABLE = 't'\ncon.execute(f'DROP TABLE {{TABLE}}')\ndf.query(f'a > {{x}}')",
        f"{HEAD}con.execute(f'select * from t where a = {{name}}')",
        f"{HEAD}limit = 10\ncon.execute(f'truncate t -- {{limit}}')\nrun.execute(f'python {{name}}')",
        f"{HEAD}print(f'Select one of {{names}} from the list')\nmodel.query(f'Create a table of {{name}}')\nax.text(0, 1, f'with {{n}}')",
    ),
)
