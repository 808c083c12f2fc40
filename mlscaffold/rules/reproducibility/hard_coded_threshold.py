"""A hard-coded decimal number selects rows or turns scores into labels.

Such a number comes from judgement or from an experiment, and it is the first to change when the data
change. In the middle of an expression nobody finds it, knows where it comes from, or can try another value.
Name it at the top, or make it a setting of the run. Each statement is reported once.
"""

import ast
import re

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.types import ARRAY, FRAME, SERIES, infer
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.lookups import constant, enclosing, last_name, short
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

SELF_EXPLANATORY = frozenset({0.0, 1.0, -1.0, 100.0})
"""Bounds that need no explanation: none, all, per cent."""

ORDER = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
EVEN = 0.5
"""The usual threshold of a probability, which needs no explanation."""

SCORES = re.compile(r"prob|score|pred|similarit|confiden|sentiment|corr|importance", re.IGNORECASE)
CHOICES = frozenset({"where", "loc", "mask", "query", "select", "any", "filter"})


def _check(file: LintTarget) -> Violations:
    reported: set[ast.AST] = set()
    for context in file.index.of(ast.Compare):
        node = context.node
        assert isinstance(node, ast.Compare)
        number, other = _number_and_other(node) if len(node.ops) == 1 else (None, None)
        if (
            number is None
            or other is None
            or context.statement in reported
            or not isinstance(node.ops[0], ORDER)
        ):
            continue
        if _decides(context, number, other, file.index):
            reported.add(context.statement)
            yield violation(
                context, f"unnamed threshold {number} in `{short(node)}`: make it a setting that can be tuned"
            )


def _number_and_other(node: ast.Compare) -> tuple[float | None, ast.expr | None]:
    """Return the decimal number of a comparison and what it is compared with."""
    for number, other in ((node.comparators[0], node.left), (node.left, node.comparators[0])):
        value = number.operand if isinstance(number, ast.UnaryOp) else number
        if isinstance(constant(value), float) and constant(value) not in SELF_EXPLANATORY:
            return float(ast.unparse(number).replace(" ", "")), other
    return None, None


def _decides(context: NodeContext, number: float, other: ast.expr, index: ModuleIndex) -> bool:
    """Return whether a comparison selects rows, or turns scores into labels with an unusual threshold."""
    is_score, kind = _is_score(other), infer(other, context.env)
    if is_score and number != EVEN and _turns_to_labels(context, index):
        return kind in {"", "float", SERIES, ARRAY, FRAME} or _is_column(other, context, index)
    if kind not in {SERIES, ARRAY, FRAME} and not _is_column(other, context, index):
        return False
    is_usual = is_score and number == EVEN
    return not is_usual and any(_selects(above) for above in enclosing(index, context.node))


def _is_column(node: ast.expr, context: NodeContext, index: ModuleIndex) -> bool:
    return isinstance(node, (ast.Subscript, ast.Attribute)) and is_frame(node.value, context.env, index)


def _selects(node: ast.AST) -> bool:
    """Return whether a node selects rows by the condition inside it."""
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.Call) and last_name(node.func) in CHOICES)


def _is_score(node: ast.expr) -> bool:
    """Return whether an expression is a prediction, by the names in it."""
    return any(SCORES.search(last_name(part)) for part in ast.walk(node) if last_name(part))


def _turns_to_labels(context: NodeContext, index: ModuleIndex) -> bool:
    """Return whether the result of a comparison is used as labels: `(p > 0.3).astype(int)`, `y = p > 0.3`."""
    first = next(enclosing(index, context.node), None)
    return isinstance(first, ast.Assign) or getattr(first, "attr", "") in {"astype", "map"}


RULE = Rule(
    **explanation(__doc__),
    code="MLS210",
    name="hard-coded-threshold",
    level="production",
    check=_check,
    source="Sculley et al., Hidden Technical Debt in Machine Learning Systems, NeurIPS 2015 (configuration debt)",
    flagged=cases(
        "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf = df[df['score'] > 0.73]  # flagged: 0.73",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nlow = df.loc[df.price <= 12.5, 'a']  # flagged",
        "labels = model.predict_proba(X)[:, 1] > 0.35  # flagged",
        "import numpy as np\nlabels = (y_pred > 0.6).astype(int)  # flagged",
        "import numpy as np\nimport pandas as pd\ndf = pd.read_csv('d.csv')\ndf['big'] = np.where(df['size'] > 3.25, 1, 0)  # flagged",
    ),
    kept=cases(
        "import pandas as pd\nLIMIT = 0.73\ndf = pd.read_csv('d.csv')\ndf = df[df['score'] > LIMIT]",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf = df[df['age'] > 18]",
        "labels = (y_pred > 0.5).astype(int)",
        "import numpy as np\nx = np.zeros(3)\nlabels = np.where(model.predict(x) >= 0.5, 1, 0)",
        "if p_value < 0.05:\n    print('significant')",
        "while loss > 0.001:\n    step()",
        "import pandas as pd\ndf = pd.read_csv('d.csv')\nshare = (df['a'] > 1.5).mean()",
    ),
)
