"""Joins that nobody checks for rows that multiply."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.frames import OTHER_FRAMES, is_frame
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

KEYS = ("on", "left_on", "right_on", "how")


def _check(file: LintTarget) -> Iterator[Violation]:
    for call in file.index.calls("merge", "join"):
        if _joins(call, file.index) and call.argument("validate") is None and not call.open:
            message = (
                f"a key that stands twice multiplies rows here, without a word: say what holds, "
                f'.{call.last}(…, validate="many_to_one") for instance'
            )
            yield violation(call, message)


def _joins(call: Call, index: ModuleIndex) -> bool:
    if _text(call.argument("how")) == "cross" or _is_unique(call):
        return False
    name = call.name
    if call.last == "join":
        return name == "pandas.DataFrame.join" and call.argument("on", 1) is not None
    if name in {"pandas.merge", "pandas.DataFrame.merge"}:
        return True
    if name != ".merge" or "pandas" not in index.roots or not OTHER_FRAMES.isdisjoint(index.roots):
        return False
    owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
    is_known = owner is not None and is_frame(owner, call.env, index)
    return is_known or any(call.argument(key) is not None for key in KEYS)


def _is_unique(call: Call) -> bool:
    """Say whether one side has each key once, by what makes it in the call itself."""
    sides = [*call.node.args, *(k.value for k in call.node.keywords if k.arg in {"left", "right", "other"})]
    words = ("drop_duplicates", "groupby", "value_counts", "pivot_table")
    return any(
        isinstance(part, ast.Attribute) and part.attr in words for side in sides for part in ast.walk(side)
    )


def _text(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


RULE = Rule(
    code="MLS306",
    name="merge-without-validate",
    what="Frames are merged without `validate`.",
    why=(
        "A key that stands twice on both sides multiplies rows: sums grow, the same row gets into training and test "
        "set, and nothing fails. With `validate='one_to_one'`, `'many_to_one'` or `'one_to_many'` pandas looks, and "
        "raises an error where keys repeat."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="Zhang et al., Code Smells for Machine Learning Applications, CAIN 2022 (merge API parameter not set)",
    flagged=(
        Example(
            "# %%\nimport pandas as pd\na = pd.DataFrame({'k': [1]})\nb = pd.DataFrame({'k': [1]})\n"
            "c = a.merge(b)  # flagged",
            says="validate=",
        ),
        Example("# %%\nimport pandas as pd\nc = pd.merge(a, b, on='k')  # flagged"),
        Example("# %%\nimport pandas as pd\nc = left.merge(right, how='left', on='k')  # flagged"),
        Example("# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\nc = a.join(b, on='k')  # flagged"),
    ),
    kept=(
        Example("# %%\nimport pandas as pd\nc = pd.merge(a, b, on='k', validate='many_to_one')"),
        Example("# %%\nimport pandas as pd\nc = a.merge(b, how='cross')"),
        Example("# %%\nimport pandas as pd\nc = a.merge(b, on='k', **options)"),
        Example("# %%\nimport pandas as pd\nc = a.merge(b.drop_duplicates('k'), on='k')"),
        Example("# %%\ntext = ', '.join(['a'])\nimport os\npath = os.path.join('a', 'b')"),
        Example("# %%\nimport pandas as pd\nbranch.merge(other)"),
        Example("# %%\nimport pandas as pd\na = pd.read_csv('a.csv')\nc = a.join(b)"),
    ),
)
