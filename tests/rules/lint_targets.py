"""Source as the input of rules."""

from __future__ import annotations

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.rules.rule import Example, LintTarget


def lint_target_of_source(source: str, **fields: object) -> LintTarget:
    """Return source in one cell as the input of a rule; `fields` are those of the example."""
    return Example(f"# %%\n{source}", **fields).target()  # type: ignore[arg-type]


def index_of(source: str) -> ModuleIndex:
    """Return the index of source in one cell."""
    return lint_target_of_source(source).index
