"""What stands between a notebook or a module and production: one rule a file, listed here in the order of codes."""

from __future__ import annotations

from mlscaffold.rules import api, data, features, leakage, models, notebook, reading, reproducibility
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *reading.RULES,
    *notebook.RULES,
    *reproducibility.RULES,
    *data.RULES,
    *leakage.RULES,
    *models.RULES,
    *api.RULES,
    *features.RULES,
)
