"""Rules on how cells stand to one another."""

from __future__ import annotations

from mlscaffold.rules.model import Rule
from mlscaffold.rules.notebook import out_of_order_counts

RULES: tuple[Rule, ...] = (out_of_order_counts.RULE,)
