"""Rules on features that several files compute."""

from __future__ import annotations

from mlscaffold.rules.features import drifted_feature, repeated_feature
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (repeated_feature.RULE, drifted_feature.RULE)
