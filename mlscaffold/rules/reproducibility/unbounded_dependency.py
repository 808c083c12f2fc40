"""Declared libraries of which any version will do."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.imported_modules import imported, normal
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation


def _check(file: LintTarget) -> Iterator[Violation]:
    given = {normal(name): bound for name, bound in (file.around.declared or {}).items()}
    free = [each for each in imported(file) if any(given.get(name) == "" for name in each.distributions)]
    if free:
        names = ", ".join(sorted(each.module for each in free))
        message = f"any version of {names} will do, says what is declared: give each at least a lower bound"
        yield violation(free[0].seen, message)


RULE = Rule(
    code="MLS214",
    name="unbounded-dependency",
    what="A library is declared without any bound on its version.",
    why=(
        "Installed next month, the project gets another version than the one it was tried with; pandas and "
        "scikit-learn change results and remove functions with each large release. Give a lower bound (`pandas>=3`) "
        "in `pyproject.toml`, and keep a lock file for what runs in production."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://packaging.python.org/en/latest/specifications/version-specifiers/",
    flagged=(
        Example("# %%\nimport pandas as pd  # flagged", declared=(("pandas", ""),), says="pandas"),
        Example(
            "# %%\nimport numpy\nimport sklearn  # flagged", declared=(("numpy", ">=2"), ("scikit-learn", ""))
        ),
    ),
    kept=(
        Example("# %%\nimport pandas as pd", declared=(("pandas", ">=3"),)),
        Example("# %%\nimport pandas as pd"),
        Example("# %%\nimport json", declared=(("pandas", ""),)),
    ),
)
