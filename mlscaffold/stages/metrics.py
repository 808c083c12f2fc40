"""Which values measure how good a model is."""

from __future__ import annotations

import re

from mlscaffold.stages.statement_roles import Unit

MEASURE = re.compile(
    r"(^|_)(acc|accuracy|score|scores|loss|rmse|mse|mae|mape|r2|auc|f1|precision|recall|error|errors|logloss|brier"
    r"|silhouette|report|matrix)(_|\d|$)",
    re.IGNORECASE,
)


def is_measure(name: str, unit: Unit) -> bool:
    """Say whether a name that a statement binds holds a measure of a model."""
    if "evaluate" not in unit.effects.roles:
        return bool(MEASURE.search(name))
    return bool(MEASURE.search(name)) or any(
        MEASURE.search(call.rsplit(".", 1)[-1]) for call in unit.effects.calls
    )
