"""`get_dummies` is called apart for the training rows and for others.

It makes a column for each value that it meets. Rows with other values get other columns, or the same ones in
another order, and the model reads them as something else. Fit a `OneHotEncoder(handle_unknown="ignore")` on
the training rows, or bring the columns of the others in line with `reindex(columns=...)`.
"""

import ast
import re

from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

OTHERS = re.compile(r"(?:^|_)(?:test|valid|val|new|holdout|unseen|submission)\d*(?:_|$)", re.IGNORECASE)
ALIGNING = (
    "reindex",
    "align",
    "concat",
    "append",
    "OneHotEncoder",
    "get_indexer",
    "CategoricalDtype",
    "set_categories",
)


def _check(file: LintTarget) -> Violations:
    if any(name in file.index.called for name in ALIGNING):
        return
    made = list(file.index.calls("get_dummies"))
    apart = [call for call in made if _is_for_others(call)]
    if apart and len(apart) < len(made) and any(name in file.index.called for name in ("fit", "predict")):
        message = (
            "`get_dummies` makes the columns of these rows alone, which may differ from those of the training rows: use a "
            "OneHotEncoder fitted on these, or `reindex(columns=...)`"
        )
        yield violation(apart[0], message)


def _is_for_others(call: Call) -> bool:
    """Return whether names around a call say that its rows are not those of training."""
    nodes = [*call.node.args[:1]]
    if isinstance(call.statement, ast.Assign):
        nodes += call.statement.targets
    names = {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}
    return any(OTHERS.search(name) for name in names)


RULE = Rule(
    **explanation(__doc__),
    code="MLS509",
    name="separate-dummies",
    level="candidate",
    check=_check,
    source="https://scikit-learn.org/stable/modules/preprocessing.html#encoding-categorical-features",
    flagged=cases(
        "import pandas as pd\nX_train = pd.get_dummies(train)\nX_test = pd.get_dummies(test)  # flagged: reindex\nm.fit(X_train, y)",
        "import pandas as pd\nX = pd.get_dummies(df[['c']])\nm.fit(X, y)\nnew2 = pd.get_dummies(new_rows[['c']])  # flagged",
    ),
    kept=cases(
        "import pandas as pd\nX = pd.get_dummies(df)\nm.fit(X, y)",
        "import pandas as pd\nX_train = pd.get_dummies(train)\nX_test = pd.get_dummies(test).reindex(columns=X_train.columns)\nm.fit(X_train, y)",
        "import pandas as pd\na = pd.get_dummies(df.a)\nb = pd.get_dummies(df.b)\nm.fit(a, y)",
        "import pandas as pd\nboth = pd.get_dummies(pd.concat([train, test]))\nm.fit(both, y)",
    ),
)
