"""Rows that are split at random without a seed."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.reproducibility.seeds import draws, is_seeded
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import last_name

SPLITTING = ("sklearn.", "imblearn.")
FUNCTIONS = frozenset({"train_test_split", "resample", "shuffle", "random_split"})
TORCH = "torch.utils.data.random_split"


def _check(file: LintTarget) -> Iterator[Violation]:
    names = [name for name in file.index.called if "Split" in name or "Fold" in name]
    for call in file.index.calls(*names, *sorted(FUNCTIONS)):
        if _splits(call) and not is_seeded(file.index, _library(call), call):
            yield violation(call, _message(call), "random-state" if _is_mendable(call) else "")


def _message(call: Call) -> str:
    seed = "random_state=0" if _library(call) == "numpy" else "generator=torch.Generator().manual_seed(0)"
    return f"`{call.last}` deals out the rows otherwise in each run, and every metric with them: add {seed}"


def _is_mendable(call: Call) -> bool:
    """Say whether the codemod knows the function by the name that it is called by."""
    return last_name(call.node.func) == call.last and call.last not in {"resample", "shuffle", "random_split"}


def _library(call: Call) -> str:
    return "torch" if call.name == TORCH else "numpy"


def _splits(call: Call) -> bool:
    name = api.canonical(call.name)
    if name == TORCH:
        return not call.open and call.argument("generator", 2) is None
    is_made = call.last[:1].isupper() or call.last in FUNCTIONS
    row = api.lookup(name) if is_made and name.startswith(SPLITTING) else None
    return row is not None and row.role == "split" and draws(call, row)


RULE = Rule(
    code="MLS202",
    name="unseeded-split",
    what="Rows are split, shuffled or resampled at random and no seed determines how.",
    why=(
        "Each run then trains and tests on other rows: scores differ from run to run, two models cannot be compared, "
        "and rows of yesterday's test set end up in today's training set. Pass `random_state=0` (any number will do, "
        "as long as it stays)."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness",
    flagged=(
        Example(
            "# %%\nfrom sklearn.model_selection import train_test_split\nX, y = [[1], [2]], [0, 1]\n"
            "a, b, c, d = train_test_split(X, y)  # flagged",
            says="random_state=0",
        ),
        Example(
            "# %%\nfrom sklearn import model_selection as ms\na, b = ms.train_test_split([1, 2], random_state=None)"
            "  # flagged"
        ),
        Example("# %%\nfrom sklearn.model_selection import KFold\ncv = KFold(5, shuffle=True)  # flagged"),
        Example("# %%\nfrom sklearn.model_selection import ShuffleSplit\ncv = ShuffleSplit(5)  # flagged"),
        Example("# %%\nfrom sklearn.utils import shuffle\nx = shuffle([1, 2, 3])  # flagged"),
        Example(
            "# %%\nfrom torch.utils.data import random_split\na, b = random_split(data, [3, 4])  # flagged",
            says="generator=",
        ),
    ),
    kept=(
        Example(
            "# %%\nfrom sklearn.model_selection import train_test_split\n"
            "a, b, c, d = train_test_split([[1], [2]], [0, 1], random_state=1)"
        ),
        Example(
            "# %%\nfrom sklearn.model_selection import train_test_split\n"
            "a, b = train_test_split([1, 2, 3], shuffle=False)"
        ),
        Example("# %%\nfrom sklearn.model_selection import KFold\ncv = KFold(5)"),
        Example("# %%\nfrom sklearn.model_selection import TimeSeriesSplit\ncv = TimeSeriesSplit(5)"),
        Example(
            "# %%\nimport numpy as np\nfrom sklearn.model_selection import train_test_split\nnp.random.seed(0)\n"
            "a, b = train_test_split([1, 2, 3])"
        ),
        Example(
            "# %%\nfrom sklearn.model_selection import train_test_split as s\na, b = s([1, 2], **options)"
        ),
        Example(
            "# %%\nfrom sklearn.model_selection import KFold\nfolds = KFold(3, shuffle=True, random_state=1)\n"
            "for train, test in folds.split(rows):\n    fit(train)"
        ),
        Example("# %%\ntext = 'a b'\nwords = text.split()"),
    ),
)
