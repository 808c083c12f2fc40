"""Rules on whether another run, another day or another machine gives the same."""

from __future__ import annotations

from mlscaffold.rules.reproducibility import (
    clock_in_data,
    hard_coded_device,
    hard_coded_threshold,
    hash_order,
    listing_order,
    network_at_run_time,
    unbounded_dependency,
    undeclared_dependency,
    unknown_module,
    unpinned_install,
    unseeded_estimator,
    unseeded_randomness,
    unseeded_split,
    warnings_silenced,
)
from mlscaffold.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    unseeded_randomness.RULE,
    unseeded_split.RULE,
    unseeded_estimator.RULE,
    clock_in_data.RULE,
    hash_order.RULE,
    listing_order.RULE,
    hard_coded_device.RULE,
    warnings_silenced.RULE,
    network_at_run_time.RULE,
    hard_coded_threshold.RULE,
    undeclared_dependency.RULE,
    unknown_module.RULE,
    unpinned_install.RULE,
    unbounded_dependency.RULE,
)
