"""Assignments to a part of a part of a frame, which never reach the frame."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.types import SERIES, infer
from mlscaffold.rules.frames import is_column, is_frame, is_fresh, is_mask
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, at
from mlscaffold.rules.uses import short

INDEXERS = frozenset({"loc", "iloc"})
CELLS = frozenset({"at", "iat"})


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    for seen in index.of(ast.Assign, ast.AugAssign, ast.AnnAssign):
        for target in _targets(seen.node):
            if isinstance(target, ast.Subscript) and _is_chained(target, seen, index):
                yield at(seen.cell, target, _message(target), "api-migrations-unsafe")


def _message(target: ast.Subscript) -> str:
    return (
        f"under pandas 3 the assignment to `{short(target)}` changes a copy and the frame stays as it was: "
        "assign with one df.loc[rows, column] = value"
    )


def _targets(node: ast.AST) -> list[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [
        item
        for target in targets
        for item in (target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target])
        if item is not None
    ]


def _is_chained(target: ast.Subscript, seen: NodeContext, index: ModuleIndex) -> bool:
    """Say whether the part that a target stands in is itself a part of a frame: `df[mask]["a"]`, `df["a"].loc[mask]`."""
    part = target.value
    if isinstance(part, ast.Attribute) and part.attr in INDEXERS | CELLS:
        part = part.value
    if isinstance(part, ast.Attribute):
        return is_column(part, seen.env, index)
    if not isinstance(part, ast.Subscript):
        return is_fresh(part, seen.env)
    owner = part.value
    if isinstance(owner, ast.Attribute) and owner.attr in INDEXERS:
        return _is_by_indexer(part, owner.value, target, seen, index)
    if is_frame(owner, seen.env, index):
        return True
    return is_mask(part.slice) and infer(owner, seen.env) in {"", SERIES} and "pandas" in index.roots


def _is_by_indexer(
    part: ast.Subscript, owner: ast.expr, target: ast.Subscript, seen: NodeContext, index: ModuleIndex
) -> bool:
    """Say whether `df.loc[…]` gives rows or columns, not the one thing in a place, which may be a list."""
    if isinstance(part.slice, ast.Tuple) and not any(_is_several(item) for item in part.slice.elts):
        return False
    if is_mask(part.slice) or is_frame(owner, seen.env, index):
        return True
    return isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)


def _is_several(node: ast.expr) -> bool:
    return isinstance(node, (ast.Slice, ast.List)) or is_mask(node)


RULE = Rule(
    code="MLS307",
    name="chained-assignment",
    what="A value is assigned to a part of a part of a frame.",
    why=(
        "`df[rows]['a'] = v` and `df['a'][rows] = v` take a part first and change a part of that. Since pandas 3 each "
        "part is a copy, so the frame itself never changes, and later cells compute with the old values. Name rows "
        "and column at once: `df.loc[rows, 'a'] = v`."
    ),
    level="explore",
    severity="error",
    check=_check,
    source="https://pandas.pydata.org/docs/user_guide/copy_on_write.html#chained-assignment",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': [1, 2]})\ndf[df.b > 1]['a'] = 0  # flagged",
            says="df.loc",
        ),
        Example(
            "# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\ndata['a'][data.b > 1] = 0  # flagged"
        ),
        Example("# %%\nimport pandas as pd\ndf.loc[df.b > 1]['a'] = 0  # flagged"),
        Example("# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\ndata['a'].iloc[0] = 5  # flagged"),
        Example("# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\ndata.a[0] += 5  # flagged"),
        Example("# %%\nimport pandas as pd\ndata = pd.read_csv('a.csv')\ndata.dropna()['a'] = 5  # flagged"),
        Example("# %%\nimport pandas as pd\ndef clean(train_df):\n    train_df['a'][0] = 1  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.loc[df.b > 1, 'a'] = 0"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf['a'] = 0\ndf.at[0, 'a'] = 1"),
        Example("# %%\nfound = {'a': {}}\nfound['a']['b'] = 1"),
        Example("# %%\nimport pandas as pd\nframes = {}\nframes['x']['a'] = 1"),
        Example("# %%\nimport numpy as np\nx = np.zeros((2, 2))\nx[0][1] = 1"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.columns.values[0] = 'a'\ndf.attrs['x'] = 1"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.loc[0, 'items'][0] = 1"),
        Example("# %%\nimport pandas as pd\nrows = pd.Series([1, 2])\nrows[0] = 3\nrows.loc[1] = 4"),
    ),
)
