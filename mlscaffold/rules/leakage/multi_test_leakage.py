"""Several models judged by the same rows of the test."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule("MLS403", "multi-test", level="candidate", severity="warning")
