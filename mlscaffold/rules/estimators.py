"""What rules ask of estimators: which kind one is, where it is fitted, and on what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mlscaffold.analysis import api
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.types import Environment, infer

CLASSIFIERS = frozenset(
    (
        "BernoulliNB CategoricalNB ComplementNB GaussianNB LabelPropagation LabelSpreading LinearDiscriminantAnalysis "
        "LinearSVC LogisticRegression LogisticRegressionCV MultinomialNB NearestCentroid NuSVC Perceptron "
        "QuadraticDiscriminantAnalysis SVC"
    ).split()
)
REGRESSORS = frozenset(
    (
        "ARDRegression BayesianRidge ElasticNet ElasticNetCV HuberRegressor KernelRidge Lars LarsCV Lasso LassoCV "
        "LassoLars LassoLarsCV LinearRegression LinearSVR NuSVR OrthogonalMatchingPursuit Ridge RidgeCV SVR"
    ).split()
)
TARGET_ENCODERS = frozenset({"LabelBinarizer", "LabelEncoder", "MultiLabelBinarizer"})
LEARNERS = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "imblearn.")
COMPOSED = ("Pipeline", "SearchCV")


class Fit(NamedTuple):
    """A place where something is fitted.

    Args:
        call: the call of `fit`, `fit_transform` or `partial_fit`.
        kind: the canonical name of its class.
        name: the variable that it stands in (`m.fit(X)`, `m = SVC().fit(X)`), "" where it stands in none.
        given: the data, None where it is not known.
        target: what is to be learnt, None where nothing is.
    """

    call: Call
    kind: str
    name: str
    given: ast.expr | None
    target: ast.expr | None


def fits(index: ModuleIndex) -> Iterator[Fit]:
    """Yield the places where estimators of known kind are fitted."""
    for call in index.calls("fit", "fit_transform", "partial_fit"):
        kind = kind_of(receiver(call), call.env)
        if kind:
            yield Fit(call, kind, _variable(call), call.argument("X", 0), call.argument("y", 1))


def _variable(call: Call) -> str:
    name, statement = named(receiver(call)), call.statement
    if name or call.last == "fit_transform" or not isinstance(statement, ast.Assign):
        return name
    return named(statement.targets[0]) if statement.value is call.node else ""


def receiver(call: Call) -> ast.expr | None:
    """Return the object whose method is called, None for a function."""
    return call.node.func.value if isinstance(call.node.func, ast.Attribute) else None


def kind_of(node: ast.expr | None, env: Environment) -> str:
    """Return the canonical class of an estimator, "" for all else."""
    kind = class_of(node, env)
    return kind if is_estimator(kind) else ""


def class_of(node: ast.expr | None, env: Environment) -> str:
    """Return the canonical class of an object, "" where it is not known."""
    kind = infer(node, env) if node is not None else ""
    return api.canonical(kind) if kind else ""


def named(node: ast.expr | None) -> str:
    """Return the name of a variable, "" for all else."""
    return node.id if isinstance(node, ast.Name) else ""


@cache
def is_estimator(kind: str) -> bool:
    """Say whether a class is fitted to data."""
    return "estimator" in api.bases(kind)


@cache
def is_transformer(kind: str) -> bool:
    """Say whether a class changes features; encoders of targets do not."""
    return "transformer" in api.bases(kind) and kind.rpartition(".")[2] not in TARGET_ENCODERS


@cache
def is_classifier(kind: str) -> bool:
    """Say whether a class learns classes."""
    name = kind.rpartition(".")[2]
    return kind.startswith(LEARNERS) and (name.endswith("Classifier") or name in CLASSIFIERS)


@cache
def is_regressor(kind: str) -> bool:
    """Say whether a class learns a number."""
    name = kind.rpartition(".")[2]
    return kind.startswith(LEARNERS) and (name.endswith("Regressor") or name in REGRESSORS)


@cache
def is_predictor(kind: str) -> bool:
    """Say whether a class learns a target; a pipeline and a search are taken to."""
    return is_classifier(kind) or is_regressor(kind) or kind.endswith(COMPOSED)


def is_negligible(kind: str) -> bool:
    """Say whether a class learns nothing worth judging, as a baseline does."""
    return ".dummy." in kind


def place(call: Call) -> tuple[int, int]:
    """Return where a call stands, so that calls can be put in order."""
    return call.cell, call.node.lineno
