"""Row-by-row loop over a DataFrame.

A loop over rows is often a hundred times slower than computing with whole columns, and `iterrows` turns
each row into a Series of one type, so that integers become floats. Write the formula with columns (`df['a']
* df['b']`), choose with `np.where` or `Series.map`, aggregate with `groupby`.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.lookups import constant, last_name, receiver, short, variable
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

INDEXERS = frozenset({"loc", "iloc", "at", "iat"})
SIMPLE = (
    ast.BinOp, ast.UnaryOp, ast.Constant, ast.Subscript, ast.Attribute, ast.Name, ast.operator, ast.unaryop,
    ast.expr_context,
)  # fmt: skip

ADVICE = "compute with whole columns, which is many times faster"


def _check(file: LintTarget) -> Violations:
    index = file.index
    for call in index.calls("iterrows"):
        yield violation(call, f"row-by-row loop: iterrows() is slow and changes types: {ADVICE}")
    for call in index.calls("itertuples"):
        loop = call.statement
        if isinstance(loop, ast.For) and loop.iter is call.node and _sets_cells(loop):
            yield violation(call, f"this loop fills a DataFrame cell by cell: {ADVICE}")
    for context in index.of(ast.For):
        if isinstance(context.node, ast.For) and (frame := _by_number(context.node, context, index)):
            found = violation(context, f"row-by-row loop over `{frame}`: {ADVICE}")
            yield found._replace(end_line=context.node.lineno, end_column=0)
    for call in index.calls("apply"):
        if _is_arithmetic(call, index):
            yield violation(call, "apply(…, axis=1) runs row by row: use whole columns, df['a'] + df['b']")


def _sets_cells(loop: ast.For) -> bool:
    targets = (
        target
        for statement in loop.body
        for node in ast.walk(statement)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )
    return any(isinstance(t, ast.Subscript) and last_name(t.value) in INDEXERS for t in targets)


def _by_number(loop: ast.For, context: NodeContext, index: ModuleIndex) -> str:
    """Return the frame whose rows a loop selects by number: `for i in range(len(df)): df.loc[i, "a"]`."""
    frame = _counted(loop.iter)
    if frame is None or not isinstance(loop.target, ast.Name) or not is_frame(frame, context.env, index):
        return ""
    name, wanted = loop.target.id, ast.dump(frame)
    for node in (node for statement in loop.body for node in ast.walk(statement)):
        if isinstance(node, ast.Subscript) and _names(node.slice, name) and _starts(node.value, wanted):
            return short(frame)
    return ""


def _counted(node: ast.expr) -> ast.expr | None:
    """Return `df` for `range(len(df))` and `range(df.shape[0])`."""
    if not isinstance(node, ast.Call) or last_name(node.func) != "range" or not node.args:
        return None
    end = node.args[1] if len(node.args) == 3 else node.args[-1]
    if isinstance(end, ast.Call) and last_name(end.func) == "len" and end.args:
        return end.args[0]
    if isinstance(end, ast.Subscript) and isinstance(end.value, ast.Attribute) and end.value.attr == "shape":
        return end.value.value
    return None


def _names(key: ast.expr, name: str) -> bool:
    return variable(key.elts[0] if isinstance(key, ast.Tuple) and key.elts else key) == name


def _starts(node: ast.expr, wanted: str) -> bool:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
        if ast.dump(node) == wanted:
            return True
    return False


def _is_arithmetic(call: Call, index: ModuleIndex) -> bool:
    """Return whether a frame's `apply` runs a lambda that only calculates with the fields of a row."""
    function, frame = call.argument("func", 0), receiver(call)
    if constant(call.argument("axis", 1)) not in {1, "columns"} or frame is None:
        return False
    if not isinstance(function, ast.Lambda) or not isinstance(function.body, ast.BinOp):
        return False
    is_simple = all(isinstance(node, SIMPLE) for node in ast.walk(function.body))
    return is_simple and is_frame(frame, call.env, index)


RULE = Rule(
    **explanation(__doc__),
    code="MLS310",
    name="row-loop",
    level="production",
    check=_check,
    source="https://pandas.pydata.org/docs/user_guide/basics.html#iteration",
    flagged=cases(
        "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\nfor i, r in df.iterrows():  # flagged: columns\n    print(r)",
        "for row in df.itertuples():  # flagged\n    df.at[row.Index, 'b'] = row.a * 2",
        (
            "import pandas as pd\ndata = pd.read_csv('a.csv')\nfor i in range(len(data)):  # flagged\n"
            "    data.loc[i, 'b'] = data.loc[i, 'a'] * 2"
        ),
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata['c'] = data.apply(lambda row: row['a'] + row['b'], axis=1)  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\nfor i in range(data.shape[0]):  # flagged\n    total = total + data['a'][i]",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['c'] = df['a'] * df['b']",
        "for row in df.itertuples():\n    send(row.name)",
        "numbers = [1, 2]\nfor i in range(len(numbers)):\n    numbers[i] = 0",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nfor i in range(len(df.columns)):\n    plot(i)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.apply(lambda row: clean(row), axis=1)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.apply(lambda col: col * 2)",
    ),
)
