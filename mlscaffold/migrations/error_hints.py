"""Changes of libraries that no table has to list, because the message of the error tells them."""

from __future__ import annotations

import ast
import re

from mlscaffold.migrations.changes import Cause
from mlscaffold.migrations.code_facts import Call, Code
from mlscaffold.migrations.error_messages import CURE, REMOVED, fault, usual

ALIAS = re.compile(r"`np\.(?P<name>\w+)` was a deprecated alias for (?:the builtin )?`(?P<new>[\w.]+)`")
FREQUENCY = re.compile(r"Invalid frequency: (?P<count>\d*)(?P<unit>[A-Z]+)(?P<anchor>-[A-Z]{3})?\b")
FREQUENCIES = {
    "A": "YE", "BA": "BYE", "BH": "bh", "BM": "BME", "BQ": "BQE", "BY": "BYE", "CBH": "cbh", "CBM": "CBME",
    "H": "h", "L": "ms", "M": "ME", "N": "ns", "Q": "QE", "S": "s", "SM": "SME", "T": "min", "U": "us",
    "Y": "YE",
}  # fmt: skip
STATEMENT = re.compile(r"SyntaxError: Missing parentheses in call to '(?P<name>print|exec)'")
BORN_LATER = frozenset({
    "BisectingKMeans", "CalibrationDisplay", "ConfusionMatrixDisplay", "DecisionBoundaryDisplay",
    "FixedThresholdClassifier", "HDBSCAN", "LearningCurveDisplay", "MiniBatchNMF", "PartialDependenceDisplay",
    "PredictionErrorDisplay", "QuantileRegressor", "SGDOneClassSVM", "SequentialFeatureSelector",
    "SplineTransformer", "TargetEncoder", "TunedThresholdClassifierCV", "ValidationCurveDisplay",
})  # fmt: skip
"""What scikit-learn has only had since most arguments go by keyword."""
PANDAS_3 = "pandas.pydata.org/docs/whatsnew/v3.0.0.html"
NUMPY_1_24 = "numpy.org/doc/stable/release/1.24.0-notes.html"
SKLEARN_1_0 = "scikit-learn.org/stable/whats_new/v1.0.html"
PYTHON_3 = "docs.python.org/3/whatsnew/3.0.html"


def told(error: str, code: Code) -> Cause | None:
    """Return the change that an error tells of.

    Args:
        error: `Type: message`.
        code: the failing code.

    Returns:
        The change, None where the message tells of none.
    """
    return (
        _removed(error) or _alias(error) or _statement(error) or _frequency(error) or _by_keyword(error, code)
    )


def _removed(error: str) -> Cause | None:
    """The library says itself since when the name is gone."""
    found = REMOVED.search(error)
    if found is None:
        return None
    quoted = re.search(r"`([^`\n]+)`", error[: found.start()])
    cure = CURE.search(error)
    old = quoted[1] if quoted else fault(error).dotted
    return Cause(found["library"].lower(), found["version"], old, cure[1] if cure else "") if old else None


def _alias(error: str) -> Cause | None:
    found = ALIAS.search(error)
    return Cause("numpy", "1.24.0", f"np.{found['name']}", found["new"], NUMPY_1_24) if found else None


def _statement(error: str) -> Cause | None:
    found = STATEMENT.match(error)
    return Cause("python", "3.0", f"{found['name']} x", f"{found['name']}(x)", PYTHON_3) if found else None


def _frequency(error: str) -> Cause | None:
    found = FREQUENCY.search(error)
    if found is None or found["unit"] not in FREQUENCIES:
        return None
    count, unit, anchor = found["count"], found["unit"], found["anchor"] or ""
    old, new = f"{count}{unit}{anchor}", f"{count}{FREQUENCIES[unit]}{anchor}"
    return Cause("pandas", "3.0.0", f'"{old}"', f'"{new}"', PANDAS_3)


def _by_keyword(error: str, code: Code) -> Cause | None:
    """Estimators and metrics of scikit-learn take most of their arguments by keyword only."""
    said = fault(error)
    if said.kind != "positional":
        return None
    fitting = _estimators(said.function, code) if said.owner.endswith(".__init__") else ()
    found = next(iter(fitting if said.owner else _metrics(code)), None)
    if found is None:
        return None
    given = ", ".join(ast.unparse(argument) for argument in found.arguments)
    return Cause(
        "scikit-learn", "1.0", f"{found.last}({given})", f"{found.last}(…=…): by keyword", SKLEARN_1_0
    )


def _estimators(name: str, code: Code) -> tuple[Call, ...]:
    calls = (call for call in code.calls if call.known and usual(call.callee).startswith("sklearn."))
    return tuple(c for c in calls if c.last == name and len(c.arguments) > 1 and name not in BORN_LATER)


def _metrics(code: Code) -> tuple[Call, ...]:
    """Calls of metrics with more than the true and the predicted values."""
    calls = (call for call in code.calls if call.known and call.callee.startswith("sklearn.metrics."))
    return tuple(call for call in calls if len(call.arguments) > 2)
