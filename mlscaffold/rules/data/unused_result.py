"""The result of a method that changes nothing in place is thrown away.

`df.dropna()` returns a new frame and leaves `df` as it is. As a statement of its own it does nothing, and the
rows with gaps are still there in what follows. Assign the result: `df = df.dropna()`. The last expression of
a cell, which is shown, is not reported.
"""

import ast
from collections.abc import Iterator

from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import SERIES, infer
from mlscaffold.rules.frames import is_frame, is_inplace
from mlscaffold.rules.lookups import ancestors, receiver, short
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation

RETURNING = (
    "dropna fillna drop_duplicates sort_values sort_index drop rename reset_index set_index replace astype "
    "interpolate clip assign merge join ffill bfill round abs"
).split()


def _check(file: LintTarget) -> Violations:
    shown = set(_shown(file))
    for call in file.index.calls(*RETURNING):
        is_lost = (
            _is_statement(call)
            and not isinstance(receiver(call), ast.Call)
            and id(call.statement) not in shown
            and not _is_tried(call, file)
        )
        if is_lost and _is_pandas(call, file):
            name = short(receiver(call) or call.node)
            message = f"the result of `.{call.last}()` is thrown away, `{name}` stays as it is: assign it"
            yield violation(call, message)


def _is_statement(call: Call) -> bool:
    return isinstance(call.parent, ast.Expr) and not is_inplace(call) and not call.open


def _is_tried(call: Call, file: LintTarget) -> bool:
    """Return whether a call is inside of a `try`, which may only test whether it works."""
    return any(isinstance(node, ast.Try) for node in ancestors(file.index, call.node))


def _is_pandas(call: Call, file: LintTarget) -> bool:
    table = receiver(call)
    return table is not None and (is_frame(table, call.env, file.index) or infer(table, call.env) == SERIES)


def _shown(file: LintTarget) -> Iterator[int]:
    """Yield the statements that a notebook shows: the last one of each cell, or all if it is set to."""
    if not file.is_notebook:
        return
    shows_all = any("ast_node_interactivity" in cell.source for cell in file.code)
    for _, body in file.index.cells:
        yield from (id(statement) for statement in (body if shows_all else body[-1:]))


RULE = Rule(
    **explanation(__doc__),
    code="MLS314",
    name="unused-result",
    level="explore",
    severity="error",
    check=_check,
    source="https://pandas.pydata.org/docs/reference/api/pandas.DataFrame.dropna.html",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dropna()  # flagged: thrown away\ndf.head()",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nif len(df) > 3:\n    df.sort_values('a')  # flagged",
        "import pandas as pd\ns = pd.Series([1])\ns.fillna(0)  # flagged\nprint(s)",
        Example(
            "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.drop(columns='a')  # flagged", plain=True
        ),
    ),
    kept=cases(
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dropna()",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.dropna(inplace=True)\ndf.head()",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ndf = df.dropna()\ndf.head()",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\nprint(df.dropna())\ndf.head()",
        "import pandas as pd\ndf = pd.read_csv('a.csv')\ntry:\n    df.drop(columns='a')\nexcept KeyError:\n    print(1)\ndf.head()",
        "queue.drop('a')\nqueue.join()\nprint(queue)",
        "from IPython.core.interactiveshell import InteractiveShell\nimport pandas as pd\n"
        "InteractiveShell.ast_node_interactivity = 'all'\ndf = pd.read_csv('a.csv')\n# %%\ndf.dropna()\ndf.head()\n"
        "InteractiveShell.ast_node_interactivity",
    ),
)
