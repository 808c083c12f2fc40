"""Rules on whether a file can be looked at."""

from __future__ import annotations

from mlscaffold.rules.reading import unparsable_cell
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (unparsable_cell.RULE,)
