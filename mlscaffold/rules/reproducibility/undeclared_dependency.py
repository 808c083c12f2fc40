"""Libraries that a file imports and nothing declares."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.imported_modules import Import, declared, imported
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, violation

SHOWN = 6


def _check(file: LintTarget) -> Iterator[Violation]:
    given = declared(file)
    missing = [each for each in imported(file) if each.distributions and each.distributions.isdisjoint(given)]
    if file.around.declared is None and missing:
        yield violation(missing[0].seen, _nothing(missing))
        return
    for each in missing:
        message = (
            f"`{each.module}` is imported and declared nowhere: add it, with a version, to pyproject.toml"
        )
        yield violation(each.seen, message)


def _nothing(modules: list[Import]) -> str:
    names = sorted(each.module for each in modules)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return (
        f"nothing says which versions this needs ({', '.join(names[:SHOWN])}{more}): "
        "declare them in pyproject.toml or requirements.txt"
    )


RULE = Rule(
    code="MLS211",
    name="undeclared-dependency",
    what="A library is imported that no requirements file, project file or install line declares.",
    why=(
        "Whoever runs the code elsewhere has to guess what to install, and in which version. List each library with "
        "a version in `pyproject.toml` (or `requirements.txt`), so that an environment can be made from it."
    ),
    level="production",
    severity="warning",
    check=_check,
    source="https://packaging.python.org/en/latest/guides/writing-pyproject-toml/#dependencies-optional-dependencies",
    flagged=(
        Example("# %%\nimport numpy as np  # flagged\nimport pandas as pd", says="numpy, pandas"),
        Example(
            "# %%\nimport numpy as np\nimport sklearn  # flagged",
            declared=(("numpy", ">=2"),),
            says="sklearn",
        ),
        Example("# %%\n%pip install numpy==2.1\nimport numpy\nimport pandas  # flagged"),
        Example("import cv2  # flagged", declared=(("numpy", ""),), plain=True),
    ),
    kept=(
        Example("# %%\nimport sklearn", declared=(("scikit-learn", ">=1"),)),
        Example("# %%\nimport os\nimport json\nfrom pathlib import Path"),
        Example("# %%\nimport helpers", files=("helpers.py",), declared=()),
        Example("# %%\n%pip install pandas==3\nimport pandas"),
        Example("# %%\ntry:\n    import numpy\nexcept ImportError:\n    numpy = None", declared=()),
        Example("from . import helpers", declared=(), plain=True),
        Example("# %%\nfrom IPython.display import display", declared=()),
    ),
)
