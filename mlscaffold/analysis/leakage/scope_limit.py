"""Where a notebook trains and tests for the last time: what comes after makes no leak and need not be followed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.leakage.vocabulary import FITS, FOLDED, FROM_ESTIMATOR, RESAMPLES, TESTS, is_metric
from mlscaffold.analysis.scopes import BUILTINS

MODELS = (
    FITS
    | TESTS
    | RESAMPLES
    | FOLDED
    | FROM_ESTIMATOR
    | {"train", "cv", "fit_transform", "fit_predict", "backward"}
)
"""Without a call of one of these nothing is trained."""
Cells = tuple[tuple[int, tuple[ast.stmt, ...]], ...]


def followed(index: ModuleIndex) -> Cells:
    """Return the cells up to the last that may train, test or score a model, or take a slice of rows.

    Args:
        index: the notebook.
    """
    if MODELS.isdisjoint(index.called):
        return ()
    concerned = set(_concerned(index))
    end = max((at for at, (number, _) in enumerate(index.cells, 1) if number in concerned), default=0)
    return index.cells[:end]


def _concerned(index: ModuleIndex) -> Iterator[int]:
    """Yield the numbers of such cells; whatever the notebook itself defines may do any of it."""
    own = {node.name for kind in (ast.FunctionDef, ast.ClassDef) for node, *_ in index.places(kind)}  # type: ignore[attr-defined]
    for last, places in index.called.raw.items():
        known = not last or last in MODELS or last in own or is_metric(last)
        for node, _, (_, cell, env, _, _) in places:
            name = node.func.id if isinstance(node.func, ast.Name) else ""  # type: ignore[attr-defined]
            if known or (name and name not in env.imports and name not in BUILTINS):
                yield cell
    for _, _, (_, cell, *_) in index.places(ast.Slice):
        yield cell
