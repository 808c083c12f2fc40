"""Frames are merged without `validate`.

A key that occurs twice on both sides multiplies rows: sums grow, the same row gets into the training and
the test set, and nothing fails. With `validate='one_to_one'`, `'many_to_one'` or `'one_to_many'` pandas
checks the keys and raises an error if they repeat.
"""

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.frames import OTHER_FRAMES, is_frame
from mlscaffold.rules.lookups import receiver, string
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

KEYS = ("on", "left_on", "right_on", "how")


def _check(file: LintTarget) -> Violations:
    for call in file.index.calls("merge", "join"):
        if _joins(call, file.index) and call.argument("validate") is None and not call.open:
            message = (
                "duplicate keys silently multiply rows here: declare the relation, for instance "
                f'.{call.last}(…, validate="many_to_one")'
            )
            yield violation(call, message)


def _joins(call: Call, index: ModuleIndex) -> bool:
    if string(call.argument("how")) == "cross" or _is_unique(call):
        return False
    name = call.name
    if call.last == "join":
        return name == "pandas.DataFrame.join" and call.argument("on", 1) is not None
    if name in {"pandas.merge", "pandas.DataFrame.merge"}:
        return True
    if name != ".merge" or "pandas" not in index.roots or not OTHER_FRAMES.isdisjoint(index.roots):
        return False
    left = receiver(call)
    is_known = left is not None and is_frame(left, call.env, index)
    return is_known or any(call.argument(key) is not None for key in KEYS)


def _is_unique(call: Call) -> bool:
    """Return whether one side has unique keys, by the method that creates it in the call itself."""
    sides = [*call.node.args, *(k.value for k in call.node.keywords if k.arg in {"left", "right", "other"})]
    words = ("drop_duplicates", "groupby", "value_counts", "pivot_table")
    return any(getattr(part, "attr", "") in words for side in sides for part in ast.walk(side))


RULE = Rule(
    **explanation(__doc__),
    code="MLS306",
    name="merge-without-validate",
    level="candidate",
    check=_check,
    source="Zhang et al., Code Smells for Machine Learning Applications, CAIN 2022 (merge API parameter not set)",
    flagged=cases(
        "import pandas as pd\na = pd.DataFrame({'k': [1]})\nb = pd.DataFrame({'k': [1]})\nc = a.merge(b)  # flagged: validate=",
        "import pandas as pd\nc = pd.merge(a, b, on='k')  # flagged",
        "import pandas as pd\nc = left.merge(right, how='left', on='k')  # flagged",
        "import pandas as pd\na = pd.read_csv('a.csv')\nc = a.join(b, on='k')  # flagged",
    ),
    kept=cases(
        "import pandas as pd\nc = pd.merge(a, b, on='k', validate='many_to_one')",
        "import pandas as pd\nc = a.merge(b, how='cross')",
        "import pandas as pd\nc = a.merge(b, on='k', **options)",
        "import pandas as pd\nc = a.merge(b.drop_duplicates('k'), on='k')",
        "text = ', '.join(['a'])\nimport os\npath = os.path.join('a', 'b')",
        "import pandas as pd\nbranch.merge(other)",
        "import pandas as pd\na = pd.read_csv('a.csv')\nc = a.join(b)",
    ),
)
