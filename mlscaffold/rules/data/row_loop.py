"""Frames that are gone through row by row."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import last_name, short

INDEXERS = frozenset({"loc", "iloc", "at", "iat"})
SIMPLE = (
    ast.BinOp, ast.UnaryOp, ast.Constant, ast.Subscript, ast.Attribute, ast.Name, ast.operator, ast.unaryop,
    ast.expr_context,
)  # fmt: skip


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    for call in index.calls("iterrows"):
        yield violation(
            call, "iterrows() goes through the frame row by row, slowly and with guessed types: " + _advice()
        )
    for call in index.calls("itertuples"):
        loop = call.statement
        if isinstance(loop, ast.For) and loop.iter is call.node and _sets_cells(loop):
            yield violation(call, "this loop fills a frame cell by cell: " + _advice())
    for seen in index.of(ast.For):
        if isinstance(seen.node, ast.For) and (frame := _by_number(seen.node, seen, index)):
            yield violation(seen, f"this loop goes through `{frame}` row by row: " + _advice())._replace(
                end_line=seen.node.lineno, end_column=0
            )
    for call in index.calls("apply"):
        if _is_arithmetic(call, index):
            yield violation(
                call,
                "apply(…, axis=1) runs this row by row: write it with the columns themselves, df['a'] + df['b']",
            )


def _advice() -> str:
    return "compute with whole columns, which is many times as fast"


def _sets_cells(loop: ast.For) -> bool:
    targets = (
        target
        for statement in loop.body
        for node in ast.walk(statement)
        if isinstance(node, (ast.Assign, ast.AugAssign))
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    )
    return any(isinstance(t, ast.Subscript) and last_name(t.value) in INDEXERS for t in targets)


def _by_number(loop: ast.For, seen: NodeContext, index: ModuleIndex) -> str:
    """Return the frame whose rows a loop takes by number: `for i in range(len(df)): df.loc[i, "a"]`."""
    frame = _counted(loop.iter)
    if frame is None or not isinstance(loop.target, ast.Name) or not is_frame(frame, seen.env, index):
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
    end = node.args[-1] if len(node.args) < 3 else node.args[1]
    if isinstance(end, ast.Call) and last_name(end.func) == "len" and end.args:
        return end.args[0]
    if isinstance(end, ast.Subscript) and isinstance(end.value, ast.Attribute) and end.value.attr == "shape":
        return end.value.value
    return None


def _names(key: ast.expr, name: str) -> bool:
    parts = key.elts[:1] if isinstance(key, ast.Tuple) else [key]
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _starts(node: ast.expr, wanted: str) -> bool:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
        if ast.dump(node) == wanted:
            return True
    return False


def _is_arithmetic(call: Call, index: ModuleIndex) -> bool:
    """Say whether a frame's `apply` runs a lambda that only computes with the fields of a row."""
    axis, function = call.argument("axis", 1), call.argument("func", 0)
    if not isinstance(axis, ast.Constant) or axis.value not in {1, "columns"}:
        return False
    if not isinstance(function, ast.Lambda) or not isinstance(function.body, ast.BinOp):
        return False
    owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    is_simple = all(isinstance(node, SIMPLE) for node in ast.walk(function.body))
    return is_simple and owner is not None and is_frame(owner, call.env, index)


RULE = Rule(
    code="MLS310",
    name="row-loop",
    what="A frame is gone through row by row.",
    why=(
        "A loop over rows is often a hundred times as slow as computing with whole columns, and `iterrows` turns each "
        "row into a Series of one type, so that whole numbers become floats. Write the formula with columns "
        "(`df['a'] * df['b']`), choose with `np.where` or `Series.map`, sum up with `groupby`."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://pandas.pydata.org/docs/user_guide/basics.html#iteration",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.DataFrame({'a': [1]})\nfor i, r in df.iterrows():  # flagged\n    print(r)",
            says="columns",
        ),
        Example("# %%\nfor row in df.itertuples():  # flagged\n    df.at[row.Index, 'b'] = row.a * 2"),
        Example(
            "# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\nfor i in range(len(data)):  # flagged\n"
            "    data.loc[i, 'b'] = data.loc[i, 'a'] * 2"
        ),
        Example(
            "# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\n"
            "data['c'] = data.apply(lambda row: row['a'] + row['b'], axis=1)  # flagged"
        ),
        Example(
            "# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\nfor i in range(data.shape[0]):  # flagged\n"
            "    total = total + data['a'][i]"
        ),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf['c'] = df['a'] * df['b']"),
        Example("# %%\nfor row in df.itertuples():\n    send(row.name)"),
        Example("# %%\nnumbers = [1, 2]\nfor i in range(len(numbers)):\n    numbers[i] = 0"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nfor i in range(len(df.columns)):\n    plot(i)"
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.apply(lambda row: clean(row), axis=1)"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.apply(lambda col: col * 2)"),
    ),
)
