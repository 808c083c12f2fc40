"""Which calls draw random numbers as they are written: many do so only with certain arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from mlscaffold.analysis import api, calls

LIBRARIES = {"random": "random", "wordcloud": "random", "networkx": "", "tensorflow": "tensorflow"}
LIBRARIES |= {"keras": "tensorflow", "torch": "torch", "torchvision": "torch", "transformers": "torch"}
LIBRARIES |= dict.fromkeys(
    "numpy pandas scipy sklearn imblearn seaborn statsmodels empiricaldist mlxtend gensim".split(), "numpy"
)
"""By library, whose global state it draws from; "" where it may be one or another."""

ALONE = frozenset({"random", "numpy", "torch", "tensorflow"})
"""Libraries whose seed seeds themselves alone; any other that has one seeds all."""

EXACT = frozenset("sklearn imblearn xgboost lightgbm catboost mlxtend statsmodels".split())
"""Libraries of which the table says exactly which estimators draw."""

GENERATORS = (
    "numpy.random.default_rng numpy.random.MT19937 numpy.random.PCG64 numpy.random.Philox numpy.random.SFC64 "
    "numpy.random.SeedSequence numpy.random.RandomState random.Random"
).split()
BEYOND = "secrets uuid os tempfile random.SystemRandom optuna cv2 pyspark".split()
BOOTSTRAPS = "barplot jointplot lineplot lmplot pairplot pointplot regplot relplot Grid".split()

SHUFFLES = ("shuffle", frozenset({True}))
STOCHASTIC = ("solver", frozenset({"liblinear", "sag", "saga"}))
AT_RANDOM = ("selection", frozenset({"random"}))
GIVEN: frozenset[object] = frozenset()
ONLY: dict[str, tuple[str, frozenset[object]]] = {
    **dict.fromkeys(("model_selection.KFold", "model_selection.GroupKFold"), SHUFFLES),
    **dict.fromkeys(("model_selection.StratifiedKFold", "model_selection.StratifiedGroupKFold"), SHUFFLES),
    "model_selection.learning_curve": SHUFFLES,
    **dict.fromkeys(("linear_model.LogisticRegression", "linear_model.LogisticRegressionCV"), STOCHASTIC),
    **dict.fromkeys(("linear_model.Ridge", "linear_model.RidgeClassifier"), STOCHASTIC),
    "linear_model.ridge_regression": STOCHASTIC,
    **{f"linear_model.{m}{cv}": AT_RANDOM for m in ("Lasso", "ElasticNet") for cv in ("", "CV")},
    **{f"linear_model.MultiTask{m}{cv}": AT_RANDOM for m in ("Lasso", "ElasticNet") for cv in ("", "CV")},
    **dict.fromkeys(("linear_model.Lars", "linear_model.LassoLars"), ("jitter", GIVEN)),
    **dict.fromkeys(("svm.SVC", "svm.NuSVC"), ("probability", frozenset({True}))),
    "metrics.silhouette_score": ("sample_size", GIVEN),
    **{
        f"gaussian_process.GaussianProcess{m}": ("n_restarts_optimizer", GIVEN)
        for m in ("Classifier", "Regressor")
    },
    "dummy.DummyClassifier": ("strategy", frozenset({"stratified", "uniform"})),
    **{f"multioutput.{m}Chain": ("order", frozenset({"random"})) for m in ("Classifier", "Regressor")},
    **dict.fromkeys(
        ("decomposition.FactorAnalysis", "preprocessing.KBinsDiscretizer"), ("random_state", GIVEN)
    ),
    "model_selection.permutation_test_score": ("random_state", GIVEN),
}
"""Of scikit-learn: the argument, and its values, with which alone it draws; GIVEN: any but None and False."""

UNLESS = {
    "model_selection.train_test_split": "shuffle",
    "svm.LinearSVC": "dual",
}
"""Of scikit-learn: the argument with which, when it is False, it draws nothing."""


def library_of(name: str) -> str:
    """Return whose global state a function or class draws from, "" where that is not known."""
    return LIBRARIES.get(name.partition(".")[0], "")


def kind_of(name: str) -> str:
    """Say what governs the numbers that a function or class draws.

    Args:
        name: its canonical name, such as `numpy.random.rand`.

    Returns:
        `global`; `generator` for one that holds a state of its own; `beyond` where no seed does.
    """
    if name in GENERATORS or name.startswith("numpy.random.PCG64"):
        return "generator"
    parts = name.split(".")
    if parts[0] in BEYOND or name in BEYOND or (parts[0] == "seaborn" and parts[1:2][0] in BOOTSTRAPS):
        return "beyond"
    return "global"


def draws(node: ast.Call, name: str, known: api.Api) -> bool:
    """Say whether a call, or using what it makes, may draw numbers that none of its arguments seeds.

    Args:
        node: the call.
        name: canonical name of what it calls.
        known: its row in the API table.
    """
    if not any(calls.settled(e, node, known.seed) == "random" for e in known.side_effects):
        return False
    return draws_with(name, node.keywords)


def draws_with(name: str, keywords: Iterable[ast.keyword]) -> bool:
    """Say whether a function or class without a seed may draw with these keyword arguments."""
    library, _, short = name.partition(".")
    given = {k.arg: k.value for k in keywords}
    if library != "sklearn" or None in given:
        return True
    if short == "decomposition.PCA":
        return _reduces(given.get("n_components"))
    if short in UNLESS:
        return _value(given.get(UNLESS[short])) is not False
    if short not in ONLY:
        return True
    keyword, values = ONLY[short]
    value = _value(given.get(keyword))
    return value is not None and value is not False and (value in values or value is ... or not values)


def _reduces(components: ast.expr | None) -> bool:
    """Say whether PCA may choose its randomized solver: not for all components, nor for a share of the variance."""
    value = _value(components)
    return value is ... or isinstance(value, int)


def _value(node: ast.expr | None) -> object:
    """Return the value of an argument, None where it is not given, ... where only a run can tell."""
    if node is None:
        return None
    return node.value if isinstance(node, ast.Constant) else ...
