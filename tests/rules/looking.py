"""A sketch of a piece of source."""

from __future__ import annotations

from mlscaffold.analysis.index import Sketch
from mlscaffold.rules.examples import subject
from mlscaffold.rules.rule import Example, Subject


def subject_of_source(source: str, **known: object) -> Subject:
    """Return what rules see of source in one cell; `known` are fields of the example."""
    return subject(Example(f"# %%\n{source}", **known))  # type: ignore[arg-type]


def sketch_of(source: str) -> Sketch:
    """Return the sketch of source in one cell."""
    return subject_of_source(source).sketch
