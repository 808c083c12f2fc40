"""A model whose training uses random numbers has no seed.

Fitting it again gives a different model: scores and predictions vary from run to run, and the model in
production is not the one that was evaluated. Pass `random_state=0`. Also check how much the result depends
on the seed: fit with several seeds and compare.
"""

import ast

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.lookups import enclosing, last_name, string
from mlscaffold.rules.reproducibility.unseeded_randomness import is_seeded, is_unseeded
from mlscaffold.rules.rule import LintTarget, Rule, Violations, cases, explanation, violation

MODULES = ("sklearn.", "imblearn.")
RARELY_RANDOM = frozenset(
    "PCA KernelPCA FactorAnalysis HistGradientBoostingClassifier HistGradientBoostingRegressor AffinityPropagation "
    "NMF QuantileTransformer KBinsDiscretizer TargetEncoder".split()
)
"""They use random numbers only with many rows or with certain data."""


def _check(file: LintTarget) -> Violations:
    index = file.index
    for last in [name for name in index.called if name[:1].isupper() and name not in RARELY_RANDOM]:
        for call in index.calls(last):
            if not _is_random(call) or is_seeded(index, "numpy", call):
                continue
            if not _is_seeded_by_ensemble(call, index):
                message = f"`{last}` without `random_state` gives a different model on every run: add random_state=0"
                yield violation(call, message, "random-state" if last_name(call.node.func) == last else "")


def _is_random(call: Call) -> bool:
    name = api.canonical(call.name)
    row = api.lookup(name) if name.startswith(MODULES) else None
    if row is None or row.returns != "class" or row.role == "split":
        return False
    if string(call.argument("solver")) == "liblinear":
        return False
    return not {"estimator", "transformer"}.isdisjoint(api.bases(row.name)) and is_unseeded(call, row)


def _is_seeded_by_ensemble(call: Call, index: ModuleIndex) -> bool:
    """Return whether it is the base of an ensemble that has a seed and passes it on."""
    outer = next((node for node in enclosing(index, call.node) if not isinstance(node, ast.keyword)), None)
    if not isinstance(outer, ast.Call) or not isinstance(outer.func, (ast.Name, ast.Attribute)):
        return False
    keywords = {keyword.arg for keyword in outer.keywords}
    ensembles = ("AdaBoost", "Bagging", "BalancedBagging", "EasyEnsemble", "RFE", "OutputCode")
    return last_name(outer.func).startswith(ensembles) and "random_state" in keywords


RULE = Rule(
    **explanation(__doc__),
    code="MLS203",
    name="unseeded-estimator",
    level="candidate",
    check=_check,
    fixes=("random-state",),
    source="https://scikit-learn.org/stable/common_pitfalls.html#controlling-randomness",
    flagged=cases(
        "from sklearn.ensemble import RandomForestClassifier\nmodel = RandomForestClassifier(50)  # flagged",
        "from sklearn.cluster import KMeans\nlabels = KMeans(3).fit_predict(X)  # flagged",
        "from sklearn import tree\nmodel = tree.DecisionTreeClassifier()  # flagged",
        "from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(X, y)  # flagged",
        "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression(solver='saga')  # flagged",
    ),
    kept=cases(
        "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(random_state=1)",
        "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression()",
        "from sklearn.svm import SVC\nmodel = SVC()",
        "from sklearn.neighbors import KNeighborsClassifier\nmodel = KNeighborsClassifier(3)",
        (
            "from sklearn.ensemble import BaggingClassifier\nfrom sklearn.tree import DecisionTreeClassifier\n"
            "m = BaggingClassifier(DecisionTreeClassifier(), random_state=0)"
        ),
        "import numpy as np\nfrom sklearn.cluster import KMeans\nnp.random.seed(1)\nm = KMeans(3)",
        "from sklearn.decomposition import PCA\nparts = PCA(2)",
        "from sklearn.linear_model import LogisticRegression\nm = LogisticRegression(solver='liblinear')",
        "from sklearn.ensemble import RandomForestClassifier\nm = RandomForestClassifier(**best)",
    ),
)
