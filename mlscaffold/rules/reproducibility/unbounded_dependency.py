"""A dependency is declared without a version bound.

Installed next month, the project gets another version than the one it was tested with; pandas and
scikit-learn change results and remove functions in every major release. Set a lower bound (`pandas>=3`) in
`pyproject.toml`, and keep a lock file for what runs in production.
"""

from mlscaffold.rules.reproducibility.undeclared_dependency import imported, normal
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violations, cases, explanation, violation


def _check(file: LintTarget) -> Violations:
    declared = {normal(name): bound for name, bound in (file.project.declared or {}).items()}
    free = [each for each in imported(file) if any(declared.get(name) == "" for name in each.distributions)]
    if free:
        names = ", ".join(sorted(each.module for each in free))
        message = f"no version bound is declared for {names}: add at least a lower bound for each"
        yield violation(free[0].context, message)


RULE = Rule(
    **explanation(__doc__),
    code="MLS214",
    name="unbounded-dependency",
    level="production",
    check=_check,
    source="https://packaging.python.org/en/latest/specifications/version-specifiers/",
    flagged=cases(
        Example("import pandas as pd  # flagged: pandas", declared=(("pandas", ""),)),
        Example("import numpy\nimport sklearn  # flagged", declared=(("numpy", ">=2"), ("scikit-learn", ""))),
    ),
    kept=cases(
        Example("import pandas as pd", declared=(("pandas", ">=3"),)),
        "import pandas as pd",
        Example("import json", declared=(("pandas", ""),)),
    ),
)
