"""How many notebooks are tried: few and always the same ones, or as many new ones as MLSCAFFOLD_FUZZ says."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

WANTED = int(os.environ.get("MLSCAFFOLD_FUZZ", "0"))


def examples(few: int) -> settings:
    """Return the settings of a test that tries few examples in ordinary runs."""
    return settings(
        max_examples=WANTED or few,
        phases=tuple(Phase)
        if WANTED
        else (Phase.explicit, Phase.generate),  # making a failure small takes minutes
        derandomize=not WANTED,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
