"""Chained assignment: the value is set on a copy.

`df[rows]['a'] = v` and `df['a'][rows] = v` select a part first and assign to a part of that. Since pandas 3
every selection is a copy, so the frame itself never changes, and later cells compute with the old values.
Select rows and column at once: `df.loc[rows, 'a'] = v`.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.types import SERIES, infer
from mlscaffold.rules.frames import is_column, is_frame, is_fresh, is_mask
from mlscaffold.rules.lookups import constant, short
from mlscaffold.rules.rule import LintTarget, Rule, Violations, at, cases, explanation

INDEXERS = frozenset({"loc", "iloc"})
CELLS = frozenset({"at", "iat"})


def _check(file: LintTarget) -> Violations:
    index = file.index
    for context in index.of(ast.Assign, ast.AugAssign, ast.AnnAssign):
        for target in _targets(context.node):
            if isinstance(target, ast.Subscript) and _is_chained(target, context, index):
                yield at(context.cell, target, _message(target), "api-migrations-unsafe")


def _message(target: ast.Subscript) -> str:
    return (
        f"chained assignment: under pandas 3 `{short(target)}` sets the value on a copy, the frame stays unchanged: "
        "assign with df.loc[rows, column] = value"
    )


def _targets(node: ast.AST) -> list[ast.expr]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [item for target in targets for item in getattr(target, "elts", [target]) if item is not None]


def _is_chained(target: ast.Subscript, context: NodeContext, index: ModuleIndex) -> bool:
    """Return whether a target is a part of a part of a frame: `df[mask]["a"]`, `df["a"].loc[mask]`."""
    part = target.value
    if isinstance(part, ast.Attribute) and part.attr in INDEXERS | CELLS:
        part = part.value
    if isinstance(part, ast.Attribute):
        return is_column(part, context.env, index)
    if not isinstance(part, ast.Subscript):
        return is_fresh(part, context.env)
    base = part.value
    if isinstance(base, ast.Attribute) and base.attr in INDEXERS:
        return _is_by_indexer(part, base.value, target, context, index)
    if is_frame(base, context.env, index):
        return True
    return is_mask(part.slice) and infer(base, context.env) in {"", SERIES} and "pandas" in index.roots


def _is_by_indexer(
    part: ast.Subscript, base: ast.expr, target: ast.Subscript, context: NodeContext, index: ModuleIndex
) -> bool:
    """Return whether `df.loc[…]` selects rows or columns, not a single value, which may be a list."""
    items = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
    is_several = any(isinstance(item, (ast.Slice, ast.List)) or is_mask(item) for item in items)
    if isinstance(part.slice, ast.Tuple) and not is_several:
        return False
    if is_mask(part.slice) or is_frame(base, context.env, index):
        return True
    return isinstance(constant(target.slice), str)


RULE = Rule(
    **explanation(__doc__),
    code="MLS307",
    name="chained-assignment",
    level="explore",
    severity="error",
    check=_check,
    fixes=("api-migrations-unsafe",),
    source="https://pandas.pydata.org/docs/user_guide/copy_on_write.html#chained-assignment",
    flagged=cases(
        "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2], 'b': [1, 2]})\ndf[df.b > 1]['a'] = 0  # flagged: df.loc",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata['a'][data.b > 1] = 0  # flagged",
        "import pandas as pd\ndf.loc[df.b > 1]['a'] = 0  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata['a'].iloc[0] = 5  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata.a[0] += 5  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata.dropna()['a'] = 5  # flagged",
        "import pandas as pd\ndef clean(train_df):\n    train_df['a'][0] = 1  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.loc[df.b > 1, 'a'] = 0",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['a'] = 0\ndf.at[0, 'a'] = 1",
        "found = {'a': {}}\nfound['a']['b'] = 1",
        "import pandas as pd\nframes = {}\nframes['x']['a'] = 1",
        "import numpy as np\nx = np.zeros((2, 2))\nx[0][1] = 1",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.columns.values[0] = 'a'\ndf.attrs['x'] = 1",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.loc[0, 'items'][0] = 1",
        "import pandas as pd\nrows = pd.Series([1, 2])\nrows[0] = 3\nrows.loc[1] = 4",
    ),
)
