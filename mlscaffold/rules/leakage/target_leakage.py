"""The answer among the features."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule("MLS404", "target", source="Kaufman et al., Leakage in Data Mining, ACM TKDD 2012")
