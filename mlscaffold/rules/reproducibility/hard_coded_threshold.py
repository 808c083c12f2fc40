"""A number that decides which rows or predictions count, written into the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.types import ARRAY, FRAME, SERIES, infer
from mlscaffold.rules.frames import is_frame
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import around, last_name, short

PLAIN = frozenset({0.0, 1.0, -1.0, 100.0})
"""Bounds that say themselves what they are."""

ORDER = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)
EVEN = 0.5
"""The usual bound of a probability."""

SCORES = re.compile(r"prob|score|pred|similarit|confiden|sentiment|corr|importance", re.IGNORECASE)
CHOICES = frozenset({"where", "loc", "mask", "query", "select", "any", "filter"})


def _check(file: LintTarget) -> Iterator[Violation]:
    told: set[ast.AST] = set()
    for seen in file.index.of(ast.Compare):
        node = seen.node
        if (
            seen.statement in told
            or not isinstance(node, ast.Compare)
            or len(node.ops) != 1
            or not isinstance(node.ops[0], ORDER)
        ):
            continue
        number, other = _sides(node)
        if number is not None and other is not None and _decides(seen, other, file.index):
            message = (
                f"{number} decides in `{short(node)}` and has no name: make it a setting, "
                "so that it can be found, explained and tuned"
            )
            told.add(seen.statement)
            yield violation(seen, message)


def _sides(node: ast.Compare) -> tuple[float | None, ast.expr | None]:
    """Return the decimal number of a comparison and what it is compared with."""
    for number, other in ((node.comparators[0], node.left), (node.left, node.comparators[0])):
        value = number.operand if isinstance(number, ast.UnaryOp) else number
        if isinstance(value, ast.Constant) and isinstance(value.value, float) and value.value not in PLAIN:
            return float(ast.unparse(number).replace(" ", "")), other
    return None, None


def _decides(seen: NodeContext, other: ast.expr, index: ModuleIndex) -> bool:
    kind = infer(other, seen.env)
    if kind not in {SERIES, ARRAY, FRAME} and not _is_column(other, seen, index):
        return bool(kind in {"", "float"} and _is_score(other) and _turns_to_labels(seen, index))
    if _turns_to_labels(seen, index):
        return True
    return any(_picks(above) for above in around(index, seen.node)) and not _is_even_score(seen)


def _is_column(node: ast.expr, seen: NodeContext, index: ModuleIndex) -> bool:
    owner = node.value if isinstance(node, (ast.Subscript, ast.Attribute)) else None
    return owner is not None and is_frame(owner, seen.env, index)


def _picks(node: ast.AST) -> bool:
    """Say whether a node picks rows by the condition inside it."""
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.Call) and last_name(node.func) in CHOICES)


def _is_score(node: ast.expr) -> bool:
    """Say whether an expression is a prediction, by the names in it."""
    return any(SCORES.search(last_name(part)) for part in ast.walk(node) if last_name(part))


def _is_even_score(seen: NodeContext) -> bool:
    number, other = _sides(seen.node) if isinstance(seen.node, ast.Compare) else (None, None)
    return number == EVEN and other is not None and _is_score(other)


def _turns_to_labels(seen: NodeContext, index: ModuleIndex) -> bool:
    """Say whether predictions become labels by the comparison: `(p > 0.3).astype(int)`, `y = p > 0.3`."""
    node = seen.node
    assert isinstance(node, ast.Compare)
    number, other = _sides(node)
    if other is None or number == EVEN or not _is_score(other):
        return False
    first = next(around(index, node), None)
    return isinstance(first, ast.Assign) or (
        isinstance(first, ast.Attribute) and first.attr in {"astype", "map"}
    )


RULE = Rule(
    code="MLS210",
    name="hard-coded-threshold",
    what="A decimal number that picks rows or turns scores into labels is written into the code; told once a statement.",
    why=(
        "Such a number comes from somebody's judgement, or from an experiment, and it is the first that has to change "
        "when data change. In the middle of an expression nobody finds it, knows where it comes from, or can try "
        "another. Give it a name at the top, or make it a setting of the run."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="Sculley et al., Hidden Technical Debt in Machine Learning Systems, NeurIPS 2015 (configuration debt)",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')\ndf = df[df['score'] > 0.73]  # flagged",
            says="0.73",
        ),
        Example(
            "# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')\nlow = df.loc[df.price <= 12.5, 'a']  # flagged"
        ),
        Example("# %%\nlabels = model.predict_proba(X)[:, 1] > 0.35  # flagged"),
        Example("# %%\nimport numpy as np\nlabels = (y_pred > 0.6).astype(int)  # flagged"),
        Example(
            "# %%\nimport numpy as np\nimport pandas as pd\ndf = pd.read_csv('d.csv')\n"
            "df['big'] = np.where(df['size'] > 3.25, 1, 0)  # flagged"
        ),
    ),
    kept=(
        Example(
            "# %%\nimport pandas as pd\nLIMIT = 0.73\ndf = pd.read_csv('d.csv')\ndf = df[df['score'] > LIMIT]"
        ),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')\ndf = df[df['age'] > 18]"),
        Example("# %%\nlabels = (y_pred > 0.5).astype(int)"),
        Example(
            "# %%\nimport numpy as np\nx = np.zeros(3)\nlabels = np.where(model.predict(x) >= 0.5, 1, 0)"
        ),
        Example("# %%\nif p_value < 0.05:\n    print('significant')"),
        Example("# %%\nwhile loss > 0.001:\n    step()"),
        Example("# %%\nimport pandas as pd\ndf = pd.read_csv('d.csv')\nshare = (df['a'] > 1.5).mean()"),
    ),
)
