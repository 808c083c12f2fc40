"""An install line does not pin a version.

What it installs changes from day to day, and with it what the notebook computes, or whether it runs at all.
Pin the version you work with (`%pip install pandas==3.0.1`), or better: declare it in `pyproject.toml` and
install nothing in the notebook.
"""

import re

from mlscaffold.notebook.magics import PythonCell
from mlscaffold.rules.reproducibility.undeclared_dependency import split
from mlscaffold.rules.rule import LintTarget, Rule, Violation, Violations, cases, explanation

FIXED = re.compile(r"@\s*\S+@\S+")


def _check(file: LintTarget) -> Violations:
    sources = {cell.number: cell.source for cell in file.code}
    for cell in file.python:
        for requirement in cell.requirements:
            name, bound = split(requirement)
            if name and not _is_bound(bound):
                yield _violation(cell, sources[cell.number], requirement, name)


def _is_bound(bound: str) -> bool:
    return bool(bound) and (not bound.startswith("@") or bool(FIXED.search(bound)))


def _violation(cell: PythonCell, source: str, requirement: str, name: str) -> Violation:
    text = re.split(r"\s|@", requirement, maxsplit=1)[0]
    lines = source.split("\n")
    installs = ("install" in line and text in line and not line.lstrip().startswith("#") for line in lines)
    first = next((number for number, found in enumerate(installs, start=1) if found), 1)
    message = f"this installs the latest version of {name}: pin the one that you use, with {name}=="
    return Violation(cell.number, first, 1, message, first, len(lines[first - 1].encode()) + 1)


RULE = Rule(
    **explanation(__doc__),
    code="MLS213",
    name="unpinned-install",
    level="production",
    check=_check,
    notebooks_only=True,
    source="https://pip.pypa.io/en/stable/topics/repeatable-installs/",
    flagged=cases(
        "!pip install pandas  # flagged: pandas==",
        "x = 1\n%pip install -q numpy==2.1 seaborn  # flagged: seaborn",
        "!pip install git+https://example.org/a/tools.git  # flagged",
        "# install scipy\nif True:\n    !pip install scipy  # flagged",
        "!conda install -y scipy  # flagged",
    ),
    kept=cases(
        "!pip install pandas==3.0.1",
        "%pip install 'numpy>=2,<3'",
        "!pip install -r requirements.txt",
        "!pip install --upgrade pip",
        "!pip list",
        "print('!pip install pandas')",
    ),
)
