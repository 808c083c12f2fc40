"""Preparation that has seen the rows of the test."""

from __future__ import annotations

from mlscaffold.rules.leakage.leaks_in_file import leakage_rule

RULE = leakage_rule("MLS401", "preprocessing", fix="fit-after-split")
