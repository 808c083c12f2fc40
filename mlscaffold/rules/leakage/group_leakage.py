"""Rows that belong together on both sides of a split."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule(
    "MLS406",
    "group",
    source="https://scikit-learn.org/stable/modules/cross_validation.html#cross-validation-iterators-for-grouped-data",
)
