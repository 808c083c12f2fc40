"""A sketch of a piece of source."""

from __future__ import annotations

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.examples import file
from mlscaffold.rules.rule import Example, LintTarget


def lint_target_of_source(source: str, **known: object) -> LintTarget:
    """Return what rules see of source in one cell; `known` are fields of the example."""
    return file(Example(f"# %%\n{source}", **known))  # type: ignore[arg-type]


def index_of(source: str) -> ModuleIndex:
    """Return the sketch of source in one cell."""
    return lint_target_of_source(source).index
