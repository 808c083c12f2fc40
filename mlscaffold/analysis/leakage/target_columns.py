"""Columns among the features that hold what a model is to predict."""

from __future__ import annotations

from collections.abc import Hashable, Set

from mlscaffold.analysis.leakage.reading import visible
from mlscaffold.analysis.leakage.values import Data


def leaked_columns(features: Data, labels: Data | None, files: Set[Hashable]) -> tuple[str, ...]:
    """Return the features' columns that hold the labels.

    Args:
        features: what a model is trained on.
        labels: what it learns to predict.
        files: tables that were read; elsewhere labels are often made of the features, as an exercise.

    Returns:
        Names of the labels' column, of columns that were computed from it, and of the one column that the labels were
        computed from; () where the names of the features are not known, or nothing is the same.
    """
    if labels is None or features.table is None or features.sources or not labels.sources:
        return ()
    table = features.table
    named = {name for owner, name in labels.sources if owner == table}
    own = named & {labels.column}
    origins = named - own
    wanted = own | (origins if table in files and len(origins) == 1 else set())
    held = {n for n in wanted if n not in features.lacks and (features.only is None or n in features.only)}
    made = {n for n, c in visible(features).items() if any((table, name) in c.sources for name in own)}
    return tuple(sorted(held | made))
