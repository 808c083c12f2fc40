"""Rows of the test among those that the model is trained on."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule("MLS402", "overlap")
