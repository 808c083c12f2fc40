"""The result of a call with `inplace=True` is used.

Such a call changes the object and returns None: after `df = df.sort_values('a', inplace=True)` the frame is
gone, and the next line that uses it fails. Remove `inplace=True`.
"""

import ast

from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import PANDAS, infer
from mlscaffold.rules.frames import IN_PLACE, is_inplace
from mlscaffold.rules.lookups import receiver
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

RETURN_SELF = frozenset("fillna replace ffill bfill clip interpolate mask where".split())
"""They return the object itself since pandas 3."""


def _check(file: LintTarget) -> Violations:
    if "pandas" not in file.index.roots:
        return
    for call in file.index.calls(*(IN_PLACE - RETURN_SELF) & file.index.called.keys()):
        if is_inplace(call) and _is_used(call):
            message = f"`.{call.last}(…, inplace=True)` returns None, which is used here: remove inplace=True"
            yield violation(call, message)


def _is_used(call: Call) -> bool:
    frame = receiver(call)
    if frame is None or infer(frame, call.env) not in {"", *PANDAS}:
        return False
    return isinstance(call.parent, (ast.Assign, ast.AnnAssign, ast.Return, ast.Attribute, ast.Subscript))


RULE = Rule(
    **explanation(__doc__),
    code="MLS309",
    name="inplace-value",
    level="explore",
    severity="error",
    check=_check,
    source="https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.sort_values.html",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf = df.sort_values('a', inplace=True)  # flagged",
        "import pandas as pd\ndef clean(df):\n    return df.dropna(inplace=True)  # flagged",
        "import pandas as pd\nfirst = df.drop(columns='a', inplace=True).head()  # flagged",
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.sort_values('a', inplace=True)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf = df.sort_values('a')",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.fillna(0, inplace=True)",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nx = df.drop(columns='a', inplace=False)",
    ),
)
