"""Rules on forms that libraries have changed."""

from __future__ import annotations

from mlscaffold.rules.api import changed_api, data_dependent_api, deprecated_api, removed_api
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (removed_api.RULE, changed_api.RULE, deprecated_api.RULE, data_dependent_api.RULE)
