"""The number of notebooks to test: a few fixed ones, or MLSCAFFOLD_FUZZ new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("MLSCAFFOLD_FUZZ", "0"))


def examples(few: int) -> settings:
    """Return the settings of a test that tries few examples in ordinary runs."""
    return settings(
        max_examples=EXAMPLES or few,
        phases=tuple(Phase)
        if EXAMPLES
        else (Phase.explicit, Phase.generate),  # making a failure small takes minutes
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
