"""Models that are fitted with the help of chance and have no seed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.reproducibility.seeds import draws, is_seeded
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation
from mlscaffold.rules.uses import around, last_name

MODULES = ("sklearn.", "imblearn.")
SELDOM = frozenset(
    "PCA KernelPCA FactorAnalysis HistGradientBoostingClassifier HistGradientBoostingRegressor AffinityPropagation "
    "NMF QuantileTransformer KBinsDiscretizer TargetEncoder".split()
)
"""They draw with many rows or with certain data only."""


def _check(file: LintTarget) -> Iterator[Violation]:
    index = file.index
    for last in [name for name in index.called if name[:1].isupper() and name not in SELDOM]:
        for call in index.calls(last):
            if _is_drawn(call) and not is_seeded(index, "numpy", call) and not _is_given_one(call, index):
                message = f"`{last}` is fitted with random numbers and gives another model in each run: add random_state=0"
                yield violation(call, message, "random-state" if last_name(call.node.func) == last else "")


def _is_drawn(call: Call) -> bool:
    name = api.canonical(call.name)
    row = api.lookup(name) if name.startswith(MODULES) else None
    if row is None or row.returns != "class" or row.role == "split":
        return False
    if _value(call.argument("solver")) == "liblinear":
        return False
    return not {"estimator", "transformer"}.isdisjoint(api.bases(row.name)) and draws(call, row)


def _value(node: ast.expr | None) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _is_given_one(call: Call, index: ModuleIndex) -> bool:
    """Say whether it is the base of an ensemble that has a seed and hands it on."""
    outer = next((node for node in around(index, call.node) if not isinstance(node, ast.keyword)), None)
    if not isinstance(outer, ast.Call) or not isinstance(outer.func, (ast.Name, ast.Attribute)):
        return False
    keywords = {keyword.arg for keyword in outer.keywords}
    ensembles = ("AdaBoost", "Bagging", "BalancedBagging", "EasyEnsemble", "RFE", "OutputCode")
    last = outer.func.attr if isinstance(outer.func, ast.Attribute) else outer.func.id
    return last.startswith(ensembles) and "random_state" in keywords


RULE = Rule(
    code="MLS203",
    name="unseeded-estimator",
    what="A model that is fitted with the help of chance has no seed.",
    why=(
        "Fitting it again gives another model: scores and predictions differ from run to run, and what goes to "
        "production is not what was evaluated. Pass `random_state=0`. Whether the result hangs on the seed is worth "
        "a look too: fit with a few seeds and compare."
    ),
    level="candidate",
    severity="warning",
    check=_check,
    source="https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness",
    flagged=(
        Example(
            "# %%\nfrom sklearn.ensemble import RandomForestClassifier\nmodel = RandomForestClassifier(50)  # flagged"
        ),
        Example("# %%\nfrom sklearn.cluster import KMeans\nlabels = KMeans(3).fit_predict(X)  # flagged"),
        Example("# %%\nfrom sklearn import tree\nmodel = tree.DecisionTreeClassifier()  # flagged"),
        Example(
            "# %%\nfrom imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(X, y)  # flagged"
        ),
        Example(
            "# %%\nfrom sklearn.linear_model import LogisticRegression\n"
            "model = LogisticRegression(solver='saga')  # flagged"
        ),
    ),
    kept=(
        Example(
            "# %%\nfrom sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(random_state=1)"
        ),
        Example("# %%\nfrom sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression()"),
        Example("# %%\nfrom sklearn.svm import SVC\nmodel = SVC()"),
        Example("# %%\nfrom sklearn.neighbors import KNeighborsClassifier\nmodel = KNeighborsClassifier(3)"),
        Example(
            "# %%\nfrom sklearn.ensemble import BaggingClassifier\nfrom sklearn.tree import DecisionTreeClassifier\n"
            "m = BaggingClassifier(DecisionTreeClassifier(), random_state=0)"
        ),
        Example(
            "# %%\nimport numpy as np\nfrom sklearn.cluster import KMeans\nnp.random.seed(1)\nm = KMeans(3)"
        ),
        Example("# %%\nfrom sklearn.decomposition import PCA\nparts = PCA(2)"),
        Example(
            "# %%\nfrom sklearn.linear_model import LogisticRegression\nm = LogisticRegression(solver='liblinear')"
        ),
        Example(
            "# %%\nfrom sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(**best)"
        ),
    ),
)
