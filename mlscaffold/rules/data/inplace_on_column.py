"""`inplace=True` on a column or another part of a frame changes a copy.

`df['a'].fillna(0, inplace=True)` selects the column first, and since pandas 3 that is a copy: the missing
values stay in the frame, without an error. Assign the result: `df['a'] = df['a'].fillna(0)`, or `df =
df.fillna({'a': 0})`.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.frames import IN_PLACE, is_column, is_frame, is_fresh, is_inplace, is_mask
from mlscaffold.rules.lookups import receiver, short
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

INDEXERS = frozenset({"loc", "iloc"})


def _check(file: LintTarget) -> Violations:
    index = file.index
    for call in index.calls(*IN_PLACE & index.called.keys()):
        if is_inplace(call) and isinstance(call.parent, ast.Expr) and _is_part(call, index):
            message = (
                f"under pandas 3 `{short(call.node.func)}` with inplace=True changes a copy, the frame stays unchanged: "
                "assign the result instead"
            )
            yield violation(call, message, "api-migrations-unsafe")


def _is_part(call: Call, index: ModuleIndex) -> bool:
    """Return whether a method is called on a part of a frame: `df["a"]`, `df.a`, `df[rows]`, `df.dropna()`."""
    part = receiver(call)
    if isinstance(part, ast.Attribute):
        return is_column(part, call.env, index)
    if isinstance(part, ast.Call):
        return is_fresh(part, call.env)
    if not isinstance(part, ast.Subscript):
        return False
    base = part.value
    if isinstance(base, ast.Attribute) and base.attr in INDEXERS:
        return True
    return is_frame(base, call.env, index) or (is_mask(part.slice) and "pandas" in index.roots)


RULE = Rule(
    **explanation(__doc__),
    code="MLS308",
    name="inplace-on-column",
    level="explore",
    severity="error",
    check=_check,
    fixes=("api-migrations-unsafe",),
    source="https://pandas.pydata.org/docs/user_guide/copy_on_write.html#chained-assignment",
    flagged=cases(
        "import pandas as pd\ndf = pd.DataFrame({'a': [1, None]})\ndf['a'].fillna(0, inplace=True)  # flagged: assign",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata.a.replace(1, 2, inplace=True)  # flagged",
        "import pandas as pd\ndf[df.a > 1].drop(columns='b', inplace=True)  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata[['a', 'b']].fillna(0, inplace=True)  # flagged",
        "import pandas as pd\ndf.loc[:, 'a'].fillna(0, inplace=True)  # flagged",
        "import pandas as pd\ndata = pd.read_csv('a.csv')\ndata.head().dropna(inplace=True)  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.fillna(0, inplace=True)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['a'] = df['a'].fillna(0)",
        "import pandas as pd\nframes = {}\nframes['a'].fillna(0, inplace=True)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.index.rename('x', inplace=True)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf['a'].fillna(0, inplace=False)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nfull = df['a'].fillna(0, inplace=True)",
        "import pandas as pd\nself.frame.fillna(0, inplace=True)",
        "import pandas as pd\nages = pd.Series([1, None])\nages.fillna(0, inplace=True)",
    ),
)
