"""Rules on what reaches a model that should not."""

from __future__ import annotations

from mlscaffold.rules.leakage import (
    group_leakage,
    multi_test_leakage,
    overlap_leakage,
    preprocessing_leakage,
    target_leakage,
    temporal_leakage,
)
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    preprocessing_leakage.RULE,
    overlap_leakage.RULE,
    multi_test_leakage.RULE,
    target_leakage.RULE,
    temporal_leakage.RULE,
    group_leakage.RULE,
)
