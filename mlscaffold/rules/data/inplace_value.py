"""The value of an in-place call, which is None."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import PANDAS, infer
from mlscaffold.rules.frames import IN_PLACE, is_inplace
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

ITSELF = frozenset("fillna replace ffill bfill clip interpolate mask where".split())
"""They give the object itself since pandas 3."""


def _check(file: LintTarget) -> Iterator[Violation]:
    if "pandas" not in file.index.roots:
        return
    for call in file.index.calls(*(IN_PLACE - ITSELF) & file.index.called.keys()):
        if is_inplace(call) and _is_used(call):
            message = f"`.{call.last}(…, inplace=True)` gives None, and that is what is used here: drop inplace=True"
            yield violation(call, message)


def _is_used(call: Call) -> bool:
    owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    if owner is None or infer(owner, call.env) not in {"", *PANDAS}:
        return False
    return isinstance(call.parent, (ast.Assign, ast.AnnAssign, ast.Return, ast.Attribute, ast.Subscript))


RULE = Rule(
    code="MLS309",
    name="inplace-value",
    what="The value of a call with `inplace=True` is used.",
    why=(
        "Such a call changes the object and gives None: after `df = df.sort_values('a', inplace=True)` the frame is "
        "gone, and the next line that uses it fails. Drop `inplace=True`."
    ),
    level="explore",
    severity="error",
    check=_check,
    source="https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.sort_values.html",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf = df.sort_values('a', inplace=True)  # flagged"
        ),
        Example("# %%\nimport pandas as pd\ndef clean(df):\n    return df.dropna(inplace=True)  # flagged"),
        Example("# %%\nimport pandas as pd\nfirst = df.drop(columns='a', inplace=True).head()  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf.sort_values('a', inplace=True)"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\ndf = df.sort_values('a')"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.fillna(0, inplace=True)"),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.drop(columns='a', inplace=False)"
        ),
    ),
)
