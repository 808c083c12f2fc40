"""Later rows that reach a model which is judged on earlier ones."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule(
    "MLS405",
    "temporal",
    source="https://scikit-learn.org/stable/modules/cross_validation.html#cross-validation-of-time-series-data",
)
