"""Rows are split, shuffled or resampled without a seed.

Every run then trains and tests on different rows: scores vary from run to run, two models cannot be
compared, and rows of yesterday's test set end up in today's training set. Pass `random_state=0` (any number
works, as long as it stays the same).
"""

from mlscaffold.analysis import api
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import last_name
from mlscaffold.rules.reproducibility.unseeded_randomness import is_seeded, is_unseeded
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

SPLITTING = ("sklearn.", "imblearn.")
FUNCTIONS = frozenset({"train_test_split", "resample", "shuffle", "random_split"})
TORCH = "torch.utils.data.random_split"


def _check(file: LintTarget) -> Violations:
    names = [name for name in file.index.called if "Split" in name or "Fold" in name]
    for call in file.index.calls(*names, *sorted(FUNCTIONS)):
        if _splits(call) and not is_seeded(file.index, _library(call), call):
            yield violation(call, _message(call), "random-state" if _is_fixable(call) else "")


def _message(call: Call) -> str:
    seed = "random_state=0" if _library(call) == "numpy" else "generator=torch.Generator().manual_seed(0)"
    return f"`{call.last}` without `{seed.partition('=')[0]}` splits differently on every run: add {seed}"


def _is_fixable(call: Call) -> bool:
    """Return whether the codemod knows the function under the name used here."""
    return last_name(call.node.func) == call.last and call.last not in {"resample", "shuffle", "random_split"}


def _library(call: Call) -> str:
    return "torch" if call.name == TORCH else "numpy"


def _splits(call: Call) -> bool:
    name = api.canonical(call.name)
    if name == TORCH:
        return not call.open and call.argument("generator", 2) is None
    is_made = call.last[:1].isupper() or call.last in FUNCTIONS
    row = api.lookup(name) if is_made and name.startswith(SPLITTING) else None
    return row is not None and row.role == "split" and is_unseeded(call, row)


RULE = Rule(
    **explanation(__doc__),
    code="MLS202",
    name="unseeded-split",
    level="candidate",
    check=_check,
    fixes=("random-state",),
    source="https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness",
    flagged=cases(
        (
            "from sklearn.model_selection import train_test_split\nX, y = [[1], [2]], [0, 1]\n"
            "a, b, c, d = train_test_split(X, y)  # flagged: random_state=0"
        ),
        "from sklearn import model_selection as ms\na, b = ms.train_test_split([1, 2], random_state=None)  # flagged",
        "from sklearn.model_selection import KFold\ncv = KFold(5, shuffle=True)  # flagged",
        "from sklearn.model_selection import ShuffleSplit\ncv = ShuffleSplit(5)  # flagged",
        "from sklearn.utils import shuffle\nx = shuffle([1, 2, 3])  # flagged",
        "from torch.utils.data import random_split\na, b = random_split(data, [3, 4])  # flagged: generator=",
    ),
    kept=cases(
        "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split([[1], [2]], [0, 1], random_state=1)",
        "from sklearn.model_selection import train_test_split\na, b = train_test_split([1, 2, 3], shuffle=False)",
        "from sklearn.model_selection import KFold\ncv = KFold(5)",
        "from sklearn.model_selection import TimeSeriesSplit\ncv = TimeSeriesSplit(5)",
        "import numpy as np\nfrom sklearn.model_selection import train_test_split\nnp.random.seed(0)\na, b = train_test_split([1, 2, 3])",
        "from sklearn.model_selection import train_test_split as s\na, b = s([1, 2], **options)",
        (
            "from sklearn.model_selection import KFold\nfolds = KFold(3, shuffle=True, random_state=1)\n"
            "for train, test in folds.split(rows):\n    fit(train)"
        ),
        "text = 'a b'\nwords = text.split()",
    ),
)
