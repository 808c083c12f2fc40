"""Estimators in a file: their kinds, where they are fitted, and on what data."""

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import Environment, infer
from mlscaffold.rules.lookups import receiver, variable

CLASSIFIERS = frozenset(
    "BernoulliNB CategoricalNB ComplementNB GaussianNB LabelPropagation LabelSpreading LinearDiscriminantAnalysis "
    "LinearSVC LogisticRegression LogisticRegressionCV MultinomialNB NearestCentroid NuSVC Perceptron "
    "QuadraticDiscriminantAnalysis SVC".split()
)
REGRESSORS = frozenset(
    "ARDRegression BayesianRidge ElasticNet ElasticNetCV HuberRegressor KernelRidge Lars LarsCV Lasso LassoCV "
    "LassoLars LassoLarsCV LinearRegression LinearSVR NuSVR OrthogonalMatchingPursuit Ridge RidgeCV SVR".split()
)
TARGET_ENCODERS = frozenset({"LabelBinarizer", "LabelEncoder", "MultiLabelBinarizer"})
LEARNERS = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "imblearn.")
COMPOSED = ("Pipeline", "SearchCV")


class Fit(NamedTuple):
    """A call that fits an estimator.

    Args:
        call: the call of `fit`, `fit_transform` or `partial_fit`.
        kind: the canonical name of the class.
        name: the variable that holds it (`m.fit(X)`, `m = SVC().fit(X)`), "" if none does.
        data: the training data, None if unknown.
        target: the target, None if there is none.
    """

    call: Call
    kind: str
    name: str
    data: ast.expr | None
    target: ast.expr | None


def fits(index: ModuleIndex) -> Iterator[Fit]:
    """Yield the calls that fit estimators of a known kind."""
    for call in index.calls("fit", "fit_transform", "partial_fit"):
        kind = kind_of(receiver(call), call.env)
        if kind:
            yield Fit(call, kind, _variable(call), call.argument("X", 0), call.argument("y", 1))


def _variable(call: Call) -> str:
    name, statement = variable(receiver(call)), call.statement
    if name or call.last == "fit_transform" or not isinstance(statement, ast.Assign):
        return name
    return variable(statement.targets[0]) if statement.value is call.node else ""


def kind_of(node: ast.expr | None, env: Environment) -> str:
    """Return the canonical class of an estimator, "" for anything else."""
    kind = class_of(node, env)
    return kind if is_estimator(kind) else ""


def class_of(node: ast.expr | None, env: Environment) -> str:
    """Return the canonical class of an object, "" if unknown."""
    kind = infer(node, env) if node is not None else ""
    return api.canonical(kind) if kind else ""


@cache
def is_estimator(kind: str) -> bool:
    """Return whether a class is fitted to data."""
    return "estimator" in api.bases(kind)


@cache
def is_transformer(kind: str) -> bool:
    """Return whether a class transforms features; encoders of targets do not."""
    return "transformer" in api.bases(kind) and kind.rpartition(".")[2] not in TARGET_ENCODERS


@cache
def is_classifier(kind: str) -> bool:
    """Return whether a class is a classifier."""
    name = kind.rpartition(".")[2]
    return kind.startswith(LEARNERS) and (name.endswith("Classifier") or name in CLASSIFIERS)


@cache
def is_regressor(kind: str) -> bool:
    """Return whether a class is a regressor."""
    name = kind.rpartition(".")[2]
    return kind.startswith(LEARNERS) and (name.endswith("Regressor") or name in REGRESSORS)


@cache
def is_predictor(kind: str) -> bool:
    """Return whether a class predicts a target; pipelines and searches are assumed to."""
    return is_classifier(kind) or is_regressor(kind) or kind.endswith(COMPOSED)


def is_baseline(kind: str) -> bool:
    """Return whether a class is a baseline, which needs no evaluation."""
    return ".dummy." in kind


def place(call: Call) -> tuple[int, int]:
    """Return the place of a call, to sort calls."""
    return call.cell, call.node.lineno
