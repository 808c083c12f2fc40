"""Rules on what reaches a model that should not."""

from __future__ import annotations

from mlscaffold.rules.leakage import group, multi_test, overlap, preprocessing, target, temporal
from mlscaffold.rules.model import Rule

RULES: tuple[Rule, ...] = (
    preprocessing.RULE,
    overlap.RULE,
    multi_test.RULE,
    target.RULE,
    temporal.RULE,
    group.RULE,
)
